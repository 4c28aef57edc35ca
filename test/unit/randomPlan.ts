/** Random plan documents, whole and damaged, the same ones for the same seed. */

/** A whole number from 0 up to, but not including, the limit. */
export type Random = (below: number) => number;

/** Mulberry32: the same numbers for the same seed on every machine. */
export function seeded(seed: number): Random {
  let state = seed | 0;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

export function pick<T>(random: Random, items: readonly T[]): T {
  return items[random(items.length)]!;
}

function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

/** Stands in many of the documents and must never turn up in a message. */
export const SECRET = "s3cr3t";

const SNIPPETS = [
  ...[
    "a",
    "Zz",
    " ",
    SECRET,
    '"',
    "\\",
    "/",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "null",
    "é",
    "日本",
    "🚀",
    "\u00a0",
    "\ufeff",
  ],
  ...["\u2028", "\n", "\r\n", "\t", "\u0000", "\u001f", "\u007f", "\ud800", '\\"', '"resource_drift":[{', "1e5"],
];
const KEYS = ["__proto__", "constructor", "", "resource_drift", "resources", "values", "é", "a", "1", "toString"];
const NUMBERS = [
  "0",
  "-0",
  "7",
  "-12",
  "0.5",
  "10.25",
  "1e5",
  "1E+05",
  "2e-7",
  "-0.0e0",
  "1e400",
  "12345678901234567890",
];
const SPACES = ["", "", " ", "\n", "\t", "\r\n", "   \n  "];

/** Writes values of JSON as text, in one of the many ways in which the same value can be written. */
class JsonWriter {
  private readonly spacious: boolean;
  private readonly escaping: boolean;

  constructor(private readonly random: Random) {
    this.spacious = random(2) === 0;
    this.escaping = random(2) === 0;
  }

  space(): string {
    return this.spacious ? pick(this.random, SPACES) : "";
  }

  string(text: string): string {
    const characters = text.match(/[\ud800-\udbff][\udc00-\udfff]|[^]/g) ?? [];
    return `"${characters.map((character) => this.character(character)).join("")}"`;
  }

  private character(character: string): string {
    if (!this.escaping || this.random(3) > 0) return JSON.stringify(character).slice(1, -1);
    if (character === "/") return "\\/";
    const units = times(character.length, (index) => character.charCodeAt(index).toString(16).padStart(4, "0"));
    return units.map((hex) => `\\u${this.random(2) === 0 ? hex : hex.toUpperCase()}`).join("");
  }

  object(members: readonly (readonly [key: string, text: string])[]): string {
    const written = members.map(([key, text]) => `${this.string(key)}${this.space()}:${this.space()}${text}`);
    return this.list("{", written, "}");
  }

  array(elements: readonly string[]): string {
    return this.list("[", elements, "]");
  }

  private list(open: string, items: readonly string[], close: string): string {
    const comma = () => `${this.space()},${this.space()}`;
    const inside = items.map((item, index) => (index === 0 ? item : comma() + item)).join("");
    return open + this.space() + inside + this.space() + close;
  }

  anyString(): string {
    return times(this.random(4), () => pick(this.random, SNIPPETS)).join("");
  }

  anyKey(): string {
    return this.random(2) === 0 ? pick(this.random, KEYS) : this.anyString();
  }

  /** Keys may repeat: the last one counts. */
  anyValue(level = 0): string {
    switch (this.random(level > 4 ? 4 : 6)) {
      case 0:
        return this.string(this.anyString());
      case 1:
        return pick(this.random, NUMBERS);
      case 2:
        return pick(this.random, ["true", "false", "null"]);
      case 3:
        return pick(this.random, ["{}", "[]", '""', "[[[[[[]]]]]]"]);
      case 4:
        return this.array(times(this.random(4), () => this.anyValue(level + 1)));
      default:
        return this.object(times(this.random(4), () => [this.anyKey(), this.anyValue(level + 1)] as const));
    }
  }

  /** Mostly a list; otherwise null or, seldom, something that has no place there. */
  elements(): string {
    if (this.random(8) > 0) return this.array(times(this.random(5), () => this.anyValue(1)));
    return this.random(3) > 0 ? "null" : this.anyValue();
  }

  module(level = 0): string {
    const children = level > 2 ? [] : times(this.random(3), () => this.module(level + 1));
    const members: [string, string][] = [
      ["address", this.string(this.anyString())],
      ["resources", this.random(8) > 0 ? this.elements() : this.anyValue()],
      ["child_modules", this.random(8) > 0 ? this.array(children) : this.anyValue()],
    ];
    return this.object(members.filter(() => this.random(4) > 0));
  }

  state(): string {
    if (this.random(6) === 0) return this.anyValue();
    const values = this.object([
      ["outputs", this.anyValue()],
      ["root_module", this.module()],
    ]);
    return this.object([
      ["terraform_version", '"1.11.4"'],
      ["values", values],
    ]);
  }

  plan(): string {
    const members: [string, string][] = [
      ["format_version", this.string("1.2")],
      ["planned_values", this.state()],
      ["resource_drift", this.elements()],
      ["resource_changes", this.elements()],
      ["output_changes", this.anyValue()],
      ["prior_state", this.state()],
      [`${this.anyString()}é"`, this.anyValue()],
      ["__proto__", this.anyValue()],
      ["configuration", this.anyValue()],
    ];
    const chosen = members.filter(() => this.random(4) > 0);
    const start = this.random(chosen.length + 1);
    return this.space() + this.object([...chosen.slice(start), ...chosen.slice(0, start)]) + this.space();
  }
}

/** A document as Terraform might write it, seldom with values where they have no place; some with a byte order mark. */
export function randomPlan(random: Random): Buffer {
  return Buffer.from((random(20) === 0 ? "\ufeff" : "") + new JsonWriter(random).plan());
}

/** Nearly values. */
const WRONG_VALUES = [
  "01",
  "-",
  "+1",
  ".5",
  "1.",
  "1.e1",
  "1e",
  "1e+",
  "0x1",
  "tru",
  "Null",
  "NaN",
  "'a'",
  "[1,]",
  '{"a":1,}',
  '"\\x"',
];
const TOKENS = [",", ",,", ":", '"', "\\", "{", "}", "[", "]", "\u0001", "\u00a0"];
const BYTES = Buffer.from('{}[],:"\\ \n\t\u0000\u001f01-+.eEtfn/u*aA', "latin1");

/** The document with some bytes lost, added, replaced, repeated or cut off, often where a token ends: seldom still JSON. */
export function damaged(random: Random, document: Buffer): Buffer {
  const at = random(document.length + 1);
  const before = document.subarray(0, at);
  const after = document.subarray(at);
  /** Puts the text in the place of what is found first from there on. */
  const exchanged = (pattern: RegExp, text: string) => {
    const found = pattern.exec(after.toString("latin1"));
    if (found === null) return before;
    const end = found.index + found[0].length;
    return Buffer.concat([before, after.subarray(0, found.index), Buffer.from(text), after.subarray(end)]);
  };
  switch (random(8)) {
    case 0:
      return before;
    case 1:
      return Buffer.concat([before, after.subarray(1 + random(3))]);
    case 2:
      return Buffer.concat([before, Buffer.of(pick(random, [...BYTES])), after]);
    case 3:
      return Buffer.concat([before, Buffer.of(pick(random, [...BYTES])), after.subarray(1)]);
    case 4:
      return Buffer.concat([before, after.subarray(0, random(20)), after]);
    case 5:
      return Buffer.concat([before, Buffer.of(random(256)), after.subarray(1)]);
    case 6:
      return exchanged(/(?=[\]},:])/, pick(random, TOKENS));
    default:
      return exchanged(/null|true|false|\d+/, pick(random, WRONG_VALUES));
  }
}

/** The bytes in pieces of the size given, or in pieces of changing size. */
export function chunksOf(bytes: Buffer, size: () => number): Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = at + Math.max(1, size());
    chunks.push(bytes.subarray(at, end));
    at = end;
  }
  return chunks;
}
