/**
 * What is wrong with one field of a cron expression, in words. cron-parser decides what is accepted; this knows why it refuses, and refuses
 * besides what it takes for something that nobody means (`H`, a step that is larger than its field).
 */
import { quoted } from "./cronRefusal";

interface FieldKind {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  /** The greatest number that may be written; 7 is Sunday too. */
  readonly greatest: number;
  readonly names: readonly string[];
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const WEEKDAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

/** In the order in which they are written. */
export const FIELD_KINDS = [
  { name: "minute", min: 0, max: 59, greatest: 59, names: [] },
  { name: "hour", min: 0, max: 23, greatest: 23, names: [] },
  { name: "day of the month", min: 1, max: 31, greatest: 31, names: [] },
  { name: "month", min: 1, max: 12, greatest: 12, names: MONTHS },
  { name: "day of the week", min: 0, max: 6, greatest: 7, names: WEEKDAYS },
] as const satisfies readonly FieldKind[];

const [, , DAY, , WEEKDAY] = FIELD_KINDS;

/** One sentence, and how the field could be written instead. */
export interface Complaint {
  readonly message: string;
  /** What probably was meant, not yet checked. */
  readonly instead?: string;
  /** Said where there is no `instead`, or something else is wrong besides. */
  readonly wayOut?: string;
}

/** What is wrong with a field; null if nothing is that this knows of. */
export function complaintAbout(field: string, kind: FieldKind): Complaint | null {
  const items = field.split(",");
  if (items.includes("")) {
    const message = `There is a comma too many in the ${kind.name} ${quoted(field)}.`;
    return { message, instead: items.filter((item) => item !== "").join(",") };
  }
  const seen = new Set<number>();
  for (const item of items) {
    const complaint = special(item, kind, items.length) ?? plain(item, kind);
    if (complaint !== null) return complaint;
    for (const value of valuesOf(item, kind)) {
      if (seen.has(value)) return twice(field, value, kind);
      seen.add(value);
    }
  }
  return null;
}

function twice(field: string, value: number, kind: FieldKind): Complaint {
  const message = `The ${kind.name} ${quoted(field)} names ${nameOf(value, kind)} more than once.`;
  const items = field.split(",");
  if (items.some((item) => plain(item, kind) !== null)) return { message };
  const all = items.find((item) => item === "*" || item === "?");
  const values = [...new Set(items.flatMap((item) => valuesOf(item, kind)))].sort((a, b) => a - b);
  const lasts = items.filter((item) => /l$/i.test(item));
  return {
    message,
    instead: all ?? [...new Set([...values, ...lasts])].join(","),
  };
}

function nameOf(value: number, kind: FieldKind): string {
  return kind === WEEKDAY ? kind.names[value]! : String(value);
}

/** `H`, `W`, `L` and `#`, which each scheduler understands in a way of its own. */
function special(item: string, kind: FieldKind, itemCount: number): Complaint | null {
  const shown = quoted(item);
  const [hashed, step] = /^h(?:\([^)]*\))?(\/\d+)?$/i.exec(item) ?? [];
  if (hashed !== undefined) {
    const message = `${shown} is Jenkins' way to let a machine choose the ${kind.name}, and not known here.`;
    const wayOut = "Write a number: checks that are due together are spread by themselves.";
    return { message, wayOut, ...(step === undefined ? {} : { instead: `*${step}` }) };
  }
  if (kind === DAY && /^(?:l|\d+)w$/i.test(item)) {
    const wayOut = 'Write the day itself, as in "15", or days of the week, as in "1-5".';
    return { message: `The working day that is nearest to a day (${shown}) is not known here.`, wayOut };
  }
  if (kind === DAY && /^l-\d+$/i.test(item)) {
    return {
      message: `Days counted from the end of the month (${shown}) are not known here, only the last one.`,
      instead: "L",
    };
  }
  if (kind === WEEKDAY && /^l$/i.test(item)) {
    const message = `The day of the week "L" does not say of which day the last one in the month is meant.`;
    return { message, wayOut: 'Write "5L" for the last Friday of the month, or "6" for each Saturday.' };
  }
  if (kind !== WEEKDAY || !item.includes("#")) return null;
  const [day = "", nth = "", more] = item.split("#");
  if (itemCount > 1) {
    return { message: `${shown} cannot be one of several days.`, wayOut: "Add a schedule for each of them." };
  }
  const weekday = numberOf(day, kind);
  if (weekday === null || weekday > kind.greatest || nth === "" || more !== undefined) return unreadable(item, kind);
  if (/^[1-5]$/.test(nth)) return null;
  return {
    message: `No day of the week comes more than five times in a month: ${shown}.`,
    wayOut: 'Write "#1" to "#5", as in "1#2" for the second Monday.',
  };
}

