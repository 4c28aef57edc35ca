/**
 * The slots of a schedule: the instants at which it comes, in milliseconds since 1970.
 *
 * The rule where the clocks of its time zone are changed, whatever the length of the change:
 * - Forwards: times that the clock leaves out come all together once, at the first instant after the gap. A slot that is there anyway is that one.
 * - Backwards: times that the clock shows twice come the first time only; but a schedule that comes in each of the 24 hours of its days follows
 *   the time that passes, and comes both times.
 * cron-parser is not asked: it skips a day where the gap is of half an hour, and drops repeated times of schedules that come every hour.
 */
import type { CronSchedule } from "./cron";
import { stretchesOf } from "./zoneStretches";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** No clock is further from UTC, with an hour to spare. */
const FURTHEST = 15 * HOUR;
/** Reaches from the time on the wall that comes next over every instant at which a clock may show it. */
const WINDOW = 2 * FURTHEST + 10 * HOUR;
/** Slots are counted so many days at a time. */
const COUNTED_AT_ONCE = 30 * DAY;
/** Before 1900 and after 9000 nobody schedules. */
const EARLIEST = Date.UTC(1900, 0);
const LATEST = Date.UTC(9000, 0);

/** The first slot after an instant; null if there is none within 50 years. */
export function nextSlot({ calendar, timeZone }: CronSchedule, after: number): number | null {
  if (!isUsable(after)) return null;
  for (let from = after + 1; ;) {
    const wall = calendar.next(from - FURTHEST);
    if (wall === null || wall > LATEST) return null;
    from = Math.max(from, wall - FURTHEST);
    for (const piece of piecesOf({ calendar, timeZone }, from, from + WINDOW)) {
      if (piece.gap) return piece.from;
      const time = calendar.next(piece.from + piece.offset);
      if (time !== null && time - piece.offset < piece.until) return time - piece.offset;
    }
    from += WINDOW;
  }
}

/** The last slot before an instant; null if there is none within 50 years. */
export function previousSlot({ calendar, timeZone }: CronSchedule, before: number): number | null {
  if (!isUsable(before)) return null;
  for (let until = before; ;) {
    const wall = calendar.previous(until + FURTHEST);
    if (wall === null || wall < EARLIEST) return null;
    until = Math.min(until, wall + FURTHEST);
    for (const piece of piecesOf({ calendar, timeZone }, until - WINDOW, until).reverse()) {
      const time = calendar.previous(piece.until + piece.offset);
      if (time !== null && time - piece.offset >= piece.from) return time - piece.offset;
      if (piece.gap) return piece.from;
    }
    until -= WINDOW;
  }
}

/** The next `count` slots after an instant, or as many as there are. */
export function nextSlots(schedule: CronSchedule, count: number, after: number): number[] {
  return slotsBetween(schedule, after, Infinity, count);
}

/** The slots after `after`, up to and with `until`, the first ones if there are more than `most`. */
export function slotsBetween(schedule: CronSchedule, after: number, until: number, most: number): number[] {
  const slots: number[] = [];
  for (let last = after; slots.length < most;) {
    const slot = nextSlot(schedule, last);
    if (slot === null || slot > until) break;
    slots.push(slot);
    last = slot;
  }
  return slots;
}

/** How many slots there are after `after`, up to and with `until`. A year takes a few milliseconds, however often the schedule comes. */
export function countSlots({ calendar, timeZone }: CronSchedule, after: number, until: number): number {
  if (!isUsable(after) || !isUsable(until)) return 0;
  let sum = 0;
  for (let from = after + 1; from <= until; from += COUNTED_AT_ONCE) {
    for (const piece of piecesOf({ calendar, timeZone }, from, Math.min(until + 1, from + COUNTED_AT_ONCE))) {
      const first = piece.from + piece.offset;
      if (piece.gap && calendar.next(first) !== first) sum++;
      sum += calendar.count(first, piece.until + piece.offset);
    }
  }
  return sum;
}

function isUsable(instant: number): boolean {
  return instant >= EARLIEST && instant <= LATEST;
}

/** A time in which the clock runs evenly and each of the schedule's times on it is a slot. */
interface Piece {
  readonly from: number;
  readonly until: number;
  readonly offset: number;
  /** Its start is a slot because the clock left out some of the schedule's times right before. */
  readonly gap: boolean;
}

/** What of the time from `from` on and before `until` has slots, in its order. */
function piecesOf(
  { calendar, timeZone }: Pick<CronSchedule, "calendar" | "timeZone">,
  from: number,
  until: number,
): Piece[] {
  const pieces: Piece[] = [];
  /** Up to where the clock has come. A day and some hours before are enough: no clock was ever put back by more than a day. */
  let shown = -Infinity;
  for (const stretch of stretchesOf(timeZone, from - DAY - FURTHEST, until)) {
    const { offset } = stretch;
    const gap = shown < stretch.from + offset && shown > -Infinity && hasTime(calendar, shown, stretch.from + offset);
    const start = calendar.everyHour ? stretch.from : Math.max(stretch.from, Math.min(stretch.until, shown - offset));
    if (stretch.until > from) {
      const first = Math.max(start, from);
      pieces.push({ from: first, until: Math.max(first, stretch.until), offset, gap: gap && stretch.from >= from });
    }
    shown = Math.max(shown, stretch.until + offset);
  }
  return pieces;
}

function hasTime(calendar: CronSchedule["calendar"], from: number, until: number): boolean {
  const time = calendar.next(from);
  return time !== null && time < until;
}
