import { CronExpressionParser } from "cron-parser";

/** The five fields of an expression as they were written, "minute hour dayOfMonth month dayOfWeek". */
export type WrittenFields = readonly [string, string, string, string, string];

/** When a schedule comes, by the clock on the wall. All lists ascend. */
export interface CronFields {
  readonly written: WrittenFields;
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  /** Of the month, from 1. */
  readonly days: readonly number[];
  /** The last day of the month, whichever that is. */
  readonly lastDay: boolean;
  /** From 1. */
  readonly months: readonly number[];
  /** 0 is Sunday. */
  readonly weekdays: readonly number[];
  /** Only the last of these in a month. */
  readonly lastWeekdays: readonly number[];
  /** Only the first (1) to fifth (5) of `weekdays` in a month; 0: each. */
  readonly nth: number;
  /** Day of month, or day of week, is `*` or `?`. Where neither is, a day that fits one of them is enough. */
  readonly anyDay: boolean;
  readonly anyWeekday: boolean;
}

/** Reads five fields as cron-parser does; null if it refuses them, among other reasons because they never come. */
export function parseFields(written: WrittenFields): CronFields | null {
  try {
    const { fields } = CronExpressionParser.parse(written.join(" "), { tz: "UTC" });
    const days = fields.dayOfMonth.values;
    const weekdays = fields.dayOfWeek.values;
    return {
      written,
      minutes: [...fields.minute.values],
      hours: [...fields.hour.values],
      days: days.filter((day) => typeof day === "number"),
      lastDay: fields.dayOfMonth.hasLastChar,
      months: [...fields.month.values],
      weekdays: daysOfWeek(weekdays.filter((day) => typeof day === "number")),
      lastWeekdays: daysOfWeek(weekdays.filter((day) => typeof day === "string").map((day) => parseInt(day))),
      nth: fields.dayOfWeek.nthDay,
      anyDay: fields.dayOfMonth.isWildcard,
      anyWeekday: fields.dayOfWeek.isWildcard,
    };
  } catch {
    return null; // its messages are about its insides; whoever asks says in words what is wrong
  }
}

/** Sunday is 0 and 7. */
function daysOfWeek(values: readonly number[]): number[] {
  return [...new Set(values.map((value) => value % 7))].sort((a, b) => a - b);
}
