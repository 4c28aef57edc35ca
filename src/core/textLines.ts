/** The lines of a text around a place, as whoever edits it in its author's manner needs them. */

/** Where the line of an offset starts. */
export function lineStart(text: string, at: number): number {
  return at === 0 ? 0 : text.lastIndexOf("\n", at - 1) + 1;
}

/** The white space that the line of an offset starts with. */
export function indentAt(text: string, at: number): string {
  return /^[ \t]*/.exec(text.slice(lineStart(text, at)))![0];
}

/** Whether only white space stands before an offset on its line. */
export function beginsLine(text: string, at: number): boolean {
  return text.slice(lineStart(text, at), at).trim() === "";
}

/** How lines end from an offset on, or in the text at all. */
export function newlineNear(text: string, at: number): string {
  const [newline = "\n"] = /\r?\n/.exec(text.slice(at)) ?? /\r?\n/.exec(text) ?? [];
  return newline;
}

/** The line of an offset, from 1. */
export function lineNumber(text: string, at: number): number {
  return text.slice(0, at).split("\n").length;
}
