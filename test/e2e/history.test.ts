/** The history panel as a person uses it, in the order in which one thing leads to the next. */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { FrameLocator, Locator } from "playwright-core";
import type { LabWorkspace } from "../lab/terraform";
import { until } from "../terraform/surroundings";
import { driftedDemo } from "../vscode/demoWorkspace";
import { damage, newestRun, pastId, pastRuns, storePast } from "./pastRuns";
import { Workbench } from "./workbench";

const RUNS = 250;
/** So that a check of the demo takes long enough to be seen: one read after the other. */
const SLOWLY = { settings: { "terraformDrift.check.parallelism": 1 }, env: { LAB_LATENCY_MS: "250" } };

describe("the history panel", function () {
  this.timeout(300_000);
  let demo: LabWorkspace;
  let workbench: Workbench;
  let page: FrameLocator;

  before(async () => {
    demo = await driftedDemo();
    workbench = await Workbench.open({ folder: demo.dir, env: demo.env(SLOWLY.env), settings: SLOWLY.settings });
    page = workbench.webview;
  });

  afterEach(async function () {
    await workbench.screenshot(`history ${this.currentTest?.title ?? ""}`.replaceAll(/\W+/g, "-").slice(0, 80));
  });

  after(async () => {
    try {
      await workbench.close();
    } finally {
      demo.dispose();
    }
  });

  const rows = (): Locator => page.locator(".run");
  const selected = (): Locator => page.locator('.run[aria-selected="true"]');
  const detail = (): Locator => page.locator(".run-detail");
  const heading = (): Locator => detail().locator("h2");
  const press = (name: string): Promise<void> => page.getByRole("button", { name, exact: true }).click();
  /** In one line. */
  const textOf = async (place: Locator): Promise<string> => (await place.innerText()).replace(/\s+/g, " ").trim();
  const idOf = (row: Locator): Promise<string | null> => row.getAttribute("data-run");
  const shows = (text: string | RegExp): Promise<void> => detail().getByText(text).first().waitFor();
  /** What is picked in a list of VS Code's own. */
  const pick = async (text: string): Promise<void> => {
    await workbench.page.locator(".quick-input-list .monaco-list-row", { hasText: text }).first().click();
  };
  const backToHistory = (): Promise<void> => workbench.tab("Drift History").click();

  it("opens empty, and says what there is to do", async () => {
    await workbench.runCommand("Terraform Drift: Open Drift History");
    await page.getByText("No check has been made yet.").waitFor();
    assert.equal(await rows().count(), 0);
  });

  it("shows a check while it is made: how far it is, and what it reads", async () => {
    await press("Check for Drift");
    const live = page.locator(".live-run");
    await live.getByText(/\d+ read/).waitFor();
    await page.locator(".live-text", { hasText: / · lab_/ }).waitFor();
    assert.match(await textOf(selected()), /Checking/);
    assert.equal(await page.getByRole("button", { name: "Checking…" }).getAttribute("aria-busy"), "true");
  });

  it("cancels it, and keeps it as cancelled", async () => {
    await page.getByRole("button", { name: /^Cancel: / }).click();
    await page.locator(".live-run").waitFor({ state: "detached" });
    await page.locator(".run", { hasText: "Cancelled" }).waitFor();
    await heading().filter({ hasText: "Cancelled" }).waitFor();
  });

  it("shows what a check found when it is over", async () => {
    await press("Check for Drift");
    await page.locator(".run", { hasText: "Drift detected" }).waitFor();
    await shows("lab_security_group.web");
    assert.match(await textOf(selected()), /Drift detected ●5 ▲1 .* manual · [\d.]+ s · 20 resources/);
    const group = detail().locator(".entry", { hasText: "lab_security_group.web" });
    assert.match(await textOf(group), /open to the world \(0\.0\.0\.0\/0\)/);
    const size = detail().locator(".entry", { hasText: "lab_server.web[1]" }).locator("tbody tr").first();
    assert.match(await textOf(size), /size.*"medium".*"large".*"medium".*applying puts it back/);
    assert.equal(
      await detail().locator(".entry", { hasText: "lab_database.main" }).getByText("hidden", { exact: true }).count(),
      2,
    );
  });

  it("has what waits in the code and what Terraform said folded below", async () => {
    const pending = detail().locator("details", { hasText: "Pending in Code" }).first();
    await pending.locator("summary").click();
    await pending.locator(".entry").first().waitFor();
    await detail().locator(".output summary").click();
    assert.match(await detail().locator(".output pre").innerText(), /Objects read: 20\n/);
  });

  it("leads to the line of code, also when it moved since", async () => {
    const place = detail().locator(".entry", { hasText: "lab_security_group.web" }).locator(".place");
    const line = Number(/network\.tf:(\d+)/.exec(await textOf(place))![1]);
    demo.code(/^/, "# one line more\n", "network.tf");
    await place.click();
    await workbench.tab("network.tf").waitFor();
    await workbench.statusBarItem(`Ln ${line + 1}, Col 1`).waitFor();
    await backToHistory();
  });

  it("opens a resource whole in the diff editor", async () => {
    await detail().locator(".entry", { hasText: "lab_database.main" }).getByText("Show Difference").click();
    await workbench.tab("lab_database.main (recorded ↔ actual)").waitFor();
    const diff = workbench.page.locator(".monaco-diff-editor");
    await diff.locator(".modified .view-line").filter({ hasText: "deletion_protection = false" }).waitFor();
    await backToHistory();
  });

  it("comes back with the window as it was left, with the runs of others", async () => {
    const [real, before] = [await newestRun(workbench.storage()), await idOf(selected())];
    await storePast(workbench.storage(), pastRuns(real, RUNS));
    await workbench.reload();
    await selected().waitFor({ state: "attached" });
    await backToHistory();
    await workbench.runCommand("View: Close Editors in Other Groups"); // there is room for the list again
    await selected().waitFor();
    assert.equal(await idOf(selected()), before);
    assert.equal(await rows().count(), 100);
    await shows("lab_security_group.web");
  });

  it("is walked through by keyboard, older runs too", async () => {
    await page.getByRole("listbox", { name: "Runs" }).focus();
    await workbench.page.keyboard.press("Home");
    for (const key of ["ArrowDown", "ArrowDown", "ArrowUp"]) await workbench.page.keyboard.press(key);
    assert.equal(await idOf(selected()), await idOf(rows().nth(1)));
    await workbench.page.keyboard.press("End");
    await workbench.page.keyboard.press("ArrowDown");
    await until(async () => (await rows().count()) === 200);
    assert.equal(await idOf(selected()), await idOf(rows().nth(100)));
    await workbench.page.keyboard.press("Enter");
    await until(async () => (await detail().locator("h2:focus").count()) === 1);
  });

  it("is filtered by status and by root module", async () => {
    const choose = async (filter: string, choice: string): Promise<void> => {
      await page.getByRole("combobox", { name: filter }).click();
      await page.getByRole("option", { name: choice, exact: true }).click();
    };
    await choose("Status", "Incomplete");
    await until(async () => (await rows().count()) === (await page.locator(".run", { hasText: "Incomplete" }).count()));
    assert.ok((await rows().count()) > 3);
    await choose("Status", "Any status");
    await choose("Root module", "infra/prod");
    await until(async () => (await rows().count()) === RUNS / 5);
    await choose("Root module", "All root modules");
    await until(async () => (await rows().count()) > RUNS / 5);
  });

  it("compares a run with the one before, and with any other", async () => {
    await page.locator(`.run[data-run="${pastId(2)}"]`).click();
    await press("Compare with Previous");
    await detail().getByText("Comparison").waitFor();
    const changed = detail().locator(".list.changed .entry", { hasText: "lab_server.web[1]" });
    assert.match(await textOf(changed.locator("tbody tr").first()), /size.*"large".*"huge"/);
    await press("Back to the Run");
    await press("Compare With…");
    await pick("Cancelled");
    await detail().getByText("Comparison").waitFor();
    await press("Back to the Run");
  });

  it("shows the trend, and goes from check to check in it by keyboard", async () => {
    const plot = page.getByRole("slider", { name: "Trend" });
    await plot.focus();
    await workbench.page.keyboard.press("Home");
    const first = await plot.getAttribute("aria-valuetext");
    await workbench.page.keyboard.press("ArrowRight");
    assert.notEqual(await plot.getAttribute("aria-valuetext"), first);
    assert.match(await textOf(page.locator(".tip")), /\d{4}.*: (?:\d+ (?:critical|warning)|no drift)/);
    await workbench.page.keyboard.press("End");
    await workbench.page.keyboard.press("Enter");
    await until(async () => (await idOf(selected())) === (await idOf(rows().nth(0))));
    assert.match(await textOf(page.locator("figcaption")), /Now .*critical.* at most \d+\. \d+ complete checks, /);
  });

  it("names what flips back and forth", async () => {
    await page.getByRole("tab", { name: "Recurring Drift" }).click();
    const item = page.locator(".entry.recurring", { hasText: "lab_server.web[1]" }).first();
    await item.waitFor();
    assert.match(await textOf(item), /size ⇄ ?flips between "(?:huge|large)" and "(?:huge|large)", \d+ times/);
    assert.match(await textOf(item), /\d+ of the last 20 runs/);
    await page.getByRole("tab", { name: "Runs" }).click();
  });

  it("exports a run into a file", async () => {
    await press("Export…");
    await pick("Markdown");
    const file = join(demo.dir, "exported.md");
    await workbench.saveAs(file);
    await until(() => existsSync(file));
    assert.match(readFileSync(file, "utf8"), /lab_security_group\.web/);
    await workbench.tab("exported.md").waitFor();
    await backToHistory();
  });

  it("says of a run that cannot be read why, keeps the list, and deletes it when the person confirms", async () => {
    const row = page.locator(`.run[data-run="${pastId(3)}"]`);
    damage(workbench.storage(), pastId(3), "cut");
    await row.click();
    await detail().getByRole("alert").waitFor();
    assert.ok((await rows().count()) >= 100);
    await detail().getByRole("button", { name: "Delete…" }).click();
    await workbench.page.getByRole("button", { name: "Delete", exact: true }).click();
    await row.waitFor({ state: "detached" });
    await selected().waitFor();
  });

  it("is as it was after another editor hid it, and after a new start", async () => {
    const row = page.locator(`.run[data-run="${pastId(7)}"]`);
    await row.click();
    await until(async () => (await idOf(selected())) === pastId(7));
    await workbench.openFile("main.tf");
    await backToHistory();
    await until(async () => (await idOf(selected())) === pastId(7));
    await workbench.stored(pastId(7));
    await workbench.restart();
    await backToHistory();
    page = workbench.webview;
    await until(async () => (await idOf(selected())) === pastId(7));
    await shows("lab_");
  });

  it("is led to from the view, where a root module's last check is", async () => {
    const newest = (await newestRun(workbench.storage())).id;
    await workbench.runCommand("Focus on Drift View"); // the icon has a badge before it
    await workbench.treeRows("Drift").first().click({ button: "right" });
    await workbench.page.getByRole("menuitem", { name: "Show in Drift History" }).click();
    await until(async () => (await idOf(selected())) === newest);
    await until(async () => (await detail().locator("h2:focus").count()) === 1);
  });

  it("clears the history when the person confirms", async () => {
    await press("Clear History");
    await workbench.page.getByRole("button", { name: "Clear History" }).click();
    await page.getByText("No check has been made yet.").waitFor();
    await workbench.page.getByText("never checked").first().waitFor();
  });

  it("has caused no error in the console, and nothing that its security policy forbids", () => {
    assert.deepEqual(workbench.errors, []);
  });
});
