import assert from "node:assert/strict";
import { type CronSchedule, readCron } from "../../../src/core/schedule/cron";
import { addEntry, newEntry } from "../../../src/core/schedule/scheduleChanges";
import type { ScheduleEvent } from "../../../src/core/schedule/scheduleEvents";
import { countSlots } from "../../../src/core/schedule/slots";
import { Machine, MemoryStore, Program, SimulatedChecks } from "./simulation";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** So long after something has happened to the machine or a program, everything goes its way again: a lease, and a look. */
const LONGEST_WITHOUT = 7 * MINUTE;

const SCHEDULES: readonly (readonly [cron: string, zone: string])[] = [
  ["*/30 * * * *", "UTC"],
  ["7 * * * *", "Europe/Berlin"],
  ["45 * * * *", "Australia/Lord_Howe"],
  ["*/20 9-11 * * 1-5", "America/New_York"],
  ["0 */2 * * *", "Europe/Berlin"],
  ["0 */6 * * *", "UTC"],
  ["30 2 * * *", "America/New_York"],
  ["30 1 * * *", "America/New_York"],
  ["15 2 * * *", "Australia/Lord_Howe"],
  ["45 1 * * *", "Australia/Lord_Howe"],
  ["0 9 * * 1-5", "Europe/Berlin"],
  ["0 9,17 * * *", "Asia/Kolkata"],
  ["@daily", "Asia/Beirut"],
  ["@weekly", "Africa/Cairo"],
  ["@monthly", "UTC"],
  ["@yearly", "UTC"],
  ["0 12 L * *", "Pacific/Auckland"],
  ["0 10 13 * 5", "America/St_Johns"],
  ["0 8 * * 1#1", "Europe/London"],
  ["*/45 8-20 * * *", "Pacific/Chatham"],
];

/** What the test counts of one schedule, from what it is told. */
interface Counted {
  run: number;
  missed: number;
  swallowed: number;
  /** The last slot that was counted, in milliseconds since 1970. */
  last: number;
  /** From where on slots count, and what had been counted before. */
  since: number;
  before: number;
  /** It was run late since the machine was last disturbed. */
  late: boolean;
}

/**
 * A year of a machine that sleeps, whose clock is changed, and on which two programs at a time come, go and are killed. Throws if a slot is run
 * twice, is in no account or in two, is missed or late though nothing had happened, or if anything is left behind at the end. Says what occurred.
 */
export async function simulateYear(seed: number) {
  let state = seed;
  const random = (below: number) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
  const machine = new Machine(Date.UTC(2026, 0, 1, 0, 0, 30));
  const store = new MemoryStore();
  const checks = new SimulatedChecks(machine, () => (random(40) === 0 ? 3 * HOUR : (1 + random(12)) * MINUTE));
  const counts = new Map<string, Counted>();
  const crons = new Map<string, CronSchedule>();
  const seen = { run: 0, missed: 0, swallowed: 0, replanned: 0, late: 0, neverStarted: 0 };
  const wrong: string[] = [];
  const hold = (holds: boolean, what: string) => holds || wrong.push(`${machine.now().toISOString()}: ${what}`);
  let disturbedAt = machine.awake;
  const disturb = () => {
    disturbedAt = machine.awake;
    for (const count of counts.values()) count.late = false;
  };

  const tell = (event: ScheduleEvent): void => {
    if (event.kind === "changed") return;
    const count = counts.get(event.scheduleId)!;
    if (event.kind === "replanned") {
      seen.replanned++;
      Object.assign(count, {
        last: machine.shows,
        since: machine.shows,
        before: count.run + count.missed + count.swallowed,
      });
      return;
    }
    const { as, count: number } = event;
    const slot = Date.parse(event.slot);
    seen[as] += number;
    count[as] += number;
    if (as === "missed" && slot <= count.last) {
      count.run -= number;
      seen.neverStarted += number;
    } else if (as === "missed") {
      hold(machine.awake - disturbedAt < LONGEST_WITHOUT, `${event.slot} was missed though nothing had happened`);
    } else {
      hold(slot > count.last, `${event.slot} was counted twice`);
      hold(slot <= machine.shows, `${event.slot} was ${as} before it came`);
      count.last = slot;
    }
    if (as === "run" && machine.shows - slot > 2 * MINUTE) {
      hold(machine.awake - disturbedAt < LONGEST_WITHOUT, `${event.slot} was late though nothing had happened`);
      hold(!count.late, `${event.slot} is a second check to make up for what was missed`);
      count.late = true;
      seen.late++;
    }
  };

  const compare = async (): Promise<void> => {
    for (const { schedule, countedUntil } of (await store.read()).entries) {
      const { run, missed, swallowed, since, before } = counts.get(schedule.id)!;
      const { runCount, missedCount, swallowedCount } = schedule;
      assert.deepEqual([runCount, missedCount, swallowedCount], [run, missed, swallowed], schedule.cron);
      const slots = countSlots(crons.get(schedule.id)!, since, Math.max(since, Date.parse(countedUntil)));
      assert.equal(run + missed + swallowed - before, slots, schedule.cron);
    }
    assert.deepEqual(wrong, []);
    assert.deepEqual(checks.overlaps, []);
  };

  for (const [index, [cron, timezone]] of SCHEDULES.entries()) {
    const id = `sch_${index}`;
    const draft = { projectId: "shop", workspaceId: `root${index}`, cron, timezone, enabled: true };
    const entry = newEntry(draft, id, machine.shows);
    await store.change((book) => addEntry(book, entry));
    crons.set(id, readCron(cron, timezone));
    const nothing = { run: 0, missed: 0, swallowed: 0, before: 0, late: false };
    counts.set(id, { ...nothing, last: machine.shows, since: machine.shows });
  }

  let programs: Program[] = [];
  let started = 0;
  const fill = async (): Promise<void> => {
    programs = programs.filter((program) => !program.dead);
    while (programs.length < 2) {
      const program = new Program(`program${++started}`, machine, store, checks, { tell, died: disturb });
      programs.push(program);
      await program.scheduler.look();
    }
  };
  const anyProgram = () => programs.splice(random(programs.length), 1)[0]!;

  const disturbances: readonly (() => unknown)[] = [
    ...Array.from({ length: 8 }, () => () => (machine.shows += (4 + random(36)) * HOUR)), // it sleeps
    () => (machine.shows += random(20) * 24 * HOUR),
    () => (machine.shows -= random(59) * MINUTE),
    () => (machine.shows -= (2 + random(70)) * HOUR),
    () => (machine.shows += random(59) * MINUTE),
    () => (programs[random(programs.length)]!.diesAtStart = true),
    () => anyProgram().kill(),
    () => anyProgram().scheduler.dispose(),
  ];
  await fill();
  while (machine.shows < Date.UTC(2027, 0, 1)) {
    await machine.pass((30 + random(2 * 60)) * MINUTE);
    disturb();
    await fill();
    await disturbances[random(disturbances.length)]!();
    await fill();
    if (random(30) === 0) await compare();
  }
  await machine.pass(LONGEST_WITHOUT);
  await compare();
  for (const program of programs) await program.scheduler.dispose();
  const { entries } = await store.read();
  assert.ok(entries.every(({ lease }) => lease === null));
  await machine.pass(4 * HOUR); // the last checks end
  assert.equal(machine.timers, 0);
  assert.equal(checks.runs.length, seen.run - seen.neverStarted);
  return { ...seen, programs: started, hoursAwake: machine.awake / HOUR };
}
