import type { CronFields } from "./cronFields";

const MINUTE = 60_000;
const DAY = 86_400_000;
const MINUTES_A_DAY = 1_440;

/**
 * How far ahead and back is looked, in days. What comes least often is a fifth weekday in February: after 28 years, and after 40 across a year
 * such as 2100 that is no leap year.
 */
const HORIZON = 50 * 366;

/**
 * The minutes at which a schedule comes by the clock on the wall, whatever the time zone. Times of that clock are given as if it showed UTC,
 * in milliseconds since 1970.
 */
export class WallCalendar {
  /** It comes in each of the 24 hours of its days, and so at least once an hour. */
  readonly everyHour: boolean;
  /** Minutes of the day, ascending. */
  readonly #times: readonly number[];
  readonly #months: ReadonlySet<number>;

  constructor(private readonly fields: CronFields) {
    this.everyHour = fields.hours.length === 24;
    this.#times = fields.hours.flatMap((hour) => fields.minutes.map((minute) => hour * 60 + minute));
    this.#months = new Set(fields.months);
  }

  /** The first of its times at or after `wall`; null if there is none within 50 years. */
  next(wall: number): number | null {
    const minute = Math.ceil(wall / MINUTE);
    const today = Math.floor(minute / MINUTES_A_DAY);
    for (let day = today; day <= today + HORIZON;) {
      const date = new Date(day * DAY);
      if (!this.#months.has(date.getUTCMonth() + 1)) {
        day = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1) / DAY;
        continue;
      }
      const time = this.#hasDay(date)
        ? this.#times[day === today ? this.#countBefore(minute - day * MINUTES_A_DAY) : 0]
        : undefined;
      if (time !== undefined) return day * DAY + time * MINUTE;
      day++;
    }
    return null;
  }

  /** The last of its times before `wall`; null if there is none within 50 years. */
  previous(wall: number): number | null {
    const minute = Math.ceil(wall / MINUTE);
    const today = Math.floor((minute - 1) / MINUTES_A_DAY);
    for (let day = today; day >= today - HORIZON;) {
      const date = new Date(day * DAY);
      if (!this.#months.has(date.getUTCMonth() + 1)) {
        day = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1) / DAY - 1;
        continue;
      }
      const before = day === today ? this.#countBefore(minute - day * MINUTES_A_DAY) : this.#times.length;
      const time = this.#hasDay(date) ? this.#times[before - 1] : undefined;
      if (time !== undefined) return day * DAY + time * MINUTE;
      day--;
    }
    return null;
  }

  /** How many of its times there are from `from` on and before `until`. Takes time by the day, not by the minute. */
  count(from: number, until: number): number {
    const first = Math.ceil(from / MINUTE);
    const end = Math.ceil(until / MINUTE);
    let sum = 0;
    for (let day = Math.floor(first / MINUTES_A_DAY); day * MINUTES_A_DAY < end; day++) {
      const date = new Date(day * DAY);
      if (!this.#months.has(date.getUTCMonth() + 1) || !this.#hasDay(date)) continue;
      const start = day * MINUTES_A_DAY;
      sum += this.#countBefore(end - start) - this.#countBefore(first - start);
    }
    return sum;
  }

  /** How many times of the day are before a minute of it. */
  #countBefore(minute: number): number {
    let low = 0;
    for (let high = this.#times.length; low < high;) {
      const middle = (low + high) >> 1;
      if (this.#times[middle]! < minute) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Whether it comes on a day of one of its months: where day of month and day of week are both given, one of them is enough. */
  #hasDay(date: Date): boolean {
    const { anyDay, anyWeekday } = this.fields;
    if (anyDay || anyWeekday) return (anyDay || this.#hasDayOfMonth(date)) && (anyWeekday || this.#hasWeekday(date));
    return this.#hasDayOfMonth(date) || this.#hasWeekday(date);
  }

  #hasDayOfMonth(date: Date): boolean {
    const day = date.getUTCDate();
    return this.fields.days.includes(day) || (this.fields.lastDay && day === daysInMonth(date));
  }

  #hasWeekday(date: Date): boolean {
    const { weekdays, lastWeekdays, nth } = this.fields;
    const day = date.getUTCDate();
    if (weekdays.includes(date.getUTCDay()) && (nth === 0 || Math.ceil(day / 7) === nth)) return true;
    return lastWeekdays.includes(date.getUTCDay()) && day + 7 > daysInMonth(date);
  }
}

function daysInMonth(date: Date): number {
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
}
