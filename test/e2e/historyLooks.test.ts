/** The history panel in every theme and at every size, with values that would break a page, and without barriers. */
import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import type { DriftRun } from "../../src/shared/model";
import type { LabWorkspace } from "../lab/terraform";
import { until } from "../terraform/surroundings";
import { driftedDemo } from "../vscode/demoWorkspace";
import { barriersIn } from "./axe";
import { newestRun, pastId, pastRuns, storePast } from "./pastRuns";
import { Workbench } from "./workbench";

const THEMES = [
  { name: "Dark Modern", kind: "vs-dark" },
  { name: "Light Modern", kind: "vs" },
  { name: "Dark High Contrast", kind: "hc-black" },
  { name: "Light High Contrast", kind: "hc-light" },
] as const;

const HOSTILE = `<img src=x onerror="document.title='pwned'"><script>document.title='pwned'</script>`;
const TURNED = "safe\u202egpj.exe\u0000\u0007\u001b[31m";
const LONG = "x".repeat(1_000_000);
const HOSTILE_ID = "run_0hostile";

/** A run whose every text is somebody's attempt to be more than text. */
function hostileRun(real: DriftRun): DriftRun {
  const [first] = real.metadata.driftedResources.filter(({ changes }) => changes.length > 0);
  const change = { ...first!.changes[0]!, sensitive: false, location: null };
  const resource = {
    ...first!,
    address: `lab_server.web["${HOSTILE}"]`,
    severityReason: TURNED,
    changes: [
      { ...change, attribute: `tags["${HOSTILE}"]`, before: HOSTILE, after: TURNED },
      { ...change, attribute: "user_data", before: LONG, after: `${LONG}y` },
    ],
  };
  const diagnostics = [{ severity: "error" as const, summary: HOSTILE, detail: `${TURNED}\n${HOSTILE}` }];
  return {
    ...real,
    id: HOSTILE_ID,
    output: `${HOSTILE}\n${TURNED}\n${LONG}`,
    startedAt: new Date(Date.parse(real.startedAt) - 1000).toISOString(),
    metadata: { ...real.metadata, driftedResources: [resource], diagnostics, source: { branch: HOSTILE } },
  };
}

