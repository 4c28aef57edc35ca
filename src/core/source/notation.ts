/** The small words that addresses and paths are made of: identifiers, quoted strings, `[keys]`. Nothing here throws. */

export interface Scanned<T> {
  value: T;
  /** Offset behind what was read. */
  end: number;
}

/** An HCL identifier that starts exactly at an offset. */
export function scanIdentifier(text: string, at: number): Scanned<string> | null {
  const identifier = /[\p{ID_Start}_][\p{ID_Continue}-]*/uy;
  identifier.lastIndex = at;
  const value = identifier.exec(text)?.[0];
  return value === undefined ? null : { value, end: at + value.length };
}

/** `["key"]` or `[0]` that starts exactly at an offset. */
export function scanIndex(text: string, at: number): Scanned<string | number> | null {
  if (text[at] !== "[") return null;
  const inner = text[at + 1] === '"' ? scanQuoted(text, at + 1) : scanNumber(text, at + 1);
  return inner !== null && text[inner.end] === "]" ? { value: inner.value, end: inner.end + 1 } : null;
}

/** A number as a list index is written: no sign, no leading zero. */
export function scanNumber(text: string, at: number): Scanned<number> | null {
  const digits = /(?:0|[1-9][0-9]*)(?![0-9])/y;
  digits.lastIndex = at;
  const value = digits.exec(text)?.[0];
  if (value === undefined || !Number.isSafeInteger(Number(value))) return null;
  return { value: Number(value), end: at + value.length };
}

const SIMPLE_ESCAPES = new Map([
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ["b", "\b"], // JSON's, not HCL's: paths may come from elsewhere
  ["f", "\f"],
  ['"', '"'],
  ["\\", "\\"],
]);

/** A quoted HCL string without interpolation that starts exactly at an offset; the value is what it means. */
export function scanQuoted(text: string, at: number): Scanned<string> | null {
  if (text[at] !== '"') return null;
  let value = "";
  for (let i = at + 1; i < text.length; i++) {
    const c = text[i]!;
    if (c === '"') return { value, end: i + 1 };
    if (c === "\n") return null;
    if (c === "\\") {
      const escape = scanEscape(text, i + 1);
      if (escape === null) return null;
      value += escape.value;
      i = escape.end - 1;
    } else if ((c === "$" || c === "%") && text[i + 1] === c && text[i + 2] === "{") {
      value += `${c}{`;
      i += 2;
    } else value += c;
  }
  return null;
}

/** What follows a backslash. */
function scanEscape(text: string, at: number): Scanned<string> | null {
  const simple = SIMPLE_ESCAPES.get(text[at] ?? "");
  if (simple !== undefined) return { value: simple, end: at + 1 };
  const digits = text[at] === "u" ? 4 : text[at] === "U" ? 8 : 0;
  const hex = text.slice(at + 1, at + 1 + digits);
  if (digits === 0 || hex.length !== digits || !/^[0-9a-fA-F]+$/.test(hex)) return null;
  const code = Number.parseInt(hex, 16);
  return code > 0x10ffff ? null : { value: String.fromCodePoint(code), end: at + 1 + digits };
}

/** The meaning of a text that is one quoted string and nothing else. */
export function unquote(text: string): string | null {
  const scanned = scanQuoted(text, 0);
  return scanned?.end === text.length ? scanned.value : null;
}

/** A string as HCL is to read it: control characters and what would begin a template escaped, all else as it is. */
export function quote(value: string): string {
  const escaped = value
    .replace(/[\\"]/g, "\\$&")
    .replace(/([$%])(?=\1\{)/g, escapeCode) // three markers in a row are beyond the grammar
    .replace(/([$%])\{/g, "$1$1{")
    .replace(/\n/g, "\\n")
    .replace(/\r/g, "\\r")
    .replace(/\t/g, "\\t")
    .replace(/[\p{Cc}\u2028\u2029\ufeff]/gu, escapeCode);
  return `"${escaped}"`;
}

function escapeCode(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
