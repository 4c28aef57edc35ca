/** Ten thousand drifted attributes at once. */
import assert from "node:assert/strict";
import { basename } from "node:path";
import * as vscode from "vscode";
import type { TestedParts } from "../../../src/extension";
import type { DriftNode } from "../../../src/host/tree/driftNode";
import { until } from "../../terraform/surroundings";
import { MANY } from "../../vscode/extremeRoots";

describe("ten thousand drifted attributes", function () {
  this.timeout(120_000);
  let parts: TestedParts;

  const ours = (uri: vscode.Uri): vscode.Diagnostic[] =>
    vscode.languages.getDiagnostics(uri).filter(({ source }) => source === "Terraform Drift");
  const files = (): vscode.Uri[] =>
    vscode.languages.getDiagnostics().flatMap(([uri]) => (/\/many\/s\d\.tf$/.test(uri.path) ? [uri] : []));

  before(async () => {
    parts = await vscode.extensions.getExtension<TestedParts>("terraform-drift.terraform-drift")!.activate();
    await parts.state.load();
    const root = parts.state.roots.find(({ name }) => name === "many")!;
    await vscode.commands.executeCommand("terraformDrift.checkRootModule", { rootId: root.id });
    await parts.index.settled();
  });

  it("are all marked, each on its line", async () => {
    const marked = files().map((uri) => [basename(uri.path), ours(uri).length]);
    assert.deepEqual(
      marked.toSorted(),
      Array.from({ length: MANY.files }, (_, file) => [`s${file}.tf`, MANY.attributes]),
    );
    for (const uri of files()) {
      const document = await vscode.workspace.openTextDocument(uri);
      for (const { range, message } of ours(uri)) {
        const [tag = ""] = /t\d+/.exec(message) ?? [];
        assert.equal(document.getText(range), `${tag} = "v${tag.slice(1)}"`);
      }
    }
  });

  it("are all in the tree", async () => {
    const children = (node?: DriftNode): Promise<DriftNode[]> => parts.view.getChildren(node);
    const root = (await children()).find(({ label }) => label === "many")!;
    const [drifted] = await children(root);
    const resources = await children(drifted);
    const attributes = await Promise.all(resources.map(children));
    assert.deepEqual(
      attributes.map(({ length }) => length),
      Array.from({ length: MANY.files }, () => MANY.attributes),
    );
  });

  it("are not all marked again when one file is edited", async () => {
    const [uri, ...others] = files();
    const editor = await vscode.window.showTextDocument(uri!);
    const insertLine = async (): Promise<void> => {
      const [first] = ours(uri!);
      await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), "#\n"));
      await until(() => ours(uri!)[0]?.range.start.line === first!.range.start.line + 1);
    };
    const marksOf = (some: readonly vscode.Uri[]): vscode.Diagnostic[] => some.map((one) => ours(one)[0]!);
    await insertLine();
    await until(() => marksOf(others).every(({ message }) => message.endsWith("Checked before your last edit.")));
    const before = marksOf(others);
    await insertLine();
    assert.ok(marksOf(others).every((one, at) => one === before[at])); // the very objects
    await vscode.commands.executeCommand("workbench.action.files.revert");
  });
});
