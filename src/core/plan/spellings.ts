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

/** What a text means. Tells of each part that is spelled, if asked to, in order. */
type Undo = (text: string, found?: (part: Range, meaning: string) => void) => string;

interface Spelling {
  /** Quickly: false where there is nothing to undo. */
  readonly occursIn: (text: string) => boolean;
  /** More than one where it is not clear how it is to be read. */
  readonly undo: readonly Undo[];
}

function bySearch(pattern: RegExp, meaningOf: (token: string) => string): Undo {
  return (text, found) =>
    text.replace(pattern, (token, from: number) => {
      const meaning = meaningOf(token);
      found?.({ from, to: from + token.length }, meaning);
      return meaning;
    });
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
  undo: [
    bySearch(/\\(?:u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|x[0-9a-fA-F]{2}|[^])|\$\$\{|%%\{/g, (token) => {
      if (!token.startsWith("\\")) return token.slice(1);
      if (token.length === 2) return ESCAPES.get(token[1]!) ?? token[1]!;
      const code = parseInt(token.slice(2), 16);
      return code > 0x10ffff ? token : String.fromCodePoint(code);
    }),
  ],
};

const PERCENT: Spelling = {
  occursIn: (text) => /%[0-9a-fA-F]{2}/.test(text),
  undo: [bySearch(/(?:%[0-9a-fA-F]{2}){1,1000}/g, (token) => Buffer.from(token.replaceAll("%", ""), "hex").toString())],
};

/** As in queries, where a plus is a space. */
const PLUS: Spelling = { occursIn: (text) => text.includes("+"), undo: [bySearch(/\+/g, () => " ")] };

/** Wrapped, indented, with Terraform's box at the left. Not by a search, which would be slow in long white space. */
const BROKEN: Spelling = {
  occursIn: (text) => text.includes("\n") || text.includes("\r"),
  undo: [join],
};

function join(...[text, found]: Parameters<Undo>): string {
  return replaceParts(text, brokenPlaces(text), () => "", found);
}

/** Line ends with the blanks around them. */
function* brokenPlaces(text: string): Generator<Range> {
  const isBlank = (at: number): boolean => text[at] === " " || text[at] === "\t";
  const isBreak = (at: number): boolean => text[at] === "\n" || text[at] === "\r";
  let done = 0;
  for (let at = nextBreak(text, 0); at < text.length; at = nextBreak(text, done)) {
    let from = at;
    while (from > done && isBlank(from - 1)) from--;
    let to = at + 1;
    while (isBlank(to) || isBreak(to) || text[to] === "│" || text[to] === "|") to++;
    yield { from, to };
    done = to;
  }
}

function nextBreak(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 10 || code === 13) return at;
  }
  return text.length;
}

/** A secret of eight characters, encoded twice. Shorter base64 is recognised as it is: see `base64Forms`. */
const SHORTEST_RUN = 16;
const IN_BASE64 = Uint8Array.from({ length: 128 }, (_, code) =>
  /[A-Za-z0-9+/_-]/.test(String.fromCharCode(code)) ? 1 : 0,
);

/** Whether a text is nothing but base64. */
export function isBase64(text: string): boolean {
  const [run] = base64Runs(text);
  return run?.from === 0 && /^={0,2}$/.test(text.slice(run.to));
}

/** Long words of the characters of base64. Unlike most identifiers they have letters of both cases. */
function* base64Runs(text: string): Generator<Range> {
  let from = 0;
  for (let at = 0; at <= text.length; at++) {
    if (IN_BASE64[text.charCodeAt(at)] === 1) continue;
    if (at - from >= SHORTEST_RUN) {
      const run = text.slice(from, at);
      if (/[A-Z]/.test(run) && /[a-z]/.test(run)) yield { from, to: at };
    }
    from = at + 1;
  }
}

/** A run may begin with characters that do not belong to it, such as a slash: it is read from its first four places. */
const BASE64: Spelling = {
  occursIn: (text) => text.length >= SHORTEST_RUN && base64Runs(text).next().done === false,
  undo: [0, 1, 2, 3].map(
    (start): Undo =>
      (text, found) =>
        replaceParts(text, base64Runs(text), (run) => ` ${Buffer.from(run.slice(start), "base64").toString()} `, found),
  ),
};

function replaceParts(
  text: string,
  parts: Iterable<Range>,
  meaningOf: (part: string) => string,
  found?: (part: Range, meaning: string) => void,
): string {
  const pieces: string[] = [];
  let done = 0;
  for (const part of parts) {
    const meaning = meaningOf(text.slice(part.from, part.to));
    pieces.push(text.slice(done, part.from), meaning);
    found?.(part, meaning);
    done = part.to;
  }
  return pieces.join("") + text.slice(done);
}

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

const SPELLINGS = [ESCAPED, PERCENT, PLUS, BROKEN, BASE64];

/** A text without line ends and what surrounds them: how secrets of several lines are to be remembered. */
export function unbroken(text: string): string {
  return BROKEN.occursIn(text) ? join(text) : text;
}

/** JSON inside JSON inside base64 occurs; deeper than this nobody writes. */
const DEEPEST = 4;
/** Characters to be read at most for one text; what would need more is hostile. */
const BUDGET = 16_000_000;
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
    for (const undo of SPELLINGS.filter(({ occursIn }) => occursIn(reading.text)).flatMap((one) => one.undo)) {
      const inner = undone(reading.text, undo);
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

function undone(text: string, undo: Undo): Reading {
  let tokens: Token[] | undefined;
  return {
    text: undo(text),
    origin: ({ from, to }) => {
      tokens ??= tokensOf(text, undo);
      return { from: placeOf(tokens, from).from, to: placeOf(tokens, to - 1).to };
    },
  };
}

function tokensOf(text: string, undo: Undo): Token[] {
  const tokens: Token[] = [];
  let shift = 0;
  undo(text, (part, meaning) => {
    const from = part.from + shift;
    const to = from + meaning.length;
    shift = to - part.to;
    tokens.push({ at: { from, to }, from: part });
  });
  return tokens;
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
