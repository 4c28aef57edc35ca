import assert from "node:assert/strict";
import { readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { silentLog } from "../../src/core/ports";
import { entryOf, schedulesIn } from "../../src/core/schedule/bookEntries";
import { openSchedules } from "../../src/core/schedule/openSchedules";
import type { ScheduleEvent } from "../../src/core/schedule/scheduleEvents";
import { timerWaker } from "../../src/core/schedule/waker";
import { mayHaveSchedules } from "../../src/core/store/scheduleFile";
import { openScheduleStore } from "../../src/core/store/scheduleStore";
import { DriftError, type DriftErrorReason } from "../../src/shared/errors";
import { Machine, SimulatedChecks } from "./schedule/simulation";
import { endedRun, inTemporaryFolder } from "./store/runs";

const MINUTE = 60_000;

/** Schedules in a folder, on a machine whose clock says 8:30 on 1 June 2026, UTC. */
function open(dataDir: string, { machine = new Machine(Date.UTC(2026, 5, 1, 8, 30)), warnings = [] as string[] } = {}) {
  const checks = new SimulatedChecks(machine, () => MINUTE);
  const triggers: unknown[] = [];
  const log = { ...silentLog, warn: (message: string) => warnings.push(message) };
  const store = openScheduleStore(dataDir, { clock: machine, log });
  const changing = openSchedules({
    store,
    service: {
      check: (ref, options) => {
        triggers.push(options?.trigger);
        return Promise.resolve(checks.start(ref, "a").id);
      },
      ended: async (id) => endedRun(1, 0, { id, status: (await checks.ended(id)).status }),
    },
    canRun: ({ projectId }) => projectId === "shop",
    jitterMs: () => 0,
    clock: machine,
    waker: machine,
    log,
  });
  const schedules = {
    ...changing,
    list: async (of?: object) => schedulesIn(await store.read(), of),
    get: async (id: string) => entryOf(await store.read(), id).schedule,
  };
  return { schedules, machine, checks, triggers, warnings };
}

const DRAFT = { projectId: "shop", workspaceId: "network", cron: " 0 9 * * 1-5", timezone: "europe/berlin" };

async function rejection(promise: Promise<unknown>): Promise<[DriftErrorReason, string]> {
  try {
    await promise;
  } catch (error) {
    assert.ok(error instanceof DriftError, String(error));
    return [error.reason, error.message];
  }
  assert.fail("nothing was refused");
}

describe("schedules", function () {
  this.timeout(30_000);

  it("make nothing before something is stored", () =>
    inTemporaryFolder(async (parent) => {
      const { schedules } = open(join(parent, "data"));
      assert.deepEqual(await schedules.list(), []);
      schedules.start();
      await schedules.dispose();
      assert.deepEqual(await readdir(parent), []);
    }));

  it("are kept as the contract has them, disabled until somebody enables them", () =>
    inTemporaryFolder(async (dir) => {
      const { schedules } = open(dir);
      const { id, ...made } = await schedules.add(DRAFT);
      assert.match(id, /^sch_[0-9a-z]{26}$/);
      assert.deepEqual(made, {
        projectId: "shop",
        workspaceId: "network",
        scheduleType: "drift_check",
        cron: "0 9 * * 1-5",
        label: "",
        enabled: false,
        timezone: "Europe/Berlin",
        humanReadable: "At 09:00 AM, Monday through Friday",
        lastRunAt: null,
        lastStatus: null,
        lastRunId: null,
        lastError: null,
        nextRunAt: null,
        runCount: 0,
        missedCount: 0,
        swallowedCount: 0,
      });
      const again = open(dir).schedules;
      assert.deepEqual(await again.list(), [{ id, ...made }]);
      const enabled = await again.update(id, { enabled: true, label: "mornings" });
      assert.deepEqual(enabled, {
        id,
        ...made,
        enabled: true,
        label: "mornings",
        nextRunAt: "2026-06-02T07:00:00.000Z",
      });
      assert.deepEqual(await schedules.get(id), enabled);
      const moved = await schedules.update(id, { timezone: "Asia/Kolkata", cron: "@hourly" });
      assert.deepEqual(
        [moved.cron, moved.humanReadable, moved.nextRunAt],
        ["@hourly", "Every hour", "2026-06-01T09:30:00.000Z"],
      );
      const unplanned = { ...moved, enabled: false, nextRunAt: null };
      assert.deepEqual(await schedules.update(id, { enabled: false }), unplanned);
      await schedules.remove(id);
      assert.deepEqual(await again.list(), []);
    }));

  it("are listed by project and root module", () =>
    inTemporaryFolder(async (dir) => {
      const { schedules } = open(dir);
      for (const [projectId, workspaceId] of [
        ["shop", "."],
        ["shop", "network"],
        ["bank", "network"],
      ] as const) {
        await schedules.add({ ...DRAFT, projectId, workspaceId });
      }
      const count = async (of: object) => (await schedules.list(of)).length;
      assert.deepEqual([await count({}), await count({ projectId: "shop" })], [3, 2]);
      assert.deepEqual(
        [await count({ workspaceId: "network" }), await count({ projectId: "bank", workspaceId: "." })],
        [2, 0],
      );
    }));

  it("name the time zone of this machine where none is named", () =>
    inTemporaryFolder(async (dir) => {
      const { timezone } = await open(dir).schedules.add({ ...DRAFT, timezone: "" });
      assert.equal(timezone, Intl.DateTimeFormat().resolvedOptions().timeZone);
    }));

  it("are refused in words, and nothing is changed by that", () =>
    inTemporaryFolder(async (dir) => {
      const { schedules } = open(dir);
      const { id } = await schedules.add({ ...DRAFT, enabled: true });
      const before = await schedules.list();
      const refused: readonly (readonly [() => Promise<unknown>, DriftErrorReason, RegExp])[] = [
        [() => schedules.add({ ...DRAFT, cron: "* * * *" }), "usage", /has five fields/],
        [() => schedules.add({ ...DRAFT, timezone: "UTC+2" }), "usage", /not a time zone/],
        [
          () => schedules.add({ ...DRAFT, scheduleType: "a b" }),
          "usage",
          /^The scheduleType is not valid: letters, digits/,
        ],
        [() => schedules.add({ ...DRAFT, label: "x".repeat(201) }), "usage", /^The label is not valid/],
        [() => schedules.update(id, { cron: "0 0 31 2 *", label: "new" }), "usage", /never comes/],
        [() => schedules.update(id, { timezone: "Nowhere" }), "usage", /no time zone/],
        [() => schedules.update("sch_none", { cron: "* * * * *" }), "unknown_schedule", /There is no schedule /],
        [() => schedules.remove("__proto__"), "unknown_schedule", /There is no schedule /],
        [() => schedules.get(""), "unknown_schedule", /There is no schedule /],
      ];
      for (const [attempt, reason, message] of refused) {
        const [said, text] = await rejection(attempt());
        assert.equal(said, reason);
        assert.match(text, message);
      }
      assert.deepEqual(await schedules.list(), before);
    }));

  it("show what a cron expression means while it is typed", () =>
    inTemporaryFolder((dir) => {
      const { schedules } = open(dir);
      assert.deepEqual(schedules.preview("30 2 * * * ", "Europe/Berlin", 2), {
        cron: "30 2 * * *",
        timezone: "Europe/Berlin",
        humanReadable: "At 02:30 AM",
        next: ["2026-06-02T00:30:00.000Z", "2026-06-03T00:30:00.000Z"],
      });
      assert.throws(() => schedules.preview("30 2 * *", "", 3), { name: "DriftError", reason: "usage" });
      return Promise.resolve();
    }));

  it("start checks that are due, of root modules that can be checked here, and take changes at once", () =>
    inTemporaryFolder(async (dir) => {
      const { schedules, machine, checks, triggers } = open(dir);
      const events: ScheduleEvent[] = [];
      schedules.onDidChange((event) => events.push(event));
      await schedules.add({ ...DRAFT, projectId: "elsewhere", cron: "* * * * *", enabled: true });
      schedules.start();
      schedules.start();
      const { id } = await schedules.add({ ...DRAFT, cron: "31 8 * * *", timezone: "UTC", enabled: true });
      const passed = async (ms: number, until: () => boolean | Promise<boolean>) => {
        await machine.pass(ms);
        while (!(await until())) await new Promise((resolve) => setTimeout(resolve, 5)); // the disk
      };
      await passed(MINUTE, () => events.some(({ kind }) => kind === "counted"));
      assert.deepEqual(
        checks.runs.map(({ ref }) => ref),
        [{ projectId: "shop", workspaceId: "network" }],
      );
      assert.deepEqual(triggers, ["schedule"]);
      assert.deepEqual(
        events.filter(({ kind }) => kind === "counted"),
        [{ kind: "counted", scheduleId: id, as: "run", slot: "2026-06-01T08:31:00.000Z", count: 1 }],
      );
      await passed(2 * MINUTE, async () => (await schedules.get(id)).lastStatus === "clean");
      assert.equal((await schedules.get(id)).nextRunAt, "2026-06-02T08:31:00.000Z");
      await schedules.dispose();
      assert.equal(machine.timers, 0);
    }));

  it("start nothing while they are stopped, and what is due when they are started again", () =>
    inTemporaryFolder(async (dir) => {
      const { schedules, machine, checks } = open(dir);
      await schedules.stop();
      const { id } = await schedules.add({ ...DRAFT, cron: "31 8 * * *", timezone: "UTC", enabled: true });
      schedules.start();
      await schedules.stop();
      await machine.pass(10 * MINUTE);
      assert.deepEqual([checks.runs.length, machine.timers], [0, 0]);
      schedules.start();
      while ((await schedules.get(id)).lastRunId === null) await new Promise((resolve) => setTimeout(resolve, 5)); // the disk
      assert.equal(checks.runs.length, 1);
      await schedules.dispose();
    }));

  it("may be there unless their file is absent or lists none, as its first bytes tell", () =>
    inTemporaryFolder(async (parent) => {
      const dir = join(parent, "data");
      assert.equal(await mayHaveSchedules(dir), false);
      const { schedules } = open(dir);
      await schedules.add(DRAFT);
      assert.equal(await mayHaveSchedules(dir), true);
      await rm(join(dir, "schedules.json"));
      await schedules.add(DRAFT);
      await schedules.add(DRAFT);
      await rm(join(dir, "schedules.json"));
      assert.equal(await mayHaveSchedules(dir), true, "they come back from the copy");
      for (const one of await schedules.list()) await schedules.remove(one.id);
      assert.equal(await mayHaveSchedules(dir), false);
      await writeFile(join(dir, "schedules.json"), "[");
      assert.equal(await mayHaveSchedules(dir), true, "for the store to say what is wrong with it");
    }));

  it("let only their owner read them", () =>
    inTemporaryFolder(async (dir) => {
      const { schedules } = open(dir);
      await schedules.add(DRAFT);
      await schedules.add(DRAFT);
      for (const name of ["schedules.json", "schedules.json.bak"]) {
        assert.equal((await stat(join(dir, name))).mode & 0o777, 0o600);
      }
    }));

  it("that several add at the same time are all kept", () =>
    inTemporaryFolder(async (dir) => {
      const several = [open(dir), open(dir), open(dir)];
      await Promise.all(several.flatMap(({ schedules }) => Array.from({ length: 8 }, () => schedules.add(DRAFT))));
      const listed = await several[0]!.schedules.list();
      assert.equal(new Set(listed.map(({ id }) => id)).size, 24);
    }));

  it("survive a file that was damaged, which is kept, and say so", () =>
    inTemporaryFolder(async (dir) => {
      const first = await open(dir).schedules.add(DRAFT);
      await open(dir).schedules.add(DRAFT);
      await writeFile(join(dir, "schedules.json"), '{"schemaVersion":1,"entr');
      const { schedules, warnings } = open(dir);
      assert.deepEqual(await schedules.list(), [first]);
      assert.equal(warnings.length, 1);
      assert.match(warnings[0]!, /schedules\.json was damaged; schedules were restored/);
      await schedules.add(DRAFT);
      assert.equal((await schedules.list()).length, 2);
      assert.equal((await readdir(dir)).filter((name) => name.includes(".corrupt-")).length, 1);
    }));

  it("lose none but the damaged one, where one of them is", () =>
    inTemporaryFolder(async (dir) => {
      const { schedules } = open(dir);
      const kept = await schedules.add(DRAFT);
      const broken = await schedules.add(DRAFT);
      const path = join(dir, "schedules.json");
      await writeFile(path, (await readFile(path, "utf8")).replace(`"id":"${broken.id}"`, '"id":7'));
      assert.deepEqual(await open(dir).schedules.list(), [kept]);
    }));

  it("of a newer version are neither read nor touched", () =>
    inTemporaryFolder(async (dir) => {
      const text = '{"schemaVersion":2,"entries":[]}';
      await writeFile(join(dir, "schedules.json"), text);
      const { schedules } = open(dir);
      assert.equal((await rejection(schedules.list()))[0], "store_newer");
      assert.equal((await rejection(schedules.add(DRAFT)))[0], "store_newer");
      assert.equal(await readFile(join(dir, "schedules.json"), "utf8"), text);
    }));

  it("are not written where nothing changes", () =>
    inTemporaryFolder(async (dir) => {
      const { schedules, machine } = open(dir);
      const { id } = await schedules.add({ ...DRAFT, enabled: true });
      const { mtimeMs, ino } = await stat(join(dir, "schedules.json"));
      await schedules.update(id, { enabled: true, cron: "0 9 * * 1-5", label: "" });
      await openScheduleStore(dir, { clock: machine, log: silentLog }).change(() => undefined);
      const after = await stat(join(dir, "schedules.json"));
      assert.deepEqual([after.mtimeMs, after.ino], [mtimeMs, ino]);
    }));
});

describe("the timer of schedules", () => {
  it("wakes once, and not at all when it was disposed", async () => {
    const woken: string[] = [];
    timerWaker.after(1, () => woken.push("disposed")).dispose();
    await new Promise<void>((resolve) => {
      timerWaker.after(1, () => woken.push("first"));
      timerWaker.after(20, resolve);
      setTimeout(() => undefined, 40); // its own timers keep nothing alive
    });
    assert.deepEqual(woken, ["first"]);
  });
});
