/** What models read through VS Code's tools, and a model that the settings choose, in the extension host. */
import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { TestedParts } from "../../../src/extension";
import { fakeModelServer, MODEL } from "../../ai/fakeModelServer";
import { answer } from "../../ai/modelScenarios";
import { recordedCalls } from "../../terraform/recordingTerraform";
import { hostVariable } from "../../vscode/hostContract";

const LIST = "terraform-drift_list_drift";
const GET = "terraform-drift_get_resource";

async function read(name: string, input: object): Promise<string> {
  const { content } = await vscode.lm.invokeTool(name, { toolInvocationToken: undefined, input });
  return content.map((part) => (part as vscode.LanguageModelTextPart).value).join("");
}

describe("what a model may read", function () {
  this.timeout(120_000);
  let parts: TestedParts;
  let calls: number;

  before(async () => {
    parts = await vscode.extensions.getExtension<TestedParts>("terraform-drift.terraform-drift")!.activate();
    await vscode.commands.executeCommand("terraformDrift.check");
    calls = recordedCalls(hostVariable("recording")).length;
  });

  it("is offered as two tools", () => {
    const ours = vscode.lm.tools.filter(({ name }) => name.startsWith("terraform-drift_"));
    assert.deepEqual(ours.map(({ name }) => name).sort(), [GET, LIST].sort());
    for (const { description, inputSchema } of ours) assert.ok(description !== "" && inputSchema !== undefined);
  });

  it("is the drift of the last check", async () => {
    const text = await read(LIST, {});
    assert.match(
      text,
      /"address":"lab_server\.web\[1\]","severity":"\w+","what":"Changed outside; applying puts it back\."/,
    );
    assert.match(text, /^<<<drift-data \w+>>>$/m);
    assert.ok(!(await read(LIST, { severity: "critical" })).includes("lab_server.web[1]"));
  });

  it("is one resource with its values, without secrets", async () => {
    const server = await read(GET, { address: "lab_server.web[1]" });
    assert.match(
      server,
      /"attribute":"size","recorded":"\\"medium\\"","actual":"\\"large\\"","code":"the code says \\"medium\\""/,
    );
    const database = await read(GET, { address: "lab_database.main" });
    assert.match(database, /"attribute":"password","values":"\(sensitive\)"/);
    assert.match(await read(GET, { address: "lab_server.none" }), /^No drifted resource has this address/);
  });

  it("is read without running anything", () => {
    assert.equal(recordedCalls(hostVariable("recording")).length, calls);
  });

  it("is sent to the model that the settings choose, from the next question on", async () => {
    const server = await fakeModelServer();
    const settings = vscode.workspace.getConfiguration("terraformDrift.ai");
    const set = async (values: Record<string, unknown>): Promise<void> => {
      for (const [name, value] of Object.entries(values)) {
        await settings.update(name, value, vscode.ConfigurationTarget.Global);
      }
    };
    const runId = parts.state.roots[0]!.run!.id;
    const explained = async (): Promise<{ name: string | null; text: string }> => {
      const { signal } = new AbortController();
      const suggestion = await (await parts.state.service()).suggest({ runId }, { signal });
      let text = "";
      for await (const part of suggestion.text) text += part;
      return { name: suggestion.model?.name ?? null, text };
    };
    try {
      server.play(answer("Somebody ", "did it."));
      assert.equal((await explained()).name, null);
      await set({ provider: "openAICompatible", endpoint: `${server.url}/v1`, model: MODEL });
      const { host } = new URL(server.url);
      assert.deepEqual(await explained(), { name: `${host}, model ${MODEL}`, text: "Somebody did it." });
      assert.match(JSON.stringify(server.requests[0]!.body), /lab_server\.web\[1\]/);
      await set({ provider: "vscode", model: "none" });
      await assert.rejects(explained(), { reason: "ai_unknown_model" });
    } finally {
      await set({ provider: undefined, endpoint: undefined, model: undefined });
      await server.close();
    }
  });

  it("has its commands", async () => {
    const commands = await vscode.commands.getCommands(true);
    for (const name of ["setUpAi", "setAiKey", "clearAiKey", "forgetAiConsent"]) {
      assert.ok(commands.includes(`terraformDrift.${name}`), name);
    }
  });
});
