/** Instants of schedules in words, by the clocks of their time zone. Pure. */

/** What the clocks of a place show. */
interface Wall {
  /** Days since 1 January 1970 there. */
  readonly day: number;
  readonly year: string;
  /** "Mon". */
  readonly weekday: string;
  /** "1 Dec". */
  readonly date: string;
  /** "09:00". */
  readonly time: string;
}

const DAY_MS = 86_400_000;
const NEAR_DAYS: ReadonlyMap<number, string> = new Map([
  [-1, "yesterday"],
  [0, "today"],
  [1, "tomorrow"],
]);

/**
 * An instant (ISO 8601) as "today 09:00", "tomorrow 09:00", "Mon 09:00" within a week, "1 Dec 09:00", "1 Jan 2028 09:00". By UTC, which is then
 * said, where this machine does not know the time zone.
 */
export function whenWords(iso: string, timeZone: string, now: Date): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return "at an unknown time";
  const clock = clockOf(timeZone);
  if (clock === null) return `${whenWords(iso, "UTC", now)} UTC`;
  const [then, today] = [wallAt(clock, at), wallAt(clock, now)];
  const days = then.day - today.day;
  const near = NEAR_DAYS.get(days) ?? (days > 1 && days < 7 ? then.weekday : null);
  return `${near ?? (then.year === today.year ? then.date : `${then.date} ${then.year}`)} ${then.time}`;
}

/** When a schedule comes next: "next today 09:00". What has come already waits for its jitter, or for whoever is to run it. */
export function nextWords(iso: string, timeZone: string, now: Date): string {
  return Date.parse(iso) <= now.getTime() ? "due now" : `next ${whenWords(iso, timeZone, now)}`;
}

/** The time zone of this machine. */
export function machineZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

function clockOf(timeZone: string): Intl.DateTimeFormat | null {
  const parts = { year: "numeric", month: "short", day: "numeric", weekday: "short" } as const;
  try {
    return new Intl.DateTimeFormat("en-US", {
      ...parts,
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
      timeZone,
    });
  } catch {
    return null; // a RangeError: there is no such zone
  }
}

function wallAt(clock: Intl.DateTimeFormat, at: Date): Wall {
  const parts = new Map(clock.formatToParts(at).map(({ type, value }) => [type, value]));
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? "";
  const date = `${part("day")} ${part("month")}`;
  return {
    day: Date.parse(`${date} ${part("year")} UTC`) / DAY_MS,
    year: part("year"),
    weekday: part("weekday"),
    date,
    time: `${part("hour")}:${part("minute")}`,
  };
}
