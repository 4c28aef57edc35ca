/**
 * Applies that do not end by themselves. Run by mocha this is a test file; run by Node itself (by the test) it is the program that
 * applies and is killed. Linux: processes are looked for in /proc.
 */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { createInterface } from "node:readline";
import { DEFAULT_SETTINGS, rootModule } from "../../src/core/local/rootModule";
import { silentLog } from "../../src/core/ports";
import type { DriftService } from "../../src/core/service";
import { TEMP_PREFIX } from "../../src/core/terraform/tempFolder";
import type { EngineOptions, Engine } from "../../src/host/engine/engine";
import { BASE_FOLDER } from "../lab/scenarios";
import { LabWorkspace, set } from "../lab/terraform";
import { type BenchOptions, planFolders, ReconcileBench } from "./reconcileBench";
import { processesIn, until } from "./surroundings";

interface Orders {
  readonly dataDir: string;
  readonly dir: string;
}

if (require.main === module) void applyUntilKilled(JSON.parse(process.argv[2]!) as Orders);
else describe("an apply that is stopped", testStopped);

/** The engine as it is shipped; tells on standard output what is being changed. */
async function applyUntilKilled({ dataDir, dir }: Orders): Promise<void> {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- the bundle that is shipped, not the sources
  const { openEngine } = require(path.resolve("dist/engine.js")) as { openEngine: (options: EngineOptions) => Engine };
  const engine = openEngine({
    ...{ dataDir, environment: process.env, log: silentLog },
    historyLimit: () => 100,
    scheduleJitterMs: () => 0,
    settings: () => ({ ...DEFAULT_SETTINGS, parallelism: 1 }),
    model: () => Promise.resolve(null),
  });
  await engine.findRootModules([{ dir, listed: [], exclude: [] }], new AbortController().signal);
  const service: DriftService = engine.service;
  service.onDidChange((event) => {
    if (event.kind === "applying") process.stdout.write(`${event.done} ${event.current}\n`);
  });
  const review = await service.reconcile.review(rootModule(dir));
  const id = await service.reconcile.apply(review.id);
  process.stdout.write(`${id}\n`);
  await service.reconcile.ended(id);
}

