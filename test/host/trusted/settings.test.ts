/** What the settings change: which root modules there are, and checks that start by themselves. Runs after `drift.test.ts`. */
import assert from "node:assert/strict";
import { join } from "node:path";
import * as vscode from "vscode";
import type { TestedParts } from "../../../src/extension";
import { until } from "../../terraform/surroundings";

const folder = (): string => vscode.workspace.workspaceFolders![0]!.uri.fsPath;
const fileUri = (name: string): vscode.Uri => vscode.Uri.file(join(folder(), name));
const setting = (name: string, value: unknown, target = vscode.ConfigurationTarget.Global): Thenable<void> =>
  vscode.workspace.getConfiguration("terraformDrift").update(name, value, target);

describe("settings", function () {
  this.timeout(120_000);
  let parts: TestedParts;

  before(async () => {
    parts = await vscode.extensions.getExtension<TestedParts>("terraform-drift.terraform-drift")!.activate();
    await vscode.commands.executeCommand("terraformDrift.check");
    await parts.index.settled();
  });

  const tagsLines = (): number[] =>
    vscode.languages
      .getDiagnostics(fileUri("network.tf"))
      .filter(({ message }) => message.startsWith('tags["team"]'))
      .map(({ range }) => range.start.line);

  it("marks where the text is when it was edited and not saved before the check ended", async () => {
    const uri = fileUri("network.tf");
    const [line] = tagsLines();
    const edit = new vscode.WorkspaceEdit();
    edit.insert(uri, new vscode.Position(0, 0), "# a\n# b\n# c\n");
    await vscode.workspace.applyEdit(edit);
    const before = parts.state.roots[0]!.run!.id;
    await vscode.commands.executeCommand("terraformDrift.check");
    await parts.index.settled();
    assert.notEqual(parts.state.roots[0]!.run!.id, before);
    assert.deepEqual(tagsLines(), [line! + 3]);
    assert.equal(parts.state.roots[0]!.isStale, true);
    const [root] = await parts.view.getChildren();
    assert.match(root!.description!, /checked before your last edit/);
    await vscode.window.showTextDocument(uri);
    await vscode.commands.executeCommand("workbench.action.files.revert");
    await until(() => tagsLines()[0] === line && !parts.state.roots[0]!.isStale);
  });

  it("check a root module after its code was saved, where that is wanted", async () => {
    await setting("check.onSave", true);
    const before = parts.state.roots[0]!.run!.id;
    const document = await vscode.workspace.openTextDocument(fileUri("network.tf"));
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(0, 0), "# saved\n");
    await vscode.workspace.applyEdit(edit);
    await document.save();
    await until(() => parts.state.roots[0]!.run!.id !== before);
    await until(() => parts.state.roots[0]!.running === null && !parts.state.roots[0]!.isStale);
    await setting("check.onSave", undefined);
  });

  it("name the root modules, and a name of what is not there is said by its check", async () => {
    const workspace = vscode.ConfigurationTarget.Workspace;
    await setting("rootModules", [{ path: ".", label: "The Shop" }, { path: "gone" }, 5, { label: "x" }], workspace);
    await until(() => parts.state.roots.length === 2);
    const roots = await parts.view.getChildren();
    assert.deepEqual(
      roots.map(({ label, description }) => [label, description!.split(" · ")[0]]),
      [
        ["The Shop", "5 critical, 6 drifted"],
        ["gone", "never checked"],
      ],
    );
    await vscode.commands.executeCommand("terraformDrift.checkRootModule", roots[1]);
    assert.match(parts.state.roots[1]!.failure!.message, /The folder .*gone is not there/);
    await setting("rootModules", undefined, workspace);
    await until(() => parts.state.roots.length === 1);
    await setting("rootModulesExclude", ["**"], workspace);
    await until(() => parts.state.roots.length === 0);
    await parts.view.getChildren();
    assert.equal(parts.view.welcome, "noCode");
    await setting("rootModulesExclude", undefined, workspace);
    await until(() => parts.state.roots.length === 1);
  });
});
