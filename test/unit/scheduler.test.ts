import assert from "node:assert/strict";
import { addEntry, newEntry, removeEntry, updateEntry } from "../../src/core/schedule/scheduleChanges";
import { DriftError } from "../../src/shared/errors";
import type { Schedule, ScheduleDraft } from "../../src/shared/schedule";
import { Machine, MemoryStore, Program, settled, SimulatedChecks } from "./schedule/simulation";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** A machine at 8:30:20 in the morning, UTC, and a store with one schedule. */
async function setUp(draft: Partial<ScheduleDraft> = {}, duration = 5 * MINUTE) {
  const machine = new Machine(Date.UTC(2026, 5, 1, 8, 30, 20));
  const store = new MemoryStore();
  const checks = new SimulatedChecks(machine, () => duration);
  const now = () => machine.now().getTime();
  const add = (id: string, more: Partial<ScheduleDraft> = {}) =>
    store.change((book) => {
      const whole = { projectId: "shop", workspaceId: id, cron: "0 * * * *", timezone: "UTC", enabled: true };
      addEntry(book, newEntry({ ...whole, ...draft, ...more }, id, now()));
    });
  const start = async (name: string, jitterMs = 0): Promise<Program> => {
    const program = new Program(name, machine, store, checks, { jitterMs });
    await program.scheduler.look();
    return program;
  };
  const schedule = async (): Promise<Schedule> => (await store.read()).entries[0]!.schedule;
  const starts = () => checks.runs.map(({ startedAt }) => new Date(startedAt).toISOString().slice(8, 19));
  await add("sch_1");
  return { machine, store, checks, add, start, schedule, starts, now };
}

