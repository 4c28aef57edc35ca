/** Names of every kind, on every surface: shown as what they are, and acted upon as what Terraform calls them. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import * as vscode from "vscode";
import type { TestedParts } from "../../../src/extension";
import type { DriftNode } from "../../../src/host/tree/driftNode";
import { recordedCalls } from "../../terraform/recordingTerraform";
import { hostVariable } from "../../vscode/hostContract";

/** Controls, marks that turn the direction of writing, and what has no width. */
const UNSEEN = /(?![\n ])[\p{Cc}\p{Cf}\p{Z}]/u;
const BLOCK = "lab_server.größe-名前_1";
const LONG = "x".repeat(2000);
/** As Terraform quotes the keys, which is how they are shown too. */
const KEYS = [
  '[""]',
  '[" "]',
  `["quote \\" and ' and \`tick\`"]`,
  '["back\\\\slash \\\\n \\\\"]',
  '["line\\nend\\r\\n\\ttab"]',
  '["[0]"]',
  '["\\"][\\""]',
  '["$${path.root} %%{ if true }x%%{ endif } $$${ %%%{"]',
  '["größe 名前 é"]',
  '["🚀 👩\\u200d👩\\u200d👧"]',
  '["$(flame) $(sync~spin)"]',
  '["**bold** _it_ [link](command:workbench.action.closeWindow) <img src=x onerror=alert(1)> | cell | # ~~no~~"]',
  '["a/b/../c.tf?query=1&x#fragment %2F %s {0}"]',
  '["right \\u202eto left\\u202c, zero\\u200bwidth, \\u00a0"]',
  '["__proto__"]',
  '["-target=x; rm -rf / && $HOME"]',
  `["long ${LONG}"]`,
];