describe("the history panel, looked at", function () {
  this.timeout(300_000);
  let demo: LabWorkspace;
  let workbench: Workbench;

  before(async () => {
    demo = await driftedDemo();
    workbench = await Workbench.open({ folder: demo.dir, env: demo.env() });
    await workbench.runCommand("Terraform Drift: Check for Drift");
    await workbench.statusBarItem("drifted").waitFor();
    const real = await newestRun(workbench.storage());
    await storePast(workbench.storage(), [hostileRun(real), ...pastRuns(real, 80)]);
    await workbench.runCommand("Terraform Drift: Open Drift History");
    await row(HOSTILE_ID).waitFor();
  });

  after(async () => {
    try {
      await workbench.close();
    } finally {
      demo.dispose();
    }
  });

  const row = (id: string): Locator => workbench.webview.locator(`.run[data-run="${id}"]`);
  const detail = (): Locator => workbench.webview.locator(".run-detail");
  const tab = (name: string): Promise<void> => workbench.webview.getByRole("tab", { name }).click();
  const press = (name: string): Promise<void> => workbench.webview.getByRole("button", { name, exact: true }).click();
  const shows = async (text: string): Promise<void> => detail().getByText(text).first().waitFor();

  /** Shows each view in turn, takes a picture of it, and looks for barriers in it. */
  async function eachView(name: string): Promise<string[]> {
    const views: [string, () => Promise<void>][] = [
      ["run", () => show(pastId(1)).then(() => shows("lab_"))],
      ["comparison", () => press("Compare with Previous").then(() => shows("Comparison"))],
      [
        "recurring",
        () => tab("Recurring Drift").then(() => workbench.webview.locator(".entry.recurring").first().waitFor()),
      ],
    ];
    const found: string[] = [];
    for (const [view, open] of views) {
      await open();
      await workbench.screenshot(`history-${name}-${view}`.replaceAll(" ", "-"));
      const barriers = await barriersIn(await workbench.webviewFrame());
      found.push(...barriers.map((barrier) => `${view}: ${barrier}`));
    }
    await tab("Runs");
    return found;
  }

  async function show(id: string): Promise<void> {
    const back = workbench.webview.getByRole("button", { name: "← Back to Runs" });
    while (!(await row(id).isVisible())) await back.click({ timeout: 1000 }).catch(() => undefined); // it may be laid out anew
    await row(id).click();
  }

  it("shows what is hostile as nothing but text, and long values cut, with a way to all of them", async () => {
    await row(HOSTILE_ID).click();
    await shows("<img src=x");
    await shows("safe\\u202egpj.exe");
    assert.equal(await detail().locator("img, script").count(), 0);
    const frame = await workbench.webviewFrame();
    assert.notEqual(await frame.evaluate("document.title"), "pwned");
    assert.ok((await detail().innerText()).length < 60_000);
    await workbench.screenshot("history-hostile");
    const long = detail().locator("tr", { hasText: "user_data" });
    await long.getByRole("button", { name: "Show All" }).first().click();
    await workbench.page.locator(".monaco-diff-editor").waitFor();
    await workbench.page.keyboard.press("Control+w");
    await row(HOSTILE_ID).waitFor();
    await detail().locator(".output summary").click();
    await press("Open the Whole Output");
    await workbench.tab(`${HOSTILE_ID}.log`).waitFor();
    await workbench.page.keyboard.press("Control+w");
    await row(HOSTILE_ID).waitFor();
  });

  for (const { name, kind } of THEMES) {
    it(`has no barriers in ${name}`, async () => {
      await workbench.chooseTheme(name, kind);
      assert.deepEqual(await eachView(name), []);
    });
  }

  it("can be used at a width of 320 pixels", async () => {
    await workbench.runCommand("View: Toggle Primary Side Bar Visibility");
    await workbench.page.setViewportSize({ width: 320 + 52, height: 800 }); // beside it the activity bar
    await until(async () => (await (await workbench.webviewFrame()).evaluate<number>("innerWidth")) <= 330);
    assert.deepEqual(await eachView("320 px"), []);
    const overflow = await (
      await workbench.webviewFrame()
    ).evaluate("document.documentElement.scrollWidth - innerWidth");
    assert.equal(overflow, 0);
  });

  it("can be used at a zoom of 200 %", async () => {
    await workbench.page.setViewportSize({ width: 640, height: 400 }); // what 1280 × 800 leaves at that zoom
    assert.deepEqual(await eachView("zoom"), []);
    const overflow = await (
      await workbench.webviewFrame()
    ).evaluate("document.documentElement.scrollWidth - innerWidth");
    assert.equal(overflow, 0);
  });

  it("is used by keyboard alone, from the filters to the last link", async () => {
    await workbench.page.setViewportSize({ width: 1280, height: 800 });
    await show(pastId(1));
    await shows("lab_");
    await workbench.webview.getByRole("combobox", { name: "Root module" }).focus();
    const stops: string[] = [];
    for (let step = 0; step < 14; step++) {
      await workbench.page.keyboard.press("Tab");
      const focused = workbench.webview.locator(":focus").first(); // a control of the library, not what it is made of
      stops.push((await focused.getAttribute("role")) ?? (await focused.innerText()));
    }
    for (const stop of [
      "combobox",
      "Check for Drift",
      "tab",
      "slider",
      "listbox",
      "Compare with Previous",
      "Delete…",
    ]) {
      assert.ok(stops.includes(stop), `${stop} is not among ${stops.join(", ")}`);
    }
  });

  it("has caused no error in the console, and nothing that its security policy forbids", () => {
    assert.deepEqual(workbench.errors, []);
  });
});
