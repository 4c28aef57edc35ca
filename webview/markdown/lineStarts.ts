/** What the beginning of a line says. */

export interface ListMarker {
  /** Items of one list have the same. */
  readonly type: string;
  readonly start: number | null;
  /** Columns before the marker, and before what follows it. */
  readonly indent: number;
  readonly content: number;
  readonly rest: string;
}

const LIST_MARKER = /^( *)(?:([-*+])|(\d{1,9})([.)]))(?:( +)(.*)|)$/s;

export function listMarker(line: string): ListMarker | null {
  const found = LIST_MARKER.exec(line);
  if (found === null) return null;
  const [, indent = "", bullet, number = "", delimiter = "", space = "", after = ""] = found;
  const width = indent.length + (bullet?.length ?? number.length + 1);
  const isBlank = after === "";
  return {
    type: bullet ?? delimiter,
    start: bullet === undefined ? Number(number) : null,
    indent: indent.length,
    content: width + (isBlank || space.length > 4 ? 1 : space.length),
    rest: isBlank ? "" : after,
  };
}

/** What follows the mark of a quote; null if there is none. */
export function quoted(line: string): string | null {
  const found = /^ *> ?/.exec(line);
  return found === null ? null : line.slice(found[0].length);
}

export interface Fence {
  readonly marks: string;
  readonly language: string;
}

export function fence(line: string): Fence | null {
  const found = /^ *(`{3,}|~{3,}) *([^\s`]*)([^`]*)$/.exec(line);
  return found === null ? null : { marks: found[1]!, language: found[2]! };
}

/** Whether a line ends the code that a fence began. */
export function isFenceEnd(line: string, marks: string): boolean {
  const shown = line.trim();
  return shown.length >= marks.length && shown === marks[0]!.repeat(shown.length);
}

export function heading(line: string): { readonly level: number; readonly text: string } | null {
  const found = /^ {0,3}(#{1,6}) +(\S.*)$/s.exec(line);
  return found === null ? null : { level: found[1]!.length, text: withoutEndMarks(found[2]!) };
}

/** "Title ##" → "Title". */
function withoutEndMarks(text: string): string {
  const shown = text.trimEnd();
  let end = shown.length;
  while (shown[end - 1] === "#") end--;
  return end === 0 || shown[end - 1] === " " ? shown.slice(0, end).trimEnd() : shown;
}

export function isRule(line: string): boolean {
  const marks = line.replace(/[ \t]+/g, "");
  return marks.length >= 3 && /^[-*_]/.test(marks) && marks === marks[0]!.repeat(marks.length);
}

export function indentOf(line: string): number {
  return /^ */.exec(line)![0].length;
}

/** Tabs at its beginning become spaces, so that columns can be counted. */
export function withSpaces(line: string): string {
  const start = /^[ \t]*/.exec(line)![0];
  return start.includes("\t") ? start.replaceAll("\t", "    ") + line.slice(start.length) : line;
}

/** Whether a line that is still being written may become anything: nothing of it is worth showing. */
export function isMarksOnly(line: string): boolean {
  return /^[\s>]*(?:[-*+_~`#]+|\d{1,9}[.)]?)?\s*$/.test(line);
}
