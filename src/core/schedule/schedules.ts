import type { Schedule, ScheduleChange, ScheduleDraft } from "../../shared/schedule";
import type { ScheduleEvent } from "./scheduleEvents";

/** What a cron expression means, to be shown while it is typed. */
export interface SchedulePreview {
  /** As it would be kept. */
  readonly cron: string;
  /** IANA; this machine's where none was named. */
  readonly timezone: string;
  readonly humanReadable: string;
  /** The next slots, before jitter; ISO 8601. */
  readonly next: readonly string[];
}

/**
 * What is done with the schedules of one data folder, beside reading them (`bookEntries`). All but `preview` may reject with "store_newer" and "store_unwritable". Changes take effect at once in this
 * process, and within a minute in others.
 */
export interface Schedules {
  /** Rejects with "usage". */
  add(draft: ScheduleDraft): Promise<Schedule>;
  /** Rejects with "usage" and "unknown_schedule". What is not named stays as it is. */
  update(id: string, change: ScheduleChange): Promise<Schedule>;
  /** A check that is running goes on. Rejects with "unknown_schedule". */
  remove(id: string): Promise<void>;
  /** Throws "usage", with the sentence to be shown beside what was typed. */
  preview(cron: string, timezone: string, count: number): SchedulePreview;
  /** From now on checks are started when they are due. Again: nothing happens. */
  start(): void;
  /** Starts nothing until `start`, and lets another process take its place. Checks that are running go on, and are noted when they end. Never rejects. */
  stop(): Promise<void>;
  onDidChange(listener: (event: ScheduleEvent) => void): { dispose(): void };
  /** Starts nothing any more and lets another process take its place. Checks that are running go on. */
  dispose(): Promise<void>;
}
