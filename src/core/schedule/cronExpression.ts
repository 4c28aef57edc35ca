/** From what somebody typed to five fields that can be scheduled, or to one clear sentence why not. */
import type { DriftError } from "../../shared/errors";
import { type CronFields, parseFields, type WrittenFields } from "./cronFields";
import { cronRefusal, quoted } from "./cronRefusal";
import { wordsFor } from "./cronWords";
import { type Complaint, complaintAbout, FIELD_KINDS } from "./fieldGrammar";

/** Longer than an expression that names every value of every field. */
const LONGEST_EXPRESSION = 500;

const MACROS: ReadonlyMap<string, WrittenFields> = new Map([
  ["@hourly", ["0", "*", "*", "*", "*"]],
  ["@daily", ["0", "0", "*", "*", "*"]],
  ["@midnight", ["0", "0", "*", "*", "*"]],
  ["@weekly", ["0", "0", "*", "*", "0"]],
  ["@monthly", ["0", "0", "1", "*", "*"]],
  ["@yearly", ["0", "0", "1", "1", "*"]],
  ["@annually", ["0", "0", "1", "1", "*"]],
]);

/** What other schedulers have besides, and what it is here. */
const FOREIGN_MACROS: ReadonlyMap<string, string> = new Map([
  ["@minutely", "* * * * *"],
  ["@secondly", "* * * * *"],
  ["@every_minute", "* * * * *"],
  ["@weekdays", "0 0 * * 1-5"],
  ["@weekends", "0 0 * * 0,6"],
]);

/** An expression that can be scheduled. */
export interface CronExpression {
  /** As it is kept: trimmed, single blanks, macros in small letters. */
  readonly text: string;
  readonly fields: CronFields;
}

/** Reads a cron expression of five fields, or a macro. Throws "usage". */
export function readExpression(typed: string): CronExpression {
  if (typed.length > LONGEST_EXPRESSION) throw cronRefusal(`${quoted(typed)} is too long for a cron expression.`);
  const text = typed.trim().replaceAll(/\s+/g, " ");
  if (text === "") throw cronRefusal("The cron expression is empty.");
  if (/[^\x20-\x7e]/.test(text)) throw cronRefusal(`The cron expression ${quoted(text)} has characters that none has.`);
  if (text.startsWith("@")) return readMacro(text);
  const words = text.split(" ");
  if (!isFive(words)) throw wrongCount(text, words);
  return { text, fields: readFive(words) };
}

function readMacro(text: string): CronExpression {
  const macro = text.toLowerCase();
  const written = MACROS.get(macro);
  const fields = written === undefined ? null : parseFields(written);
  if (fields !== null) return { text: macro, fields };
  const foreign = FOREIGN_MACROS.get(macro);
  if (foreign !== undefined) throw cronRefusal(`${quoted(text)} is not known here.`, `Write "${foreign}".`);
  if (macro === "@reboot") {
    const wayOut = "Let checks run when a folder is opened instead: terraformDrift.check.onOpen.";
    throw cronRefusal('"@reboot" is the start of a machine, not a time.', wayOut);
  }
  const every = everyWords(macro);
  if (every !== null) throw cronRefusal(`${quoted(text)} is not a cron expression.`, `Write "${every}".`);
  throw cronRefusal(
    `${quoted(text)} is not known here.`,
    `Write five fields, or one of ${[...MACROS.keys()].join(", ")}.`,
  );
}

/** "@every 15m" as five fields, where minutes or hours of a day can say it. */
function everyWords(macro: string): string | null {
  const [, count = "", unit = ""] = /^@every (\d{1,2})([mh])$/.exec(macro) ?? [];
  const number = Number(count);
  if (unit === "m" && number > 0 && 60 % number === 0) return number === 60 ? "0 * * * *" : `*/${number} * * * *`;
  if (unit === "h" && number > 0 && 24 % number === 0) return number === 24 ? "0 0 * * *" : `0 */${number} * * *`;
  return null;
}

function replaced(written: WrittenFields, at: number, field: string): WrittenFields {
  const words: readonly string[] = written.with(at, field);
  return isFive(words) ? words : written;
}

function isFive(words: readonly string[]): words is WrittenFields {
  return words.length === 5;
}

function wrongCount(text: string, words: readonly string[]): DriftError {
  const count = words.length;
  const shown = quoted(text);
  const first = words.slice(0, 5);
  if (count < 5) {
    return cronRefusal(`A cron expression has five fields, and ${shown} has ${count === 1 ? "one" : count}.`);
  }
  if (count > 7 || words.slice(5).some((word) => !isFieldLike(word))) {
    const message = `A cron expression has five fields, and ${shown} has ${count} words.`;
    return cronRefusal(message, offer([first], "Without what follows it is"));
  }
  if (count === 7) {
    const message = `${shown} has seven fields, and seconds and years are not known here.`;
    return cronRefusal(message, offer([words.slice(1, 6)], "Without seconds and year it is"));
  }
  if (/^(?:19|20)\d\d(?:[-,/]|$)/.test(words[5]!)) {
    const message = `${shown} has a sixth field, and years are not known here.`;
    return cronRefusal(message, offer([first], "Without the year it is"));
  }
  const message = `${shown} has a sixth field, for seconds, and checks run once a minute at most.`;
  return cronRefusal(message, offer([words.slice(1), first], "Without seconds it is"));
}

/** Whether a word could be a field of some scheduler's, and is no command of a crontab. */
function isFieldLike(word: string): boolean {
  return /^[\dA-Za-z*?,#/-]+$/.test(word) && !/^\/|[a-z]{4}/i.test(word);
}

/** The first of these that would be accepted, and what it means, in a sentence; undefined if none is. */
function offer(candidates: readonly (readonly string[])[], words: string): string | undefined {
  for (const candidate of candidates) {
    const fields = isFive(candidate) && complaintIn(candidate) === null ? parseFields(candidate) : null;
    if (fields !== null) return `${words} "${candidate.join(" ")}" (${wordsFor(fields)}).`;
  }
  return undefined;
}

/** What is wrong with the first field that something is wrong with, and which that is. */
function complaintIn(written: WrittenFields): (Complaint & { readonly at: number }) | null {
  for (const [at, kind] of FIELD_KINDS.entries()) {
    const complaint = complaintAbout(written[at]!, kind);
    if (complaint !== null) return { ...complaint, at };
  }
  return null;
}

function readFive(written: WrittenFields): CronFields {
  const complaint = complaintIn(written);
  if (complaint === null) return parseFields(written) ?? never(written);
  const { message, instead, wayOut, at } = complaint;
  throw cronRefusal(
    message,
    (instead === undefined ? undefined : offer([replaced(written, at, instead)], "Write")) ?? wayOut,
  );
}

/** Every field by itself is right, and cron-parser refuses them: together they never come. */
function never(written: WrittenFields): never {
  const text = quoted(written.join(" "));
  if (parseFields(replaced(written, 2, "1")) === null)
    throw cronRefusal(`${text} cannot be read as a cron expression.`);
  const message = `${text} never comes: those months do not have day ${quoted(written[2])}.`;
  throw cronRefusal(message, offer([replaced(written, 2, "L")], "Write"));
}
