import assert from "node:assert/strict";
import { chmod, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { giveAway, startStoreProcess } from "./store/childProcess";
import { killWriters } from "./store/killing";
import { endedRun, endedRuns, fillStore, idOf, inTemporaryFolder, openStore, runningRun } from "./store/runs";

async function temporaryFiles(dir: string): Promise<string[]> {
  return (await readdir(dir, { recursive: true })).filter((name) => name.endsWith(".tmp"));
}

describe("run store, several processes", function () {
  this.timeout(120_000);

  it("loses none of the 200 runs that each of two processes stores at the same time", () =>
    inTemporaryFolder(async (dir) => {
      const writers = [0, 200].map((first) => startStoreProcess(["store", dir, first, 200]));
      const said = (await Promise.all(writers.map((writer) => writer.ended))).flat();
      assert.equal(said.length, 400);
      const store = openStore(dir);
      const { runs } = await store.list({});
      assert.deepEqual(runs.map((run) => run.id).sort(), said.sort());
      assert.deepEqual(store.problems(), []);
    }));

  it("loses no stored run when its process is killed 20 times", () => killWriters(20));

  it("gives up on a lock that is held, and takes it over from a process that was killed", () =>
    inTemporaryFolder(async (dir) => {
      const holder = startStoreProcess(["hold", dir]);
      await holder.nextLine();
      await assert.rejects(openStore(dir, { lockTimeoutMs: 200 }).finish(endedRun(1)), {
        reason: "store_unwritable",
        message: `Another process has kept the runs in ${dir} locked for too long.`,
      });
      holder.child.kill("SIGKILL");
      await holder.ended;
      await openStore(dir).finish(endedRun(1));
      assert.equal((await openStore(dir).get(idOf(1)))?.status, "clean");
    }));

  it("tells the process that makes a run to end it", () =>
    inTemporaryFolder(async (dir) => {
      const maker = startStoreProcess(["cancellable", dir, 1]);
      await maker.nextLine();
      const store = openStore(dir);
      await store.requestCancel(idOf(1));
      await maker.ended;
      assert.equal((await store.get(idOf(1)))?.status, "cancelled");
      await assert.rejects(store.requestCancel(idOf(1)), { reason: "run_over" });
    }));

  it("ends a run whose process was killed, once, and says so", () =>
    inTemporaryFolder(async (dir) => {
      const maker = startStoreProcess(["begin", dir, 1]);
      await maker.nextLine();
      const store = openStore(dir);
      assert.deepEqual(await store.recoverInterrupted(), []);
      maker.child.kill("SIGKILL");
      await maker.ended;
      assert.deepEqual(await store.recoverInterrupted(), [idOf(1)]);
      assert.deepEqual(await store.recoverInterrupted(), []);
      const run = await store.get(idOf(1));
      assert.equal(run?.status, "error");
      assert.equal(run.metadata.complete, false);
      assert.notEqual(run.endedAt, null);
      assert.equal(run.metadata.diagnostics[0]?.summary, "The check was interrupted");
      assert.deepEqual(await readdir(join(dir, "running")), []);
    }));

  it("takes a process that has been silent for two minutes for gone", () =>
    inTemporaryFolder(async (dir) => {
      const maker = startStoreProcess(["begin", dir, 1]);
      await maker.nextLine();
      const inTwoMinutes = { now: () => new Date(Date.now() + 121_000) };
      assert.deepEqual(await openStore(dir, { clock: inTwoMinutes }).recoverInterrupted(), [idOf(1)]);
      maker.child.kill("SIGKILL");
      await maker.ended;
    }));

  it("loses nothing and leaves nothing half-written when there is no room for a run", () =>
    inTemporaryFolder(async (dir) => {
      await openStore(dir).finish(endedRun(1));
      const large = { ...endedRun(2), output: "x".repeat(50_000) };
      await openStore(dir).begin(runningRun(2));
      const said = await startStoreProcess(["finishLarge", dir, 2], { fileBlocks: 8 }).ended;
      assert.deepEqual(said, [
        `store_unwritable: There is no room left to store runs in ${dir}. Free some space there, or name another folder with --data DIR.`,
      ]);
      assert.deepEqual(await temporaryFiles(dir), []);
      const store = openStore(dir);
      assert.equal((await store.get(idOf(2)))?.status, "running");
      await store.finish(large);
      assert.equal((await store.get(idOf(2)))?.output.length, 50_000);
      assert.deepEqual(store.problems(), []);
    }));

  it("loses nothing and leaves nothing half-written when there is no room for the index", () =>
    inTemporaryFolder(async (dir) => {
      const said = await startStoreProcess(["store", dir, 0, 100], { fileBlocks: 8 }).ended;
      assert.match(said.at(-1)!, /^store_unwritable: There is no room left/);
      const stored = said.slice(0, -1);
      assert.ok(stored.length > 0);
      assert.deepEqual(await temporaryFiles(dir), []);
      const store = openStore(dir);
      const ended = (await store.list({})).runs.filter((run) => run.status === "drift_detected");
      assert.deepEqual(ended.map((run) => run.id).sort(), stored);
      assert.deepEqual(store.problems(), []);
      await store.finish(endedRun(1_000));
    }));

  it("says in one sentence that a folder may not be written, and changes nothing in it", () =>
    inTemporaryFolder(async (dir) => {
      await fillStore(dir, endedRuns(0, 3));
      await giveAway(dir);
      await chmod(dir, 0o500);
      const before = await readdir(dir);
      const said = await startStoreProcess(["store", dir, 9], { unprivileged: true }).ended;
      assert.deepEqual(said, [
        `store_unwritable: The folder ${dir}, where runs are stored, may not be read or written. Change its permissions, or name another folder with --data DIR.`,
      ]);
      assert.deepEqual(await readdir(dir), before);
      await chmod(dir, 0o700);
    }));

  it("lists what it can put together from a damaged store that may not be written", () =>
    inTemporaryFolder(async (dir) => {
      await fillStore(dir, endedRuns(0, 3));
      await writeFile(join(dir, "index.json"), "{");
      await giveAway(dir);
      await chmod(dir, 0o500);
      const said = await startStoreProcess(["list", dir], { unprivileged: true }).ended;
      assert.deepEqual(said.slice(0, 3), [idOf(2), idOf(1), idOf(0)]);
      assert.equal(said.length, 4, "it says that the index was damaged");
      assert.equal(await readFile(join(dir, "index.json"), "utf8"), "{");
      await chmod(dir, 0o700);
    }));
});
