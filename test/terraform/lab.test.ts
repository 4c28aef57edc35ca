/** The lab against unmodified Terraform: what the scenarios expect is what a plan says. */
import * as assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as path from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { BASE_FOLDER, SCENARIOS, type ActionsByAddress, type Scenario } from "../lab/scenarios";
import { createDemo } from "../lab/demo/demo";
import { DEMO_DRIFT } from "../lab/demo/drift";
import { scaleWorkspace } from "../lab/scale";
import { NO_DRIFT, NOISE, VARIANTS } from "../lab/variants";
import { LabWorkspace } from "../lab/terraform";

interface Change {
  actions: string[];
}

/** The part of `terraform show -json` that these tests look at; Terraform leaves out what is empty. */
interface PlanDocument {
  errored: boolean;
  complete: boolean;
  resource_drift?: { address: string; change: Change }[];
  resource_changes?: { address: string; change: Change }[];
  output_changes?: Record<string, Change>;
}

describe("the lab", function () {
  this.timeout(60_000);
  let base: LabWorkspace;

  before(async () => {
    base = await LabWorkspace.create({ folder: BASE_FOLDER });
  });
  after(() => base.dispose());

  describe("gives what the table of semantics.md says", () => {
    for (const scenario of SCENARIOS) it(scenario.name, () => checkScenario(base, scenario));
  });

  describe("gives drift of every shape", () => {
    for (const scenario of VARIANTS) it(scenario.name, () => checkScenario(base, scenario));
  });

  describe("gives drift in which nothing happened", () => {
    for (const scenario of NOISE) it(scenario.name, () => checkScenario(base, scenario));
  });

  describe("gives no drift", () => {
    for (const scenario of NO_DRIFT) it(scenario.name, () => checkScenario(base, scenario));
  });

  it("takes drift back when the code is applied, and imports what it finds", async () => {
    const workspace = base.clone();
    try {
      workspace.edit("lab_server", (server) => ({ ...server, size: "large" }));
      workspace.add("lab_bucket", "bkt-found", { name: "found", public: false, versioning: false, encrypted: true });
      workspace.code(
        'output "static"',
        'import {\n  to = lab_bucket.found\n  id = "bkt-found"\n}\nresource "lab_bucket" "found" {\n  name = "found"\n}\noutput "static"',
      );
      await workspace.apply();
      assert.equal(workspace.objects("lab_server")[0]?.size, "medium");
      assert.equal(workspace.objects("lab_bucket").length, 2);
      assert.equal((await planOf(workspace)).exitCode, 0);
    } finally {
      workspace.dispose();
    }
  });

  it("has a data source that lists what is there", async () => {
    const workspace = base.clone();
    try {
      workspace.code('output "static"', 'data "lab_inventory" "buckets" {\n  type = "lab_bucket"\n}\noutput "static"');
      workspace.code('"one"', 'join(" ", data.lab_inventory.buckets.ids)');
      await workspace.apply();
      const { stdout } = await workspace.terraform(["output", "-raw", "static"]);
      assert.equal(stdout, workspace.objects("lab_bucket")[0]?.id);
    } finally {
      workspace.dispose();
    }
  });

  it("keeps a change from being applied where the object refuses it", async () => {
    const workspace = base.clone();
    try {
      workspace.edit("lab_server", (server) => ({
        ...server,
        size: "large",
        _write_fault: "409 Conflict: being resized",
      }));
      await assert.rejects(workspace.apply(), /409 Conflict: being resized/);
      assert.equal(workspace.objects("lab_server")[0]?.size, "large");
      assert.equal((await planOf(workspace)).exitCode, 2);
    } finally {
      workspace.dispose();
    }
  });

  it("leaves no process and no file behind when Terraform is killed", async () => {
    const workspace = base.clone();
    const temporary = path.join(workspace.dir, "tmp");
    fs.mkdirSync(temporary);
    try {
      const terraform = spawn("terraform", ["plan", "-json", "-input=false"], {
        cwd: workspace.dir,
        env: workspace.env({ LAB_LATENCY_MS: "600000", TMPDIR: temporary }),
        stdio: ["ignore", "pipe", "inherit"],
      });
      for await (const line of createInterface(terraform.stdout)) if (line.includes('"refresh_start"')) break;
      const providers = childrenOf(terraform.pid!);
      terraform.kill("SIGKILL");
      await once(terraform, "exit");
      assert.equal(providers.length, 1);
      for (const pid of providers) await isGone(pid);
      assert.deepEqual(fs.readdirSync(temporary), []);
    } finally {
      workspace.dispose();
    }
  });

  it("lets go of what is under way when Terraform is interrupted", async () => {
    const workspace = base.clone();
    try {
      const terraform = spawn("terraform", ["plan", "-json", "-input=false"], {
        cwd: workspace.dir,
        env: workspace.env({ LAB_LATENCY_MS: "600000" }),
        stdio: ["ignore", "pipe", "inherit"],
      });
      const exit = once(terraform, "exit");
      for await (const line of createInterface(terraform.stdout)) {
        if (line.includes('"refresh_start"')) terraform.kill("SIGINT");
      }
      assert.deepEqual(await exit, [1, null]);
    } finally {
      workspace.dispose();
    }
  });
});

