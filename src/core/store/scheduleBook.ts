import * as z from "zod";
import { schedule } from "../../shared/schedule";
import type { StoredShape } from "./lowdbAdapter";
import { soundOnes } from "./soundOnes";

/** Of the file. One with a greater version is neither read nor touched. */
const SCHEMA_VERSION = 1;

const lease = z.object({
  holder: z.string(),
  /** ISO 8601. */
  expiresAt: z.string(),
});
/** Who runs a schedule, until when if nothing more is heard. */
export type Lease = z.infer<typeof lease>;

const claim = z.object({
  /** ISO 8601. */
  slot: z.string(),
  holder: z.string(),
  /** Null until the check has been started. */
  runId: z.string().nullable(),
});
/** The run of a slot that is going on. */
export type Claim = z.infer<typeof claim>;

const scheduleEntry = z.object({
  schedule,
  /** Every slot up to this instant is counted, and `nextRunAt` is the first one after it; ISO 8601. */
  countedUntil: z.string(),
  lease: lease.nullable(),
  claim: claim.nullable(),
});
/** What is stored about one schedule. */
export type ScheduleEntry = z.infer<typeof scheduleEntry>;

/** All schedules of a data folder, in the order in which they were made. */
export interface ScheduleBook {
  schemaVersion: number;
  entries: ScheduleEntry[];
}

/** That of a folder without schedules. */
export function emptyBook(): ScheduleBook {
  return { schemaVersion: SCHEMA_VERSION, entries: [] };
}

const bookDocument = z.object({ schemaVersion: z.int().positive(), entries: z.array(z.unknown()) });

/** `schedules.json`. */
export const bookShape: StoredShape<ScheduleBook> = {
  version: SCHEMA_VERSION,
  parse(document) {
    const parsed = bookDocument.safeParse(document);
    if (!parsed.success) return null;
    const { sound, rejected } = soundOnes(scheduleEntry, parsed.data.entries);
    return { data: { schemaVersion: parsed.data.schemaVersion, entries: sound }, rejected };
  },
};
