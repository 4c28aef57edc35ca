/**
 * When a schedule comes, found out without any of the product's code: walk through the minutes of UTC, ask Intl.DateTimeFormat what the clock on
 * the wall shows, and match its figures with the fields. What the clocks leave out and show twice is seen by comparing neighbouring minutes.
 */

const MINUTE = 60_000;
const DAY = 86_400_000;

/** What the wall clocks of one zone show at each minute of UTC, in minutes since 1970 as if that were UTC. */
export class WallClock {
  readonly #days = new Map<number, Float64Array>();
  readonly #format: Intl.DateTimeFormat;

  constructor(readonly timeZone: string) {
    this.#format = new Intl.DateTimeFormat("en-GB", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
    });
  }

  /** `day`: since 1970, of UTC. */
  minutesOf(day: number): Float64Array {
    const known = this.#days.get(day);
    if (known !== undefined) return known;
    const walls = Float64Array.from({ length: 1440 }, (_, minute) => this.#read(day * DAY + minute * MINUTE));
    this.#days.set(day, walls);
    return walls;
  }

  #read(instant: number): number {
    const figures = this.#format.format(instant).match(/\d+/g)!.map(Number);
    const [day = 0, month = 0, year = 0, hour = 0, minute = 0] = figures;
    return Date.UTC(year, month - 1, day, hour, minute) / MINUTE;
  }
}

/** Whether a minute of a wall clock fits five fields. Understands what the tests use: numbers, names, lists, ranges, steps, `?`, `L`, `5L`, `1#2`. */
export interface Matcher {
  day(wallDay: number): boolean;
  time(minuteOfDay: number): boolean;
  readonly everyHour: boolean;
}

export function matcherOf(expression: string): Matcher {
  const [minute = "", hour = "", day = "", month = "", weekday = ""] = expression.toUpperCase().split(" ");
  const has = (field: string, value: number, first: number, last: number) =>
    field.split(",").some((item) => inItem(item, value, first, last));
  return {
    day(wallDay) {
      const date = new Date(wallDay * DAY);
      if (!has(named(month, MONTHS, 1), date.getUTCMonth() + 1, 1, 12)) return false;
      const fitsDay = has(day, date.getUTCDate(), 1, 31) || (day.split(",").includes("L") && isLast(wallDay, 1));
      const fitsWeekday = named(weekday, WEEKDAYS, 0)
        .split(",")
        .some((item) => weekdayFits(item, wallDay));
      const free = (field: string) => field === "*" || field === "?";
      return free(day) || free(weekday) ? fitsDay && fitsWeekday : fitsDay || fitsWeekday;
    },
    time: (minuteOfDay) => has(hour, Math.floor(minuteOfDay / 60), 0, 23) && has(minute, minuteOfDay % 60, 0, 59),
    everyHour: Array.from({ length: 24 }, (_, each) => each).every((each) => has(hour, each, 0, 23)),
  };
}

const MONTHS = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split(" ");
const WEEKDAYS = "SUN MON TUE WED THU FRI SAT".split(" ");

function named(field: string, names: readonly string[], first: number): string {
  return names.reduce((text, name, index) => text.replaceAll(name, String(index + first)), field);
}

function inItem(item: string, value: number, first: number, last: number): boolean {
  const [range = "", step] = item.split("/");
  const [low = "", high] = /^[*?]$/.test(range) ? [String(first), String(last)] : range.split("-");
  const end = high ?? (step === undefined ? low : String(last));
  return value >= Number(low) && value <= Number(end) && (value - Number(low)) % Number(step ?? 1) === 0;
}

function weekdayFits(item: string, wallDay: number): boolean {
  const date = new Date(wallDay * DAY);
  const isDay = (text: string) => Number(text) % 7 === date.getUTCDay();
  if (item.endsWith("L")) return isDay(item.slice(0, -1)) && isLast(wallDay, 7);
  const [day = "", nth] = item.split("#");
  if (nth !== undefined) return isDay(day) && Math.floor((date.getUTCDate() - 1) / 7) + 1 === Number(nth);
  return inItem(item, date.getUTCDay(), 0, 7) || (date.getUTCDay() === 0 && inItem(item, 7, 0, 7));
}

/** Whether there is no such day in the same month so many days later. */
function isLast(wallDay: number, later: number): boolean {
  return new Date((wallDay + later) * DAY).getUTCMonth() !== new Date(wallDay * DAY).getUTCMonth();
}

/** The first slots after an instant, ISO 8601. */
export function slotsByWalking(expression: string, clock: WallClock, after: number, count: number): string[] {
  const matcher = matcherOf(expression);
  const found: string[] = [];
  const times = Array.from({ length: 1440 }, (_, minuteOfDay) => matcher.time(minuteOfDay));
  const fits = (wall: number) => times[((wall % 1440) + 1440) % 1440]! && matcher.day(Math.floor(wall / 1440));
  for (let day = Math.floor(after / DAY); found.length < count; day++) {
    if (![day - 1, day, day + 1].some((near) => matcher.day(near))) continue;
    const before = clock.minutesOf(day - 1);
    let shown = Math.max(...before);
    let last = before[1439]!;
    for (const [minute, wall] of clock.minutesOf(day).entries()) {
      let slot = fits(wall) && (wall > shown || matcher.everyHour);
      for (let left = last + 1; left < wall; left++) slot ||= left > shown && fits(left);
      const instant = day * DAY + minute * MINUTE;
      if (slot && instant > after && found.length < count) found.push(new Date(instant).toISOString());
      shown = Math.max(shown, wall);
      last = wall;
    }
  }
  return found;
}
