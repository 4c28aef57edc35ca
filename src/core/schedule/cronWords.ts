/**
 * A schedule in words. cronstrue describes what is written, which is not always when it comes: "0/45" comes at 0 and 45 minutes past and not
 * "every 45 minutes", and where both days are given one is enough. So it is asked for the parts, in a form that it describes rightly.
 */
import { toString as describe } from "cronstrue";
import type { CronFields } from "./cronFields";

/** As many times of day are named one by one. */
const MOST_TIMES = 6;
const MIDNIGHT = "At 12:00 AM";

/** As in "At 09:00 AM, Monday through Friday"; the fields as they were written where no words are found. */
export function wordsFor(fields: CronFields): string {
  try {
    return timeWords(fields) + dayWords(fields) + after(`* ${listed(fields.written[3], fields.months, 12)} *`);
  } catch {
    return fields.written.join(" "); // cronstrue's grammar is its own
  }
}

function timeWords({ written: [minute, hour], minutes, hours }: CronFields): string {
  const steps = stepOf(hour, hours, 24);
  const range = rangeOf(hours, 24);
  if (steps === null && range !== "*" && minutes.length * hours.length <= MOST_TIMES) {
    return `At ${inList(hours.flatMap((each) => minutes.map((past) => clock(each, past))))}`;
  }
  const past = stepOf(minute, minutes, 60) ?? rangeOf(minutes, 60) ?? minutes.join(",");
  if (minutes.length === 1) return words(`${past} ${steps ?? range ?? hours.join(",")} * * *`);
  if (range !== null) return words(`${past} ${range} * * *`);
  const starts = inList(hours.map((each) => clock(each, 0)));
  return `${words(`${past} * * * *`)}, in the hours that start at ${starts}`;
}

function dayWords(fields: CronFields): string {
  const { written, days, weekdays, anyDay, anyWeekday } = fields;
  const eachWeekday = weekdays.length === 7 && fields.nth === 0;
  const day = anyDay ? "" : after(`${listed(written[2], days, 31)} * *`);
  const weekday = anyWeekday ? "" : after(`* * ${eachWeekday ? "*" : listed(written[4], weekdays, 7)}`);
  if (anyDay || anyWeekday) return day + weekday;
  return day === "" || weekday === "" ? "" : `${day} or ${weekday.replace(/^, (?:only )?/, "")}`;
}

/** What is said besides the time, as in ", only on Monday". `days`: day of month, month and day of week. */
function after(days: string): string {
  const text = words(`0 0 ${days}`);
  if (!text.startsWith(MIDNIGHT)) throw new Error(`unexpected words: ${text}`);
  return text.slice(MIDNIGHT.length);
}

/** As it was written, for ranges read well; but steps as the values that they stand for, and `*` where that is all of them. */
function listed(written: string, values: readonly number[], count: number): string {
  if (values.length === count) return "*";
  return written.includes("/") && !/[l#]/i.test(written) ? values.join(",") : written;
}

/** A step that goes evenly through the whole field, as it was written: only that is "every 15 minutes". */
function stepOf(written: string, values: readonly number[], count: number): string | null {
  if (!/^[^,-]+\/\d+$/.test(written) || values.length < 2) return null;
  const step = values[1]! - values[0]!;
  return step > 1 && step * values.length === count ? `${values[0] === 0 ? "*" : values[0]}/${step}` : null;
}

/** Values without a hole between them; null if there is one. */
function rangeOf(values: readonly number[], count: number): string | null {
  const first = values[0]!;
  const last = values.at(-1)!;
  if (values.length === count) return "*";
  if (last - first + 1 !== values.length) return null;
  return first === last ? String(first) : `${first}-${last}`;
}

function words(expression: string): string {
  return describe(expression, { throwExceptionOnParseError: true });
}

function clock(hour: number, minute: number): string {
  const two = (number: number) => String(number).padStart(2, "0");
  return `${two(hour % 12 || 12)}:${two(minute)} ${hour < 12 ? "AM" : "PM"}`;
}

/** As cronstrue lists: no comma before the last of two, one before the last of more. */
function inList(items: readonly string[]): string {
  if (items.length < 3) return items.join(" and ");
  return `${items.slice(0, -1).join(", ")}, and ${items.at(-1)!}`;
}
