/** Several root modules in one window: two that call one module, in one folder, and one in JSON in another. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import { join } from "node:path";
import { parse } from "jsonc-parser";
import * as vscode from "vscode";
import type { TestedParts } from "../../../src/extension";
import type { DriftNode } from "../../../src/host/tree/driftNode";
import { recordedCalls } from "../../terraform/recordingTerraform";
import { until } from "../../terraform/surroundings";
import { hostVariable } from "../../vscode/hostContract";

/** In the folder `shop` or `edge`. */
const fileUri = (name: string): vscode.Uri => {
  const [folder = "", ...rest] = name.split("/");
  const { uri } = vscode.workspace.workspaceFolders!.find((one) => one.name === folder)!;
  return vscode.Uri.file(join(uri.fsPath, ...rest));
};
const MODULE = "shop/modules/app/main.tf";
const JSON_FILE = "edge/main.tf.json";

describe("several root modules", function () {
  this.timeout(120_000);
  let parts: TestedParts;

  before(async () => {
    parts = await vscode.extensions.getExtension<TestedParts>("terraform-drift.terraform-drift")!.activate();
  });

  const plans = (): number => recordedCalls(hostVariable("recording")).filter(([command]) => command === "plan").length;
  const words = ({ label, description }: DriftNode): string => [label, description].filter(Boolean).join(" | ");
  /** What the tree says below a node, indented. */
  async function drawn(node?: DriftNode, depth = 0): Promise<string[]> {
    const lines: string[] = [];
    for (const child of await parts.view.getChildren(node)) {
      lines.push("  ".repeat(depth) + words(child), ...(await drawn(child, depth + 1)));
    }
    return lines;
  }
  async function root(name: string): Promise<DriftNode> {
    return (await parts.view.getChildren()).find(({ label }) => label === name)!;
  }
  async function checkRoot(name: string): Promise<void> {
    await vscode.commands.executeCommand("terraformDrift.checkRootModule", await root(name));
    await parts.index.settled();
  }
  /** Of a file: the marked text, where it begins and ends, and what is said of it. */
  async function marked(name: string): Promise<string[]> {
    const document = await vscode.workspace.openTextDocument(fileUri(name));
    return vscode.languages
      .getDiagnostics(document.uri)
      .map(({ range: { start, end }, message }) => {
        const text = document.getText(new vscode.Range(start, end));
        return `${start.line}:${start.character}-${end.line}:${end.character} ${text} — ${message}`;
      })
      .sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  }

  it("are found in all folders, have names of their own, and none has been checked", async () => {
    assert.deepEqual(await parts.view.getChildren(), []);
    assert.deepEqual(
      parts.state.roots.map(({ name, id, run }) => [name, id, run]),
      [
        ["dev", "shop/dev", null],
        ["edge", "edge/.", null],
        ["prod", "shop/prod", null],
      ],
    );
    assert.equal(parts.view.welcome, "neverChecked");
  });

  it("are checked one at a time if the person wants it so, and the others are as they were", async () => {
    const dev = parts.state.roots.find(({ name }) => name === "dev")!;
    await vscode.commands.executeCommand("terraformDrift.checkRootModule", { rootId: dev.id });
    await parts.index.settled();
    assert.equal(plans(), 1);
    assert.deepEqual(await drawn(), [
      "dev | 1 drifted · just now",
      "  Drifted | 1",
      "    module.app.lab_server.web | size",
      '      size | "small" → "large"',
      "edge | never checked",
      "  Nothing is known yet",
      "prod | never checked",
      "  Nothing is known yet",
    ]);
    assert.equal(parts.statusBar.text, "$(warning) 1 drifted");
  });

  it("are all in the tree after a check of all, the same address in two of them too", async () => {
    await vscode.commands.executeCommand("terraformDrift.check");
    await parts.index.settled();
    assert.equal(plans(), 4);
    assert.deepEqual(await drawn(), [
      "dev | 1 drifted · just now",
      "  Drifted | 1",
      "    module.app.lab_server.web | size",
      '      size | "small" → "large"',
      "edge | 3 drifted · just now",
      "  Drifted | 4",
      "    lab_bucket.cache | versioning",
      "      versioning | true → false",
      "    lab_server.node[1] | size",
      '      size | "medium" → "large"',
      '    lab_server.site["west"] | size, tags["env"]',
      '      size | "small" → "large"',
      '      tags["env"] | "prod" → "test"',
      '    lab_server.site["east"] | tags["env"]',
      '      tags["env"] | "prod" → "test"',
      "prod | 2 drifted · just now",
      "  Drifted | 2",
      "    module.app.lab_bucket.data | versioning",
      "      versioning | true → false",
      "    module.app.lab_server.web | size",
      '      size | "small" → "large"',
    ]);
    assert.equal(parts.statusBar.text, "$(warning) 6 drifted");
  });

  it("mark a module that they share each for itself, and say which of them it is", async () => {
    const size = 'size is "large" in the cloud, the code says "small"; applying puts it back.';
    assert.deepEqual(await marked(MODULE), [
      `12:2-12:17 size  = "small" — dev: ${size}`,
      `12:2-12:17 size  = "small" — prod: ${size}`,
      "18:2-18:19 versioning = true — prod: versioning is false in the cloud, the code says true; applying puts it back.",
    ]);
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      "vscode.executeCodeLensProvider",
      fileUri(MODULE),
      50,
    );
    assert.deepEqual(
      lenses.flatMap(({ command }) => (command?.title.includes("drifted") === true ? [command.title] : [])),
      [
        "$(warning)\u00a0drifted in dev: size · just now",
        "$(warning)\u00a0drifted in prod: size · just now",
        "$(warning)\u00a0drifted in prod: versioning · just now",
      ],
    );
    assert.deepEqual(await marked("shop/prod/main.tf"), [
      '10:0-10:12 module "app" — 2 resources in this module drifted: module.app.lab_bucket.data: versioning, module.app.lab_server.web: size',
    ]);
  });

  it("are marked in JSON too, with exact ranges and the instances", async () => {
    assert.deepEqual(await marked(JSON_FILE), [
      '8:8-8:24 "size": "medium" — [1]: size is "large" in the cloud, the code says "medium"; applying puts it back.',
      '11:6-11:12 "site" — ["west"]: size is "large" in the cloud, the code says "small"; applying puts it back.',
      '15:41-15:54 "env": "prod" — ["west"], ["east"]: tags["env"] is "test" in the cloud, the code says "prod"; applying puts it back.',
      '18:49-18:67 "versioning": true — versioning is false in the cloud, the code says true; applying puts it back.',
    ]);
  });

  it("can be settled in JSON, too, for all instances of a block at once", async () => {
    const document = await vscode.workspace.openTextDocument(fileUri(JSON_FILE));
    const titles = async (line: number): Promise<string[]> => {
      const { range } = vscode.languages.getDiagnostics(document.uri).find((one) => one.range.start.line === line)!;
      const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
        "vscode.executeCodeActionProvider",
        document.uri,
        range,
      );
      return actions.map(({ title }) => title).filter((title) => /^A(?:dd|ccept) /.test(title));
    };
    assert.deepEqual(await titles(8), [
      "Accept actual value of size into code…",
      "Add size to lifecycle ignore_changes…",
    ]);
    assert.deepEqual(await titles(15), [
      'Accept actual value of tags["env"] into code…',
      'Add tags["env"] to lifecycle ignore_changes…',
    ]);
  });

  it("offer in a module that they share one edit of it, and to ignore for each of them", async () => {
    const uri = fileUri(MODULE);
    const { range } = vscode.languages.getDiagnostics(uri).find((one) => one.range.start.line === 12)!;
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      "vscode.executeCodeActionProvider",
      uri,
      range,
    );
    assert.deepEqual(
      actions.map(({ title }) => title),
      [
        "Accept actual value of size into code…",
        "Add size to lifecycle ignore_changes…",
        "Reconcile in dev…",
        "Ignore always in dev…",
        "Explain with AI, in dev",
        "Reconcile in prod…",
        "Ignore always in prod…",
        "Explain with AI, in prod",
      ],
    );
  });

  it("keep their drift when the same address is ignored always in another", async () => {
    const [drifted] = await parts.view.getChildren(await root("dev"));
    const [server] = await parts.view.getChildren(drifted);
    assert.equal(server!.address, "module.app.lab_server.web");
    await answering(["Only size", "resized for the sale", ""], () =>
      vscode.commands.executeCommand("terraformDrift.ignoreAlways", server),
    );
    const rules = fs.readFileSync(fileUri("shop/.terraform-drift.jsonc").fsPath, "utf8");
    const { ignore } = parse(rules) as { ignore: Record<string, unknown>[] };
    for (const rule of ignore) delete rule.author; // whoever git says is working here
    assert.deepEqual(ignore, [
      {
        address: "module.app.lab_server.web",
        attributes: ["size"],
        reason: "resized for the sale",
        rootModules: ["dev"],
      },
    ]);
    await checkRoot("dev");
    await checkRoot("prod");
    assert.deepEqual(await drawn(await root("dev")), [
      "Ignored | 1",
      "  module.app.lab_server.web | resized for the sale",
      '    size | "small" → "large"',
    ]);
    assert.equal((await drawn(await root("prod")))[0], "Drifted | 2");
    const size = (await marked(MODULE)).filter((text) => text.includes("size"));
    assert.deepEqual(size, [
      '12:2-12:17 size  = "small" — size is "large" in the cloud, the code says "small"; applying puts it back.',
    ]);
    assert.equal(parts.statusBar.text, "$(warning) 5 drifted");
  });

  it("go when their folder is taken out of the window, and come back with what was known", async () => {
    const [shop, edge] = vscode.workspace.workspaceFolders!;
    assert.ok(vscode.workspace.updateWorkspaceFolders(1, 1));
    await until(() => parts.state.roots.length === 2);
    assert.deepEqual(
      (await parts.view.getChildren()).map(({ label }) => label),
      ["dev", "prod"],
    );
    assert.ok(vscode.workspace.updateWorkspaceFolders(1, 0, { uri: edge!.uri }));
    await until(() => parts.state.roots.length === 3);
    assert.match(words(await root("edge")), /^edge \| 3 drifted · /);
    assert.equal(vscode.workspace.workspaceFolders![0]!.name, shop!.name);
  });
});

/** What a person picks and types, in the order in which they are asked: VS Code's own boxes cannot be reached from a test. */
async function answering(answers: readonly string[], work: () => Thenable<unknown>): Promise<void> {
  const { showQuickPick, showInputBox } = vscode.window;
  const left = [...answers];
  const labelOf = (item: string | vscode.QuickPickItem): string => (typeof item === "string" ? item : item.label);
  Object.assign(vscode.window, {
    showQuickPick: (items: readonly vscode.QuickPickItem[]) => {
      const wanted = left.shift();
      return Promise.resolve(items.find((item) => labelOf(item) === wanted));
    },
    showInputBox: () => Promise.resolve(left.shift()),
  });
  try {
    await work();
  } finally {
    Object.assign(vscode.window, { showQuickPick, showInputBox });
  }
  assert.deepEqual(left, []);
}
