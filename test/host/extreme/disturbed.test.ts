/** What happens to the code while a check runs. A pipe in place of an object holds Terraform's read until the test lets it go. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as vscode from "vscode";
import type { TestedParts } from "../../../src/extension";
import type { DriftNode } from "../../../src/host/tree/driftNode";
import type { RootState } from "../../../src/host/state/driftState";
import { processesIn, until } from "../../terraform/surroundings";

describe("code that changes while a check runs", function () {
  this.timeout(120_000);
  let parts: TestedParts;
  const dir = join(vscode.workspace.workspaceFolders![0]!.uri.fsPath, "names");
  const main = vscode.Uri.file(join(dir, "main.tf"));

  const state = (): RootState => parts.state.roots.find(({ name }) => name === "names")!;
  const check = (): Thenable<unknown> =>
    vscode.commands.executeCommand("terraformDrift.checkRootModule", { rootId: state().id });
  const root = async (): Promise<DriftNode> => (await parts.view.getChildren()).find(({ label }) => label === "names")!;
  const ours = (): vscode.Diagnostic[] =>
    vscode.languages.getDiagnostics(main).filter(({ source }) => source === "Terraform Drift");

  before(async () => {
    parts = await vscode.extensions.getExtension<TestedParts>("terraform-drift.terraform-drift")!.activate();
    await parts.state.load();
    await check();
    await parts.index.settled();
  });

  it("is marked where it stands after an edit that was saved meanwhile, and is said to be checked before", async () => {
    const object = hold(dir);
    const ended = check();
    const letGo = await object.isRead;
    const editor = await vscode.window.showTextDocument(main);
    const { document } = editor;
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), "# a\n# b\n# c\n"));
    assert.ok(await document.save());
    assert.notEqual(state().running, null);
    await letGo();
    await ended;
    await parts.index.settled();
    const [size] = ours();
    assert.deepEqual([document.getText(size!.range), size!.range.start.line], ['size  = "small"', 17]);
    await until(() => ours().every(({ message }) => message.endsWith("\nChecked before your last edit.")));
    await editor.edit((edit) => edit.delete(new vscode.Range(0, 0, 3, 0)));
    assert.ok(await document.save());
    await check();
    await parts.index.settled();
    assert.deepEqual([ours()[0]!.range.start.line, ours()[0]!.message.includes("Checked before")], [14, false]);
  });

  it("may even be deleted: the check ends with a sentence, what was known stays, and a later check works", async () => {
    const known = state().run;
    const backup = fs.mkdtempSync(join(tmpdir(), "drift-backup-"));
    const object = hold(dir);
    const ended = check();
    const letGo = await object.isRead;
    object.putBack();
    fs.cpSync(dir, backup, { recursive: true, verbatimSymlinks: true });
    fs.rmSync(dir, { recursive: true });
    await letGo();
    await ended;
    assert.deepEqual(
      [state().failure?.reason, state().failure?.message],
      ["no_root_module", `The folder ${dir} is not there.`],
    );
    assert.equal(state().run, known);
    assert.deepEqual(processesIn(dir), []);
    const [why, drifted] = (await root()).children();
    assert.match((await root()).description!, /^incomplete · 18 drifted/);
    assert.deepEqual([why!.label, drifted!.label], [`The folder ${dir} is not there.`, "Drifted"]);
    assert.match(parts.statusBar.text, /^\$\(circle-slash\) incomplete, 18 drifted$/);
    fs.cpSync(backup, dir, { recursive: true, verbatimSymlinks: true });
    fs.rmSync(backup, { recursive: true });
    await check();
    await parts.index.settled();
    assert.notEqual(state().run?.id, known?.id);
    assert.deepEqual([state().failure, state().run?.metadata.driftedCount], [null, 18]);
    assert.equal(parts.statusBar.text, "$(warning) 18 drifted");
  });
});

interface HeldObject {
  /** When Terraform has come to read it; what it resolves with gives it the object. */
  readonly isRead: Promise<() => Promise<void>>;
  /** Makes it the file that it was; whoever reads already still waits. */
  readonly putBack: () => void;
}

/** One of the servers. */
function hold(root: string): HeldObject {
  const folder = join(root, "cloud", "lab_server");
  const file = join(folder, fs.readdirSync(folder)[0]!);
  const text = fs.readFileSync(file, "utf8");
  const aside = `${file}.pipe`;
  execFileSync("mkfifo", [aside]);
  fs.renameSync(aside, file);
  const putBack = (): void => {
    if (!fs.statSync(file, { throwIfNoEntry: false })?.isFIFO()) return;
    fs.rmSync(file);
    fs.writeFileSync(file, text);
  };
  const isRead = fs.promises.open(file, "w").then((pipe) => async (): Promise<void> => {
    putBack();
    await pipe.writeFile(text);
    await pipe.close();
  });
  return { isRead, putBack };
}
