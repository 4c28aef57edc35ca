/** Puts something new behind what stands in an object or a list of JSON, in its author's manner; comments and final commas are left as they are. */
import type { Node } from "jsonc-parser";
import type { TextEdit } from "./textEdit";
import { beginsLine, indentAt, newlineNear } from "./textLines";

/** What is inserted: plain data, its keys in the order in which they are written. Scalars of a list stay on one line. */
export type JsonInsert = string | readonly JsonInsert[] | JsonInsertObject;
export interface JsonInsertObject {
  readonly [key: string]: JsonInsert;
}

/** A new property of an object; the caller sees to it that there is none of that name. */
export function insertProperty(text: string, root: Node, object: Node, key: string, value: JsonInsert): TextEdit[] {
  const manner = mannerOf(text, root);
  const layout = layoutOf(text, object, manner, true);
  const separator = manner.tight ? ":" : ": ";
  const written = write(value, layout.lines ? layout.indent : null, manner);
  return insert(text, object, `${JSON.stringify(key)}${separator}${written}`, layout, manner);
}

/** A new last element of a list. An object takes as many lines as the element before it does. */
export function insertElement(text: string, root: Node, list: Node, value: JsonInsert): TextEdit[] {
  const manner = mannerOf(text, root);
  const layout = layoutOf(text, list, manner, typeof value !== "string");
  const last = list.children?.at(-1);
  const spread = last === undefined ? layout.lines : text.slice(last.offset, endOf(last)).includes("\n");
  const indent = last === undefined ? layout.indent : indentAt(text, last.offset);
  return insert(text, list, write(value, spread ? indent : null, manner), layout, manner);
}

interface Manner {
  newline: string;
  /** One more level. */
  unit: string;
  /** Without a space behind colons and commas. */
  tight: boolean;
  /** Over several lines. */
  spread: boolean;
}

function mannerOf(text: string, root: Node): Manner {
  const first = root.children?.[0];
  const indent = first !== undefined && beginsLine(text, first.offset) ? indentAt(text, first.offset) : "";
  const [key, value] = first?.children ?? [];
  return {
    newline: newlineNear(text, root.offset),
    unit: indent === "" ? "  " : indent,
    tight: key !== undefined && value !== undefined && text.slice(endOf(key), value.offset) === ":",
    spread: first === undefined || text.slice(root.offset, endOf(root)).includes("\n"),
  };
}

interface Layout {
  /** Whether the new thing begins a line. */
  lines: boolean;
  indent: string;
}

function layoutOf(text: string, container: Node, manner: Manner, linesIfEmpty: boolean): Layout {
  const last = container.children?.at(-1);
  if (last !== undefined) return { lines: beginsLine(text, last.offset), indent: indentAt(text, last.offset) };
  const isOpen = text.slice(container.offset, endOf(container)).includes("\n");
  return { lines: isOpen || (linesIfEmpty && manner.spread), indent: indentAt(text, container.offset) + manner.unit };
}

function insert(text: string, container: Node, item: string, layout: Layout, manner: Manner): TextEdit[] {
  const last = container.children?.at(-1);
  const line = `${manner.newline}${layout.indent}${item}`;
  if (last === undefined) return [fill(text, container, item, layout, manner)];
  const end = endOf(last);
  if (!layout.lines) return [{ start: end, end, text: `,${manner.tight ? "" : " "}${item}` }];
  const { comma, lineEnd } = behind(text, end);
  if (comma) return [{ start: lineEnd, end: lineEnd, text: `${line},` }];
  if (lineEnd === end) return [{ start: end, end, text: `,${line}` }];
  return [
    { start: end, end, text: "," },
    { start: lineEnd, end: lineEnd, text: line },
  ];
}

/** The first thing in a container, behind the comments in it. */
function fill(text: string, container: Node, item: string, { lines, indent }: Layout, manner: Manner): TextEdit {
  const end = endOf(container) - 1;
  const inside = text.slice(container.offset + 1, end);
  const start = container.offset + 1 + inside.trimEnd().length;
  if (lines) {
    const { newline } = manner;
    return { start, end, text: `${newline}${indent}${item}${newline}${indentAt(text, container.offset)}` };
  }
  const space = container.type === "object" && !manner.tight ? " " : "";
  return { start, end, text: `${inside.trim() === "" ? space : " "}${item}${space}` };
}

/** Whether a comma follows, and where the comments end that stand behind the item, or its comma, on the same line. */
function behind(text: string, end: number): { comma: boolean; lineEnd: number } {
  let comma = false;
  let lineEnd = end;
  let isSameLine = true;
  const token = /([ \t]+)|(\r?\n)|(,)|\/\/[^\r\n]*|\/\*[^]*?\*\//y;
  token.lastIndex = end;
  for (let found = token.exec(text); found !== null; found = token.exec(text)) {
    const [, space, newline, separator] = found;
    if (newline !== undefined) isSameLine = false;
    else if (separator !== undefined) {
      comma = true;
      isSameLine = true;
      lineEnd = token.lastIndex;
    } else if (space === undefined && isSameLine) lineEnd = token.lastIndex;
  }
  return { comma, lineEnd };
}

/** As JSON text; over several lines, the first one without indentation, when an indentation is given. */
function write(value: JsonInsert, indent: string | null, manner: Manner): string {
  const { newline, tight, unit } = manner;
  const comma = tight ? "," : ", ";
  if (typeof value === "string") return JSON.stringify(value);
  const inner = indent === null ? null : indent + unit;
  const around = (open: string, parts: string[], close: string, space: string): string =>
    inner === null
      ? `${open}${space}${parts.join(comma)}${space}${close}`
      : `${open}${newline}${parts.map((part) => inner + part).join(`,${newline}`)}${newline}${indent ?? ""}${close}`;
  if (isList(value)) {
    if (value.every((element) => typeof element === "string"))
      return `[${value.map((text) => JSON.stringify(text)).join(comma)}]`;
    return around(
      "[",
      value.map((element) => write(element, inner, manner)),
      "]",
      "",
    );
  }
  const properties = Object.entries(value).map(
    ([key, below]) => `${JSON.stringify(key)}${tight ? ":" : ": "}${write(below, inner, manner)}`,
  );
  return around("{", properties, "}", tight ? "" : " ");
}

function isList(value: Exclude<JsonInsert, string>): value is readonly JsonInsert[] {
  return Array.isArray(value);
}

function endOf(node: Node): number {
  return node.offset + node.length;
}