describe("the demo", function () {
  this.timeout(60_000);
  let workspace: LabWorkspace;

  before(async () => {
    workspace = await createDemo();
  });
  after(() => workspace.dispose());

  it("starts with one entry of noise and nothing to do", async () => {
    const { exitCode, plan } = await planOf(workspace);
    assert.equal(exitCode, 0);
    assert.deepEqual(actionsByAddress(plan.resource_drift), { "lab_security_group.database": "update" });
  });

  it("drifts as its story says", async () => {
    for (const step of DEMO_DRIFT) step.apply(workspace);
    const { exitCode, plan } = await planOf(workspace);
    assert.equal(exitCode, 2);
    assert.deepEqual(actionsByAddress(plan.resource_drift), {
      "lab_bucket.assets": "update",
      "lab_bucket.backups": "update",
      "lab_database.main": "update",
      "lab_firewall.edge": "update",
      "lab_network.main": "update",
      "lab_role.web": "update",
      "lab_security_group.database": "update",
      "lab_security_group.web": "update",
      "lab_server.web[1]": "update",
      "lab_server.worker": "update",
      'module.service["reports"].lab_bucket.data': "delete",
    });
    assert.deepEqual(effective(actionsByAddress(plan.resource_changes)), {
      "lab_database.main": "update",
      "lab_firewall.edge": "update",
      "lab_network.main": "update",
      "lab_secret.shop": "update",
      "lab_server.web[1]": "update",
      'module.service["reports"].lab_bucket.data': "create",
    });
  });

  it("tells its story of addresses that exist", async () => {
    const { stdout } = await workspace.terraform(["state", "list"]);
    const addresses = stdout.split("\n");
    assert.deepEqual(
      DEMO_DRIFT.map(({ address }) => address).filter((address) => !addresses.includes(address)),
      [],
    );
  });
});

describe("a workspace of any size", function () {
  this.timeout(60_000);

  it("has one drifted server in ten, and nothing else to do", async () => {
    const workspace = await scaleWorkspace(100);
    try {
      const { exitCode, plan } = await planOf(workspace);
      assert.equal(exitCode, 2);
      assert.equal(plan.resource_changes?.length, 100);
      assert.equal(plan.resource_drift?.length, 10);
      assert.equal(Object.keys(effective(actionsByAddress(plan.resource_changes))).length, 10);
    } finally {
      workspace.dispose();
    }
  });
});

async function checkScenario(base: LabWorkspace, { arrange, env, expected }: Scenario): Promise<void> {
  const workspace = base.clone();
  try {
    await arrange(workspace);
    const { exitCode, plan } = await planOf(workspace, env);
    assert.deepEqual(
      {
        exitCode,
        drift: actionsByAddress(plan.resource_drift),
        changes: effective(actionsByAddress(plan.resource_changes)),
        outputs: effective(actionsByName(plan.output_changes)),
        errored: plan.errored,
        complete: plan.complete,
      },
      {
        exitCode: expected.exitCode,
        drift: expected.drift,
        changes: expected.changes,
        outputs: expected.outputs ?? {},
        errored: expected.errored ?? false,
        complete: !expected.errored,
      },
    );
  } finally {
    workspace.dispose();
  }
}

async function planOf(
  workspace: LabWorkspace,
  env: Record<string, string> = {},
): Promise<{ exitCode: number; plan: PlanDocument }> {
  const planned = await workspace.terraform(
    ["plan", "-detailed-exitcode", "-input=false", "-lock=false", "-out=p"],
    env,
  );
  const shown = await workspace.terraform(["show", "-json", "p"]);
  assert.equal(shown.exitCode, 0, planned.stderr + shown.stderr);
  return { exitCode: planned.exitCode, plan: JSON.parse(shown.stdout) as PlanDocument };
}

function actionsByAddress(entries: PlanDocument["resource_drift"] = []): ActionsByAddress {
  return Object.fromEntries(entries.map(({ address, change }) => [address, change.actions.join("+")]));
}

function actionsByName(changes: Record<string, Change> = {}): ActionsByAddress {
  return Object.fromEntries(Object.entries(changes).map(([name, change]) => [name, change.actions.join("+")]));
}

function effective(actions: ActionsByAddress): ActionsByAddress {
  return Object.fromEntries(Object.entries(actions).filter(([, action]) => action !== "no-op"));
}

function childrenOf(pid: number): number[] {
  return execFileSync("pgrep", ["-P", String(pid)], { encoding: "utf8" })
    .trim()
    .split("\n")
    .map(Number);
}

/** Resolves when the process is no more; a process that stays is the test's timeout. */
async function isGone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch (error) {
      assert.equal((error as NodeJS.ErrnoException).code, "ESRCH");
      return;
    }
    await delay(20);
  }
}
