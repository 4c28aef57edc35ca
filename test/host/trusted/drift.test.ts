/** One check of the drifted demo, and everything in the editor that says so. */
import assert from "node:assert/strict";
import { join } from "node:path";
import * as vscode from "vscode";
import type { TestedParts } from "../../../src/extension";
import type { DriftNode } from "../../../src/host/tree/driftNode";
import { recordedCalls } from "../../terraform/recordingTerraform";
import { until } from "../../terraform/surroundings";
import { hostVariable } from "../../vscode/hostContract";

const folder = (): string => vscode.workspace.workspaceFolders![0]!.uri.fsPath;
const fileUri = (name: string): vscode.Uri => vscode.Uri.file(join(folder(), name));

describe("a check of the demo", function () {
  this.timeout(120_000);
  let parts: TestedParts;

  before(async () => {
    const extension = vscode.extensions.getExtension<TestedParts>("terraform-drift.terraform-drift")!;
    parts = await extension.activate();
    await vscode.commands.executeCommand("terraformDrift.check");
    await parts.index.settled();
  });

  async function childrenOf(node?: DriftNode): Promise<[string, DriftNode][]> {
    const nodes = await parts.view.getChildren(node);
    return nodes.map((one) => {
      const { label, description } = parts.view.getTreeItem(one);
      return [[label, description].filter((part) => typeof part === "string").join(" | "), one];
    });
  }

  it("fills the tree: root module, groups, resources, attributes", async () => {
    const roots = await childrenOf();
    assert.equal(roots.length, 1);
    assert.match(roots[0]![0], / \| 5 critical, 6 drifted · just now$/);
    const groups = await childrenOf(roots[0]![1]);
    assert.deepEqual(
      groups.map(([text]) => text),
      ["Drifted | 9", "Pending in code | 1"],
    );
    const resources = await childrenOf(groups[0]![1]);
    assert.deepEqual(
      resources.map(([text]) => text),
      [
        "lab_security_group.web | ingress[1]",
        "lab_bucket.assets | policy",
        "lab_database.main | deletion_protection, latest_restorable_time, password",
        "lab_firewall.edge | rule[0].source_ranges[0]",
        'module.service["reports"].lab_bucket.data | deleted outside',
        "lab_server.web[1] | size",
        "lab_bucket.backups | size_bytes",
        'lab_network.main | tags["team"]',
        "lab_server.worker | size",
      ],
    );
    const attributes = await childrenOf(resources[2]![1]);
    assert.deepEqual(
      attributes.map(([text]) => text.replace(/latest_restorable_time.*/, "latest_restorable_time")),
      ["deletion_protection | true → false", "latest_restorable_time", "password | changed, hidden"],
    );
    const item = parts.view.resolveTreeItem(parts.view.getTreeItem(resources[5]![1]), resources[5]![1]);
    assert.match(
      (item.tooltip as vscode.MarkdownString).value,
      /\| size \| ` "medium" ` \| ` "large" ` \| ` "medium" ` \|/,
    );
  });

  it("marks the line of code, with exact ranges", async () => {
    const uri = fileUri("network.tf");
    const document = await vscode.workspace.openTextDocument(uri);
    const found = vscode.languages.getDiagnostics(uri).map(({ range, severity, message, source, ...more }) => ({
      text: document.getText(range),
      line: range.start.line,
      severity: vscode.DiagnosticSeverity[severity],
      message,
      source,
      code: (more.code as { value: string }).value,
      explained: (more.code as { target: vscode.Uri }).target.toString().replace(/^.*\//, ""),
      run: more.relatedInformation?.map(({ location, message: said }) => [location.range.start.line, said]),
    }));
    const web = found.find(({ text }) => text.includes('"web"'));
    const runId = parts.state.roots[0]!.run!.id;
    assert.deepEqual(web && { ...web, message: "" }, {
      text: 'resource "lab_security_group" "web"',
      line: 16,
      severity: "Error",
      message: "",
      source: "Terraform Drift",
      code: "changed outside, not in the code",
      explained: "reasons.md#L13",
      run: [[16, `lab_security_group.web: checked just now (${runId})`]],
    });
    assert.match(web!.message, /^ingress\[1\] was added in the cloud/);
    const tags = found.find(({ text }) => text.startsWith("tags"));
    assert.deepEqual([tags?.text.replace(/ +/g, " "), tags?.severity], ["tags = local.tags", "Hint"]);
  });

  it("marks the call of a module whose resource drifted", () => {
    const calls = vscode.languages
      .getDiagnostics()
      .flatMap(([, all]) => all)
      .filter(({ message }) => message.includes("in this module drifted"));
    assert.equal(calls.length, 1);
    assert.equal(calls[0]!.severity, vscode.DiagnosticSeverity.Information);
    assert.match(calls[0]!.message, /module\.service\["reports"\]\.lab_bucket\.data: deleted outside/);
  });

  it("has a CodeLens above the drifted block, and a hover on it", async () => {
    const uri = fileUri("network.tf");
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>("vscode.executeCodeLensProvider", uri, 50);
    const titles = lenses.filter(({ range }) => range.start.line === 16).map(({ command }) => command?.title);
    assert.deepEqual(titles, ["$(warning)\u00a0drifted: ingress[1] · just now", "Difference", "Reconcile…", "Ignore…"]);
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      "vscode.executeHoverProvider",
      uri,
      new vscode.Position(16, 12),
    );
    const text = hovers.flatMap(({ contents }) => contents.map((one) => (one as vscode.MarkdownString).value)).join();
    assert.match(text, /lab\\_security\\_group\\\.web/);
    assert.match(text, /0\.0\.0\.0\/0/);
  });

  it("shows the difference in the diff editor, without secrets", async () => {
    const [[, root]] = (await childrenOf()) as [[string, DriftNode]];
    const [[, group]] = (await childrenOf(root)) as [[string, DriftNode]];
    const resources = await childrenOf(group);
    const database = resources.find(([text]) => text.startsWith("lab_database.main"))![1];
    await vscode.commands.executeCommand("terraformDrift.showDifference", database);
    const tab = vscode.window.tabGroups.activeTabGroup.activeTab!;
    assert.ok(tab.input instanceof vscode.TabInputTextDiff);
    const recorded = (await vscode.workspace.openTextDocument(tab.input.original)).getText();
    const actual = (await vscode.workspace.openTextDocument(tab.input.modified)).getText();
    assert.match(recorded, /resource "lab_database" "main" \{\n {2}deletion_protection = true\n/);
    assert.match(actual, /deletion_protection = false\n/);
    assert.match(actual, /password = \(sensitive\)/);
  });

  it("checks one resource alone, and shows it among what is known", async () => {
    const [[, root]] = (await childrenOf()) as [[string, DriftNode]];
    const [[, group]] = (await childrenOf(root)) as [[string, DriftNode]];
    const server = (await childrenOf(group)).find(([text]) => text.startsWith("lab_server.web[1]"))![1];
    await vscode.commands.executeCommand("terraformDrift.checkResource", server);
    assert.equal(parts.statusBar.text, "$(warning) 5 critical, 6 drifted");
    const calls = recordedCalls(hostVariable("recording"));
    assert.ok(calls.some((call) => call.includes("-target=lab_server.web[1]")));
  });

  it("checks the root module of the file that is open", async () => {
    const before = recordedCalls(hostVariable("recording")).filter((call) => call.includes("plan")).length;
    await vscode.window.showTextDocument(fileUri("network.tf"));
    await vscode.commands.executeCommand("terraformDrift.checkOpenFile");
    const after = recordedCalls(hostVariable("recording")).filter((call) => call.includes("plan")).length;
    assert.equal(after, before + 1);
    await parts.index.settled();
  });

  it("offers quick fixes, and those that change the code are commands, which show before they change", async () => {
    const [uri, diagnostic] = vscode.languages
      .getDiagnostics()
      .flatMap(([file, all]) => all.map((one) => [file, one] as const))
      .find(([, { message }]) => message.includes("size is"))!;
    await vscode.workspace.openTextDocument(uri);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      "vscode.executeCodeActionProvider",
      uri,
      diagnostic.range,
    );
    const titles = actions.map(({ title }) => title);
    for (const title of ["Reconcile…", "Ignore always…"]) assert.ok(titles.includes(title), titles.join());
    const commandOf = (title: string): string | undefined =>
      actions.find((action) => action.title === title)?.command?.command;
    assert.equal(commandOf("Accept actual value of size into code…"), "terraformDrift.acceptIntoCode");
    assert.equal(commandOf("Add size to lifecycle ignore_changes…"), "terraformDrift.addIgnoreChanges");
  });

  it("leads from a drifted attribute to what feeds it", async () => {
    const uri = fileUri("network.tf");
    await vscode.workspace.openTextDocument(uri);
    const tags = vscode.languages.getDiagnostics(uri).find(({ message }) => message.startsWith("tags"))!;
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      "vscode.executeCodeActionProvider",
      uri,
      tags.range,
    );
    const going = actions.find(({ title }) => title === "Go to local.tags, which feeds it");
    assert.ok(going, actions.map(({ title }) => title).join());
    await vscode.commands.executeCommand(going.command!.command, ...(going.command!.arguments as unknown[]));
    const { document, selection } = vscode.window.activeTextEditor!;
    assert.match(document.lineAt(selection.active.line).text, /^\s*tags\s*=/);
  });

  it("says so in the status bar", () => {
    assert.equal(parts.statusBar.text, "$(warning) 5 critical, 6 drifted");
  });

  it("follows edits, and says that it was checked before them", async () => {
    const uri = fileUri("network.tf");
    const edit = new vscode.WorkspaceEdit();
    edit.insert(uri, new vscode.Position(0, 0), "# a\n# b\n");
    await vscode.workspace.applyEdit(edit);
    const web = (): vscode.Diagnostic | undefined =>
      vscode.languages.getDiagnostics(uri).find(({ message }) => message.startsWith("ingress"));
    await until(() => web()?.range.start.line === 18);
    assert.match(web()!.message, /\nChecked before your last edit\.$/);
    const back = new vscode.WorkspaceEdit();
    back.delete(uri, new vscode.Range(0, 0, 2, 0));
    await vscode.workspace.applyEdit(back);
    await (await vscode.workspace.openTextDocument(uri)).save();
    await until(() => web()?.range.start.line === 16);
  });

  it("takes a resource out of the way that is ignored in this run", async () => {
    const [[, root]] = (await childrenOf()) as [[string, DriftNode]];
    const [[, group]] = (await childrenOf(root)) as [[string, DriftNode]];
    const web = (await childrenOf(group)).find(([text]) => text.startsWith("lab_security_group.web"))![1];
    await vscode.commands.executeCommand("terraformDrift.checkResource", web); // then it is stored in a run of its own
    await vscode.commands.executeCommand("terraformDrift.ignoreInThisRun", web);
    await parts.index.settled();
    const groups = await childrenOf((await childrenOf())[0]![1]);
    assert.deepEqual(
      groups.map(([text]) => text),
      ["Drifted | 8", "Pending in code | 1", "Ignored | 1"],
    );
    assert.equal(parts.statusBar.text, "$(warning) 4 critical, 5 drifted");
    const messages = vscode.languages.getDiagnostics(fileUri("network.tf")).map(({ message }) => message);
    assert.equal(
      messages.some((message) => message.startsWith("ingress")),
      false,
    );
  });

  it("marks nothing any more once all runs are deleted", async () => {
    const isMarked = (): boolean =>
      vscode.languages.getDiagnostics().some(([, all]) => all.some(({ source }) => source === "Terraform Drift"));
    assert.ok(isMarked());
    await (await parts.state.service()).clear();
    await until(() => !isMarked());
    assert.equal(parts.state.roots[0]!.run, null);
    assert.deepEqual(parts.index.files(), []);
    assert.deepEqual(await childrenOf(), []); // the view welcomes who has never checked
  });
});
