/**
 * Run by mocha this is a test file; run by Node itself (by the tests) it is another process over the same folder:
 * `node reconcileStore.test.js COMMAND DIR NUMBER`, which speaks in lines.
 */
import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { writeSync } from "node:fs";
import { readdir, readFile, stat, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { systemClock } from "../../src/core/ports";
import { openReconcileStore, type ReconcileStore } from "../../src/core/store/reconcileStore";
import { newReconcileId, newReviewId } from "../../src/core/store/runId";
import { DriftError } from "../../src/shared/errors";
import { reconcileRecord, review, type ReconcileRecord } from "../../src/shared/reconcile";
import { inTemporaryFolder, recordingLog } from "./store/runs";

const NETWORK = { projectId: "shop", workspaceId: "network" };

function idOf(number: number): string {
  return `rec_${String(number).padStart(6, "0")}`;
}

/** One that begins `number` seconds after midnight. */
function applying(number: number, more: Partial<ReconcileRecord> = {}): ReconcileRecord {
  return {
    id: idOf(number),
    ...NETWORK,
    kind: "apply",
    targets: null,
    summary: { add: 0, change: 1, remove: 0 },
    changes: [],
    outputChanges: [],
    driftedResources: [],
    tool: { binary: "terraform", version: "1.11.4", formatVersion: "1.2" },
    source: {},
    status: "applying",
    by: "ann@desk",
    reviewedAt: "2026-01-01T00:00:00.000Z",
    startedAt: new Date(Date.UTC(2026, 0, 1) + number * 1000).toISOString(),
    endedAt: null,
    allowedDestroy: [],
    includedPending: false,
    planDigest: "00",
    applied: null,
    exitCode: null,
    output: "",
    diagnostics: [],
    aftermath: null,
    verifyRunId: null,
    verified: null,
    ...more,
  };
}

function applied(number: number, more: Partial<ReconcileRecord> = {}): ReconcileRecord {
  const counts = { add: 0, change: 1, remove: 0 };
  return applying(number, {
    status: "applied",
    endedAt: "2026-01-02T00:00:00.000Z",
    exitCode: 0,
    applied: counts,
    ...more,
  });
}

const log = recordingLog();

function open(dir: string, clock = systemClock): ReconcileStore {
  return openReconcileStore(dir, { clock, log });
}

/** Begins and ends it. */
async function perform(store: ReconcileStore, number: number, more: Partial<ReconcileRecord> = {}): Promise<void> {
  await store.begin(applying(number, more));
  await store.update(applied(number, more));
}

interface Other {
  readonly child: ChildProcess;
  readonly firstLine: Promise<string>;
}

function startOther(words: readonly (string | number)[], fileBlocks: number | null = null): Other {
  const command = [process.execPath, __filename, ...words.map(String)];
  const limited = fileBlocks === null ? command : ["sh", "-c", `ulimit -f ${fileBlocks}; exec "$@"`, "sh", ...command];
  const child = spawn(limited[0]!, limited.slice(1), { stdio: ["ignore", "pipe", "inherit"] });
  const firstLine = once(createInterface({ input: child.stdout }), "line").then(([line]) => String(line));
  return { child, firstLine };
}

async function kill({ child }: Other): Promise<void> {
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
}

async function beTheOther(command: string, dir: string, number: number): Promise<void> {
  const say = (line: string): void => void writeSync(1, `${line}\n`);
  process.on("SIGXFSZ", () => undefined); // with a listener a write over the limit fails, as on a full disk
  const store = open(dir);
  try {
    if (command !== "finishLarge")
      await store.begin(applying(number, command === "beginLarge" ? { output: LARGE } : {}));
    if (command === "finishLarge") await store.update(applied(number, { output: LARGE }));
    if (command === "cancellable") {
      const asked: boolean[] = [];
      store.onCancelRequested(idOf(number), (hard) => {
        asked.push(hard);
        if (hard)
          void store.update(applied(number, { status: "cancelled", output: asked.join() })).then(() => process.exit());
        else say("softly");
      });
    } else say("begun");
    setInterval(() => undefined, 60_000);
  } catch (error) {
    say(error instanceof DriftError ? `${error.reason}: ${error.message}` : String(error));
  }
}

const LARGE = "x".repeat(50_000);

if (require.main === module) void beTheOther(process.argv[2]!, process.argv[3]!, Number(process.argv[4]));
else describe("the records of applies", testRecords);

function testRecords(this: Mocha.Suite): void {
  this.timeout(30_000);

  it("are found again as they were stored, privately, the newest first, by root module", () =>
    inTemporaryFolder(async (dir) => {
      const store = open(dir);
      assert.deepEqual([await store.list(), await store.get(idOf(1)), await store.applying(NETWORK)], [[], null, null]);
      assert.deepEqual(await store.recoverInterrupted(), []);
      assert.deepEqual(await readdir(dir), []);
      await perform(store, 1);
      await perform(store, 3, { workspaceId: "database" });
      await store.begin(applying(2));
      const ids = async (of?: Parameters<ReconcileStore["list"]>[0]) => (await open(dir).list(of)).map(({ id }) => id);
      assert.deepEqual(await ids(), [3, 2, 1].map(idOf));
      assert.deepEqual(await ids(NETWORK), [2, 1].map(idOf));
      assert.deepEqual(await ids({ projectId: "other" }), []);
      assert.deepEqual(await open(dir).get(idOf(1)), applied(1));
      assert.deepEqual(await open(dir).applying(NETWORK), applying(2));
      assert.equal(await open(dir).applying({ ...NETWORK, workspaceId: "database" }), null);
      assert.equal((await stat(join(dir, "reconciles", `${idOf(1)}.json`))).mode & 0o777, 0o600);
      store.dispose();
    }));

  it("get ids that fit them and sort by their time", () => {
    const ids = [1, 2].map((time) => newReconcileId({ now: () => new Date(time * 1e12) }));
    assert.deepEqual([...ids].sort(), ids);
    assert.ok(reconcileRecord.shape.id.safeParse(ids[0]).success);
    assert.ok(review.shape.id.safeParse(newReviewId(systemClock)).success);
  });

  it("are refused where they cannot be true: twice, ended at their beginning, with an id that is a path", () =>
    inTemporaryFolder(async (dir) => {
      const store = open(dir);
      await store.begin(applying(1));
      for (const record of [applying(1), applied(2), applying(3, { id: "../../etc/passwd" })]) {
        await assert.rejects(store.begin(record), { reason: "usage" });
      }
      assert.equal(await store.get("../../etc/passwd"), null);
      for (const id of ["../x", "__proto__", idOf(9)]) {
        await assert.rejects(store.requestCancel(id, true), { reason: "unknown_reconcile" });
      }
      store.dispose();
    }));

  it("let one of two processes begin that begin at once, and the other one know who it is", () =>
    inTemporaryFolder(async (dir) => {
      const others = [1, 2].map((number) => startOther(["begin", dir, number]));
      const said = (await Promise.all(others.map(({ firstLine }) => firstLine))).sort();
      assert.match(said[0]!, /^apply_running: This root module is being applied by ann@desk, since 2026-01-01T/);
      assert.equal(said[1], "begun");
      await assert.rejects(open(dir).begin(applying(3)), { reason: "apply_running" });
      const elsewhere = open(dir);
      await elsewhere.begin(applying(4, { workspaceId: "database" }));
      elsewhere.dispose();
      for (const other of others) if (other.child.exitCode === null) await kill(other);
    }));

  it("of a process that was killed are interrupted, once, say what to do, and are in nobody's way", () =>
    inTemporaryFolder(async (dir) => {
      const other = startOther(["begin", dir, 1]);
      assert.equal(await other.firstLine, "begun");
      const store = open(dir);
      assert.deepEqual(await store.recoverInterrupted(), []);
      await kill(other);
      assert.equal(await store.applying(NETWORK), null);
      await assert.rejects(store.requestCancel(idOf(1), false), { reason: "run_over" });
      const [record, ...more] = await store.recoverInterrupted();
      assert.deepEqual(more, []);
      assert.deepEqual([record?.id, record?.status], [idOf(1), "interrupted"]);
      assert.match(record?.aftermath ?? "", /Check again.*force-unlock.*errored\.tfstate/);
      assert.notEqual(record?.endedAt, null);
      assert.deepEqual(await store.get(idOf(1)), record);
      assert.deepEqual(await store.recoverInterrupted(), []);
      assert.deepEqual(await readdir(join(dir, "applying")), []);
      await perform(store, 2);
    }));

  it("of a process that was silent for two minutes are interrupted, and what it says afterwards counts", () =>
    inTemporaryFolder(async (dir) => {
      const store = open(dir);
      await store.begin(applying(1));
      const later = open(dir, { now: () => new Date(Date.now() + 121_000) });
      assert.deepEqual(
        (await later.recoverInterrupted()).map(({ id }) => id),
        [idOf(1)],
      );
      await store.update(applied(1));
      assert.equal((await later.get(idOf(1)))?.status, "applied");
      assert.deepEqual(
        (await later.list()).map(({ status }) => status),
        ["applied"],
      );
    }));

  it("carry the wish to cancel to the process that applies, softly and then hard, and not any further", () =>
    inTemporaryFolder(async (dir) => {
      const other = startOther(["cancellable", dir, 1]);
      const store = open(dir);
      while ((await store.applying(NETWORK)) === null) await new Promise((resolve) => setImmediate(resolve));
      await store.requestCancel(idOf(1), false);
      assert.equal(await other.firstLine, "softly");
      const gone = once(other.child, "exit");
      await store.requestCancel(idOf(1), true);
      await gone;
      const record = await store.get(idOf(1));
      assert.deepEqual([record?.status, record?.output], ["cancelled", "false,true"]);
      await assert.rejects(store.requestCancel(idOf(1), true), { reason: "run_over" });
      assert.deepEqual(await readdir(join(dir, "applying")), []);
    }));

  it("do not begin where there is no room for them, and nothing of them stays", () =>
    inTemporaryFolder(async (dir) => {
      await perform(open(dir), 1);
      const other = startOther(["beginLarge", dir, 2], 8);
      assert.match(await other.firstLine, /^store_unwritable: There is no room left/);
      assert.deepEqual(await readdir(join(dir, "reconciles")), [`${idOf(1)}.json`]);
      assert.deepEqual(await readdir(join(dir, "applying")), []);
      const store = open(dir);
      assert.deepEqual(
        (await store.list()).map(({ id }) => id),
        [idOf(1)],
      );
      await perform(store, 3);
    }));

  it("stay as they were where there is no room for how they ended", () =>
    inTemporaryFolder(async (dir) => {
      const store = open(dir);
      await store.begin(applying(1));
      const other = startOther(["finishLarge", dir, 1], 8);
      assert.match(await other.firstLine, /^store_unwritable: There is no room left/);
      assert.deepEqual(await open(dir).get(idOf(1)), applying(1));
      await store.update(applied(1, { output: LARGE }));
      assert.equal((await open(dir).get(idOf(1)))?.output, LARGE);
    }));

  it("that are damaged are left out of the list, and say so when asked for", () =>
    inTemporaryFolder(async (dir) => {
      const store = open(dir);
      for (const number of [1, 2, 3, 4]) await perform(store, number);
      const file = (number: number) => join(dir, "reconciles", `${idOf(number)}.json`);
      await writeFile(file(1), '{"schemaVersion":1,"rec');
      await writeFile(file(2), JSON.stringify({ schemaVersion: 1, record: { ...applied(2), status: "exploded" } }));
      await unlink(file(3));
      assert.deepEqual(
        (await store.list()).map(({ id }) => id),
        [idOf(4)],
      );
      for (const number of [1, 2, 3]) await assert.rejects(store.get(idOf(number)), { reason: "run_unreadable" });
    }));

  it("are listed again from their own files when the index is lost or damaged", () =>
    inTemporaryFolder(async (dir) => {
      const store = open(dir);
      await perform(store, 1);
      await perform(store, 2);
      await store.begin(applying(3));
      const index = join(dir, "reconciles.json");
      const text = await readFile(index, "utf8");
      for (const damage of ["{", "[]", text.replaceAll('"applied"', '"exploded"')]) {
        await writeFile(index, damage);
        assert.deepEqual(
          (await open(dir).list()).map(({ status }) => status),
          ["applying", "applied", "applied"],
        );
        assert.equal((await open(dir).applying(NETWORK))?.id, idOf(3));
      }
      await unlink(index);
      await unlink(`${index}.bak`);
      await store.update(applied(3));
      assert.deepEqual(
        (await open(dir).list()).map(({ id }) => id),
        [3, 2, 1].map(idOf),
      );
      assert.equal(await open(dir).applying(NETWORK), null);
    }));

  it("of a newer version are neither read nor touched", () =>
    inTemporaryFolder(async (dir) => {
      const store = open(dir);
      await perform(store, 1);
      await writeFile(join(dir, "reconciles", `${idOf(1)}.json`), '{"schemaVersion":2}');
      await assert.rejects(store.get(idOf(1)), { reason: "store_newer" });
      const index = join(dir, "reconciles.json");
      await writeFile(index, '{"schemaVersion":2}');
      await assert.rejects(store.list(), { reason: "store_newer" });
      await assert.rejects(store.begin(applying(2)), { reason: "store_newer" });
      assert.equal(await readFile(index, "utf8"), '{"schemaVersion":2}');
    }));

  it("are 200 at most: of those that ended the oldest go, with their files", () =>
    inTemporaryFolder(async (dir) => {
      const store = open(dir);
      await store.begin(applying(0, { workspaceId: "slow" }));
      for (let number = 1; number <= 203; number++) {
        const text = JSON.stringify({ schemaVersion: 1, record: applied(number) });
        await writeFile(join(dir, "reconciles", `${idOf(number)}.json`), text);
      }
      await perform(store, 204);
      const ids = (await store.list()).map(({ id }) => id);
      assert.equal(ids.length, 200);
      assert.deepEqual([ids[0], ids.at(-2), ids.at(-1)], [idOf(204), idOf(6), idOf(0)]);
      const files = await readdir(join(dir, "reconciles"));
      assert.deepEqual(files.sort(), ids.map((id) => `${id}.json`).sort());
      store.dispose();
    }));
}
