import { cronRefusal, quoted } from "./cronRefusal";
import { readExpression } from "./cronExpression";
import { wordsFor } from "./cronWords";
import { readTimeZone, type TimeZone } from "./timeZone";
import { WallCalendar } from "./wallCalendar";

/** A cron expression in a time zone: when a schedule comes, and how that is said. */
export interface CronSchedule {
  /** As it is kept: trimmed, single blanks, macros in small letters. */
  readonly cron: string;
  readonly timeZone: TimeZone;
  /** As in "At 09:00 AM, Monday through Friday"; the time zone is not in it. */
  readonly humanReadable: string;
  readonly calendar: WallCalendar;
}

/**
 * Reads what somebody typed: five fields or one of the macros @hourly, @daily, @midnight, @weekly, @monthly, @yearly, @annually, and an IANA
 * time zone, empty for this machine's. Throws "usage" with one sentence and a way out; whatever it takes comes again and again.
 */
export function readCron(text: string, timeZone: string): CronSchedule {
  const { text: cron, fields } = readExpression(text);
  const calendar = new WallCalendar(fields);
  if (calendar.next(Date.UTC(2026, 0, 1)) === null) throw cronRefusal(`${quoted(cron)} never comes.`);
  return { cron, timeZone: readTimeZone(timeZone), humanReadable: wordsFor(fields), calendar };
}
