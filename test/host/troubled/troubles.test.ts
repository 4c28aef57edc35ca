/** What a person does wrong, stops, or finds broken; in the order in which one leads to the next. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import { join } from "node:path";
import * as vscode from "vscode";
import type { TestedParts } from "../../../src/extension";
import { processesIn, until } from "../../terraform/surroundings";

const folder = (): string => vscode.workspace.workspaceFolders![0]!.uri.fsPath;
const check = (): Thenable<unknown> => vscode.commands.executeCommand("terraformDrift.check");
const setting = (name: string, value: unknown): Thenable<void> =>
  vscode.workspace.getConfiguration("terraformDrift").update(name, value, vscode.ConfigurationTarget.Global);

describe("troubles", function () {
  this.timeout(120_000);
  let parts: TestedParts;

  before(async () => {
    parts = await vscode.extensions.getExtension<TestedParts>("terraform-drift.terraform-drift")!.activate();
  });

  it("a workspace that was never checked: one button, and nothing in the status bar", async () => {
    assert.deepEqual(await parts.view.getChildren(), []);
    assert.equal(parts.view.welcome, "neverChecked");
    assert.equal(parts.statusBar.text, "");
  });

  it("no Terraform where the settings name it", async () => {
    await setting("terraform.path", "/nowhere/terraform");
    await check();
    assert.deepEqual(await parts.view.getChildren(), []);
    assert.equal(parts.view.welcome, "binaryNotFound");
    await setting("terraform.path", undefined);
  });

  it("settings of a wrong type, which count as not set", async () => {
    for (const [name, value] of Object.entries({
      "terraform.path": 5,
      "check.timeout": "soon",
      "check.concurrency": [],
      "severity.threshold": { a: 1 },
      "editor.diagnostics": "no",
    })) {
      await setting(name, value);
    }
    await check();
    await parts.index.settled();
    assert.equal(parts.statusBar.text, "$(warning) 5 critical, 6 drifted");
    assert.notEqual(vscode.languages.getDiagnostics().flatMap(([, all]) => all).length, 0);
    for (const name of ["terraform.path", "check.timeout", "check.concurrency", "severity.threshold"]) {
      await setting(name, undefined);
    }
    await setting("editor.diagnostics", false);
    const ours = (): number =>
      vscode.languages
        .getDiagnostics()
        .flatMap(([, all]) => all)
        .filter(({ source }) => source === "Terraform Drift").length;
    await until(() => ours() === 0);
    await setting("editor.diagnostics", undefined);
    await until(() => ours() > 0);
  });

  const starters: [string, () => Thenable<unknown>][] = [
    ["a check", () => check()],
    ["a check that a schedule started", () => scheduledCheck()],
  ];
  const scheduledCheck = async (): Promise<unknown> => {
    const service = await parts.state.service();
    return service.ended(await service.check(parts.state.roots[0]!.root, { trigger: "schedule" }));
  };
  for (const [what, start] of starters) {
    it(`${what} that is cancelled: no process is left, and what was known stays`, async () => {
      const main = join(folder(), "main.tf");
      const code = fs.readFileSync(main, "utf8");
      fs.writeFileSync(main, code.replace(/(provider "lab" \{)/, "$1\n  latency_ms = 30000"));
      const ended = start();
      await until(() => parts.state.roots.some(({ running }) => running !== null));
      await until(() => processesIn(folder()).some(({ command }) => command.includes(" plan ")));
      assert.match(parts.statusBar.text, /^\$\(sync~spin\) Checking for drift/);
      await vscode.commands.executeCommand("terraformDrift.cancel");
      await ended;
      assert.deepEqual(
        processesIn(folder()).filter(
          ({ command }) => /terraform|provider/.test(command) && !command.includes("vscode"),
        ),
        [],
      );
      assert.equal(parts.statusBar.text, "$(warning) 5 critical, 6 drifted");
      fs.writeFileSync(main, code);
    });
  }

  it("a rules file that was broken by hand: it is said where, and the check goes on", async () => {
    const file = join(folder(), ".terraform-drift.jsonc");
    fs.writeFileSync(
      file,
      '{\n  "ignore": [\n    { "address": "lab_bucket.assets" },\n    { "address": "lab_server.*", "reason": "r" }\n  ]\n}\n',
    );
    const uri = vscode.Uri.file(file);
    await vscode.workspace.openTextDocument(uri);
    const ours = (): vscode.Diagnostic[] =>
      vscode.languages.getDiagnostics(uri).filter(({ source }) => source === "Terraform Drift");
    await until(() => ours().length > 0);
    assert.deepEqual(
      ours().map(({ range, severity }) => [range.start.line, severity]),
      [[2, vscode.DiagnosticSeverity.Error]],
    );
    await check();
    assert.match(parts.statusBar.text, /5 critical, 5 drifted/);
    fs.rmSync(file);
  });

  it("an installation that is gone: what was known stays, and it is said to be incomplete", async () => {
    fs.renameSync(join(folder(), ".terraform"), join(folder(), ".terraform-away"));
    await check();
    assert.equal(parts.state.roots[0]?.failure?.reason, "not_initialised");
    assert.match(parts.statusBar.text, /^\$\(circle-slash\) incomplete, /);
    const [root] = await parts.view.getChildren();
    assert.match(root!.description!, /^incomplete · 5 critical/);
    const [why, drifted] = root!.children();
    assert.match(why!.label, /installed|initiali[sz]ed/i);
    assert.equal(drifted!.label, "Drifted");
    assert.match(root!.context, /\bnotInitialised\b/);
    fs.rmSync(join(folder(), ".terraform-away"), { recursive: true });
  });

  it("is initialised in a terminal when that is asked for, and checked after that", async () => {
    await vscode.commands.executeCommand("terraformDrift.initialise", (await parts.view.getChildren())[0]);
    assert.equal(fs.existsSync(join(folder(), ".terraform")), true);
    assert.equal(parts.state.roots[0]?.failure, null);
    assert.equal(parts.statusBar.text, "$(warning) 5 critical, 6 drifted");
  });
});
