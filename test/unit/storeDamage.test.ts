import assert from "node:assert/strict";
import { readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { writeRunFile } from "../../src/core/store/runFiles";
import { DriftError } from "../../src/shared/errors";
import {
  endedRun,
  endedRuns,
  fillStore,
  idOf,
  inTemporaryFolder,
  openStore,
  recordingLog,
  runningRun,
} from "./store/runs";

const CORRUPT = ["", "{", "null", "[]", '{"schemaVersion":1}', "\0".repeat(500)];

async function idsIn(dir: string): Promise<string[]> {
  return (await openStore(dir).list({})).runs.map((run) => run.id);
}

function idsOf(runs: readonly { id: string }[]): string[] {
  return runs.map((run) => run.id);
}

async function corruptCopies(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name.includes(".corrupt-"));
}

/** Changes the stored index as no store would. */
async function edit(
  dir: string,
  change: (index: { entries: { run: object; owner: object }[] }) => void,
): Promise<void> {
  const file = join(dir, "index.json");
  const index = JSON.parse(await readFile(file, "utf8")) as { entries: { run: object; owner: object }[] };
  change(index);
  await writeFile(file, JSON.stringify(index));
}

describe("run store, damaged", function () {
  this.timeout(30_000);

  for (const content of CORRUPT) {
    it(`loses nothing when the index holds ${JSON.stringify(content.slice(0, 20))}, keeps that, and says so`, () =>
      inTemporaryFolder(async (dir) => {
        const before = openStore(dir);
        for (const run of endedRuns(0, 3))
          await before.finish({ ...endedRun(0, 1), id: run.id, startedAt: run.startedAt });
        await before.ignore(idOf(1), "lab_server.web[0]");
        await before.finish(endedRun(3));
        await writeFile(join(dir, "index.json"), content);

        const log = recordingLog();
        const store = openStore(dir, { log });
        const { runs } = await store.list({});
        assert.deepEqual(
          runs.map((run) => [run.id, run.status]),
          [
            [idOf(3), "clean"],
            [idOf(2), "drift_detected"],
            [idOf(1), "clean"],
            [idOf(0), "drift_detected"],
          ],
        );
        const [copy] = await corruptCopies(dir);
        assert.equal(await readFile(join(dir, copy!), "utf8"), content);
        assert.equal(store.problems().length, 1);
        assert.deepEqual(log.warnings, store.problems());

        const next = openStore(dir);
        await next.finish(endedRun(4));
        assert.equal((await next.list({})).runs.length, 5);
        assert.deepEqual(next.problems(), []);
      }));
  }

  it("takes a change that finds the index damaged as well as a look at it", () =>
    inTemporaryFolder(async (dir) => {
      await fillStore(dir, endedRuns(0, 3));
      await writeFile(join(dir, "index.json"), "{");
      const store = openStore(dir);
      await store.finish(endedRun(3));
      assert.equal((await idsIn(dir)).length, 4);
      assert.equal(store.problems().length, 1);
    }));

  it("reads everything from the runs' own files when index and copy are both damaged or gone", () =>
    inTemporaryFolder(async (dir) => {
      await fillStore(dir, endedRuns(0, 450));
      await openStore(dir)
        .ignore(idOf(449), "lab_server.web[0]")
        .catch(() => undefined); // nothing drifted there; it is only to have a copy
      const all = await idsIn(dir);
      const damages = [
        (file: string) => writeFile(file, "{"),
        (file: string) => rm(file, { force: true }),
        async (file: string) => {
          await rm(file, { force: true });
          await rm(join(dir, "segments"), { recursive: true, force: true });
        },
      ];
      for (const damage of damages) {
        for (const name of ["index.json", "index.json.bak"]) await damage(join(dir, name));
        const store = openStore(dir);
        assert.deepEqual(
          (await store.list({})).runs.map((run) => run.id),
          all,
        );
        assert.equal(store.problems().length, 1);
        await store.finish(endedRun(449));
        assert.deepEqual(await idsIn(dir), all);
      }
    }));

  it("keeps what was ignored in segments when the index is lost", () =>
    inTemporaryFolder(async (dir) => {
      await fillStore(dir, [endedRun(0, 1), ...endedRuns(1, 400)]);
      await openStore(dir).ignore(idOf(0), "lab_server.web[0]");
      for (const name of ["index.json", "index.json.bak"]) await rm(join(dir, name), { force: true });
      assert.equal((await openStore(dir).get(idOf(0)))?.status, "clean");
    }));

  it("reads the runs of a damaged or missing segment from their own files", () =>
    inTemporaryFolder(async (dir) => {
      await fillStore(dir, endedRuns(0, 450));
      const all = await idsIn(dir);
      const segments = join(dir, "segments");
      const [first, second] = await readdir(segments);
      await truncate(join(segments, first!), 1_000);
      await rm(join(segments, second!));
      const store = openStore(dir);
      assert.deepEqual(
        (await store.list({ limit: 50 })).runs.map((run) => run.id),
        all.slice(0, 50),
      );
      assert.deepEqual(store.problems(), []);
      assert.deepEqual(
        (await store.list({})).runs.map((run) => run.id),
        all,
      );
      assert.equal(store.problems().length, 2);
      assert.equal((await corruptCopies(segments)).length, 1);
    }));

  it("sets an entry that makes no sense aside and keeps the others", () =>
    inTemporaryFolder(async (dir) => {
      await fillStore(dir, endedRuns(0, 3));
      await edit(dir, ({ entries }) => void (entries[1]!.run = { id: "../../x" }));
      const store = openStore(dir);
      assert.deepEqual(
        (await store.list({})).runs.map((run) => run.id),
        [idOf(2), idOf(1), idOf(0)],
      );
      assert.equal(store.problems().length, 1);
      assert.equal((await corruptCopies(dir)).length, 1);
    }));

  it("says which run's details cannot be read, and goes on listing it", () =>
    inTemporaryFolder(async (dir) => {
      await fillStore(dir, endedRuns(0, 3));
      await truncate(join(dir, "runs", "run_000000.json"), 100);
      await rm(join(dir, "runs", "run_000001.json"));
      await writeFile(join(dir, "runs", "run_000002.json"), JSON.stringify({ schemaVersion: 1, run: endedRun(7) }));
      const store = openStore(dir);
      for (const number of [0, 1, 2]) {
        await assert.rejects(store.get(idOf(number)), (error: unknown) => {
          assert.ok(error instanceof DriftError);
          assert.match(error.message, new RegExp(`^The details of run ${idOf(number)} `));
          return true;
        });
        await assert.rejects(store.ignore(idOf(number), "lab_server.web[0]"), DriftError);
      }
      assert.deepEqual(await idsIn(dir), [idOf(2), idOf(1), idOf(0)]);
    }));

  it("deletes a run whose own file is damaged or missing, in the index and in segments", () =>
    inTemporaryFolder(async (dir) => {
      await fillStore(dir, endedRuns(0, 450));
      const gone = [3, 150, 448, 449];
      for (const number of gone) {
        const file = join(dir, "runs", `${idOf(number)}.json`);
        await (number % 2 === 0 ? rm(file) : truncate(file, 100));
      }
      const store = openStore(dir);
      for (const number of gone) await store.delete(idOf(number));
      const left = endedRuns(0, 450).filter((_, number) => !gone.includes(number));
      assert.deepEqual((await idsIn(dir)).reverse(), idsOf(left));
      assert.equal((await readdir(join(dir, "runs"))).length, left.length);
      for (const number of gone) await assert.rejects(store.delete(idOf(number)), { reason: "unknown_run" });
      assert.deepEqual(store.problems(), []);
    }));

  it("does not bring deleted runs back from a copy of the index", () =>
    inTemporaryFolder(async (dir) => {
      await fillStore(dir, endedRuns(0, 3));
      await openStore(dir).delete(idOf(1));
      await writeFile(join(dir, "index.json"), "{");
      assert.deepEqual(await idsIn(dir), [idOf(2), idOf(0)]);
    }));

  it("takes the result of a run that had ended when its process was killed", () =>
    inTemporaryFolder(async (dir) => {
      const killed = openStore(dir);
      await killed.begin(runningRun(1));
      await writeRunFile(dir, endedRun(1, 2)); // what `finish` does before it tells the index
      killed.dispose();
      const later = { now: () => new Date(Date.now() + 200_000) };
      const store = openStore(dir, { clock: later });
      assert.deepEqual(await store.recoverInterrupted(), []);
      assert.deepEqual(await store.get(idOf(1)), endedRun(1, 2));
    }));

  it("knows that a process with the same id is another one", () =>
    inTemporaryFolder(async (dir) => {
      const store = openStore(dir);
      await store.begin(runningRun(1));
      assert.deepEqual(await store.recoverInterrupted(), []);
      await edit(dir, ({ entries }) => void (entries[0]!.owner = { ...entries[0]!.owner, processStart: "1" }));
      assert.deepEqual(await store.recoverInterrupted(), [idOf(1)]);
      store.dispose();
    }));
});

describe("run store of a newer version", () => {
  for (const file of ["index.json", "index.json.bak", "segments/000001.json"]) {
    it(`is neither read nor touched if that shows in ${file}`, () =>
      inTemporaryFolder(async (dir) => {
        await fillStore(dir, endedRuns(0, 250));
        await openStore(dir).finish(endedRun(250));
        const newer = JSON.stringify({ schemaVersion: 2, everything: "else" });
        await writeFile(join(dir, file), newer);
        if (file.endsWith(".bak")) await writeFile(join(dir, "index.json"), "{");
        const before = await readdir(dir, { recursive: true });
        const store = openStore(dir);
        const refused = { reason: "store_newer" };
        await assert.rejects(store.list({}), refused);
        await assert.rejects(store.get(idOf(0)), refused);
        await assert.rejects(store.delete(idOf(0)), refused);
        if (file.startsWith("index")) {
          await assert.rejects(store.begin(runningRun(900)), refused);
          await assert.rejects(store.finish(endedRun(900)), refused);
          await assert.rejects(store.clear(), refused);
        }
        assert.deepEqual(await readdir(dir, { recursive: true }), before);
        assert.equal(await readFile(join(dir, file), "utf8"), newer);
      })).timeout(30_000);
  }
});