function plain(item: string, kind: FieldKind): Complaint | null {
  const read = readItem(item, kind);
  if (read === "special") return null;
  if (read === null) return unreadable(item, kind);
  const { from, to, step } = read;
  for (const value of [from, to]) {
    if (value < kind.min || value > kind.greatest) return outOfRange(item, value, kind);
  }
  if (from > to) return reversed(item, from, to, step, kind);
  const count = kind.max - kind.min + 1;
  if (step === 0)
    return { message: `${quoted(item)} never gets on: its step is 0.`, instead: item.replace(/\/0+$/, "") };
  if (step !== null && step > count) {
    const message = `The step of ${quoted(item)} is larger than its field: there are ${count} values for the ${kind.name}, so it is ${from} each time.`;
    return { message, instead: String(from) };
  }
  return null;
}

function outOfRange(item: string, value: number, kind: FieldKind): Complaint {
  const shown = item === String(value) ? quoted(item) : `${quoted(item)}: ${value}`;
  const names = kind.names.length === 0 ? "" : `, or ${kind.names[0]} to ${kind.names.at(-1)!}`;
  return {
    message: `There is no ${kind.name} ${shown}.`,
    wayOut: `The ${kind.name} is ${kind.min} to ${kind.greatest}${names}.`,
  };
}

function reversed(item: string, from: number, to: number, step: number | null, kind: FieldKind): Complaint {
  const message = `The range ${quoted(item)} runs backwards.`;
  if (kind === WEEKDAY && to === 0) return { message, instead: `${from}-7${step === null ? "" : `/${step}`}` };
  const range = (first: number, last: number) => (first === last ? String(first) : `${first}-${last}`);
  if (step === null) return { message, instead: `${range(from, kind.max)},${range(kind.min, to)}` };
  const count = kind.max - kind.min + 1;
  const values: number[] = [];
  for (let value = from; step > 0 && value <= to + count; value += step)
    values.push(((value - kind.min) % count) + kind.min);
  return { message, instead: values.sort((a, b) => a - b).join(",") };
}

function unreadable(item: string, kind: FieldKind): Complaint {
  const name = kind.names.find((candidate) => item.toLowerCase().startsWith(candidate));
  const message = `The ${kind.name} ${quoted(item)} cannot be read.`;
  const wayOut = `Write a number from ${kind.min} to ${kind.greatest}, a range such as "1-5", a list such as "1,3", or "*".`;
  return /^[a-z]+$/i.test(item) && name !== undefined ? { message, instead: name, wayOut } : { message, wayOut };
}

interface Item {
  readonly from: number;
  readonly to: number;
  readonly step: number | null;
}

/** "special": one of those that stand for a day which each month has to be asked for. */
function readItem(item: string, kind: FieldKind): Item | "special" | null {
  if (kind === DAY && /^l$/i.test(item)) return "special";
  if (kind === WEEKDAY && item.includes("#")) return "special";
  if (kind === WEEKDAY && /^.+l$/i.test(item)) return numberOf(item.slice(0, -1), kind) === null ? null : "special";
  const [, range, stepText] = /^([^/]+)(?:\/(\d{1,9}))?$/.exec(item) ?? [];
  if (range === undefined) return null;
  const step = stepText === undefined ? null : Number(stepText);
  if (range === "*" || range === "?") return { from: kind.min, to: kind.max, step };
  const [first = "", last, more] = range.split("-");
  const from = numberOf(first, kind);
  const to = last === undefined ? (step === null ? from : Math.max(from ?? 0, kind.greatest)) : numberOf(last, kind);
  return from === null || to === null || more !== undefined ? null : { from, to, step };
}

function numberOf(text: string, kind: FieldKind): number | null {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  const index = kind.names.indexOf(text.toLowerCase());
  return index < 0 ? null : index + kind.min;
}

/** Of an item that nothing is wrong with. Sunday is 0. */
function valuesOf(item: string, kind: FieldKind): number[] {
  const read = readItem(item, kind);
  if (read === null || read === "special") return [];
  const values = new Set<number>();
  for (let value = read.from; value <= read.to; value += Math.max(1, read.step ?? 1)) {
    values.add(kind === WEEKDAY ? value % 7 : value);
  }
  return [...values];
}
