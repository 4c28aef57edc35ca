import { stripVTControlCharacters } from "node:util";

/** Longest text that is taken from one message of Terraform's, in characters. */
const MAX_LENGTH = 20_000;

/**
 * Text of a foreign program, fit for a terminal, a page and a log: without escape sequences, control characters (line
 * feeds and tabs stay) and marks that reverse the direction of writing, and of bounded length.
 */
export function printable(text: string): string {
  const cut = text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text;
  return stripVTControlCharacters(cut).replace(/[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069]/gu, "");
}
