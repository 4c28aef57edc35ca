/** Putting drift right as a person does it: review, confirm, watch, and see that it held. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Locator } from "playwright-core";
import { type LabObject, LabWorkspace, set } from "../lab/terraform";
import { until } from "../terraform/surroundings";
import { Workbench } from "./workbench";

const CONFIG = `terraform {
  required_providers {
    lab = { source = "demo/lab" }
  }
}

provider "lab" {
  directory = "\${path.root}/cloud"
}

variable "image" {
  default = "debian-12"
}

resource "lab_server" "web" {
  name  = "web"
  size  = "medium" # enough for now
  image = var.image
}

resource "lab_server" "db" {
  name  = "db"
  size  = "medium"
  image = "debian-12"
}

resource "lab_bucket" "logs" {
  name       = "logs"
  versioning = true
}
`;

const named =
  (name: string) =>
  (object: LabObject): boolean =>
    object.name === name;

describe("reconcile", function () {
  this.timeout(300_000);
  let lab: LabWorkspace;
  let workbench: Workbench;

  before(async () => {
    lab = await LabWorkspace.create({ config: CONFIG });
    workbench = await Workbench.open({
      folder: lab.dir,
      env: lab.env({ LAB_IGNORE_STOP: "1" }), // as most providers: what has been begun is finished
      settings: {
        "terraformDrift.rootModules": [{ path: ".", label: "network" }],
        "terraformDrift.check.parallelism": 1,
      },
    });
  });

  afterEach(async function () {
    await workbench.screenshot(`reconcile ${this.currentTest?.title ?? ""}`.replaceAll(/\W+/g, "-").slice(0, 90));
  });

  after(async () => {
    try {
      await (workbench as Workbench | undefined)?.close(); // it may not have opened
    } finally {
      lab.dispose();
    }
  });

  const row = (text: string): Locator => workbench.treeRows("Drift").filter({ hasText: text }).first();
  const dialog = (): Locator => workbench.page.locator(".monaco-dialog-box");
  const answer = (title: string): Promise<void> => dialog().getByRole("button", { name: title, exact: true }).click();
  const quick = (): Locator => workbench.page.locator(".quick-input-widget");
  const input = (): Locator => quick().locator("input.input");
  const lens = (text: string): Locator =>
    workbench.editor.locator(".codelens-decoration a").filter({ hasText: text }).first();
  const line = (text: string): Locator => workbench.editor.locator(".view-line").filter({ hasText: text }).first();
  const review = (kind = "put back"): Locator => workbench.tab(`Review: network (${kind})`);
  const server = (name: string): LabObject => lab.objects("lab_server").find(named(name))!;
  const code = (): string => readFileSync(join(lab.dir, "main.tf"), "utf8");
  const drift = (name: string, attributes: LabObject): void => lab.edit("lab_server", set(attributes), named(name));

  const check = async (found: string): Promise<void> => {
    await workbench.runCommand("Terraform Drift: Check for Drift");
    await workbench.statusBarItem(found).waitFor();
    await workbench.activityBarItem("Drift").waitFor();
  };
  /** Notifications lie over what is to be clicked. */
  const clear = (): Promise<number> => workbench.runCommand("Notifications: Clear All Notifications");
  /** What comes while VS Code starts is not put before the person's eyes, and the list closes when nothing is left in it. */
  const told = async (text: string): Promise<Locator> => {
    const notification = workbench.notification(text).first();
    await until(async () => {
      if (await notification.isVisible()) return true;
      await workbench.runCommand("Notifications: Show Notifications");
      return notification.isVisible();
    });
    return notification;
  };
  const typed = async (text: string): Promise<void> => {
    await input().fill(text);
    await input().press("Enter");
    await quick().waitFor({ state: "hidden" }); // the key that opens the palette would leave the question
  };

  it("opens a review of one resource, with what can be done above it", async () => {
    drift("web", { size: "large" });
    drift("db", { image: "debian-11" });
    await workbench.activityBarItem("Drift").click();
    await check("2 drifted");
    await workbench.chooseInMenu(row("lab_server.web"), "Reconcile…");
    await told("Nothing is changed before you apply it.");
    await review().waitFor();
    await line("0 to add, 1 to change, 0 to destroy").waitFor();
    for (const action of ["Apply…", "Discard", "Review Again"]) await lens(action).waitFor();
    assert.equal(await line("Lost (").count(), 0);
    assert.equal(server("web").size, "large");
  });

  it("is to be confirmed, and changes nothing where it is not", async () => {
    await clear();
    await lens("Apply…").click();
    await dialog().getByText("Apply to network?").waitFor();
    await workbench.screenshot("reconcile-confirm-dark");
    await answer("Cancel");
    await dialog().waitFor({ state: "detached" });
    assert.equal(server("web").size, "large");
  });

  it("applies what was reviewed, and a check says that it held", async () => {
    await lens("Apply…").click();
    await answer("Apply");
    await told("network was put right, and a check found nothing left.");
    assert.equal(server("web").size, "medium");
    assert.equal(server("db").image, "debian-11");
    await line("This plan was used.").waitFor();
    await row("lab_server.web").waitFor({ state: "detached" });
    await row("lab_server.db").waitFor();
  });

  it("keeps a record, which can be read", async () => {
    await (await told("network was put right")).getByRole("button", { name: "Show Record" }).click();
    await clear();
    await workbench.tab("Reconcile of network").waitFor();
    await line("Terraform's output").waitFor();
    await workbench.screenshot("reconcile-record");
    await workbench.beginCommand("Terraform Drift: Show Reconcile Records");
    const first = quick().locator(".monaco-list-row").first();
    await first.getByText("network: put back, applied, verified").waitFor();
    await workbench.screenshot("reconcile-records");
    await first.click();
    await quick().waitFor({ state: "hidden" });
    await workbench.tab("Reconcile of network").waitFor();
  });

  it("shows what would be lost first, in every theme", async () => {
    await workbench.chooseInMenu(row("lab_server.db"), "Reconcile…");
    await review().waitFor();
    await line("Lost (1)").waitFor();
    await workbench.editor.locator(".codelens-decoration a").filter({ hasText: "Apply…" }).nth(1).waitFor();
    await clear();
    await workbench.screenshot("reconcile-review-dark");
    for (const [theme, kind] of [
      ["Light Modern", "vs"],
      ["Dark High Contrast", "hc-black"],
      ["Dark Modern", "vs-dark"],
    ] as const) {
      await workbench.chooseTheme(theme, kind);
      await workbench.screenshot(`reconcile-review-${kind}`);
      await lens("Apply…").click();
      await dialog().getByText("Each address has to be typed next.").waitFor();
      await workbench.screenshot(`reconcile-loss-${kind}`);
      await answer("Cancel");
      await dialog().waitFor({ state: "detached" });
    }
  });

  it("replaces nothing for an address that is not typed exactly", async () => {
    const before = server("db");
    await lens("Apply…").click();
    await answer("Apply");
    await quick().locator(".quick-input-title", { hasText: "Replace 1 of 1: type the address to allow it" }).waitFor();
    await input().fill("lab_server");
    await quick().getByText("Type all of it: lab_server.db").waitFor();
    await input().press("Enter");
    await input().fill("lab_server.web");
    await quick().getByText("This is not the address. It is lab_server.db").waitFor();
    await workbench.screenshot("reconcile-typed-wrong");
    await input().press("Enter");
    await quick().getByText("This is not the address. It is lab_server.db").waitFor();
    await input().press("Escape");
    await quick().waitFor({ state: "hidden" });
    assert.deepEqual(server("db"), before);
    await lens("Apply…").waitFor();
  });

  it("replaces for the one that is", async () => {
    const before = server("db");
    await lens("Apply…").click();
    await answer("Apply");
    await quick().locator(".quick-input-title", { hasText: "Replace 1 of 1" }).waitFor();
    await typed("lab_server.db");
    await told("network was put right, and a check found nothing left.");
    assert.notEqual(server("db").id, before.id);
    assert.equal(server("db").image, "debian-12");
    await row("No drift in").waitFor();
    await clear();
  });

  it("shows changes of the code as such, and leaves them out when asked to", async () => {
    drift("web", { size: "large" });
    lab.code("versioning = true", "versioning = false");
    await workbench.beginCommand("Terraform Drift: Reconcile…");
    await review().waitFor();
    await line("Pending in code (1)").waitFor();
    await lens("Put Back Only What Drifted").waitFor();
    await clear();
    await workbench.screenshot("reconcile-pending");
    await lens("Apply…").click();
    await dialog().getByText("Not drift, but changes of the code: lab_bucket.logs.").waitFor();
    await workbench.screenshot("reconcile-confirm-pending");
    await answer("Put Back Only What Drifted");
    await line("Pending in code (1)").waitFor({ state: "detached" });
    await line("only lab_server.web and what it depends on").waitFor();
    await clear();
    await lens("Apply…").click();
    await answer("Apply");
    await told("network was put right");
    assert.equal(server("web").size, "medium");
    assert.equal(lab.objects("lab_bucket")[0]!.versioning, true);
    await clear();
  });

  it("refuses what was reviewed before an edit, and offers another review", async () => {
    drift("web", { size: "large" });
    await workbench.beginCommand("Terraform Drift: Reconcile…");
    await line("Pending in code (1)").waitFor();
    lab.code("versioning = false", "versioning = true");
    await clear();
    await lens("Apply…").click();
    await answer("Apply, with the Code's Changes");
    const refusal = await told("Review Again");
    await line("This review is out of date").waitFor();
    await workbench.screenshot("reconcile-stale");
    assert.equal(server("web").size, "large");
    await refusal.getByRole("button", { name: "Review Again" }).click();
    await clear();
    await line("This review is out of date").waitFor({ state: "detached" });
    await line("0 to add, 1 to change, 0 to destroy").waitFor();
  });

  it("has one review of a root module at a time", async () => {
    await clear();
    await workbench.beginCommand("Terraform Drift: Accept into State…");
    const open = await told("A review of network is open already.");
    await open.getByRole("button", { name: "Discard It" }).click();
    await review("accept into state").waitFor();
    await review().waitFor({ state: "detached" });
    await line("1 resource to take over").waitFor();
    await clear();
    await workbench.screenshot("reconcile-accept-state");
  });

  it("lets the state take over what is there, and the cloud stays as it is", async () => {
    await lens("Apply…").click();
    await dialog().getByText("Accept into the state of network?").waitFor();
    await answer("Accept into State");
    await told("The state of network has what is there now, and a check found nothing left.");
    assert.equal(server("web").size, "large");
    await row("Pending in code").waitFor();
    await clear();
    lab.code('size  = "medium" # enough', 'size  = "large" # enough');
  });

  /** As far as the preview. */
  const preview = async (value: string): Promise<Locator> => {
    if ((await row("lab_server.web").getAttribute("aria-expanded")) === "false") {
      await row("lab_server.web").locator(".monaco-tl-twistie").click();
    }
    await workbench.chooseInMenu(row(`→ "${value}"`), "Accept Actual Value into Code…");
    const apply = workbench.page.getByRole("button", { name: "Apply", exact: true });
    await apply.waitFor();
    const boxes = workbench.page.locator(".edit-checkbox");
    await boxes.last().click();
    return apply;
  };

  it("accepts an actual value into the code, previewed and verified", async () => {
    drift("web", { size: "small" });
    await check("1 drifted");
    const apply = await preview("small");
    await workbench.screenshot("reconcile-preview");
    assert.match(code(), /size {2}= "large" # enough/);
    await apply.click();
    await told("The code says what is there: size of lab_server.web.");
    assert.match(code(), /size {2}= "small" # enough for now\n/);
    await workbench.statusBarItem("no drift").waitFor();
    await clear();
  });

  it("puts the code back where the change cannot be verified", async () => {
    drift("web", { size: "medium" });
    await check("1 drifted");
    const before = code();
    const apply = await preview("medium");
    lab.edit("lab_bucket", set({ _fault: "403 Forbidden" }));
    await apply.click();
    await told("The code is as it was.");
    await workbench.screenshot("reconcile-undone");
    assert.equal(code(), before);
    lab.edit("lab_bucket", set({ _fault: undefined }));
    await clear();
  });

  it("finishes what it has begun when it is cancelled, begins nothing more, and says so", async () => {
    lab.code('directory = "${path.root}/cloud"', 'directory  = "${path.root}/cloud"\n  latency_ms = 2500');
    lab.code('size  = "small" # enough', 'size  = "large" # enough'); // as the state has it, and the cloud has not
    drift("db", { size: "large" });
    await workbench.beginCommand("Terraform Drift: Reconcile…");
    await line("0 to add, 2 to change, 0 to destroy").waitFor();
    await clear();
    await lens("Apply…").click();
    await answer("Apply");
    const progress = await told("Applying to network");
    await progress.getByText(/lab_server/).waitFor();
    await workbench.screenshot("reconcile-applying");
    await progress.getByRole("button", { name: "Cancel" }).click();
    await told("Stop Now…");
    await workbench.screenshot("reconcile-stopping");
    await told("The apply of network was cancelled: 1 change had been made until then.");
    const areRight = [server("web").size === "large", server("db").size === "medium"];
    assert.equal(areRight.filter(Boolean).length, 1, "one of the two was not begun");
    await clear();
  });

  it("has caused no error in the console", () => {
    assert.deepEqual(workbench.errors, []);
  });
});
