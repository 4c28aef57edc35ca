/** Elements of lists and objects between their brackets, added and removed in their author's manner: lines, commas, comments. */
import type { TextEdit } from "../textEdit";
import { beginsLine, indentAt, lineStart } from "../textLines";
import type { Span } from "./syntax";
import { commaBehind, endOfLineComments, endsLine, nextLine } from "./trivia";

/** A list or an object in a text. */
export interface Members {
  text: string;
  newline: string;
  /** One more level. */
  unit: string;
  /** With its brackets. */
  span: Span;
  members: readonly Span[];
  /** Elements must be parted by commas, also by those at the ends of lines. */
  commas: boolean;
  /** An only element on a line of its own has one, too. */
  finalComma: boolean;
  /** What stands inside the brackets when all is on one line: a space, or nothing. */
  padding: string;
}

/** Where a new element would begin: on a line of its own, and how far in. */
export function layoutOf({ text, span, members, unit }: Members): { ownLine: boolean; indent: string } {
  const last = members.at(-1);
  if (last !== undefined) return { ownLine: beginsLine(text, last.start), indent: indentAt(text, last.start) };
  const outer = indentAt(text, span.start);
  const ownLine = text.slice(span.start, span.end).includes("\n");
  return { ownLine, indent: ownLine ? outer + unit : outer };
}

/** A new element at an index; null where it has no safe place. */
export function addMember(list: Members, index: number, written: string): TextEdit[] | null {
  const before = list.members[Math.min(index, list.members.length) - 1];
  if (list.members.length === 0) return fill(list, written);
  if (index >= list.members.length) return append(list, written);
  return before === undefined ? prepend(list, written) : insertBehind(list, before, written);
}

function fill(list: Members, written: string): TextEdit[] {
  const { text, span, newline, padding } = list;
  const inside = text.slice(span.start + 1, span.end - 1);
  if (inside.trim() === "" && !inside.includes("\n")) {
    return [{ start: span.start + 1, end: span.end - 1, text: padding + written + padding }];
  }
  const { indent, ownLine } = layoutOf(list);
  const start = span.start + 1 + inside.trimEnd().length;
  if (!ownLine) return [{ start, end: span.end - 1, text: ` ${written}${padding}` }];
  const comma = list.finalComma ? "," : "";
  const outer = indentAt(text, span.start);
  return [{ start, end: span.end - 1, text: `${newline}${indent}${written}${comma}${newline}${outer}` }];
}

function append(list: Members, written: string): TextEdit[] | null {
  const { text, newline, members, commas } = list;
  const last = members.at(-1)!;
  const { ownLine, indent } = layoutOf(list);
  const comma = commaBehind(text, last.end);
  const inline = comma === null ? `, ${written}` : ` ${written},`;
  const at = comma === null ? last.end : comma + 1;
  const tail = endOfLineComments(text, at);
  if (!ownLine || !endsLine(text, tail)) return [{ start: at, end: at, text: inline }];
  const line = `${newline}${indent}${written}`;
  if (comma !== null) return [{ start: tail, end: tail, text: `${line},` }];
  const parted = commas || (members.length > 1 && commaBehind(text, members[0]!.end) !== null);
  if (!parted) return [{ start: tail, end: tail, text: line }];
  if (tail === last.end) return [{ start: tail, end: tail, text: `,${line}` }];
  // A comment that stands in a column with others stays there.
  const spare = text.startsWith("  ", last.end) ? 1 : 0;
  return [
    { start: last.end, end: last.end + spare, text: "," },
    { start: tail, end: tail, text: line },
  ];
}

function prepend({ text, newline, span, members }: Members, written: string): TextEdit[] {
  const first = members[0]!;
  const head = endOfLineComments(text, span.start + 1);
  return beginsLine(text, first.start) && endsLine(text, head)
    ? [{ start: head, end: head, text: `${newline}${indentAt(text, first.start)}${written},` }]
    : [{ start: first.start, end: first.start, text: `${written}, ` }];
}

function insertBehind({ text, newline }: Members, before: Span, written: string): TextEdit[] | null {
  const comma = commaBehind(text, before.end);
  if (comma === null) return null;
  const tail = endOfLineComments(text, comma + 1);
  return beginsLine(text, before.start) && endsLine(text, tail)
    ? [{ start: tail, end: tail, text: `${newline}${indentAt(text, before.start)}${written},` }]
    : [{ start: comma + 1, end: comma + 1, text: ` ${written},` }];
}

/** Without one element, its line and what follows it there; null where a comment that is not its own would go, too. */
export function removeMember(list: Members, index: number): TextEdit[] | null {
  const { text, span, members } = list;
  const own = members[index]!;
  if (members.length === 1 && text.slice(span.start + 1, own.start).trim() === "" && isBareUpTo(list, own)) {
    return [{ start: span.start + 1, end: span.end - 1, text: "" }];
  }
  const comma = commaBehind(text, own.end);
  const tail = endOfLineComments(text, comma === null ? own.end : comma + 1);
  if (beginsLine(text, own.start) && endsLine(text, tail)) {
    const line = { start: lineStart(text, own.start), end: nextLine(text, tail), text: "" };
    return [...(comma === null ? dropComma(list, index - 1) : []), line];
  }
  return removeInline(list, index, comma);
}

/** Whether nothing but its comma and its own comment follows the only element. */
function isBareUpTo({ text, span }: Members, only: Span): boolean {
  const comma = commaBehind(text, only.end);
  const tail = endOfLineComments(text, comma === null ? only.end : comma + 1);
  return text.slice(tail, span.end - 1).trim() === "";
}

/** What becomes the last element has no comma where the last one had none. */
function dropComma({ text, members }: Members, index: number): TextEdit[] {
  const previous = members[index];
  const comma = previous === undefined ? null : commaBehind(text, previous.end);
  return comma === null ? [] : [{ start: comma, end: comma + 1, text: "" }];
}

function removeInline({ text, members, span }: Members, index: number, comma: number | null): TextEdit[] | null {
  const own = members[index]!;
  const previous = members[index - 1];
  const next = members[index + 1];
  const range =
    next !== undefined
      ? { start: own.start, end: next.start }
      : previous !== undefined
        ? { start: previous.end, end: own.end }
        : { start: span.start + 1, end: comma === null ? own.end : comma + 1 };
  const around = text.slice(range.start, own.start) + text.slice(own.end, range.end);
  return /[#/]/.test(around) ? null : [{ ...range, text: "" }];
}
