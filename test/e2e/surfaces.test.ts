/** What a person does with the drift of the demo, by mouse and keyboard, in the order in which one leads to the next. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Locator } from "playwright-core";
import type { LabWorkspace } from "../lab/terraform";
import { driftedDemo } from "../vscode/demoWorkspace";
import { Workbench } from "./workbench";

describe("the surfaces of the extension", function () {
  this.timeout(300_000);
  let demo: LabWorkspace;
  let workbench: Workbench;

  before(async () => {
    demo = await driftedDemo();
    workbench = await Workbench.open({ folder: demo.dir, env: demo.env() });
  });

  afterEach(async function () {
    await workbench.screenshot(`surfaces ${this.currentTest?.title ?? ""}`.replaceAll(/\W+/g, "-").slice(0, 80));
  });

  after(async () => {
    try {
      await workbench.close();
    } finally {
      demo.dispose();
    }
  });

  const row = (text: string): Locator => workbench.treeRows("Drift").filter({ hasText: text }).first();
  const line = (text: string): Locator => workbench.editor.locator(".view-line").filter({ hasText: text }).first();
  /** In one line; VS Code writes spaces that do not break. */
  const textOf = async (place: Locator): Promise<string> => (await place.innerText()).replace(/\s+/g, " ").trim();

  it("the view greets with one button, and checks when it is pressed", async () => {
    await workbench.activityBarItem("Drift").click();
    const button = workbench.page.getByRole("button", { name: "Check for Drift" }).last();
    await button.click();
    await row("lab_security_group.web").waitFor();
    await workbench.statusBarItem("5 critical, 6 drifted").waitFor();
    assert.match(await textOf(workbench.treeRows("Drift").first()), /5 critical, 6 drifted/);
  });

  it("a click on a resource goes to its line of code, which is underlined", async () => {
    await row("lab_security_group.web").click();
    await workbench.tab("network.tf").waitFor();
    await workbench.editor.locator(".squiggly-error").first().waitFor();
    assert.match(await textOf(line('"lab_security_group"')), /resource "lab_security_group" "web"/);
  });

  it("a line above the block says what drifted, and the pointer shows the values", async () => {
    const lens = workbench.editor.locator(".codelens-decoration").filter({ hasText: "ingress[1]" });
    await lens.waitFor();
    assert.match(await textOf(lens), /drifted: ingress\[1\] · just now \| Difference \| Reconcile… \| Ignore…/);
    const place = (await line('resource "lab_security_group" "web"').boundingBox())!;
    await workbench.page.mouse.move(place.x + 60, place.y + place.height / 2);
    const hover = workbench.page.locator(".monaco-hover").filter({ hasText: "lab_security_group.web" });
    await hover.waitFor();
    assert.match(await textOf(hover), /open to the world \(0\.0\.0\.0\/0\)/);
  });

  it("the reason in the hover leads to its explanation", async () => {
    await workbench.page.locator(".monaco-hover a.code-link", { hasText: "changed outside, not in the code" }).click();
    await workbench.tab("reasons.md").waitFor();
    await line("## Changed outside, not in the code").waitFor();
    await row("lab_security_group.web").click();
    await workbench.tab("network.tf").waitFor();
  });

  it("a quick fix shows how it would edit the block, and edits nothing where that is discarded", async () => {
    await line('resource "lab_security_group" "web"').click();
    await workbench.page.keyboard.press("Control+.");
    await workbench.page.getByText("Add ingress to lifecycle ignore_changes").first().waitFor();
    await workbench.page.keyboard.press("Enter");
    const discard = workbench.page.getByRole("button", { name: "Discard", exact: true });
    await discard.waitFor();
    await workbench.page.getByText("ignore_changes = [ingress]").first().waitFor();
    await discard.click();
    await discard.waitFor({ state: "detached" });
    await row("lab_security_group.web").click();
    await workbench.tab("network.tf").waitFor();
    assert.equal(await line("ignore_changes = [ingress]").count(), 0);
  });

  it("the difference opens in the diff editor", async () => {
    await row("lab_database.main").hover();
    await row("lab_database.main").getByRole("button", { name: "Show Difference" }).click();
    await workbench.tab("lab_database.main (recorded ↔ actual)").waitFor();
    const diff = workbench.page.locator(".monaco-diff-editor");
    await diff.locator(".modified .view-line").filter({ hasText: "deletion_protection = false" }).waitFor();
    await diff.locator(".original .view-line").filter({ hasText: "deletion_protection = true" }).waitFor();
    assert.equal(await diff.locator(".modified .view-line").filter({ hasText: "(sensitive)" }).count(), 1);
  });

  it("what is ignored always is written into the rules file, with its reason", async () => {
    await row("lab_bucket.assets").hover();
    await row("lab_bucket.assets").getByRole("button", { name: "Ignore Always…" }).click();
    const answer = async (prompt: string, text: string): Promise<void> => {
      const box = workbench.page.locator(".quick-input-widget").filter({ hasText: prompt });
      await box.waitFor();
      if (text !== "") await workbench.page.keyboard.type(text);
      await workbench.page.keyboard.press("Enter");
    };
    await answer("The whole resource", "");
    await answer("Why is this drift accepted?", "set by the CDN team");
    await answer("The last day", "2099-12-31");
    await workbench.tab(".terraform-drift.jsonc").waitFor();
    await row("Ignored").waitFor();
    const rules = readFileSync(join(demo.dir, ".terraform-drift.jsonc"), "utf8");
    assert.match(rules, /"address": "lab_bucket\.assets"/);
    assert.match(rules, /"reason": "set by the CDN team"/);
    assert.match(rules, /"until": "2099-12-31"/);
    await workbench.statusBarItem("4 critical, 5 drifted").waitFor();
  });

  it("has caused no error in the console", () => {
    assert.deepEqual(workbench.errors, []);
  });
});
