/** The ways in which programs write a text inside another one, undone: a secret is looked for in what they mean. */

/** Characters `from` up to, but not including, `to`. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** What a text means once some spelling is undone, and which part of the text a part of that stands for. */
export interface Reading {
  readonly text: string;
  readonly origin: (range: Range) => Range;
}

interface Spelling {
  /** Quickly: false where there is nothing to undo. */
  readonly occursIn: (text: string) => boolean;
  readonly pattern: RegExp;
  readonly undo: (token: string) => string;
}

const ESCAPES = new Map([
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
]);

/** JSON, HCL (with its doubled template marks) and most other languages. */
const ESCAPED: Spelling = {
  occursIn: (text) => text.includes("\\") || text.includes("$${") || text.includes("%%{"),
  pattern: /\\(?:u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|x[0-9a-fA-F]{2}|[^])|\$\$\{|%%\{/g,
  undo: (token) => {
    if (!token.startsWith("\\")) return token.slice(1);
    if (token.length === 2) return ESCAPES.get(token[1]!) ?? token[1]!;
    const code = parseInt(token.slice(2), 16);
    return code > 0x10ffff ? token : String.fromCodePoint(code);
  },
};

const PERCENT: Spelling = {
  occursIn: (text) => /%[0-9a-fA-F]{2}/.test(text),
  pattern: /(?:%[0-9a-fA-F]{2})+/g,
  undo: (token) => Buffer.from(token.replaceAll("%", ""), "hex").toString(),
};

/** As in queries, where a plus is a space. */
const PLUS: Spelling = { occursIn: (text) => text.includes("+"), pattern: /\+/g, undo: () => " " };

/** Wrapped, indented, with Terraform's box at the left. */
const BROKEN: Spelling = {
  occursIn: (text) => text.includes("\n") || text.includes("\r"),
  pattern: /[ \t]*[\r\n](?:[\r\n]|[ \t│|])*/g,
  undo: () => "",
};

/** Shorter base64 is recognised as it is: see `base64Forms`. Unlike most identifiers it has letters of both cases. */
const BASE64 = /[A-Za-z0-9+/_-]{24,}={0,2}/g;
const BASE64_RUN = /[A-Za-z0-9+/_-]{24}/;

function isBase64(run: string): boolean {
  return /[A-Z]/.test(run) && /[a-z]/.test(run);
}

/** A run may begin with characters that do not belong to it, such as a slash: it is read from its first four places. */
const BASE64_FROM = [0, 1, 2, 3].map((start): Spelling => ({
  occursIn: (text) => BASE64_RUN.test(text),
  pattern: BASE64,
  undo: (run) => (isBase64(run) ? ` ${Buffer.from(run.slice(start), "base64").toString()} ` : run),
}));

/** How a short text looks in base64, by itself or in the middle of another one: only what does not depend on what is around it. */
export function base64Forms(text: string): string[] {
  const bytes = Buffer.from(text);
  if (bytes.length > 18) return [];
  const forms = [0, 1, 2].map((before) => {
    const whole = Buffer.concat([Buffer.alloc(before), bytes]).toString("base64");
    return whole.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
  });
  forms.push(bytes.toString("base64"), bytes.toString("base64").replace(/=+$/, ""));
  return [...forms, ...forms.map((form) => form.replaceAll("+", "-").replaceAll("/", "_"))];
}

const SPELLINGS = [ESCAPED, PERCENT, PLUS, BROKEN, ...BASE64_FROM];

/** A text without line ends and what surrounds them: how secrets of several lines are to be remembered. */
export function unbroken(text: string): string {
  return BROKEN.occursIn(text) ? text.replace(BROKEN.pattern, BROKEN.undo) : text;
}

/** JSON inside JSON inside base64 occurs; deeper than this nobody writes. */
const DEEPEST = 4;
/** Characters to be read at most for one text; what would need more is hostile. */
const BUDGET = 64_000_000;
const READINGS_AT_MOST = 500;

/** Every reading of a text, itself first, each once. Ends with "too many" if nothing is certain about the text. */
export function* readings(text: string): Generator<Reading | "too many"> {
  const seen = new Set<string>();
  const waiting: { reading: Reading; depth: number }[] = [{ reading: { text, origin: (range) => range }, depth: 0 }];
  let read = 0;
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const { reading, depth } = next;
    if (seen.has(reading.text)) continue;
    seen.add(reading.text);
    read += reading.text.length;
    if (depth > 0 && (read > BUDGET || seen.size > READINGS_AT_MOST)) {
      yield "too many";
      return;
    }
    yield reading;
    if (depth === DEEPEST) continue;
    for (const spelling of SPELLINGS) {
      if (!spelling.occursIn(reading.text)) continue;
      const inner = undone(reading.text, spelling);
      const origin = (range: Range): Range => reading.origin(inner.origin(range));
      waiting.push({ reading: { text: inner.text, origin }, depth: depth + 1 });
    }
  }
}

interface Token {
  /** In what was read. */
  readonly at: Range;
  /** In the text. */
  readonly from: Range;
}

function undone(text: string, { pattern, undo }: Spelling): Reading {
  let tokens: Token[] | undefined;
  return {
    text: text.replace(pattern, undo),
    origin: ({ from, to }) => {
      tokens ??= tokensOf(text, pattern, undo);
      return { from: placeOf(tokens, from).from, to: placeOf(tokens, to - 1).to };
    },
  };
}

function tokensOf(text: string, pattern: RegExp, undo: Spelling["undo"]): Token[] {
  let shift = 0;
  return [...text.matchAll(pattern)].map(({ index, 0: token }) => {
    const from = index + shift;
    const to = from + undo(token).length;
    shift = to - (index + token.length);
    return { at: { from, to }, from: { from: index, to: index + token.length } };
  });
}

/** The part of the text that one character of its reading comes from. */
function placeOf(tokens: readonly Token[], character: number): Range {
  let low = 0;
  let high = tokens.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (tokens[middle]!.at.from <= character) low = middle + 1;
    else high = middle;
  }
  const token = tokens[low - 1];
  if (token === undefined) return { from: character, to: character + 1 };
  if (character < token.at.to) return token.from;
  const place = character - token.at.to + token.from.to;
  return { from: place, to: place + 1 };
}
