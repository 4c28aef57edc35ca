/**
 * The accounts of a schedule. Every slot that comes while it is enabled ends as exactly one of
 * - run: a check was started for it, at once or, where nobody was there in time, late;
 * - missed: nobody was there in time, and a later slot had come before somebody was;
 * - swallowed: the check of a slot before was still going.
 * Slots are known by their instant, and none is counted twice. Only where the clock was put back by more than an hour is it taken to have been
 * wrong before: then the schedule is planned anew from now on, so that it does not stand still until that time has come again.
 */
import type { ScheduleEntry } from "../store/scheduleBook";
import type { CronSchedule } from "./cron";
import { jitterOf } from "./jitter";
import { countSlots, nextSlot, previousSlot } from "./slots";

const HOUR = 3_600_000;
const YEAR = 366 * 24 * HOUR;
/** Missed slots are counted no further back: a clock that was far off must not be waited for. */
const COUNTED_BACK = 5 * YEAR;

/** Slots that have come and are not counted yet: the last of them, and how many they are with it. */
export interface Due {
  readonly slot: number;
  readonly count: number;
}

/** Plans an enabled schedule from an instant on: everything up to it is counted, or does not count. */
export function planFrom(entry: ScheduleEntry, cron: CronSchedule, now: number): void {
  const next = nextSlot(cron, now);
  entry.countedUntil = new Date(now).toISOString();
  entry.schedule.nextRunAt = next === null ? null : new Date(next).toISOString();
}

/** Whether the clock went back so far since the last plan that it has to be made anew. */
export function isSetBack(entry: ScheduleEntry, now: number): boolean {
  return Date.parse(entry.countedUntil) - now > HOUR;
}

/** What has come by `now`, without jitter; null if nothing has. */
export function slotsCome({ schedule }: ScheduleEntry, cron: CronSchedule, now: number): Due | null {
  if (!schedule.enabled || schedule.nextRunAt === null) return null;
  const first = Date.parse(schedule.nextRunAt);
  const slot = first > now ? null : previousSlot(cron, now + 1);
  if (slot === null || slot < first) return null;
  return { slot, count: countSlots(cron, Math.max(first - 1, slot - COUNTED_BACK), slot) };
}

/** Likewise what is to be done now: nothing before the jitter of the last slot is over, so that it is not run right after a slot that was late. */
export function slotsDue(entry: ScheduleEntry, cron: CronSchedule, now: number, jitterMs: number): Due | null {
  const come = slotsCome(entry, cron, now);
  if (come === null) return null;
  const jitter = jitterOf(entry.schedule.id, come.slot, nextSlot(cron, come.slot), jitterMs);
  return come.slot + jitter > now ? null : come;
}

/** When an enabled schedule has something to do next, jitter included; null if never. */
export function dueAt(entry: ScheduleEntry, cron: CronSchedule, now: number, jitterMs: number): number | null {
  const { id, enabled, nextRunAt } = entry.schedule;
  if (!enabled || nextRunAt === null) return null;
  const slot = slotsCome(entry, cron, now)?.slot ?? Date.parse(nextRunAt);
  return slot + jitterOf(id, slot, nextSlot(cron, slot), jitterMs);
}

/** Counts what is due as swallowed by the run that is going on. */
export function swallow(entry: ScheduleEntry, cron: CronSchedule, due: Due, now: number): void {
  entry.schedule.swallowedCount += due.count;
  planFrom(entry, cron, now);
}

/** Counts the last slot that is due as run, those before it as missed, and notes who runs it. */
export function claimRun(entry: ScheduleEntry, cron: CronSchedule, due: Due, holder: string, now: number): void {
  const { schedule } = entry;
  schedule.runCount += 1;
  schedule.missedCount += due.count - 1;
  schedule.lastRunAt = new Date(now).toISOString();
  schedule.lastStatus = "running";
  schedule.lastRunId = null;
  schedule.lastError = null;
  entry.claim = { slot: new Date(due.slot).toISOString(), holder, runId: null };
  planFrom(entry, cron, now);
}

/** Counts what has come and was not run as missed, before the schedule is changed or disabled. */
export function missWhatCame(entry: ScheduleEntry, cron: CronSchedule, now: number): Due | null {
  const come = slotsCome(entry, cron, now);
  if (come === null) return null;
  entry.schedule.missedCount += come.count;
  planFrom(entry, cron, now);
  return come;
}

/** A run was claimed by somebody who is gone, and never started. */
export function missClaim(entry: ScheduleEntry): void {
  const { schedule } = entry;
  entry.claim = null;
  schedule.runCount -= 1;
  schedule.missedCount += 1;
  schedule.lastStatus = "error";
  schedule.lastError = "The program that was to run this check ended before the check had started.";
}
