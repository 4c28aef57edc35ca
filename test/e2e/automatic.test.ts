/** What nobody presses a button for, because the settings ask for it. */
import assert from "node:assert/strict";
import type { LabWorkspace } from "../lab/terraform";
import { driftedDemo } from "../vscode/demoWorkspace";
import { Workbench } from "./workbench";

describe("checks that start by themselves", function () {
  this.timeout(300_000);
  let demo: LabWorkspace;
  let workbench: Workbench;

  before(async () => {
    demo = await driftedDemo();
    const settings = { "terraformDrift.check.onOpen": true, "terraformDrift.notifications": "changes" };
    workbench = await Workbench.open({ folder: demo.dir, env: demo.env(), settings });
  });

  after(async () => {
    await workbench.screenshot("automatic");
    await workbench.close();
    demo.dispose();
  });

  it("check when the workspace is opened, and tell in one notification what drifted, which leads to the run", async () => {
    await workbench.statusBarItem("5 critical, 6 drifted").waitFor();
    await workbench.notificationBell.click(); // what comes while VS Code starts is not put before the person's eyes
    const notification = workbench.notification("6 resources drifted");
    await notification.waitFor();
    assert.match(await notification.innerText(), /lab_security_group\.web.* and 3 more/s);
    await notification.getByRole("button", { name: "Show", exact: true }).click();
    await workbench.webview.locator('.run[aria-selected="true"]', { hasText: "Drift detected" }).waitFor();
  });

  it("have caused no error in the console", () => {
    assert.deepEqual(workbench.errors, []);
  });
});
