import { DriftError } from "../../shared/errors";
import { printable } from "../terraform/printable";

const LONGEST_QUOTATION = 60;

/** What is said where nothing nearer can be offered. */
const EXAMPLE = 'Write minute, hour, day of month, month and day of week: "0 9 * * 1-5" is 9:00 from Monday to Friday.';

/** What somebody typed, fit for a sentence: visible, on one line, not too long. */
export function quoted(text: string): string {
  const line = printable(text.slice(0, 4 * LONGEST_QUOTATION)).replaceAll(/\s+/g, " ");
  return line.length > LONGEST_QUOTATION ? `"${line.slice(0, LONGEST_QUOTATION)}…"` : `"${line}"`;
}

/** The refusal of a cron expression: one sentence, and a way out that explains the format where none is given. */
export function cronRefusal(message: string, wayOut = EXAMPLE): DriftError {
  return new DriftError("usage", message, wayOut);
}
