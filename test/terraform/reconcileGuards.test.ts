/** Everything that must keep an apply from happening, each with real Terraform: it refuses, says why, and has changed nothing. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import type { Review } from "../../src/shared/reconcile";
import { BASE_FOLDER } from "../lab/scenarios";
import { LabWorkspace, set } from "../lab/terraform";
import { type BenchOptions, planFolders, ReconcileBench, storedState } from "./reconcileBench";
import { processesIn, until } from "./surroundings";

describe("an apply is refused", function () {
  this.timeout(120_000);
  let base: LabWorkspace;
  let workspace: LabWorkspace;
  const benches: ReconcileBench[] = [];

  before(async () => {
    base = await LabWorkspace.create({ folder: BASE_FOLDER });
  });
  after(() => base.dispose());
  beforeEach(() => {
    workspace = base.clone();
    workspace.edit("lab_server", set({ size: "large" }));
  });
  afterEach(async () => {
    for (const bench of benches.splice(0)) await bench.dispose();
    assert.deepEqual(planFolders(), [], "no plan file is left");
    assert.deepEqual(processesIn(workspace.dir), [], "no process is left");
    workspace.dispose();
  });

  const open = (options: BenchOptions = {}): ReconcileBench => {
    const bench = new ReconcileBench(workspace, options);
    benches.push(bench);
    return bench;
  };

  /** Nothing was applied, nothing was recorded, and the review is gone. */
  const refusedAsStale = async (bench: ReconcileBench, review: Review, message: RegExp): Promise<void> => {
    const before = storedState(workspace);
    await assert.rejects(bench.service.reconcile.apply(review.id), { reason: "review_stale", message });
    assert.equal(workspace.objects("lab_server")[0]!.size, "large");
    assert.deepEqual(storedState(workspace), before);
    assert.deepEqual(await bench.service.reconcile.records(), []);
    await assert.rejects(bench.service.reconcile.apply(review.id), { reason: "unknown_review" });
    assert.deepEqual(planFolders(), []);
  };

  it("when the state has moved on", async () => {
    const bench = open();
    const review = await bench.review("lab_server.web");
    workspace.edit("lab_firewall", set({ name: "by-hand" }));
    const { exitCode } = await workspace.terraform(["apply", "-auto-approve", "-refresh-only", "-no-color"]);
    assert.equal(exitCode, 0);
    await refusedAsStale(bench, review, /^The state was changed by somebody else since the plan was made\.$/);
  });

  it("when the state is another one", async () => {
    const bench = open();
    const review = await bench.review();
    const file = path.join(workspace.dir, "terraform.tfstate");
    fs.writeFileSync(file, fs.readFileSync(file, "utf8").replace(/"lineage": "[^"]+"/, '"lineage": "0-0-0-0"'));
    await refusedAsStale(bench, review, /^The state is another one/);
  });

  it("when the code was edited", async () => {
    const bench = open();
    const review = await bench.review();
    workspace.code("retention_days = 30", "retention_days = 31");
    await refusedAsStale(bench, review, /main\.tf was edited/);
  });

  it("when code was added", async () => {
    const bench = open();
    const review = await bench.review();
    fs.writeFileSync(path.join(workspace.dir, "more.tf"), 'output "more" {\n  value = 1\n}\n');
    await refusedAsStale(bench, review, /more\.tf was added/);
  });

  it("when the lock file was edited", async () => {
    const bench = open();
    const review = await bench.review();
    fs.appendFileSync(path.join(workspace.dir, ".terraform.lock.hcl"), "\n# edited\n");
    await refusedAsStale(bench, review, /lock file was edited/);
  });

  it("when a file of variables was edited, or another one is loaded by now", async () => {
    fs.writeFileSync(path.join(workspace.dir, "prod.tfvars"), "# nothing yet\n");
    const bench = open({ root: { varFiles: ["prod.tfvars"] } });
    const review = await bench.review();
    fs.appendFileSync(path.join(workspace.dir, "prod.tfvars"), "# edited\n");
    await refusedAsStale(bench, review, /prod\.tfvars was edited/);
    const again = await bench.review();
    fs.writeFileSync(path.join(workspace.dir, "x.auto.tfvars"), "# new\n");
    await refusedAsStale(bench, again, /x\.auto\.tfvars was added/);
  });

  it("when another Terraform workspace was selected", async () => {
    await workspace.terraform(["workspace", "new", "other"]);
    await workspace.terraform(["workspace", "select", "default"]);
    const bench = open();
    const review = await bench.review();
    await workspace.terraform(["workspace", "select", "other"]);
    await refusedAsStale(bench, review, /Terraform workspace/);
  });

  it("when the plan is older than 15 minutes", async () => {
    let now = Date.now();
    const bench = open({ clock: { now: () => new Date(now) } });
    const review = await bench.review();
    assert.equal(Date.parse(review.expiresAt) - Date.parse(review.createdAt), 15 * 60_000);
    now += 15 * 60_000;
    await refusedAsStale(bench, review, /^The plan was made more than 15 minutes ago\.$/);
  });

  it("when the clock was set back behind the plan", async () => {
    let now = Date.now();
    const bench = open({ clock: { now: () => new Date(now) } });
    const review = await bench.review();
    now -= 60_000;
    await refusedAsStale(bench, review, /^The plan was made/);
  });

  it("when the plan file was tampered with, or is gone", async () => {
    const bench = open();
    const [review, other] = [await bench.review(), await bench.review()];
    const files = planFolders().map((name) => path.join(tmpdir(), name, "plan"));
    assert.equal(files.length, 2);
    for (const file of files) assert.equal(fs.statSync(file).mode & 0o777, 0o600);
    const made = new Set(files);
    const [first] = files;
    fs.appendFileSync(first!, "x");
    made.delete(first!);
    for (const rest of made) fs.rmSync(rest);
    await assert.rejects(bench.service.reconcile.apply(review.id), {
      reason: "review_stale",
      message: /^The plan file/,
    });
    await refusedAsStale(bench, other, /^The plan file is not any more what was reviewed\.$/);
  });

  it("when it was discarded, or never was", async () => {
    const bench = open();
    const review = await bench.review();
    await bench.service.reconcile.discard(review.id);
    await bench.service.reconcile.discard(review.id);
    for (const id of [review.id, "rev_none", "", "__proto__"]) {
      await assert.rejects(bench.service.reconcile.apply(id), { reason: "unknown_review" });
    }
    assert.equal(workspace.objects("lab_server")[0]!.size, "large");
  });

  it("while another one is going on, here or in another process", async () => {
    const slow = open({ env: { LAB_LATENCY_MS: "600" } });
    const [review, second] = [await slow.review("lab_server.web"), await slow.review("lab_server.web")];
    const id = await slow.service.reconcile.apply(review.id);
    await assert.rejects(slow.service.reconcile.apply(second.id), { reason: "apply_running" });
    const other = open({ dataDir: slow.dataDir });
    await assert.rejects(other.review(), { reason: "apply_running", message: /is being applied by .+@.+, since 20/ });
    const record = await slow.service.reconcile.ended(id);
    assert.equal(record.status, "applied");
    await assert.rejects(
      slow.service.reconcile.apply(second.id),
      { reason: "review_stale" },
      "what was left is not what it was",
    );
  });

  it("where somebody else holds the state lock", async () => {
    const bench = open({ settings: { lockTimeout: "1s" } });
    const other = workspace.terraform(["apply", "-auto-approve", "-no-color", "-input=false"], {
      LAB_LATENCY_MS: "40000",
    });
    const ended = other.then(
      () => "by itself",
      () => "killed",
    );
    await until(() => fs.existsSync(path.join(workspace.dir, ".terraform.tfstate.lock.info")));
    const stop = new AbortController();
    const waiting = bench.service.reconcile.review(bench.root, { signal: stop.signal });
    await assert.rejects(waiting, { reason: "state_locked" });
    for (const { pid } of processesIn(workspace.dir)) process.kill(pid, "SIGKILL");
    assert.equal(await ended, "killed");
    await until(() => processesIn(workspace.dir).length === 0);
  });

  it("where not all could be read", async () => {
    workspace.edit("lab_bucket", set({ _fault: "403 Forbidden" }));
    const bench = open();
    await assert.rejects(bench.review(), { reason: "provider_failed", message: /lab_bucket\.logs/ });
    assert.deepEqual(planFolders(), []);
  });

  it("when it is cancelled before it begins", async () => {
    const bench = open();
    const review = await bench.review();
    const stop = new AbortController();
    stop.abort();
    await assert.rejects(bench.service.reconcile.apply(review.id, { signal: stop.signal }), { reason: "cancelled" });
    assert.equal(workspace.objects("lab_server")[0]!.size, "large");
    await assert.rejects(bench.service.reconcile.review(bench.root, { signal: stop.signal }), { reason: "cancelled" });
  });

  it("where no resource is named: never all in place of none", async () => {
    const bench = open();
    await assert.rejects(bench.service.reconcile.review(bench.root, { targets: [] }), { reason: "usage" });
  });

  it("when it cannot be recorded", async () => {
    const bench = open();
    const review = await bench.review();
    fs.rmSync(bench.dataDir, { recursive: true });
    fs.writeFileSync(bench.dataDir, "no folder");
    await assert.rejects(bench.service.reconcile.apply(review.id), { reason: "store_unwritable" });
    assert.equal(workspace.objects("lab_server")[0]!.size, "large");
    fs.rmSync(bench.dataDir);
  });
});
