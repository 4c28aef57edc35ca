/** Choosing a model in the real workbench, and whose key goes where. */
import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import { type FakeModelServer, fakeModelServer, KEY, MODEL } from "../ai/fakeModelServer";
import { answer } from "../ai/modelScenarios";
import type { LabWorkspace } from "../lab/terraform";
import { driftedDemo } from "../vscode/demoWorkspace";
import { Workbench } from "./workbench";

describe("setting up a model", function () {
  this.timeout(300_000);
  let server: FakeModelServer;
  let demo: LabWorkspace;
  let workbench: Workbench;

  before(async () => {
    [server, demo] = await Promise.all([fakeModelServer(), driftedDemo()]);
    workbench = await Workbench.open({ folder: demo.dir, env: demo.env() });
    await workbench.runCommand("Terraform Drift: Check for Drift");
    await workbench.statusBarItem("drifted").waitFor();
  });

  afterEach(async function () {
    await workbench.screenshot(`setUpAi ${this.currentTest?.title ?? ""}`.replaceAll(/\W+/g, "-").slice(0, 80));
  });

  after(async () => {
    try {
      await workbench.close();
    } finally {
      demo.dispose();
      await server.close();
    }
  });

  const quick = (): Locator => workbench.page.locator(".quick-input-widget");
  const input = (): Locator => quick().locator("input.input");
  const row = (text: string): Locator => quick().locator(".monaco-list-row", { hasText: text }).first();
  const titled = (title: string): Promise<void> => quick().locator(".quick-input-title", { hasText: title }).waitFor();
  /** In the list of notifications, whether or not it popped up. */
  const told = async (text: string): Promise<void> => {
    await workbench.runCommand("Notifications: Show Notifications");
    await workbench.notification(text).first().waitFor({ timeout: 15_000 });
    await workbench.page.keyboard.press("Escape"); // else the list takes the next one
  };
  const type = async (text: string): Promise<void> => {
    await input().fill(text);
    await input().press("Enter");
  };

  it("says at once what is wrong with an address", async () => {
    await workbench.beginCommand("Terraform Drift: Set Up AI…");
    await titled("Who Explains Drift?");
    await workbench.screenshot("setUpAi-provider");
    await row("Azure OpenAI").click();
    await titled("Address of the Model's Server");
    await input().fill("http://me.example");
    await quick()
      .getByText(/plain http/)
      .waitFor();
  });

  it("goes back, and can be left without having changed anything", async () => {
    await quick().getByRole("button", { name: "Back" }).click();
    await titled("Who Explains Drift?");
    await workbench.page.keyboard.press("Escape");
    await quick().waitFor({ state: "hidden" });
  });

  it("asks for what Azure OpenAI needs, and hides the key", async () => {
    await workbench.beginCommand("Terraform Drift: Set Up AI…");
    await row("Azure OpenAI").click();
    await titled("Address of the Model's Server");
    await type(server.url);
    await titled("Name of the Deployment");
    await type(MODEL);
    await row("Enter a Key…").click();
    await titled("Key");
    assert.equal(await input().getAttribute("type"), "password");
    await workbench.screenshot("setUpAi-key");
    await type(KEY);
    await quick().waitFor({ state: "hidden" }); // the key that opens the palette would leave the question
    await told(`Drift is explained by Azure OpenAI, deployment ${MODEL}`);
  });

  it("asks that model with that key, once the person allows it", async () => {
    server.play(answer("Somebody did it."));
    await workbench.runCommand("Terraform Drift: Explain with AI");
    const dialog = workbench.page.locator(".monaco-dialog-box");
    await dialog.getByText(`Azure OpenAI, deployment ${MODEL}`).first().waitFor();
    await workbench.screenshot("setUpAi-consent");
    await dialog.getByRole("button", { name: "Send", exact: true }).click();
    assert.equal((await server.request(0)).headers["api-key"], KEY);
  });

  it("forgets the key, and then asks how to prove who asks", async () => {
    await workbench.runCommand("Terraform Drift: Clear AI Key…");
    await told(`What was stored for ${server.url} is deleted.`);
    await workbench.beginCommand("Terraform Drift: Explain with AI");
    await row("Sign In with Microsoft").waitFor();
    await workbench.screenshot("setUpAi-proof");
    await input().press("Escape");
    await quick().waitFor({ state: "hidden" });
    assert.equal(server.requests.length, 1);
  });
});
