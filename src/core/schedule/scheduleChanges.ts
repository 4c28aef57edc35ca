/** How people change the schedules: pure changes of what is stored, made under its lock. */
import type * as z from "zod";
import { DriftError } from "../../shared/errors";
import {
  type Schedule,
  type ScheduleChange,
  scheduleChange,
  type ScheduleDraft,
  scheduleDraft,
} from "../../shared/schedule";
import type { ScheduleBook, ScheduleEntry } from "../store/scheduleBook";
import { type Due, missWhatCame, planFrom } from "./accounts";
import { entryOf } from "./bookEntries";
import { type CronSchedule, readCron } from "./cron";

/** More would make each look at them slow; nobody has so many by intention. */
const MOST_SCHEDULES = 1_000;

/** Checks what a new schedule is made from, before the store is locked. Throws "usage". `id`: its own. */
export function newEntry(draft: ScheduleDraft, id: string, now: number): ScheduleEntry {
  const { cron, timezone, ...rest } = checked(scheduleDraft, draft);
  const read = readCron(cron, timezone);
  const schedule: Schedule = {
    ...rest,
    ...described(read),
    id,
    lastRunAt: null,
    lastStatus: null,
    lastRunId: null,
    lastError: null,
    nextRunAt: null,
    runCount: 0,
    missedCount: 0,
    swallowedCount: 0,
  };
  const entry: ScheduleEntry = { schedule, countedUntil: new Date(now).toISOString(), lease: null, claim: null };
  if (schedule.enabled) planFrom(entry, read, now);
  return entry;
}

/** Throws "usage" if there are too many already. */
export function addEntry(book: ScheduleBook, entry: ScheduleEntry): void {
  if (book.entries.length >= MOST_SCHEDULES) {
    throw new DriftError("usage", `There are ${MOST_SCHEDULES} schedules already.`, "Remove some of them.");
  }
  book.entries.push(entry);
}

/** What an update did besides: slots that had come before it and that nothing will run for any more. */
export interface Updated {
  readonly schedule: Schedule;
  readonly missed: Due | null;
}

/** Changes a schedule; a new plan counts from now on. Throws "usage" and "unknown_schedule". */
export function updateEntry(book: ScheduleBook, id: string, change: ScheduleChange, now: number): Updated {
  const { cron, timezone, label, enabled } = checked(scheduleChange, change);
  const entry = entryOf(book, id);
  const { schedule } = entry;
  if (label !== undefined) schedule.label = label;
  const before = readable(schedule);
  const wantsOther = cron !== undefined || timezone !== undefined;
  const read = wantsOther || before === null ? readCron(cron ?? schedule.cron, timezone ?? schedule.timezone) : before;
  const same = read.cron === schedule.cron && read.timeZone.name === schedule.timezone && before !== null;
  if (same && (enabled ?? schedule.enabled) === schedule.enabled) return { schedule, missed: null };

  const missed = before === null ? null : missWhatCame(entry, before, now);
  Object.assign(schedule, described(read), { enabled: enabled ?? schedule.enabled });
  if (before === null) schedule.lastError = null;
  if (schedule.enabled) planFrom(entry, read, now);
  else Object.assign(entry, { lease: null }).schedule.nextRunAt = null;
  return { schedule, missed };
}

/** Throws "unknown_schedule". */
export function removeEntry(book: ScheduleBook, id: string): void {
  book.entries.splice(book.entries.indexOf(entryOf(book, id)), 1);
}

function described({ cron, timeZone, humanReadable }: CronSchedule) {
  return { cron, timezone: timeZone.name, humanReadable };
}

/** Null if it was stored by hand, or by a program that understands more. */
function readable({ cron, timezone }: Schedule): CronSchedule | null {
  try {
    return readCron(cron, timezone);
  } catch {
    return null; // whoever changes it puts that right, or is told why not
  }
}

function checked<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0]!;
  throw new DriftError("usage", `The ${path.join(".") || "schedule"} is not valid: ${message}.`);
}
