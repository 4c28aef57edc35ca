import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import * as vscode from "vscode";
import { recordedCalls } from "../../terraform/recordingTerraform";
import { until } from "../../terraform/surroundings";
import { hostVariable } from "../../vscode/hostContract";

describe("the extension in a workspace that is not trusted", () => {
  it("is active all the same", async () => {
    assert.equal(vscode.workspace.isTrusted, false);
    const extension = vscode.extensions.getExtension("terraform-drift.terraform-drift");
    await extension?.activate();
    assert.equal(extension?.isActive, true);
  });

  it("does not let the workspace say which Terraform runs, but lets it say what starts nothing", async () => {
    const settings = path.join(vscode.workspace.workspaceFolders![0]!.uri.fsPath, ".vscode", "settings.json");
    const wanted = { "terraformDrift.terraform.path": "./terraform", "terraformDrift.severity.threshold": "critical" };
    fs.mkdirSync(path.dirname(settings));
    fs.writeFileSync(settings, JSON.stringify(wanted));
    const setting = (name: string): unknown => vscode.workspace.getConfiguration("terraformDrift").get(name);
    await until(() => setting("severity.threshold") === "critical");
    assert.equal(setting("terraform.path"), "");
  });

  it("lets the history be looked at, without starting anything", async () => {
    await vscode.commands.executeCommand("terraformDrift.openHistory");
    const tabs = (): vscode.Tab[] => vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    await until(() => tabs().some(({ label }) => label === "Drift History"));
    assert.deepEqual(recordedCalls(hostVariable("recording")), []);
  });

  it("puts nothing right, whatever asks for it", async () => {
    const commands = [
      "reconcile",
      "acceptIntoState",
      "acceptIntoCode",
      "addIgnoreChanges",
      "applyReview",
      "reviewAgain",
    ];
    for (const command of commands) await vscode.commands.executeCommand(`terraformDrift.${command}`);
    assert.deepEqual(recordedCalls(hostVariable("recording")), []);
  });

  it("starts no Terraform when a check is asked for", async () => {
    await vscode.commands.executeCommand("terraformDrift.check");
    assert.deepEqual(recordedCalls(hostVariable("recording")), []);
  });
});
