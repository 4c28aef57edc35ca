/** Schedules as a person makes, changes and removes them, and one that comes while the window is open. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Locator } from "playwright-core";
import type { ScheduleBook } from "../../src/core/store/scheduleBook";
import type { Schedule } from "../../src/shared/schedule";
import type { LabWorkspace } from "../lab/terraform";
import { until } from "../terraform/surroundings";
import { driftedDemo } from "../vscode/demoWorkspace";
import { newestRun } from "./pastRuns";
import { Workbench } from "./workbench";

describe("schedules", function () {
  this.timeout(300_000);
  let demo: LabWorkspace;
  let workbench: Workbench;

  before(async () => {
    demo = await driftedDemo();
    const settings = { "terraformDrift.schedule.jitter": 0 };
    workbench = await Workbench.open({ folder: demo.dir, env: demo.env(), settings });
  });

  afterEach(async function () {
    await workbench.screenshot(`schedules ${this.currentTest?.title ?? ""}`.replaceAll(/\W+/g, "-").slice(0, 80));
  });

  after(async () => {
    try {
      await workbench.close();
    } finally {
      demo.dispose();
    }
  });

  const header = (): Locator => workbench.page.locator('.pane-header[aria-label^="Schedules"]');
  const row = (text: string): Locator => workbench.treeRows("Schedules").filter({ hasText: text }).first();
  const quick = (): Locator => workbench.page.locator(".quick-input-widget");
  const input = (): Locator => quick().locator("input.input");
  const choice = (text: string): Locator => quick().locator(".monaco-list-row", { hasText: text }).first();
  const titled = (title: string): Promise<void> => quick().locator(".quick-input-title", { hasText: title }).waitFor();
  const said = (text: RegExp): Promise<void> => quick().getByText(text).first().waitFor();
  const textOf = async (place: Locator): Promise<string> => (await place.innerText()).replace(/\s+/g, " ").trim();
  const stored = (): Schedule[] => {
    const book = JSON.parse(readFileSync(join(workbench.storage(), "schedules.json"), "utf8")) as ScheduleBook;
    return book.entries.map(({ schedule }) => schedule);
  };
  const inline = async (text: string, action: string): Promise<void> => {
    await row(text).hover();
    await row(text).getByRole("button", { name: action, exact: true }).click();
  };
  const enter = async (text: string): Promise<void> => {
    await input().fill(text);
    await input().press("Enter");
  };

  it("have a view that offers to make one, where there is none", async () => {
    await workbench.activityBarItem("Drift").click();
    await header().waitFor();
    assert.equal(await header().getAttribute("aria-expanded"), "false");
    await header().click();
    await workbench.page.getByRole("button", { name: "Add Schedule…" }).last().waitFor();
  });

  it("are made of a preset, a time zone and a label, and are shown", async () => {
    await workbench.page.getByRole("button", { name: "Add Schedule…" }).last().click();
    await titled("When Is It Checked?");
    assert.match(await textOf(choice("On Weekdays at 09:00")), /^On Weekdays at 09:00 ?next \w+ 09:00$/);
    await workbench.screenshot("schedules-presets");
    await choice("On Weekdays at 09:00").click();
    await titled("In Which Time Zone?");
    await input().fill("new york");
    await workbench.screenshot("schedules-zones");
    await choice("America/New_York").click();
    await titled("Label (Optional)");
    await said(/At 09:00 AM, Monday through Friday · next: /);
    await enter("mornings");
    await row("mornings").waitFor();
    assert.match(
      await textOf(row("mornings")),
      /^mornings ?At 09:00 AM, Monday through Friday · America\/New_York · next \w+ 09:00/,
    );
    assert.deepEqual(
      stored().map(({ cron, timezone, label, enabled }) => ({ cron, timezone, label, enabled })),
      [{ cron: "0 9 * * 1-5", timezone: "America/New_York", label: "mornings", enabled: true }],
    );
  });

  it("say what a cron expression means while it is typed, and at once what is wrong with it", async () => {
    await header().hover();
    await header().getByRole("button", { name: "Add Schedule…" }).click();
    await titled("When Is It Checked?");
    await choice("Custom…").click();
    await titled("Cron Expression");
    await input().fill("30 8 * * 1");
    await said(/At 08:30 AM, only on Monday · next: \w+ 08:30, /);
    await workbench.screenshot("schedules-live");
    await input().fill("0 */30 * * * *");
    await said(/has a sixth field, for seconds.*Without seconds it is "\*\/30 \* \* \* \*" \(Every 30 minutes\)/);
    await workbench.screenshot("schedules-wrong");
    await input().press("Enter");
    await input().fill("0 22 * * 0");
    await said(/At 10:00 PM, only on Sunday/);
  });

  it("can be left half made, and nothing is made", async () => {
    await input().press("Enter");
    await titled("In Which Time Zone?");
    await quick().getByRole("button", { name: "Back" }).click();
    await titled("Cron Expression");
    assert.equal(await input().inputValue(), "0 22 * * 0");
    await workbench.page.keyboard.press("Escape");
    await quick().waitFor({ state: "hidden" });
    assert.equal(stored().length, 1);
  });

  it("are changed, beginning with what they are", async () => {
    await workbench.chooseInMenu(row("mornings"), "Edit Schedule…");
    await titled("When Is It Checked?");
    await choice("Daily at 09:00").click();
    await titled("In Which Time Zone?");
    await choice("America/New_York").click();
    await titled("Label (Optional)");
    assert.equal(await input().inputValue(), "mornings");
    await enter("every morning");
    await row("every morning").waitFor();
    assert.match(await textOf(row("every morning")), /^every morning ?At 09:00 AM · America\/New_York · next /);
  });

  it("are disabled and enabled in their row", async () => {
    await inline("every morning", "Disable Schedule");
    await row("· disabled").waitFor();
    await inline("every morning", "Enable Schedule");
    await row("· next").waitFor();
    assert.deepEqual(
      stored().map(({ enabled }) => enabled),
      [true],
    );
  });

  it("say more when the pointer rests on them", async () => {
    await header().hover();
    await row("every morning").locator(".label-name").hover();
    const hover = workbench.page.locator(".monaco-hover", { hasText: "every morning" });
    await hover.waitFor();
    const text = await textOf(hover);
    assert.match(text, /Next: \w+ 09:00, \w+ 09:00, \w+ 09:00/);
    assert.match(text, /Has not run yet/);
  });

  it("are deleted, once that was confirmed", async () => {
    const dialog = workbench.page.locator(".monaco-dialog-box");
    await workbench.chooseInMenu(row("every morning"), "Delete Schedule…");
    await dialog.getByText("Delete the schedule “every morning”?").waitFor();
    await dialog.getByRole("button", { name: "Cancel" }).click();
    assert.equal(stored().length, 1);
    await workbench.chooseInMenu(row("every morning"), "Delete Schedule…");
    await dialog.getByRole("button", { name: "Delete", exact: true }).click();
    await row("every morning").waitFor({ state: "detached" });
    assert.deepEqual(stored(), []);
    await workbench.page.locator(".pane-body .monaco-button", { hasText: "Add Schedule…" }).waitFor();
  });

  it("that are due check, and the drift view shows what was found", async () => {
    await workbench.beginCommand("Terraform Drift: Add Schedule…");
    await titled("When Is It Checked?");
    await choice("Custom…").click();
    await titled("Cron Expression");
    await enter("* * * * *");
    await titled("In Which Time Zone?");
    await input().press("Enter");
    await titled("Label (Optional)");
    await enter("all the time");
    await row("all the time").waitFor();
    await workbench.statusBarItem("5 critical, 6 drifted").waitFor({ timeout: 120_000 });
    await workbench.treeRows("Drift").filter({ hasText: "lab_security_group.web" }).first().waitFor();
    assert.equal((await newestRun(workbench.storage())).trigger, "schedule");
    await until(() => Promise.resolve(stored()[0]!.lastStatus === "drift_detected"));
    await row("all the time").locator(".codicon-warning").waitFor();
  });

  it("lead to their last run in the history, which says what started it", async () => {
    await inline("all the time", "Disable Schedule");
    await row("all the time").getByText("disabled").waitFor();
    await workbench.chooseInMenu(row("all the time"), "Show Last Run in Drift History");
    await workbench.tab("Drift History").waitFor();
    await workbench.webview.locator(".run-detail").getByText("scheduled").first().waitFor();
  });

  it("have caused no error in the console", () => {
    assert.deepEqual(workbench.errors, []);
  });
});