function testStopped(this: Mocha.Suite): void {
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
    workspace.edit("lab_firewall", set({ name: "by-hand" }));
    workspace.edit("lab_database", set({ maintenance: { day: "mon", hour: 3 } }));
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
  /** One after the other, so slowly that it can be stopped in between. */
  const slow = { env: { LAB_LATENCY_MS: "600", LAB_IGNORE_STOP: "1" }, settings: { parallelism: 1 } };
  const begun = (bench: ReconcileBench): Promise<void> =>
    until(() => bench.events.some((event) => event.kind === "applying" && event.current !== null));

  it("finishes what it has begun, begins nothing more, and the check after it tells what is left", async () => {
    const bench = open(slow);
    const review = await bench.review();
    const id = await bench.service.reconcile.apply(review.id);
    await begun(bench);
    await bench.service.reconcile.cancel(id);
    const record = await bench.service.reconcile.verified(id);
    assert.deepEqual(
      [record.status, record.applied, record.aftermath],
      ["cancelled", { add: 0, change: 1, remove: 0 }, null],
    );
    assert.match(record.output, /Interrupt received/);
    assert.ok(record.verified?.complete);
    assert.equal(record.verified.left.length, 2);
    const { metadata } = await bench.service.run(record.verifyRunId!);
    // Terraform took what it read into the state: what is not put back looks like a change of the code from now on.
    assert.deepEqual(metadata.pendingChanges.map(({ address }) => address).sort(), record.verified.left.toSorted());
    await assert.rejects(bench.service.reconcile.cancel(id), { reason: "run_over" });
  });

  it("stops at once on demand, and says what that may leave behind", async () => {
    const bench = open({ env: { LAB_LATENCY_MS: "2500", LAB_IGNORE_STOP: "1" } });
    const review = await bench.review();
    const id = await bench.service.reconcile.apply(review.id);
    await begun(bench);
    await bench.service.reconcile.cancel(id);
    await bench.service.reconcile.cancel(id, { hard: true });
    const record = await bench.service.reconcile.ended(id);
    assert.deepEqual([record.status, record.applied], ["cancelled", { add: 0, change: 0, remove: 0 }]);
    assert.match(record.aftermath!, /^Terraform was stopped at once: lab_.+ may be half-made[^]*force-unlock/);
    assert.deepEqual(
      processesIn(workspace.dir).filter(({ command }) => command.includes("apply")),
      [],
    );
  });

  it("is stopped by another process that knows its record", async () => {
    const bench = open(slow);
    const other = open({ dataDir: bench.dataDir });
    const id = await bench.service.reconcile.apply((await bench.review()).id);
    await begun(bench);
    const [seen] = await other.service.reconcile.records();
    assert.deepEqual([seen!.id, seen!.status], [id, "applying"], "it is no interrupted one while its process lives");
    await other.service.reconcile.cancel(id);
    assert.equal((await bench.service.reconcile.ended(id)).status, "cancelled");
    assert.equal((await other.service.reconcile.record(id)).status, "cancelled");
  });

  it("ends in order when its program ends in order", async () => {
    const bench = open(slow);
    const other = open({ dataDir: bench.dataDir });
    const id = await bench.service.reconcile.apply((await bench.review()).id);
    await begun(bench);
    await bench.service.dispose();
    const record = await other.service.reconcile.record(id);
    assert.deepEqual([record.status, record.applied?.change, record.verifyRunId], ["cancelled", 1, null]);
  });

  it("finishes what it has begun when its program is killed; the record says so, and the next check tells the truth", async () => {
    const dataDir = fs.mkdtempSync(path.join(fs.realpathSync(tmpdir()), "terraform-drift-killed-"));
    try {
      const orders: Orders = { dataDir, dir: workspace.dir };
      const child = spawn(process.execPath, [__filename, JSON.stringify(orders)], {
        env: workspace.env(slow.env),
        stdio: ["ignore", "pipe", "inherit"],
      });
      const said: string[] = [];
      createInterface({ input: child.stdout }).on("line", (line) => said.push(line));
      await until(() => said.some((line) => line.startsWith("0 lab_")));
      const folders = fs.readdirSync(tmpdir()).filter((name) => name.startsWith(`${TEMP_PREFIX}${child.pid}-`));
      assert.equal(folders.length, 1);
      child.kill("SIGKILL");
      await once(child, "close");
      await until(() => processesIn(workspace.dir).length === 0);
      await until(() => !fs.existsSync(path.join(tmpdir(), folders[0]!)));
      const [changing] = said.flatMap((line) => /^0 (lab_\S+)/.exec(line)?.[1] ?? []);

      const bench = open({ dataDir });
      const [record] = await bench.service.reconcile.records();
      assert.deepEqual([record!.status, record!.applied, record!.exitCode], ["interrupted", null, null]);
      assert.match(record!.aftermath!, /check/i);
      assert.deepEqual(
        bench.events.flatMap((event) => (event.kind === "reconcile" ? [event.record.status] : [])),
        ["interrupted"],
      );
      const { pendingChanges } = (await bench.check()).metadata;
      const left = ["lab_database.main", "lab_firewall.edge", "lab_server.web"].filter(
        (address) => address !== changing,
      );
      assert.deepEqual(
        pendingChanges.map(({ address }) => address).sort(),
        left,
        "what it had begun it finished, and stored in the state",
      );
      assert.deepEqual(record!.driftedResources.map(({ address }) => address).sort(), [changing, ...left].sort());
      const after = await bench.apply(await bench.review(), { includePending: true });
      assert.deepEqual([after.status, after.verified], ["applied", { complete: true, left: [] }], "nothing is locked");
    } finally {
      for (const bench of benches.splice(0)) await bench.dispose();
      fs.rmSync(dataDir, { recursive: true, force: true });
    }
  });
}