describe("scheduler", () => {
  it("starts a check in the second in which it is due, and notes how it went", async () => {
    const { machine, start, schedule, starts } = await setUp();
    const { scheduler } = await start("a");
    assert.equal((await schedule()).nextRunAt, "2026-06-01T09:00:00.000Z");
    await machine.pass(30 * MINUTE);
    assert.deepEqual(starts(), ["01T09:00:00"]);
    const { lastStatus, lastRunAt, lastRunId, nextRunAt, runCount } = await schedule();
    assert.deepEqual(
      { lastStatus, lastRunAt, lastRunId, nextRunAt, runCount },
      {
        lastStatus: "running",
        lastRunAt: "2026-06-01T09:00:00.000Z",
        lastRunId: "run_1",
        nextRunAt: "2026-06-01T10:00:00.000Z",
        runCount: 1,
      },
    );
    await machine.pass(5 * MINUTE);
    assert.equal((await schedule()).lastStatus, "clean");
    await machine.pass(24 * HOUR);
    assert.equal(starts().length, 25);
    assert.deepEqual([(await schedule()).missedCount, (await schedule()).swallowedCount], [0, 0]);
    await scheduler.dispose();
  });

  it("looks once a minute and has one timer, and none after it was disposed", async () => {
    const { machine, store, start } = await setUp();
    let reads = 0;
    const read = store.read.bind(store);
    store.read = () => {
      reads++;
      return read();
    };
    const { scheduler } = await start("a");
    reads = 0;
    for (let minute = 1; minute <= 20; minute++) {
      await machine.pass(MINUTE);
      assert.equal(reads, minute);
      assert.equal(machine.timers, 1);
    }
    await Promise.all([scheduler.look(), scheduler.dispose()]);
    assert.equal(machine.timers, 0);
    await scheduler.look();
    assert.equal(machine.timers, 0);
    assert.equal((await store.read()).entries[0]!.lease, null);
  });

  it("makes up for a night of sleep with one check, and counts what it missed", async () => {
    const { machine, start, schedule, starts } = await setUp();
    await start("a");
    machine.shows += 12 * HOUR;
    await machine.pass(2 * MINUTE);
    assert.deepEqual(starts(), ["01T20:31:20"]);
    const { runCount, missedCount, nextRunAt } = await schedule();
    assert.deepEqual([runCount, missedCount, nextRunAt], [1, 11, "2026-06-01T21:00:00.000Z"]);
  });

  it("does the same for the time in which no program was there", async () => {
    const { machine, start, schedule, starts } = await setUp({ cron: "0 9 * * *" });
    await machine.pass(3 * 24 * HOUR);
    await start("a");
    await settled();
    assert.deepEqual(starts(), ["04T08:30:20"]);
    const { runCount, missedCount, nextRunAt } = await schedule();
    assert.deepEqual([runCount, missedCount, nextRunAt], [1, 2, "2026-06-04T09:00:00.000Z"]);
  });

  it("lets a check that is still going swallow those that come meanwhile", async () => {
    const { machine, start, schedule, starts } = await setUp({}, 2 * HOUR + 10 * MINUTE);
    await start("a");
    await machine.pass(2 * HOUR + 35 * MINUTE);
    assert.deepEqual(starts(), ["01T09:00:00"]);
    const { runCount, swallowedCount, missedCount, lastStatus } = await schedule();
    assert.deepEqual([runCount, swallowedCount, missedCount, lastStatus], [1, 2, 0, "running"]);
    await machine.pass(2 * HOUR);
    assert.deepEqual(starts(), ["01T09:00:00", "01T12:00:00"]);
  });

  it("starts checks that are due together within a minute, each always at its own moment", async () => {
    const { machine, add, start, starts } = await setUp();
    for (let index = 2; index <= 12; index++) await add(`sch_${index}`);
    await start("a", MINUTE);
    await machine.pass(45 * MINUTE);
    const first = starts();
    assert.equal(first.length, 12);
    assert.ok(new Set(first).size > 6, first.join());
    assert.ok(
      first.every((at) => at >= "01T09:00:00" && at < "01T09:01:01"),
      first.join(),
    );
    const again = await setUp();
    for (let index = 2; index <= 12; index++) await again.add(`sch_${index}`);
    await again.start("another", MINUTE);
    await again.machine.pass(45 * MINUTE);
    assert.deepEqual(again.starts(), first);
  });

  it("runs each minute what is to run each minute, with all the jitter", async () => {
    const { machine, start, schedule } = await setUp({ cron: "* * * * *" }, 10 * SECOND);
    await start("a", MINUTE);
    await machine.pass(10 * HOUR);
    const { runCount, missedCount, swallowedCount } = await schedule();
    assert.deepEqual([runCount, missedCount, swallowedCount], [600, 0, 0]);
  });

  it("runs nothing a second time where the clock is put back a little", async () => {
    const { machine, start, schedule, starts } = await setUp();
    await start("a");
    await machine.pass(35 * MINUTE);
    machine.shows -= 30 * MINUTE;
    await machine.pass(60 * MINUTE);
    assert.deepEqual(starts(), ["01T09:00:00"]);
    assert.deepEqual([(await schedule()).runCount, (await schedule()).missedCount], [1, 0]);
    await machine.pass(30 * MINUTE);
    assert.deepEqual(starts(), ["01T09:00:00", "01T10:00:00"]);
  });

  it("plans anew where the clock had been years ahead", async () => {
    const { machine, start, schedule, starts } = await setUp({ cron: "0 9 * * *" });
    const { events } = await start("a");
    machine.shows += 3 * 365 * 24 * HOUR;
    await machine.pass(10 * MINUTE);
    assert.equal((await schedule()).missedCount, 3 * 365 - 1);
    machine.shows -= 3 * 365 * 24 * HOUR;
    await machine.pass(10 * MINUTE);
    assert.deepEqual(
      events.filter(({ kind }) => kind === "replanned"),
      [{ kind: "replanned", scheduleId: "sch_1", nextRunAt: "2026-06-01T09:00:00.000Z" }],
    );
    await machine.pass(HOUR);
    assert.deepEqual(starts().at(-1), "01T09:00:00");
  });

  it("leaves a schedule to who holds it, and takes it over when that one is gone", async () => {
    const { machine, start, checks, schedule } = await setUp();
    const first = await start("first");
    await start("second");
    await machine.pass(2 * HOUR);
    assert.deepEqual(
      checks.runs.map(({ program }) => program),
      ["first", "first"],
    );
    first.kill();
    await machine.pass(2 * HOUR);
    assert.deepEqual(
      checks.runs.map(({ program }) => program),
      ["first", "first", "second", "second"],
    );
    assert.equal((await schedule()).missedCount, 0);
  });

  it("does not wait for the lease of one that is gone where the clock was put back since", async () => {
    const { machine, start, checks } = await setUp();
    const first = await start("first");
    await start("second");
    first.kill();
    machine.shows -= 5 * HOUR;
    await machine.pass(45 * MINUTE);
    assert.deepEqual(
      checks.runs.map(({ program }) => program),
      ["second"],
    );
  });

  it("follows the check of one that is gone to its end, and counts one that was never started as missed", async () => {
    const { machine, start, schedule } = await setUp({}, 30 * MINUTE);
    const first = await start("first");
    await start("second");
    await machine.pass(35 * MINUTE);
    first.kill();
    await machine.pass(10 * MINUTE);
    assert.equal((await schedule()).lastStatus, "error");
    const third = await start("third");
    await machine.pass(10 * HOUR);
    const { runCount, missedCount } = await schedule();
    assert.deepEqual([runCount, missedCount], [11, 0]);
    assert.deepEqual(third.events, []);
  });

  it("counts a check that was claimed by one that died before it started as missed", async () => {
    const { machine, start, schedule, starts } = await setUp();
    const first = await start("first");
    await start("second");
    first.diesAtStart = true;
    await machine.pass(45 * MINUTE);
    assert.deepEqual(starts(), []);
    const { runCount, missedCount, lastStatus, lastError } = await schedule();
    assert.deepEqual([runCount, missedCount, lastStatus], [0, 1, "error"]);
    assert.match(lastError!, /ended before the check had started/);
    await machine.pass(HOUR);
    assert.deepEqual(starts(), ["01T10:00:00"]);
  });

  it("gives its schedules to another at once when it is disposed", async () => {
    const { machine, start, checks } = await setUp();
    const first = await start("first");
    await start("second");
    await machine.pass(29 * MINUTE);
    await first.scheduler.dispose();
    await machine.pass(2 * MINUTE);
    assert.deepEqual(
      checks.runs.map(({ program }) => program),
      ["second"],
    );
  });

  it("starts nothing while it is paused, lets another do it, and notes how its own checks went", async () => {
    const { machine, start, schedule, checks } = await setUp({}, 5 * MINUTE);
    const { scheduler } = await start("first");
    await machine.pass(31 * MINUTE);
    await scheduler.pause();
    assert.equal((await schedule()).lastStatus, "running");
    assert.equal(machine.timers, 1, "only that of the check is left");
    await machine.pass(5 * MINUTE);
    assert.deepEqual([(await schedule()).lastStatus, machine.timers], ["clean", 0]);
    await machine.pass(HOUR);
    assert.equal(checks.runs.length, 1);
    const second = await start("second");
    assert.deepEqual(
      checks.runs.map(({ program }) => program),
      ["first", "second"],
    );
    await second.scheduler.pause();
    await machine.pass(10 * MINUTE);
    await scheduler.resume();
    await machine.pass(HOUR);
    assert.deepEqual(
      checks.runs.map(({ program }) => program),
      ["first", "second", "first"],
    );
  });

  it("keeps its lease for as long as a check is just being started, and no longer, when it is paused", async () => {
    const { machine, store, start, schedule } = await setUp();
    const program = await start("first");
    const { scheduler } = program;
    let release = (): void => undefined;
    program.starting = new Promise((resolve) => (release = resolve));
    await machine.pass(30 * MINUTE);
    await scheduler.pause();
    const leaseAndClaim = async () => {
      const { lease, claim } = (await store.read()).entries[0]!;
      return [lease?.holder, claim?.runId];
    };
    assert.deepEqual(await leaseAndClaim(), ["first", null]);
    release();
    await settled();
    assert.deepEqual(await leaseAndClaim(), [undefined, "run_1"]);
    await machine.pass(5 * MINUTE);
    assert.equal((await schedule()).lastStatus, "clean");
  });

  it("says why a check could not be started, and tries again when it is due the next time", async () => {
    const { machine, start, schedule, starts } = await setUp();
    const program = await start("a");
    program.refusal = new DriftError("no_root_module", "There is no root module network.", "Look for it.");
    await machine.pass(35 * MINUTE);
    const { lastStatus, lastError, lastRunId, runCount } = await schedule();
    assert.deepEqual([lastStatus, lastRunId, runCount], ["error", null, 1]);
    assert.equal(lastError, "There is no root module network. Look for it.");
    program.refusal = null;
    await machine.pass(57 * MINUTE);
    assert.deepEqual(starts(), ["01T10:00:00"]);
    assert.deepEqual([(await schedule()).lastStatus, (await schedule()).lastError], ["running", null]);
  });

  it("goes on when the store could not be written for a while, and forgets no result", async () => {
    const { machine, store, start, schedule, starts } = await setUp();
    await start("a");
    await machine.pass(31 * MINUTE);
    store.failure = new DriftError("store_unwritable", "There is no room left.");
    await machine.pass(2 * HOUR);
    assert.equal((await schedule()).lastStatus, "running");
    store.failure = null;
    await machine.pass(2 * MINUTE);
    assert.deepEqual(starts(), ["01T09:00:00", "01T11:02:00"]);
    const { runCount, missedCount, swallowedCount } = await schedule();
    assert.deepEqual([runCount, missedCount, swallowedCount], [2, 1, 0]);
  });

  it("goes by what is stored at that moment: what was changed, disabled or removed meanwhile is not run", async () => {
    const { machine, store, start, schedule, starts, now } = await setUp();
    const { scheduler } = await start("a");
    await machine.pass(29 * MINUTE);
    await store.change((book) => updateEntry(book, "sch_1", { cron: "15 * * * *" }, now()));
    await machine.pass(5 * MINUTE);
    assert.deepEqual(starts(), []);
    await machine.pass(15 * MINUTE);
    assert.deepEqual(starts(), ["01T09:15:00"]);
    await store.change((book) => updateEntry(book, "sch_1", { enabled: false }, now()));
    await machine.pass(3 * HOUR);
    assert.equal((await schedule()).nextRunAt, null);
    assert.equal(starts().length, 1);
    await store.change((book) => updateEntry(book, "sch_1", { enabled: true }, now()));
    await scheduler.look();
    await machine.pass(HOUR);
    assert.equal(starts().length, 2);
    assert.equal((await schedule()).missedCount, 0);
    await store.change((book) => removeEntry(book, "sch_1"));
    await machine.pass(3 * HOUR);
    assert.equal(starts().length, 2);
  });

  it("counts what had come and waited for its jitter as missed when the plan is changed", async () => {
    const { machine, store, start, schedule, now } = await setUp({ cron: "0 9 * * *" });
    await start("a", MINUTE);
    await machine.pass(29 * MINUTE + 40 * SECOND);
    await store.change((book) => updateEntry(book, "sch_1", { label: "only the name" }, now()));
    assert.equal((await schedule()).missedCount, 0);
    await store.change((book) => updateEntry(book, "sch_1", { cron: "0 10 * * *" }, now()));
    assert.deepEqual([(await schedule()).missedCount, (await schedule()).runCount], [1, 0]);
  });

  it("notes on a schedule that it does not understand, and leaves the others alone", async () => {
    const { machine, store, add, start, schedule, starts } = await setUp();
    await add("sch_2");
    await store.change(({ entries }) => (entries[0]!.schedule.timezone = "Europe/Atlantis"));
    await start("a");
    await machine.pass(35 * MINUTE);
    assert.deepEqual(starts(), ["01T09:00:00"]);
    const { nextRunAt, lastError } = await schedule();
    assert.equal(nextRunAt, null);
    assert.match(lastError!, /time zone is not understood/);
    await store.change(({ entries }) => (entries[0]!.schedule.timezone = "Europe/Berlin"));
    await machine.pass(HOUR);
    assert.equal(starts().length, 3);
  });
});
