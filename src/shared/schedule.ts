/** The shapes of schedules, as the store keeps them, every surface shows them and the API sends them. */
import * as z from "zod";
import { runStatus } from "./model";

/** What a schedule is for: a word of the person's own. */
const scheduleType = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, "letters, digits, _ and -, at most 64");
const label = z.string().max(200);

export const schedule = z.object({
  /** "sch_" and a part that sorts by the time of making; valid in a URL. */
  id: z.string().regex(/^sch_[0-9A-Za-z_-]{1,60}$/),
  projectId: z.string(),
  workspaceId: z.string(),
  scheduleType,
  /** Five fields or a macro, trimmed and with single blanks. */
  cron: z.string(),
  /** May be empty. */
  label,
  enabled: z.boolean(),
  /** IANA, never empty: the machine's own is written down when the schedule is made, so that every process has the same slots. */
  timezone: z.string(),
  /** As in "At 09:00 AM, Monday through Friday". */
  humanReadable: z.string(),
  /** When the last run was started, ISO 8601; null before the first one. */
  lastRunAt: z.string().nullable(),
  /** How the last run ended, or "running". A check that could not be started at all is "error". */
  lastStatus: runStatus.nullable(),
  /** Null before the first run, and where the check could not be started. */
  lastRunId: z.string().nullable(),
  /** Why there is no run, or no next slot: one sentence with a way out. */
  lastError: z.string().nullable(),
  /** The next slot, before jitter, ISO 8601; null while it is disabled. */
  nextRunAt: z.string().nullable(),
  /** Every slot that came while the schedule was enabled is in one of these three. */
  runCount: z.int().nonnegative(),
  /** Nothing ran for them: nobody was there (sleep, no window open), and only the last slot was made up for. */
  missedCount: z.int().nonnegative(),
  /** The run before was still going. */
  swallowedCount: z.int().nonnegative(),
});
export type Schedule = z.infer<typeof schedule>;

/** What a schedule is made from. */
export const scheduleDraft = z.object({
  projectId: z.string().min(1),
  workspaceId: z.string().min(1),
  scheduleType: scheduleType.default("drift_check"),
  cron: z.string(),
  label: label.default(""),
  enabled: z.boolean().default(false),
  /** IANA; empty: this machine's. */
  timezone: z.string().default(""),
});
export type ScheduleDraft = z.input<typeof scheduleDraft>;

/** What may be changed about one. */
export const scheduleChange = z.object({
  cron: z.string().optional(),
  label: label.optional(),
  enabled: z.boolean().optional(),
  timezone: z.string().optional(),
});
export type ScheduleChange = z.infer<typeof scheduleChange>;