describe("names of every kind", function () {
  this.timeout(120_000);
  let parts: TestedParts;
  let resources: DriftNode[];
  const dir = join(vscode.workspace.workspaceFolders![0]!.uri.fsPath, "names");
  const main = vscode.Uri.file(join(dir, "main.tf"));

  async function root(): Promise<DriftNode> {
    return (await parts.view.getChildren()).find(({ label }) => label === "names")!;
  }
  const withKey = (part: string): DriftNode => resources.find(({ label }) => label.includes(part))!;

  before(async () => {
    parts = await vscode.extensions.getExtension<TestedParts>("terraform-drift.terraform-drift")!.activate();
    await parts.state.load();
    await vscode.commands.executeCommand("terraformDrift.checkRootModule", await root());
    await parts.index.settled();
    const [drifted] = await parts.view.getChildren(await root());
    resources = await parts.view.getChildren(drifted);
  });

  it("are Terraform's own addresses, in the tree and in the clipboard", async () => {
    const listed = execFileSync("terraform", ["state", "list"], { cwd: dir, encoding: "utf8" }).trimEnd().split("\n");
    assert.deepEqual(listed.toSorted(), [...KEYS.map((key) => BLOCK + key), "lab_server.icons"].toSorted());
    const copied: string[] = [];
    for (const node of resources) {
      await vscode.commands.executeCommand("terraformDrift.copyAddress", node);
      copied.push(await vscode.env.clipboard.readText());
    }
    assert.deepEqual(copied.toSorted(), listed.toSorted());
    assert.deepEqual(resources.map(({ label }) => label).toSorted(), listed.toSorted());
  });

  it("are no markup, and nothing unseen, in tooltips, hovers and diagnostics", async () => {
    const attributes = (await Promise.all(resources.map((node) => parts.view.getChildren(node)))).flat();
    const tooltips = [...resources, ...attributes].map(
      (node) => parts.view.resolveTreeItem(parts.view.getTreeItem(node), node).tooltip as vscode.MarkdownString,
    );
    await vscode.workspace.openTextDocument(main);
    const found = await vscode.commands.executeCommand<vscode.Hover[]>(
      "vscode.executeHoverProvider",
      main,
      new vscode.Position(16, 4),
    );
    const hovers = found.flatMap(({ contents }) => contents.map((one) => one as vscode.MarkdownString));
    assert.equal(tooltips.length, resources.length * 3);
    assert.ok(hovers.length > 0);
    for (const { value, isTrusted, supportHtml, supportThemeIcons } of [...tooltips, ...hovers]) {
      assert.deepEqual([isTrusted, supportHtml, supportThemeIcons].filter(Boolean), []);
      const outsideCode = value.replaceAll(/`+ .*? `+/g, "");
      assert.doesNotMatch(outsideCode, /(?<!\\)(?:<img|\]\(command|\*\*bold|_it_|~~no)/);
      assert.doesNotMatch(value, UNSEEN);
    }
    const messages = vscode.languages.getDiagnostics(main).map(({ message }) => message);
    assert.equal(messages.length, 4);
    for (const message of messages) assert.doesNotMatch(message, UNSEEN);
    const shown = [...resources, ...attributes].flatMap(({ label, description = "" }) => [label, description]);
    for (const text of shown) assert.doesNotMatch(text, UNSEEN);
  });

  it("are no icons in the line above the block", async () => {
    await vscode.workspace.openTextDocument(main);
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>("vscode.executeCodeLensProvider", main, 50);
    const titles = lenses.flatMap(({ command }) => (command?.title.includes("drifted") === true ? command.title : []));
    assert.deepEqual(titles, [
      '$(warning)\u00a0drifted: size, tags["tag  "], tags["tag "] and 15 more · 17 instances · just now',
      '$(warning)\u00a0drifted: size, tags["\\$(flame)"] · just now',
    ]);
  });

  it("have their difference shown, in text of which every character can be seen", async () => {
    const worst = ["line\\nend", "$${path", "a/b/..", "\\u202e", "long x", "icons"].map(withKey);
    for (const node of worst) {
      await vscode.commands.executeCommand("terraformDrift.showDifference", node);
      const { input, label } = vscode.window.tabGroups.activeTabGroup.activeTab!;
      assert.ok(input instanceof vscode.TabInputTextDiff);
      assert.equal(label, `${node.label} (recorded ↔ actual)`);
      const [recorded, actual] = await Promise.all(
        [input.original, input.modified].map(async (uri) => (await vscode.workspace.openTextDocument(uri)).getText()),
      );
      assert.match(recorded!, / = "(?:code|\[docs\].*)"\n/);
      assert.match(actual!, / = (?:"cloud .*"|chomp\(<<-EOT\n {4}cloud .*)\n/);
      for (const text of [recorded!, actual!]) {
        assert.match(text, /^resource "lab_server" "(?:größe-名前_1|icons)" \{$/m);
        assert.doesNotMatch(text, UNSEEN);
      }
      assert.equal(recorded!.split("\n")[0], `# ${node.label}`);
    }
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  });

  it("lead to the code", async () => {
    for (const node of resources) {
      const isIcons = node.label === "lab_server.icons";
      for (const attribute of await parts.view.getChildren(node)) {
        await vscode.commands.executeCommand("terraformDrift.goToCode", attribute);
        const { document, selection } = vscode.window.activeTextEditor!;
        assert.equal(document.uri.fsPath, main.fsPath);
        const size = isIcons ? 'resource "lab_server" "icons" {' : 'size = "small"'; // the code of icons says nothing of it
        const tags = isIcons ? 'tags = { "$(flame)"' : 'tags = { "tag ${each.key}"';
        const line = document.lineAt(selection.active.line).text.trim().replaceAll(/ +/g, " ");
        assert.ok(line.startsWith(attribute.label === "size" ? size : tags), `${attribute.label}: ${line}`);
      }
    }
  });

  it("are checked alone, and nothing else is", async () => {
    for (const part of ["line\\nend", "$${path", '\\"][\\"']) {
      const node = withKey(part);
      await vscode.commands.executeCommand("terraformDrift.checkResource", node);
      const targets = recordedCalls(hostVariable("recording"))
        .filter((call) => call.includes("plan"))
        .at(-1)!;
      assert.ok(targets.includes(`-target=${node.address}`), targets.join(" "));
      const state = parts.state.root(node.rootId)!;
      assert.equal(state.failure, null);
      assert.deepEqual(
        state.parts.at(-1)!.metadata.driftedResources.map(({ address }) => address),
        [node.address],
      );
      assert.equal(state.run?.metadata.driftedCount, KEYS.length + 1);
    }
  });

  it("are ignored in this run, and nothing else is", async () => {
    const chosen = ["line\\nend", "$${path", "__proto__", LONG].map(withKey);
    for (const node of chosen) await vscode.commands.executeCommand("terraformDrift.ignoreInThisRun", node);
    const groups = await parts.view.getChildren(await root());
    assert.deepEqual(
      groups.map(({ label, description }) => [label, description]),
      [
        ["Drifted", String(KEYS.length + 1 - chosen.length)],
        ["Ignored", String(chosen.length)],
      ],
    );
    const ignored = await parts.view.getChildren(groups[1]);
    assert.deepEqual(ignored.map(({ address }) => address).toSorted(), chosen.map(({ address }) => address).toSorted());
  });
});
