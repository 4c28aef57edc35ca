import assert from "node:assert/strict";
import * as vscode from "vscode";
import { recordedCalls } from "../../terraform/recordingTerraform";
import { until } from "../../terraform/surroundings";
import { hostVariable } from "../../vscode/hostContract";

const EXTENSION = "terraform-drift.terraform-drift";

describe("the extension in a trusted workspace", () => {
  const terraformCalls = (): string[][] => recordedCalls(hostVariable("recording"));

  it("is found and activates, and starts no Terraform by that", async () => {
    const extension = vscode.extensions.getExtension(EXTENSION);
    assert.ok(extension, `${EXTENSION} is not among the extensions`);
    await extension.activate();
    assert.equal(extension.isActive, true);
    assert.deepEqual(terraformCalls(), []);
  });

  it("has registered the command that checks for drift", async () => {
    const commands = await vscode.commands.getCommands(true);
    assert.ok(commands.includes("terraformDrift.check"));
  });

  it("runs Terraform in the open folder when it is asked for a check, and opens the history", async () => {
    await vscode.commands.executeCommand("terraformDrift.check");
    assert.ok(terraformCalls().some((call) => call.includes("plan")));
    await vscode.commands.executeCommand("terraformDrift.openHistory");
    const tabs = (): vscode.Tab[] => vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    await until(() => tabs().some(({ label }) => label === "Drift History"));
  });
});
