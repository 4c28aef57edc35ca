/** A webhook, set by hand, over a real receiver. */
import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import { fakeReceiver, type FakeReceiver, status } from "../notify/fakeReceiver";
import type { LabWorkspace } from "../lab/terraform";
import { driftedDemo } from "../vscode/demoWorkspace";
import { Workbench } from "./workbench";

describe("a webhook", function () {
  this.timeout(300_000);
  let demo: LabWorkspace;
  let receiver: FakeReceiver;
  let workbench: Workbench;

  before(async () => {
    [demo, receiver] = await Promise.all([driftedDemo(), fakeReceiver()]);
    workbench = await Workbench.open({ folder: demo.dir, env: demo.env() });
  });

  after(async () => {
    try {
      await workbench.screenshot("webhook");
      await workbench.close();
    } finally {
      demo.dispose();
      await receiver.close();
    }
  });

  const quick = (): Locator => workbench.page.locator(".quick-input-widget");
  const input = (): Locator => quick().locator("input.input");
  const told = async (text: string): Promise<Locator> => {
    await workbench.runCommand("Notifications: Show Notifications");
    const notification = workbench.notification(text).first();
    await notification.waitFor();
    return notification;
  };

  it("is asked for out of sight, and a wrong address is refused at once", async () => {
    await workbench.runCommand("Terraform Drift: Set Webhook…");
    await quick().locator(".quick-input-title", { hasText: "Set Webhook" }).waitFor();
    assert.equal(await input().getAttribute("type"), "password");
    await input().fill("http://example.com/hook");
    await quick()
      .getByText(/plain http/)
      .waitFor();
  });

  it("is set with a secret, and called by its host alone", async () => {
    await input().fill(receiver.address);
    await input().press("Enter");
    await quick()
      .getByText(/HMAC-SHA256/)
      .waitFor();
    await input().fill("our secret");
    await input().press("Enter");
    await quick().waitFor({ state: "hidden" }); // the key that opens the palette would leave the question
    const notification = await told(`will be sent to ${receiver.host}.`);
    assert.doesNotMatch(await workbench.page.locator("body").innerText(), /the-secret-part/);
    await notification.getByRole("button", { name: "Send a Test Message" }).click();
  });

  it("gets a test message, signed", async () => {
    const { headers, body } = await receiver.request(0);
    assert.equal((JSON.parse(body) as { event: string }).event, "test");
    assert.match(String(headers["x-terraform-drift-signature"]), /^sha256=[0-9a-f]{64}$/);
    await told(`${receiver.host} has accepted the message.`);
  });

  it("is told about when it refuses, with a way to set another", async () => {
    receiver.play(status(410));
    await workbench.page.keyboard.press("Escape");
    await workbench.runCommand("Terraform Drift: Send a Test Message to the Webhook");
    const notification = await told(`The webhook at ${receiver.host} answered 410.`);
    await notification.getByRole("button", { name: "Set Webhook…" }).waitFor();
    assert.equal(receiver.received.length, 2);
  });

  it("is deleted, and then there is none", async () => {
    await workbench.page.keyboard.press("Escape");
    await workbench.runCommand("Terraform Drift: Clear Webhook");
    await told("The webhook is deleted.");
    await workbench.page.keyboard.press("Escape");
    await workbench.runCommand("Terraform Drift: Send a Test Message to the Webhook");
    await told("No webhook is set for this workspace.");
    assert.equal(receiver.received.length, 2);
  });

  it("has caused no error in the console", () => {
    assert.deepEqual(workbench.errors, []);
  });
});
