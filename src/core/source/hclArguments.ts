/** Arguments of a block of HCL, or of a file of variables, added and removed on lines of their own. */
import type { TextEdit } from "../textEdit";
import { beginsLine, indentAt, lineStart } from "../textLines";
import type { Attribute, Body } from "./syntax";
import { endOfLineComments, endsLine, nextLine } from "./trivia";

/** A text, and how its lines are made. */
export interface Lines {
  text: string;
  newline: string;
  /** One more level. */
  unit: string;
}

/** Of the arguments of a body: how far in they stand, or would. */
export function argumentIndent({ text, unit }: Lines, body: Body): string {
  const spans = [...body.attributes.map(({ span }) => span), ...body.blocks.map(({ header }) => header)];
  const sibling = spans.findLast(({ start }) => beginsLine(text, start));
  if (sibling !== undefined) return indentAt(text, sibling.start);
  return body.inside === null || body.inside.start === 0 ? "" : indentAt(text, body.inside.start - 1) + unit;
}

/** Behind the last argument, before the blocks where there is none; null where it has no safe place. */
export function addArgument(lines: Lines, body: Body, written: string): TextEdit[] | null {
  const { text, newline } = lines;
  const { inside, attributes, blocks } = body;
  if (inside === null) return null;
  const indent = argumentIndent(lines, body);
  const content = text.slice(inside.start, inside.end);
  if (!content.includes("\n")) {
    if (blocks.length > 0 || attributes.length > 1) return null;
    const outer = indentAt(text, inside.start - 1);
    const kept = content.trim() === "" ? "" : `${newline}${indent}${content.trim()}`;
    return [{ ...inside, text: `${kept}${newline}${indent}${written}${newline}${outer}` }];
  }
  const last = attributes.at(-1);
  const at = endOfLineComments(text, last?.span.end ?? inside.start);
  if (!endsLine(text, at) || at >= inside.end) return null;
  const gap = last === undefined && blocks.length > 0 ? newline : "";
  return [{ start: at, end: at, text: `${newline}${indent}${written}${gap}` }];
}

/** Its lines, the comment behind it, and blank lines that would be left at the block's ends; null where it shares its lines. */
export function removeArgument({ text }: Lines, body: Body, { span }: Attribute): TextEdit[] | null {
  const { inside } = body;
  if (inside === null) return null;
  const content = text.slice(inside.start, inside.end);
  if (
    content.trim() === text.slice(span.start, span.end) &&
    !content.slice(0, span.start - inside.start).includes("\n")
  ) {
    return [{ ...inside, text: "" }];
  }
  const tail = endOfLineComments(text, span.end);
  if (!beginsLine(text, span.start) || !endsLine(text, tail)) return null;
  let start = lineStart(text, span.start);
  let end = nextLine(text, tail);
  const opens = start <= inside.start || lineStart(text, start - 1) < inside.start;
  if (opens || isBlankLine(text, lineStart(text, start - 1))) {
    while (end < inside.end && isBlankLine(text, end)) end = nextLine(text, end);
  }
  const closes = end >= lineStart(text, inside.end);
  while (closes && start > inside.start && isBlankLine(text, lineStart(text, start - 1))) {
    start = lineStart(text, start - 1);
  }
  return [{ start, end, text: "" }];
}

function isBlankLine(text: string, start: number): boolean {
  return text.slice(start, nextLine(text, start)).trim() === "";
}
