/** More schedules than fit, with labels that are somebody's attempt to be more than text, in a window that is opened again. */
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Locator } from "playwright-core";
import { silentLog, systemClock } from "../../src/core/ports";
import type { ScheduleEntry } from "../../src/core/store/scheduleBook";
import { openScheduleStore, type ScheduleStore } from "../../src/core/store/scheduleStore";
import type { Schedule } from "../../src/shared/schedule";
import type { LabWorkspace } from "../lab/terraform";
import { until } from "../terraform/surroundings";
import { driftedDemo } from "../vscode/demoWorkspace";
import { Workbench } from "./workbench";

const COUNT = 250;
/** As many as the view shows at first. */
const PORTION = 200;
const LONG = "Every morning before anybody of the platform team is at work, so that there is something to talk about";
const HOSTILE = "$(flame) **bold** <b>x</b> \u202egpj.exe";

/** What differs from one to the next. */
const KINDS: readonly Partial<Schedule>[] = [
  { label: LONG },
  { label: HOSTILE, lastStatus: "drift_detected", lastRunAt: "2026-01-05T08:00:00.000Z", lastRunId: "run_gone" },
  { label: "", lastStatus: "error", lastError: "There is no root module. Look for it." },
  { label: "at rest", enabled: false, nextRunAt: null },
  { label: "of somebody else", projectId: "elsewhere", workspaceId: "net" },
];

describe("many schedules", function () {
  this.timeout(300_000);
  let demo: LabWorkspace;
  let workbench: Workbench;
  let store: ScheduleStore;

  before(async () => {
    demo = await driftedDemo();
    mkdirSync(join(demo.dir, ".vscode"));
    set({});
    workbench = await Workbench.open({ folder: demo.dir, env: demo.env() });
    await workbench.activityBarItem("Drift").click();
    await header().click();
    await add("Monthly on the 1st at 09:00", "the first");
    await row("the first").waitFor();
    store = openScheduleStore(workbench.storage(), { clock: systemClock, log: silentLog });
    await store.change(({ entries }) => {
      const [first] = entries;
      for (let number = 1; number < COUNT; number++) entries.push(another(first!, number));
    });
    await workbench.restart();
    await showSchedules();
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
  const choice = (text: string): Locator => quick().locator(".monaco-list-row", { hasText: text }).first();
  const titled = (title: string): Promise<void> => quick().locator(".quick-input-title", { hasText: title }).waitFor();

  /** What was open is brought back only as far as VS Code had come to store it. */
  async function showSchedules(): Promise<void> {
    await workbench.activityBarItem("Drift").waitFor();
    if (!(await header().isVisible())) await workbench.runCommand("Focus on Schedules View");
    await header().waitFor();
    if ((await header().getAttribute("aria-expanded")) === "false") await header().click();
  }

  /** The settings of the workspace. */
  function set(settings: object): void {
    writeFileSync(join(demo.dir, ".vscode", "settings.json"), JSON.stringify(settings));
  }

  async function add(preset: string, label: string): Promise<void> {
    await header().hover();
    await header().getByRole("button", { name: "Add Schedule…" }).click();
    await titled("When Is It Checked?");
    await choice(preset).click();
    await titled("In Which Time Zone?");
    await workbench.page.keyboard.press("Enter");
    await titled("Label (Optional)");
    await workbench.page.keyboard.type(label);
    await workbench.page.keyboard.press("Enter");
  }

  it("are run by the window that was opened, without anybody asking, as far as their root modules are in it", async () => {
    const held = async (): Promise<ScheduleEntry[]> =>
      (await store.read()).entries.filter(({ lease }) => lease !== null);
    const { entries } = await store.read();
    const isHere = ({ schedule }: ScheduleEntry): boolean => schedule.enabled && schedule.projectId !== "elsewhere";
    await until(async () => (await held()).length >= entries.filter(isHere).length);
    assert.ok((await held()).every(isHere));
  });

  it("are given back at once when the setting says so, and run again when it no longer does", async () => {
    const runs = async (): Promise<boolean> => (await store.read()).entries.some(({ lease }) => lease !== null);
    const message = workbench.page.locator(".pane", { has: header() }).locator(".message");
    set({ "terraformDrift.schedule.enabled": false });
    await until(async () => !(await runs()));
    await message.getByText("Not run in this window").waitFor();
    set({});
    await until(runs);
    await message.getByText("Checks run while a window is open").waitFor();
  });

  it("are shown as text, whatever they are called", async () => {
    await row(LONG).waitFor();
    await row("\\u202egpj.exe").waitFor();
    assert.equal(await row("gpj.exe").locator(".codicon-flame, b").count(), 0);
    assert.match(await row("of somebody else").innerText(), /net \(not in this window\)/);
  });

  for (const [theme, kind] of [
    ["Dark Modern", "vs-dark"],
    ["Light High Contrast", "hc-light"],
    ["Light Modern", "vs"],
  ] as const) {
    it(`can be looked at in ${theme}, in a side bar that is narrow or wide`, async () => {
      await workbench.chooseTheme(theme, kind);
      for (const [width, name] of [
        [230, "narrow"],
        [700, "wide"],
      ] as const) {
        const edge = (await workbench.page.locator(".part.sidebar").boundingBox())!;
        await workbench.page.mouse.move(edge.x + edge.width, 400);
        await workbench.page.mouse.down();
        await workbench.page.mouse.move(width, 400, { steps: 5 });
        await workbench.page.mouse.up();
        await row(LONG).hover();
        await workbench.screenshot(`schedules-many-${kind}-${name}`);
        assert.ok(await row(LONG).getByRole("button", { name: "Run Schedule Now" }).isVisible());
      }
    });
  }

  it("are shown in portions", async () => {
    await row(LONG).click();
    await workbench.page.keyboard.press("End");
    await row(`… and ${COUNT - PORTION} more`).click();
    await row("… and").waitFor({ state: "detached" });
    await workbench.page.keyboard.press("End");
    await row(`number ${COUNT - 1}`).waitFor();
  });

  it("are shown with the one that was made last, after all others", async () => {
    await workbench.restart();
    await showSchedules();
    await row(LONG).waitFor();
    await add("Daily at 09:00", "the newest of all");
    await row("the newest of all").waitFor();
    await workbench.screenshot("schedules-many-newest");
  });

  it("have caused no error in the console", () => {
    assert.deepEqual(workbench.errors, []);
  });
});

function another({ schedule, countedUntil }: ScheduleEntry, number: number): ScheduleEntry {
  const kind = KINDS[number - 1] ?? { label: `number ${number}` };
  const id = `sch_0${String(number).padStart(4, "0")}`;
  return { schedule: { ...schedule, id, ...kind }, countedUntil, lease: null, claim: null };
}
