/** Attribute values in words: one line, in the manner of HCL, bounded, with nothing in them that could act or hide. */
import type { Json } from "./model";
import { SENSITIVE, UNKNOWN } from "./vocabulary";

export interface ValueStyle {
  /** How long the text may become, in characters; at least 20 are used. */
  width?: number;
  /** False: three dots for what was cut, instead of one character. */
  unicode?: boolean;
}

const DEFAULT_WIDTH = 80;
/** How far two long values are searched for their first difference. */
const SEARCH_LENGTH = 20_000;
const DEEPEST = 12;

/**
 * Makes characters visible that a terminal or a browser would act upon or not show: controls, line ends, marks that turn the direction of writing, zero-width
 * and odd spaces. `\n`, `\u202e`, `\U000e0041`. For all foreign text: addresses, reasons, messages.
 */
export function visible(text: string): string {
  return text.replace(/(?! )[\p{Cc}\p{Cf}\p{Cs}\p{Z}\p{DI}]/gu, (char) => {
    const short = SHORT_ESCAPES.get(char);
    if (short !== undefined) return short;
    const code = char.codePointAt(0)!;
    return code > 0xffff ? `\\U${code.toString(16).padStart(8, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`;
  });
}

const SHORT_ESCAPES = new Map([
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
]);

/** `"large"`, `8080`, `["a", "b"]`, `{ Env = "prod" }`, `jsonencode({ … })` for JSON text; cut: `"abc…" (12,345 characters)`. */
export function formatValue(value: Json, style: ValueStyle = {}): string {
  const width = widthOf(style);
  const text = render(value, width + 1);
  return text.length <= width ? text : head(text, value, width, style);
}

/** Whether `formatValue` shows the whole value. */
export function fits(value: Json, style: ValueStyle = {}): boolean {
  const width = widthOf(style);
  return render(value, width + 1).length <= width;
}

/** Both sides of a change. Where they are too long to be shown, each is cut so that the place where they differ remains. */
export function formatDifference(before: Json, after: Json, style: ValueStyle = {}): { before: string; after: string } {
  const width = widthOf(style);
  const texts = [render(before, SEARCH_LENGTH), render(after, SEARCH_LENGTH)] as const;
  const differs = commonLength(...texts);
  const show = (text: string, value: Json) => {
    if (text.length <= width) return text;
    const isInHead = differs < width - 30 || differs >= SEARCH_LENGTH;
    return isInHead ? head(text, value, width, style) : window(text, differs, width, style);
  };
  return { before: show(texts[0], before), after: show(texts[1], after) };
}

/** 12345 → `12,345`. Not by `toLocaleString`, whose first call costs 20 ms. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ",");
}

function widthOf({ width }: ValueStyle): number {
  return Math.max(20, width ?? DEFAULT_WIDTH);
}

function ellipsis({ unicode }: ValueStyle): string {
  return unicode === false ? "..." : "…";
}

function head(text: string, value: Json, width: number, style: ValueStyle): string {
  const size = sizeOf(value);
  const closing = /^(?:jsonencode\(|["[{])/.exec(text)?.[0];
  const tail = `${ellipsis(style)}${closing === undefined ? "" : CLOSING.get(closing)!}`;
  const room = width - tail.length - size.length - 1;
  return room < 8 ? `${cut(text, width - tail.length)}${tail}` : `${cut(text, room)}${tail} ${size}`;
}

const CLOSING = new Map([
  ["jsonencode(", ")"],
  ['"', '"'],
  ["[", "]"],
  ["{", "}"],
]);

/** The part around a place, starting equally far before it in both texts of a pair. */
function window(text: string, differs: number, width: number, style: ValueStyle): string {
  const dots = ellipsis(style);
  const room = width - 2 * dots.length;
  const start = differs - Math.floor(room / 3);
  const shown = cut(text.slice(start).replace(/^[\udc00-\udfff]/, ""), room);
  return `${dots}${shown}${start + room < text.length ? dots : ""}`;
}

/** The first characters, not ending within a surrogate pair or an escape. */
function cut(text: string, length: number): string {
  return text
    .slice(0, length)
    .replace(/[\ud800-\udbff]$/, "")
    .replace(/(?<!\\)((?:\\\\)*)\\(?:u[0-9a-f]{0,3}|U[0-9a-f]{0,7})?$/, "$1");
}

function sizeOf(value: Json): string {
  if (typeof value === "string") return `(${formatCount(value.length)} characters)`;
  if (Array.isArray(value)) return `(${formatCount(value.length)} items)`;
  return `(${formatCount(Object.keys(value as object).length)} keys)`;
}

function commonLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length++;
  return length;
}

/** A text that grows, and how long it is wanted. */
interface Output {
  pieces: string[];
  length: number;
  limit: number;
}

/** The value's text, or at least its first `limit` characters; costs no more than that. */
function render(value: Json, limit: number): string {
  const out: Output = { pieces: [], length: 0, limit };
  writeValue(out, value, 0);
  return out.pieces.join("");
}

function write(out: Output, piece: string): void {
  out.pieces.push(piece);
  out.length += piece.length;
}

function writeValue(out: Output, value: Json, depth: number): void {
  if (depth > DEEPEST) {
    write(out, "…");
  } else if (Array.isArray(value)) {
    writeItems(out, ["[", "]"], value, (item) => writeValue(out, item, depth + 1));
  } else if (value !== null && typeof value === "object") {
    const keys = Object.keys(value);
    writeItems(out, keys.length === 0 ? ["{", "}"] : ["{ ", " }"], keys, (key) => {
      write(out, `${/^[A-Za-z_][\w-]*$/.test(key) ? key : quoted(key, out.limit)} = `);
      writeValue(out, value[key]!, depth + 1);
    });
  } else {
    const decoded = typeof value === "string" ? decodedJson(value) : null;
    if (decoded === null) {
      write(out, scalar(value, out.limit));
    } else {
      write(out, "jsonencode(");
      writeValue(out, decoded, depth + 1);
      write(out, ")");
    }
  }
}

function writeItems<Item>(
  out: Output,
  [open, close]: readonly [string, string],
  items: readonly Item[],
  writeItem: (item: Item) => void,
): void {
  write(out, open);
  for (const [position, item] of items.entries()) {
    if (out.length > out.limit) break;
    if (position > 0) write(out, ", ");
    writeItem(item);
  }
  write(out, close);
}

function scalar(value: string | number | boolean | null, limit: number): string {
  if (typeof value !== "string") return String(value);
  return value === SENSITIVE || value === UNKNOWN ? value : quoted(value, limit);
}

function quoted(text: string, limit: number): string {
  return `"${visible(text.slice(0, limit).replace(/["\\]/g, "\\$&"))}"`;
}

/** Policies and the like: text that is JSON reads better decoded. Not where decoding would lose something (long numbers). */
function decodedJson(text: string): Json | null {
  if (!/^\s*[[{]/.test(text) || text.length > SEARCH_LENGTH || /\d{16}/.test(text)) return null;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return null; // not JSON after all: shown as the text that it is
  }
}
