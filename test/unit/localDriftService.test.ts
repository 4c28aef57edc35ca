/** The engine's service over a fake Terraform: a program that does what `fake.json` in the root module says. */
import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { LocalDriftService } from "../../src/core/local/localDriftService";
import { type CheckSettings, DEFAULT_SETTINGS, rootModule, type RootModule } from "../../src/core/local/rootModule";
import { silentLog, systemClock } from "../../src/core/ports";
import type { DriftEvent, WorkspaceRef } from "../../src/core/service";
import { openRunStore } from "../../src/core/store/openRunStore";
import { openScheduleStore } from "../../src/core/store/scheduleStore";
import type { DriftErrorReason } from "../../src/shared/errors";
import { summarize } from "../../src/shared/model";
import { isRunning, until } from "./terraform/fakeTerraform";
import { type Fake, tell, writePlanningFake } from "./terraform/planningTerraform";

const READING = [
  { type: "version", "@message": "Terraform 1.11.4", terraform: "1.11.4" },
  { type: "refresh_start", hook: { resource: { addr: "lab_server.web" } } },
];

interface Call {
  pid: number;
  command: string;
  args: string[];
  TF_WORKSPACE: string | null;
  TF_INPUT: string | null;
}

describe("the local drift service", function () {
  this.timeout(20_000);
  let top: string;
  let binary: string;
  const services: LocalDriftService[] = [];

  beforeEach(async () => {
    top = await mkdtemp(path.join(tmpdir(), "drift-service-test-"));
    binary = await writePlanningFake(top);
  });
  afterEach(async () => {
    await Promise.all(services.splice(0).map((service) => service.dispose()));
    await rm(top, { recursive: true });
  });

  async function rootOf(name: string, fake: Fake, more: { terraformWorkspace?: string } = {}): Promise<RootModule> {
    const dir = path.join(top, name);
    await mkdir(dir, { recursive: true });
    await tell(dir, fake);
    return rootModule(dir, { topDir: top, projectId: "shop", ...more });
  }
  async function callsOf({ dir }: RootModule): Promise<Call[]> {
    const text = await readFile(path.join(dir, "calls.jsonl"), "utf8").catch(() => ""); // not called yet
    return text.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line) as Call]));
  }

  function serviceOver(
    roots: readonly RootModule[],
    more: { settings?: Partial<CheckSettings>; data?: string; environment?: NodeJS.ProcessEnv } = {},
  ): { service: LocalDriftService; events: DriftEvent[] } {
    const settings: CheckSettings = { ...DEFAULT_SETTINGS, binary, ...more.settings };
    const service = new LocalDriftService({
      store: openRunStore(more.data ?? path.join(top, "data"), {
        limit: () => 100,
        log: silentLog,
        clock: systemClock,
      }),
      settings: () => settings,
      resolve: (ref) => roots.find((root) => isSame(root, ref)) ?? null,
      environment: more.environment ?? process.env,
      model: () => Promise.resolve(null),
      dataDir: more.data ?? path.join(top, "data"),
      scheduleJitterMs: () => 0,
      shownFrom: null,
      clock: systemClock,
      log: silentLog,
    });
    services.push(service);
    const events: DriftEvent[] = [];
    service.onDidChange((event) => events.push(event));
    return { service, events };
  }
  const isSame = (root: RootModule, ref: WorkspaceRef): boolean =>
    root.projectId === ref.projectId && root.workspaceId === ref.workspaceId;
  const check = async (service: LocalDriftService, root: RootModule) => service.ended(await service.check(root));
  const isReading = (events: readonly DriftEvent[]) => (): Promise<boolean> =>
    Promise.resolve(events.some(({ kind }) => kind === "progress"));
  const rejects = (work: Promise<unknown>, reason: DriftErrorReason): Promise<void> =>
    assert.rejects(work, { name: "DriftError", reason });

  it("checks, stores the run, and says what happens while it does", async () => {
    const root = await rootOf("net", { plan: "drift-update", events: READING, exit: 2 });
    const { service, events } = serviceOver([root]);
    assert.equal((await service.summary(root)).status, "never_run");

    const id = await service.check(root, { trigger: "schedule" });
    const run = await service.ended(id);
    assert.equal(run.status, "drift_detected");
    assert.equal(run.trigger, "schedule");
    assert.equal(run.workspaceId, "net");
    assert.deepEqual(
      events.map(({ kind }) => kind),
      ["started", "progress", "ended"],
    );
    const [started, progress, ended] = events;
    assert.ok(started?.kind === "started" && started.run.status === "running" && started.run.id === id);
    assert.ok(progress?.kind === "progress" && progress.current === "lab_server.web" && progress.total === null);
    assert.deepEqual(ended, { kind: "ended", run, failure: null });
    assert.deepEqual(await service.run(id), run);
    assert.deepEqual((await service.history({})).runs, [summarize(run)]);

    const summary = await service.summary(root);
    assert.equal(summary.status, "drift_detected");
    assert.deepEqual(summary.lastRun, summarize(run));
    assert.equal(summary.totalResources, run.metadata.totalResources);
    assert.equal(summary.driftedCount, 1);
    assert.deepEqual(
      summary.driftedResources.map(({ address }) => address),
      run.metadata.driftedResources.map(({ address }) => address),
    );
  });

  it("answers at once, and keeps the last result visible while a check runs", async () => {
    const root = await rootOf("net", { plan: "drift-update", exit: 2 });
    const { service, events } = serviceOver([root]);
    const first = await check(service, root);
    await tell(root.dir, { hang: true, events: READING });
    const id = await service.check(root);
    await until(isReading(events));
    const summary = await service.summary(root);
    assert.equal(summary.status, "running");
    assert.equal(summary.lastRun?.id, id);
    assert.equal(summary.driftedCount, first.metadata.driftedCount);
    assert.equal(summary.driftedResources.length, 1);

    await service.cancel(id);
    const after = await service.summary(root); // a cancelled run is passed over
    assert.equal(after.status, "drift_detected");
    assert.equal(after.lastRun?.id, first.id);
  });

  it("joins a check that runs already, of everything or of the same targets", async () => {
    const root = await rootOf("net", { hang: true, events: READING });
    const { service } = serviceOver([root]);
    const targets = ["lab_server.web"];
    const targeted = await service.check(root, { targets });
    assert.equal(await service.check(root, { targets }), targeted);
    const whole = await service.check(root);
    assert.notEqual(whole, targeted);
    assert.equal(await service.check(root), whole);
    assert.equal(await service.check(root, { targets: ["lab_bucket.logs"] }), whole);
    await Promise.all([service.cancel(targeted), service.cancel(whole)]);
  });

  it("waits for the end of another process's check over the same store, and can cancel it", async () => {
    const root = await rootOf("net", { hang: true, events: READING });
    const mine = serviceOver([root]);
    const other = serviceOver([root]);
    const id = await mine.service.check(root);
    await until(isReading(mine.events));
    const ended = other.service.ended(id);
    await other.service.cancel(id);
    assert.equal((await ended).status, "cancelled");
    assert.equal((await mine.service.run(id)).status, "cancelled");
    assert.equal((await callsOf(root)).length, 1);
  });

  it("cancels for real: when it says so, the process is gone and the run is stored as cancelled", async () => {
    const root = await rootOf("net", { hang: true, events: READING });
    const { service, events } = serviceOver([root]);
    const id = await service.check(root);
    await until(isReading(events));
    const [call] = await callsOf(root);
    await service.cancel(id);
    assert.equal(await isRunning(call!.pid), false);
    const run = await service.run(id);
    assert.equal(run.status, "cancelled");
    assert.notEqual(run.endedAt, null);
    const ended = events.at(-1);
    assert.ok(ended?.kind === "ended" && ended.failure?.reason === "cancelled");
    await rejects(service.cancel(id), "run_over");
    assert.equal((await service.summary(root)).status, "never_run");
  });

  it("lets so many checks run at the same time as the settings say, and cancels one that waits without starting it", async () => {
    const roots = await Promise.all(["a", "b"].map((name) => rootOf(name, { hang: true, events: READING })));
    const [a, b] = roots as [RootModule, RootModule];
    const { service, events } = serviceOver(roots, { settings: { concurrency: 1 } });
    const first = await service.check(a);
    const second = await service.check(b);
    await until(isReading(events));
    assert.deepEqual(await callsOf(b), []);
    await service.cancel(second);
    assert.deepEqual(await callsOf(b), []);
    assert.equal((await service.run(second)).status, "cancelled");

    const third = await service.check(b);
    await tell(b.dir, {});
    await service.cancel(first);
    assert.equal((await service.ended(third)).status, "clean");
  });

  it("stops everything when it is disposed, and waits until it is gone", async () => {
    const roots = await Promise.all(["a", "b"].map((name) => rootOf(name, { hang: true, events: READING })));
    const { service } = serviceOver(roots);
    const ids = await Promise.all(roots.map((root) => service.check(root)));
    await until(async () => (await Promise.all(roots.map(callsOf))).every((calls) => calls.length === 1));
    await service.dispose();
    for (const root of roots) assert.equal(await isRunning((await callsOf(root))[0]!.pid), false);
    const { service: next } = serviceOver(roots);
    assert.deepEqual(
      (await next.history({})).runs.map(({ id, status }) => [id, status]).sort(),
      ids.map((id) => [id, "cancelled"]).sort(),
    );
  });

  it("keeps the check of chosen resources out of the summary", async () => {
    const root = await rootOf("net", { plan: "no-change" });
    const { service } = serviceOver([root]);
    const whole = await check(service, root);
    await tell(root.dir, { plan: "drift-update", exit: 2 });
    const targeted = await service.ended(await service.check(root, { targets: ["lab_server.web"] }));
    assert.deepEqual(targeted.metadata.targets, ["lab_server.web"]);
    assert.equal((await service.summary(root)).lastRun?.id, whole.id);
    assert.equal((await service.history({})).runs.length, 2);
    assert.ok((await callsOf(root)).some(({ args }) => args.includes("-target=lab_server.web")));
  });

  it("runs nothing but a plan and a show, in the Terraform workspace of the root module", async () => {
    const root = await rootOf("net", {}, { terraformWorkspace: "blue" });
    const { service } = serviceOver([root]);
    const run = await check(service, root);
    assert.equal(run.status, "clean");
    assert.equal(run.workspaceId, "net@blue");
    const calls = await callsOf(root);
    assert.deepEqual(
      calls.map(({ command, TF_WORKSPACE, TF_INPUT }) => [command, TF_WORKSPACE, TF_INPUT]),
      [
        ["workspace", null, "0"],
        ["plan", "blue", "0"],
        ["show", "blue", "0"],
      ],
    );

    const missing = await rootOf("net", {}, { terraformWorkspace: "green" });
    const other = serviceOver([missing]);
    const failed = await check(other.service, missing);
    assert.equal(failed.status, "error");
    assert.match(failed.metadata.diagnostics[0]?.summary ?? "", /no Terraform workspace "green"/);
    assert.equal((await callsOf(root)).length, calls.length + 1);
  });

  it("ignores a resource in one run, tells everybody, and the summary no longer counts it", async () => {
    const root = await rootOf("net", { plan: "drift-update", exit: 2 });
    const { service, events } = serviceOver([root]);
    const { id, metadata } = await check(service, root);
    const { address } = metadata.driftedResources[0]!;
    const changed = await service.ignore(id, address);
    assert.equal(changed.driftedCount, 0);
    assert.deepEqual(await service.ignore(id, address), changed);
    const event = events.find(({ kind }) => kind === "changed");
    assert.ok(event?.kind === "changed" && event.run.status === "clean");
    const summary = await service.summary(root);
    assert.deepEqual([summary.status, summary.driftedCount, summary.driftedResources], ["clean", 0, []]);
    await rejects(service.ignore(id, "lab_server.gone"), "unknown_resource");
  });

  it("has the schedules of a root module in its summary, the one that is next in a glance", async () => {
    const root = await rootOf("net", {});
    const { service } = serviceOver([root]);
    const nothing = { enabled: false, cron: null, humanReadable: null, nextRun: null, lastRun: null };
    const before = await service.summary(root);
    assert.deepEqual([before.schedule, before.schedules], [nothing, []]);
    const { projectId, workspaceId } = root;
    const rests = await service.schedules.add({ projectId, workspaceId, cron: "@daily" });
    const comes = await service.schedules.add({ projectId, workspaceId, cron: "@hourly", enabled: true });
    await service.schedules.add({ projectId, workspaceId: "app", cron: "* * * * *", enabled: true });
    const { schedule, schedules } = await service.summary(root);
    assert.deepEqual(schedules, [rests, comes]);
    assert.deepEqual(schedule, {
      enabled: true,
      cron: "@hourly",
      humanReadable: "Every hour",
      nextRun: comes.nextRunAt,
      lastRun: null,
    });
  });

  it("says of a schedule how its last run ended, also where whoever had started it could not write that down", async () => {
    const root = await rootOf("net", { plan: "drift-update", exit: 2 });
    const { service } = serviceOver([root]);
    const run = await check(service, root);
    const { projectId, workspaceId } = root;
    const { id } = await service.schedules.add({ projectId, workspaceId, cron: "@daily" });
    const options = { clock: systemClock, log: silentLog };
    await openScheduleStore(path.join(top, "data"), options).change(({ entries }) => {
      Object.assign(entries[0]!.schedule, { lastStatus: "running", lastRunId: run.id });
    });
    assert.equal((await service.schedules.get(id)).lastStatus, "drift_detected");
    assert.equal((await service.schedules.list())[0]?.lastStatus, "drift_detected");
    await service.delete(run.id);
    assert.equal((await service.schedules.get(id)).lastStatus, null);
    await rejects(service.schedules.get("sch_gone"), "unknown_schedule");
  });

  it("lists the runs of some states, and the root modules that have any", async () => {
    const roots = await Promise.all([rootOf("net", { plan: "drift-update", exit: 2 }), rootOf("app", {})]);
    const [net, app] = roots;
    const { service } = serviceOver(roots);
    assert.deepEqual(await service.workspaces(), []);
    const drifted = await check(service, net);
    await check(service, app);
    const { runs, next } = await service.history({ status: ["drift_detected", "error"] });
    assert.deepEqual([runs, next], [[summarize(drifted)], null]);
    const refOf = ({ projectId, workspaceId }: RootModule): WorkspaceRef => ({ projectId, workspaceId });
    assert.deepEqual(await service.workspaces(), [refOf(app), refOf(net)]);
  });

  it("deletes a run for good, and tells everybody", async () => {
    const root = await rootOf("net", { plan: "drift-update", exit: 2 });
    const { service, events } = serviceOver([root]);
    const { id } = await check(service, root);
    await service.delete(id);
    assert.deepEqual(events.at(-1), { kind: "removed", runIds: [id] });
    await rejects(service.run(id), "unknown_run");
    assert.deepEqual((await service.history({})).runs, []);
    assert.deepEqual(await service.workspaces(), []);
    assert.equal((await service.summary(root)).status, "never_run");
    const told = events.length;
    await rejects(service.delete(id), "unknown_run");
    assert.equal(events.length, told);
  });

  it("deletes all runs but those that are running", async () => {
    const root = await rootOf("net", {});
    const { service, events } = serviceOver([root]);
    const ended = await check(service, root);
    await tell(root.dir, { hang: true, events: READING });
    const id = await service.check(root);
    await until(isReading(events));
    await rejects(service.delete(id), "usage");
    await service.clear();
    assert.deepEqual(events.at(-1), { kind: "removed", runIds: null });
    await rejects(service.run(ended.id), "unknown_run");
    assert.deepEqual(
      (await service.history({})).runs.map((run) => run.id),
      [id],
    );
    await service.cancel(id);
    assert.equal((await service.run(id)).status, "cancelled");
    await service.delete(id);
    assert.deepEqual((await service.history({})).runs, []);
  });

  it("rejects what it does not know", async () => {
    const { service } = serviceOver([]);
    await rejects(service.check({ projectId: "shop", workspaceId: "net" }), "no_root_module");
    await rejects(service.run("run_unknown"), "unknown_run");
    await rejects(service.ended("run_unknown"), "unknown_run");
    await rejects(service.ignore("run_unknown", "a.b"), "unknown_run");
    await rejects(service.cancel("run_unknown"), "unknown_run");
    await rejects(service.delete("run_unknown"), "unknown_run");
  });

  const failures: [name: string, fake: Fake, reason: DriftErrorReason, sentence: RegExp][] = [
    ["exits with an error and says nothing", { exit: 1, noPlan: true }, "terraform_failed", /exited with code 1/],
    [
      "only speaks on standard error",
      { exit: 1, noPlan: true, stderr: "Error: Inconsistent dependency lock file\n\nRun terraform init\n" },
      "not_initialised",
      /Inconsistent dependency lock file/,
    ],
    ["ends well without a plan", { noPlan: true }, "terraform_failed", /no plan/],
    ["shows half a document", { cut: 500 }, "plan_unreadable", /./],
    ["shows nothing", { cut: 0 }, "plan_unreadable", /./],
  ];
  for (const [name, fake, reason, sentence] of failures) {
    it(`ends a run as an error when Terraform ${name}`, async () => {
      const root = await rootOf("net", fake);
      const { service, events } = serviceOver([root]);
      const run = await check(service, root);
      assert.equal(run.status, "error");
      assert.equal(run.metadata.complete, false);
      const ended = events.at(-1);
      assert.ok(ended?.kind === "ended" && ended.failure !== null);
      assert.equal(ended.failure.reason, reason);
      assert.match(ended.failure.message, sentence);
      assert.ok(run.metadata.diagnostics.some(({ severity }) => severity === "error"));
      assert.equal((await service.summary(root)).status, "error");
    });
  }

  it("keeps secrets that were passed in out of everything that a failed run says", async () => {
    const secret = "correct-horse-battery";
    const diagnostic = { severity: "error", summary: `Wrong password ${secret}`, detail: `It was "${secret}".` };
    const root = await rootOf("net", {
      exit: 1,
      noPlan: true,
      events: [{ type: "diagnostic", "@message": `Error: ${secret}`, diagnostic }],
      stderr: `Error: ${secret}`,
    });
    const { service, events } = serviceOver([root], {
      environment: { ...process.env, TF_VAR_db_password: secret },
    });
    const run = await check(service, root);
    assert.equal(run.status, "error");
    const ended = events.at(-1);
    assert.ok(ended?.kind === "ended" && ended.failure !== null);
    assert.ok(!JSON.stringify([run, ended.failure.message]).includes(secret));
    assert.match(run.metadata.diagnostics[0]?.summary ?? "", /Wrong password \(sensitive\)/);
  });

  it("keeps a result that the store cannot take, and says that it was not stored", async () => {
    const root = await rootOf("net", { plan: "drift-update", exit: 2 });
    const data = path.join(top, "data");
    await writeFile(data, "a file in its place");
    const { service, events } = serviceOver([root], { data });
    const run = await check(service, root);
    assert.equal(run.status, "drift_detected");
    assert.deepEqual(await service.run(run.id), run);
    const ended = events.at(-1);
    assert.ok(ended?.kind === "ended" && ended.failure?.reason === "store_unwritable");
    await rejects(service.history({}), "store_unwritable");
  });

  it("forgets a run that the store could not take when it is deleted", async () => {
    const root = await rootOf("net", {});
    const data = path.join(top, "data");
    await writeFile(data, "a file in its place");
    const { service, events } = serviceOver([root], { data });
    const [one, other] = [await check(service, root), await check(service, root)];
    await service.delete(one.id);
    assert.deepEqual(events.at(-1), { kind: "removed", runIds: [one.id] });
    await rejects(service.clear(), "store_unwritable");
    assert.deepEqual(await service.run(other.id), other);
    await rm(data);
    await service.clear();
    assert.deepEqual(events.at(-1), { kind: "removed", runIds: null });
    for (const { id } of [one, other]) await rejects(service.run(id), "unknown_run");
  });

  for (const way of ["delete", "clear"] as const) {
    it(`leaves nothing of a run that the store took only when it began: ${way}`, async () => {
      const root = await rootOf("net", {});
      const data = path.join(top, "data");
      const { service } = serviceOver([root], { data });
      await service.delete((await check(service, root)).id);
      await rm(path.join(data, "runs"), { recursive: true });
      await writeFile(path.join(data, "runs"), "a file in its place");
      const run = await check(service, root);
      assert.deepEqual(
        (await service.history({})).runs.map(({ id, status }) => [id, status]),
        [[run.id, "clean"]],
      );
      assert.deepEqual((await service.history({ status: ["running"] })).runs, []);
      const remove = (): Promise<void> => (way === "delete" ? service.delete(run.id) : service.clear());
      await rejects(remove(), "store_unwritable");
      assert.deepEqual(await service.run(run.id), run);
      await rm(path.join(data, "runs"));
      await remove();
      await rejects(service.run(run.id), "unknown_run");
      assert.deepEqual((await service.history({})).runs, []);
    });
  }

  it("leaves no temporary file behind", async () => {
    const root = await rootOf("net", {});
    const base = path.join(top, "tmp");
    await mkdir(base);
    const { TMPDIR } = process.env;
    process.env.TMPDIR = base;
    try {
      const { service } = serviceOver([root]);
      await check(service, root);
      assert.ok((await callsOf(root))[0]!.args.some((word) => word.startsWith(`-out=${base}`)));
      assert.deepEqual(await readdir(base), []);
    } finally {
      if (TMPDIR === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = TMPDIR;
    }
  });
});
