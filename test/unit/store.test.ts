import assert from "node:assert/strict";
import { readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { DriftRun, RunSummary } from "../../src/shared/model";
import { isRunId, newRunId } from "../../src/core/store/runId";
import type { RunStore } from "../../src/core/store/runStore";
import { endedRun, endedRuns, fillStore, idOf, inTemporaryFolder, openStore, runningRun } from "./store/runs";

function idsOf(runs: readonly RunSummary[]): string[] {
  return runs.map((run) => run.id);
}

async function allIds(store: RunStore): Promise<string[]> {
  return idsOf((await store.list({})).runs);
}

function runFileOf(id: string): string {
  return `${id}.json`;
}

function newestFirst(first: number, end: number): string[] {
  return Array.from({ length: end - first }, (_, index) => idOf(end - 1 - index));
}

describe("run ids", () => {
  it("sort as their runs start, differ, and pass as ids", () => {
    const at = (time: number) => newRunId({ now: () => new Date(time) });
    const ids = [0, 1, 31, 32, 1_767_225_600_000, 1_767_225_600_001, 8_640_000_000_000_000].map(at);
    assert.deepEqual([...ids].sort(), ids);
    assert.ok(ids.every(isRunId));
    assert.notEqual(at(5), at(5));
  });

  it("that could lead out of the folder are none", () => {
    const hostile = [
      "",
      "run_",
      "../index",
      "run_../x",
      "run_a/b",
      "run_a\\b",
      "run_a\0",
      "run_a\n",
      `run_${"a".repeat(61)}`,
    ];
    assert.deepEqual(hostile.filter(isRunId), []);
  });
});

describe("run store", function () {
  this.timeout(30_000);

  it("makes nothing before something is stored", () =>
    inTemporaryFolder(async (parent) => {
      const dir = join(parent, "data");
      const store = openStore(dir);
      assert.deepEqual(await store.list({}), { runs: [], next: null });
      assert.equal(await store.get(idOf(1)), null);
      assert.deepEqual(await store.latest("shop", "network"), { running: null, ended: null });
      assert.deepEqual(await store.recoverInterrupted(), []);
      assert.deepEqual(await readdir(parent), []);
    }));

  it("gives back a run, running and ended, also when it is opened again", () =>
    inTemporaryFolder(async (dir) => {
      const store = openStore(dir);
      await store.begin(runningRun(1));
      assert.deepEqual(await openStore(dir).get(idOf(1)), runningRun(1));
      await store.finish(endedRun(1, 3));
      assert.deepEqual(await openStore(dir).get(idOf(1)), endedRun(1, 3));
      assert.deepEqual(await readdir(join(dir, "running")), []);
      const { output, ...listed } = endedRun(1, 3);
      const { driftedResources, ...metadata } = listed.metadata;
      assert.ok(output !== "" && driftedResources.length > 0);
      assert.deepEqual((await openStore(dir).list({})).runs, [{ ...listed, metadata }]);
    }));

  it("lets only its owner read what it stores", () =>
    inTemporaryFolder(async (parent) => {
      const dir = join(parent, "deep", "data");
      const store = openStore(dir);
      await store.begin(runningRun(1));
      await store.finish(endedRun(1));
      const modeOf = async (path: string) => (await stat(join(dir, path))).mode & 0o777;
      for (const file of ["index.json", "index.json.bak", "runs/run_000001.json"])
        assert.equal(await modeOf(file), 0o600);
      for (const folder of [".", "runs", "running"]) assert.equal(await modeOf(folder), 0o700);
    }));

  it("stores what several of its instances store at the same time", () =>
    inTemporaryFolder(async (dir) => {
      const stores = [openStore(dir), openStore(dir)];
      await Promise.all(endedRuns(0, 40).map((run, index) => stores[index % 2]!.finish(run)));
      assert.deepEqual(await allIds(openStore(dir)), newestFirst(0, 40));
    }));

  it("refuses ids that are none, runs that are not running, and runs that are stored already", () =>
    inTemporaryFolder(async (dir) => {
      const store = openStore(dir);
      await assert.rejects(store.begin(runningRun(1, { id: "run_../../x" })), { reason: "usage" });
      await assert.rejects(store.finish(endedRun(1, 0, { id: "../x" })), { reason: "usage" });
      await assert.rejects(store.begin(endedRun(1)), { reason: "usage" });
      await assert.rejects(store.finish(runningRun(1)), { reason: "usage" });
      await store.begin(runningRun(1));
      await assert.rejects(store.begin(runningRun(1)), { reason: "usage" });
      assert.equal(await store.get("../index"), null);
      await assert.rejects(store.ignore("../index", "a.b"), { reason: "unknown_run" });
      await assert.rejects(store.requestCancel("../index"), { reason: "unknown_run" });
      await assert.rejects(store.delete("../index"), { reason: "unknown_run" });
      store.dispose();
    }));

  it("keeps the large lists of a run out of the index and still lists them", () =>
    inTemporaryFolder(async (dir) => {
      const run = endedRun(1);
      const pendingChanges = Array.from({ length: 5_000 }, (_, index) => ({
        address: `lab_server.pending[${index}]`,
        actions: ["update"],
      }));
      await openStore(dir).finish({ ...run, metadata: { ...run.metadata, pendingChanges, pendingCount: 5_000 } });
      assert.ok((await stat(join(dir, "index.json"))).size < 2_000);
      const { runs } = await openStore(dir).list({});
      assert.deepEqual(runs[0]?.metadata.pendingChanges, pendingChanges);
    }));
});

/** Every tenth of the first, third and fifth hundred. */
function hasFailed(number: number): boolean {
  return number % 10 === 3 && Math.floor(number / 100) % 2 === 0;
}

function someFailed(first: number, end: number): DriftRun[] {
  return endedRuns(first, end).map((run, at) => (hasFailed(first + at) ? { ...run, status: "error" } : run));
}

function numberOf(id: string): number {
  return Number(id.slice("run_".length));
}

describe("run store, listing", function () {
  this.timeout(30_000);

  it("goes page by page over index and segments while new runs come in, without a gap or a repetition", () =>
    inTemporaryFolder(async (dir) => {
      await fillStore(dir, endedRuns(0, 720));
      assert.ok((await readdir(join(dir, "segments"))).length > 3);
      const store = openStore(dir);
      const seen: string[] = [];
      let cursor: string | undefined;
      for (let page = 0; ; page++) {
        const { runs, next } = await store.list({ limit: 70, cursor });
        seen.push(...idsOf(runs));
        if (next === null) break;
        assert.equal(runs.length, 70);
        cursor = next;
        await fillStore(dir, endedRuns(1_000 + 100 * page, 1_000 + 100 * page + 60));
      }
      assert.deepEqual(seen, newestFirst(0, 720));
    }));

  it("is in order even where segments overlap", () =>
    inTemporaryFolder(async (dir) => {
      await fillStore(dir, endedRuns(0, 600, 2));
      await fillStore(dir, endedRuns(1, 600, 2));
      assert.deepEqual(await allIds(openStore(dir)), newestFirst(0, 600));
    }));

  it("ends exactly with the last run", () =>
    inTemporaryFolder(async (dir) => {
      await fillStore(dir, endedRuns(0, 4));
      const store = openStore(dir);
      const first = await store.list({ limit: 2 });
      assert.deepEqual(idsOf(first.runs), [idOf(3), idOf(2)]);
      const second = await store.list({ limit: 2, cursor: first.next! });
      assert.deepEqual(idsOf(second.runs), [idOf(1), idOf(0)]);
      assert.equal(second.next, null);
    }));

  it("refuses a cursor or a limit that is none", () =>
    inTemporaryFolder(async (dir) => {
      const store = openStore(dir);
      for (const cursor of ["", "x", "../../x", Buffer.from("run_1").toString("base64url")]) {
        await assert.rejects(store.list({ cursor }), { reason: "usage" });
      }
      for (const limit of [0, -1, NaN]) await assert.rejects(store.list({ limit }), { reason: "usage" });
    }));

  it("takes only the runs of a project or a root module", () =>
    inTemporaryFolder(async (dir) => {
      const runs = endedRuns(0, 500).map((run, number) => ({
        ...run,
        projectId: number % 2 === 0 ? "shop" : "__proto__",
        workspaceId: number < 100 ? "old" : "new",
      }));
      await fillStore(dir, runs);
      const store = openStore(dir);
      const count = async (projectId?: string, workspaceId?: string) =>
        (await store.list({ projectId, workspaceId })).runs.length;
      assert.equal(await count("__proto__"), 250);
      assert.equal(await count("shop", "old"), 50);
      assert.equal(await count(undefined, "old"), 100);
      assert.equal(await count("shop", "none"), 0);
    }));

  it("takes only runs of some states, page by page, with cursors that any list goes on from", () =>
    inTemporaryFolder(async (dir) => {
      await fillStore(dir, someFailed(0, 500));
      const store = openStore(dir);
      await store.begin(runningRun(500));
      const failed = newestFirst(0, 500).filter((id) => hasFailed(numberOf(id)));
      assert.deepEqual(idsOf((await store.list({ status: ["error"] })).runs), failed);
      assert.deepEqual(idsOf((await store.list({ status: ["running", "error"] })).runs), [idOf(500), ...failed]);
      assert.deepEqual(await store.list({ status: ["cancelled"] }), { runs: [], next: null });
      assert.equal((await store.list({ status: [] })).runs.length, 501);

      const seen: string[] = [];
      let cursor: string | undefined;
      for (;;) {
        const { runs, next } = await store.list({ status: ["error"], limit: 7, cursor });
        seen.push(...idsOf(runs));
        if (next === null) break;
        const [after] = idsOf((await store.list({ limit: 1, cursor: next })).runs);
        assert.equal(after, idOf(numberOf(seen.at(-1)!) - 1));
        cursor = next;
      }
      assert.deepEqual(seen, failed);
      store.dispose();
    }));

  it("reads no segment in which no run has the state that is asked for", () =>
    inTemporaryFolder(async (dir) => {
      await fillStore(dir, someFailed(0, 500));
      const segments = join(dir, "segments");
      assert.equal((await readdir(segments)).length, 4);
      for (const name of ["000002.json", "000004.json"]) await rm(join(segments, name)); // from 100, and from 300 on
      const store = openStore(dir);
      assert.equal((await store.list({ status: ["error"] })).runs.length, 30);
      assert.deepEqual(store.problems(), []);
    }));

  it("finds states in segments of which an earlier version did not note them", () =>
    inTemporaryFolder(async (dir) => {
      await fillStore(dir, someFailed(0, 500));
      const file = join(dir, "index.json");
      const index = JSON.parse(await readFile(file, "utf8")) as { segments: { statuses?: string[] }[] };
      for (const segment of index.segments) delete segment.statuses;
      await writeFile(file, JSON.stringify(index));
      assert.equal((await openStore(dir).list({ status: ["error"] })).runs.length, 30);
    }));

  it("notices a state that changed in a segment", () =>
    inTemporaryFolder(async (dir) => {
      await fillStore(dir, [endedRun(0, 1), ...endedRuns(1, 400).map((run) => ({ ...run, status: "error" as const }))]);
      const store = openStore(dir);
      const clean = async () => idsOf((await store.list({ status: ["clean"] })).runs);
      assert.deepEqual(await clean(), []);
      await store.ignore(idOf(0), "lab_server.web[0]");
      assert.deepEqual(await clean(), [idOf(0)]);
    }));

  it("names the root modules that have runs, from the index alone, until the last one is gone", () =>
    inTemporaryFolder(async (dir) => {
      const of = (run: DriftRun, projectId: string, workspaceId: string) => ({ ...run, projectId, workspaceId });
      await fillStore(dir, [
        of(endedRun(0), "shop", "network"),
        of(endedRun(1), "blog", "prod"),
        ...endedRuns(2, 400).map((run) => of(run, "shop", "app")),
        of(endedRun(400), "__proto__", "app@blue"),
      ]);
      const store = openStore(dir);
      const names = async () =>
        (await store.workspaces()).map(({ projectId, workspaceId }) => `${projectId} ${workspaceId}`);
      assert.deepEqual(await names(), ["__proto__ app@blue", "blog prod", "shop app", "shop network"]);
      await store.begin(of(runningRun(401), "shop", "new"));
      await store.delete(idOf(1));
      assert.deepEqual(await names(), ["__proto__ app@blue", "shop app", "shop network", "shop new"]);
      const pruning = openStore(dir, { limit: () => 400 });
      await pruning.finish(of(endedRun(402), "shop", "app"));
      assert.deepEqual(await names(), ["__proto__ app@blue", "shop app", "shop new"]);
      await rm(join(dir, "segments"), { recursive: true });
      assert.equal((await names()).length, 3);
      assert.deepEqual(store.problems(), []);
      store.dispose();
    }));

  it("knows the newest run of a root module that says how it is, and the one that is running", () =>
    inTemporaryFolder(async (dir) => {
      const store = openStore(dir);
      await fillStore(dir, [endedRun(1, 1), ...endedRuns(100, 400).map((run) => ({ ...run, workspaceId: "other" }))]);
      const targeted = runningRun(501).metadata;
      await store.finish({ ...endedRun(500), status: "cancelled" });
      await store.finish(endedRun(501, 0, { metadata: { ...endedRun(501).metadata, targets: ["lab_server.web"] } }));
      await store.begin(runningRun(502));
      await store.begin(runningRun(503, { metadata: { ...targeted, targets: ["lab_server.web"] } }));
      const { running, ended } = await store.latest("shop", "network");
      assert.equal(running?.id, idOf(502));
      assert.equal(ended?.id, idOf(1));
      assert.deepEqual(await store.latest("shop", "none"), { running: null, ended: null });
      store.dispose();
    }));
});

describe("run store, its bound", function () {
  this.timeout(30_000);

  it("lets the oldest runs go with their files, one by one and across segments", () =>
    inTemporaryFolder(async (dir) => {
      await fillStore(dir, endedRuns(0, 600));
      await openStore(dir, { limit: () => 600 }).finish(endedRun(600));
      assert.deepEqual(await allIds(openStore(dir)), newestFirst(1, 601));
      await openStore(dir, { limit: () => 350 }).finish(endedRun(601));
      assert.deepEqual(await allIds(openStore(dir)), newestFirst(252, 602));
      assert.equal((await readdir(join(dir, "runs"))).length, 350);
      await openStore(dir, { limit: () => 5 }).finish(endedRun(602));
      assert.deepEqual(await allIds(openStore(dir)), newestFirst(598, 603));
      assert.equal((await readdir(join(dir, "runs"))).length, 5);
      assert.deepEqual(await readdir(join(dir, "segments")), []);
    }));

  it("is asked for each time, and lets a thousand go as well as one", () =>
    inTemporaryFolder(async (dir) => {
      await fillStore(dir, endedRuns(0, 1_050));
      let limit = 1_100;
      const store = openStore(dir, { limit: () => limit });
      await store.begin(runningRun(1_050));
      assert.equal((await allIds(store)).length, 1_051);
      limit = 10;
      assert.equal((await allIds(store)).length, 1_051, "only a run that begins or is stored makes room");
      await store.begin(runningRun(1_051));
      assert.deepEqual(await allIds(store), newestFirst(1_042, 1_052));
      assert.deepEqual((await readdir(join(dir, "runs"))).sort(), newestFirst(1_042, 1_050).reverse().map(runFileOf));
      assert.deepEqual(await readdir(join(dir, "segments")), []);
      limit = 1_100;
      await store.finish(endedRun(1_051));
      await store.finish(endedRun(1_050));
      await store.finish(endedRun(1_052));
      assert.deepEqual(await allIds(openStore(dir)), newestFirst(1_042, 1_053));
      assert.deepEqual(store.problems(), []);
    }));

  it("never lets a running run go", () =>
    inTemporaryFolder(async (dir) => {
      const store = openStore(dir, { limit: () => 3 });
      await store.begin(runningRun(0));
      for (const run of endedRuns(1, 8)) await store.finish(run);
      assert.deepEqual(await allIds(store), [idOf(7), idOf(6), idOf(0)]);
      store.dispose();
    }));

  it("deletes one run, wherever it is, or all but the running ones", () =>
    inTemporaryFolder(async (dir) => {
      await fillStore(dir, endedRuns(0, 500));
      const store = openStore(dir);
      await store.begin(runningRun(500));
      for (const number of [3, 499]) await store.delete(idOf(number));
      const rest = newestFirst(0, 501).filter((id) => id !== idOf(3) && id !== idOf(499));
      assert.deepEqual(await allIds(store), rest);
      assert.equal(await store.get(idOf(3)), null);
      await assert.rejects(store.delete(idOf(3)), { reason: "unknown_run" });
      await assert.rejects(store.delete(idOf(500)), { reason: "usage" });
      await store.clear();
      assert.deepEqual(await allIds(store), [idOf(500)]);
      assert.deepEqual(await readdir(join(dir, "runs")), []);
      assert.deepEqual(await readdir(join(dir, "segments")), []);
      await store.finish(endedRun(500));
      assert.equal((await store.get(idOf(500)))?.status, "clean");
    }));
});

describe("run store, ignoring in one run", function () {
  this.timeout(30_000);

  it("counts again, settles the status, and is kept", () =>
    inTemporaryFolder(async (dir) => {
      const store = openStore(dir);
      await store.finish(endedRun(1, 2));
      const content = await readFile(join(dir, "runs", "run_000001.json"), "utf8");
      const once = await store.ignore(idOf(1), "lab_server.web[0]");
      assert.equal(once.status, "drift_detected");
      assert.equal(once.metadata.driftedCount, 1);
      assert.deepEqual(once.metadata.countedBySeverity, { critical: 0, warning: 1, info: 0 });
      const both = await store.ignore(idOf(1), "lab_server.web[1]");
      assert.equal(both.status, "clean");
      assert.deepEqual([both.metadata.driftedCount, both.metadata.ignoredCount], [0, 2]);
      assert.deepEqual(await store.ignore(idOf(1), "lab_server.web[1]"), both);
      assert.deepEqual(await openStore(dir).get(idOf(1)), both);
      const [listed] = (await openStore(dir).list({})).runs;
      assert.deepEqual([listed?.status, listed?.metadata.ignoredCount], ["clean", 2]);
      assert.deepEqual(listed?.metadata.countedBySeverity, { critical: 0, warning: 0, info: 0 });
      assert.equal(
        await readFile(join(dir, "runs", "run_000001.json"), "utf8"),
        content,
        "a run's own file never changes",
      );
    }));

  it("reaches runs in segments", () =>
    inTemporaryFolder(async (dir) => {
      await fillStore(dir, [endedRun(0, 1), ...endedRuns(1, 400)]);
      const segments = await readdir(join(dir, "segments"));
      await openStore(dir).ignore(idOf(0), "lab_server.web[0]");
      const store = openStore(dir);
      assert.equal((await store.get(idOf(0)))?.status, "clean");
      assert.equal((await store.list({})).runs.at(-1)?.metadata.ignoredCount, 1);
      assert.equal((await readdir(join(dir, "segments"))).length, segments.length);
    }));

  it("leaves alone what failed and what a rule ignores", () =>
    inTemporaryFolder(async (dir) => {
      const run = endedRun(1, 2, { status: "error" });
      const [first, second] = run.metadata.driftedResources;
      const driftedResources = [{ ...first!, ignored: { by: "rule" as const, reason: "Known." } }, second!];
      const store = openStore(dir);
      await store.finish({ ...run, metadata: { ...run.metadata, complete: false, driftedResources } });
      await store.ignore(idOf(1), "lab_server.web[0]");
      const ignored = await store.ignore(idOf(1), "lab_server.web[1]");
      assert.equal(ignored.status, "error");
      assert.deepEqual(
        ignored.metadata.driftedResources.map((resource) => resource.ignored?.by),
        ["rule", "run"],
      );
    }));

  it("refuses what there is not, and a run that is not over", () =>
    inTemporaryFolder(async (dir) => {
      const store = openStore(dir);
      await store.finish(endedRun(1, 1));
      await store.begin(runningRun(2));
      await assert.rejects(store.ignore(idOf(9), "lab_server.web[0]"), { reason: "unknown_run" });
      await assert.rejects(store.ignore(idOf(1), "__proto__"), { reason: "unknown_resource" });
      await assert.rejects(store.ignore(idOf(2), "lab_server.web[0]"), { reason: "usage" });
      store.dispose();
    }));

  it("outlasts a run that is stored again", () =>
    inTemporaryFolder(async (dir) => {
      const store = openStore(dir);
      await store.finish(endedRun(1, 1));
      await store.ignore(idOf(1), "lab_server.web[0]");
      await store.finish(endedRun(1, 1));
      assert.equal((await store.get(idOf(1)))?.status, "clean");
      assert.equal((await store.list({})).runs.length, 1);
    }));
});

describe("run store, asking for the end of a run", () => {
  it("reaches the instance that makes it, also if that looks later, and once", () =>
    inTemporaryFolder(async (dir) => {
      const [owner, other] = [openStore(dir), openStore(dir)];
      await owner.begin(runningRun(1));
      const early = new Promise<void>((resolve) => owner.onCancelRequested(idOf(1), resolve));
      await other.requestCancel(idOf(1));
      await early;
      await new Promise<void>((resolve) => owner.onCancelRequested(idOf(1), resolve));
      await other.requestCancel(idOf(1));
      await owner.finish({ ...endedRun(1), status: "cancelled" });
      await assert.rejects(other.requestCancel(idOf(1)), { reason: "run_over" });
      await assert.rejects(other.requestCancel(idOf(2)), { reason: "unknown_run" });
    }));
});
