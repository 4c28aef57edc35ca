/**
 * Patterns of the rules file.
 *
 * - `*` matches any run of characters, also none, that does not cross a separator; `?` matches one character that is no separator.
 * - `**` matches anything. Where a segment begins, `**` and the separator behind it match any number of whole segments, also none.
 * - Everything else, brackets and quotes too, matches itself.
 *
 * In addresses and attributes a separator is a dot outside of `["…"]` (a dot within a key separates nothing), in paths it is "/".
 * So `module.*.aws_instance.web` covers that resource in `module.net["eu.west"]` but not in `module.a.module.b`; `**.aws_instance.web` covers it everywhere.
 *
 * A pattern covers more than what it spells out:
 * - an address also covers its instances: `aws_instance.web` covers `aws_instance.web[0]`. `module.a` covers nothing within the module, `module.a.**` all of it;
 * - an attribute also covers everything below it: `tags` covers `tags["Env"]`, `ingress` covers `ingress[0].cidr_blocks[1]`.
 *
 * Matching follows all alternatives at once: its cost is at most pattern length times text length, whatever the pattern.
 */

/** A pattern made ready, to be asked many times. */
export type Glob = (text: string) => boolean;

type Token =
  | { kind: "char"; char: string }
  | { kind: "one" } // ?
  | { kind: "run" } // *
  | { kind: "anything" } // **
  | { kind: "segments" }; // ** and the separator, where a segment begins

/** What a character is, apart from being one. */
const PLAIN = 0;
const SEPARATOR = 1;
const KEY = 2; // the bracket that opens an instance key or an index

interface Grammar {
  separator: "." | "/";
  /** For every character of a text: PLAIN, SEPARATOR or KEY. */
  mark(text: string): Uint8Array;
  /** May the text go unmatched from this place on? */
  coversRest(marks: Uint8Array, from: number): boolean;
}

const ADDRESS: Grammar = {
  separator: ".",
  mark: markAddress,
  coversRest: (marks, from) => marks[from] === KEY && marks.subarray(from + 1).every((mark) => mark === PLAIN),
};

const ATTRIBUTE: Grammar = {
  separator: ".",
  mark: markAddress,
  coversRest: (marks, from) => from > 0 && marks[from] !== PLAIN,
};

const PATH: Grammar = {
  separator: "/",
  mark: (text) => Uint8Array.from({ length: text.length }, (_, at) => (text[at] === "/" ? SEPARATOR : PLAIN)),
  coversRest: () => false,
};

/** For resource addresses: `aws_instance.*`, `module.*.aws_security_group.web[*]`, `module.net["eu"].**`. */
export function addressGlob(pattern: string): Glob {
  return compile(pattern, ADDRESS);
}

/** For attributes in Terraform's notation: `tags*`, `tags["Env"]`, `ingress[*].cidr_blocks`. */
export function attributeGlob(pattern: string): Glob {
  return compile(pattern, ATTRIBUTE);
}

/** For folders with "/" between them: `infra/*`. */
export function pathGlob(pattern: string): Glob {
  return compile(pattern, PATH);
}

/**
 * A pattern for one address or attribute as it is. Patterns have no way to spell out a star or a question mark, which only keys can hold:
 * in their places any character matches.
 */
export function patternFor(text: string): string {
  return text.replace(/[*?]/g, "?");
}

function compile(pattern: string, grammar: Grammar): Glob {
  const tokens = tokenize(pattern, grammar.separator);
  const start = /^[^*?]*/.exec(pattern)![0];
  const literals = literalsOf(tokens);
  return (text) => text.startsWith(start) && holdsInOrder(text, literals) && matches(tokens, text, grammar);
}

/** What the text must hold, piece by piece. Not simply cut out of the pattern: the separator behind two stars may have nothing to match. */
function literalsOf(tokens: readonly Token[]): string[] {
  const literals: string[] = [];
  let current = "";
  for (const token of [...tokens, END]) {
    if (token.kind === "char") {
      current += token.char;
    } else if (current !== "") {
      literals.push(current);
      current = "";
    }
  }
  return literals;
}

const END: Token = { kind: "anything" };

/** Most patterns are not about the text at all, and this tells so at once. */
function holdsInOrder(text: string, literals: readonly string[]): boolean {
  let from = 0;
  for (const literal of literals) {
    const at = text.indexOf(literal, from);
    if (at === -1) return false;
    from = at + literal.length;
  }
  return true;
}

function tokenize(pattern: string, separator: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < pattern.length) {
    const char = pattern[at]!;
    if (char !== "*") {
      tokens.push(char === "?" ? { kind: "one" } : { kind: "char", char });
      at += 1;
      continue;
    }
    let end = at;
    while (pattern[end] === "*") end += 1;
    const beginsSegment = at === 0 || pattern[at - 1] === separator;
    if (end - at === 1) tokens.push({ kind: "run" });
    else if (beginsSegment && pattern[end] === separator) {
      tokens.push({ kind: "segments" });
      end += 1;
    } else tokens.push({ kind: "anything" });
    at = end;
  }
  return tokens;
}

function matches(tokens: readonly Token[], text: string, grammar: Grammar): boolean {
  const marks = grammar.mark(text);
  // Ascending positions p such that the tokens before p match the text so far.
  let reached: number[] = [];
  reach(reached, 0, tokens, true);
  for (let at = 0; at < text.length; at++) {
    if (reached.at(-1) === tokens.length && grammar.coversRest(marks, at)) return true;
    const separates = marks[at] === SEPARATOR;
    const next: number[] = [];
    for (const p of reached) {
      const token = tokens[p];
      if (token === undefined) continue;
      if (staysOn(token, separates)) reach(next, p, tokens, separates);
      if (takes(token, text[at]!, separates)) reach(next, p + 1, tokens, separates);
    }
    if (next.length === 0) return false;
    reached = next;
  }
  return reached.at(-1) === tokens.length;
}

/** Adds a position and, while the token there may match nothing, the next one; `**.` only where a segment of the text begins. */
function reach(reached: number[], from: number, tokens: readonly Token[], segmentBegins: boolean): void {
  for (let p = from; ; p++) {
    if (p > (reached.at(-1) ?? -1)) reached.push(p);
    const kind = tokens[p]?.kind;
    if (kind !== "run" && kind !== "anything" && !(kind === "segments" && segmentBegins)) return;
  }
}

function staysOn({ kind }: Token, separates: boolean): boolean {
  return kind === "anything" || kind === "segments" || (kind === "run" && !separates);
}

function takes(token: Token, char: string, separates: boolean): boolean {
  return token.kind === "char" ? token.char === char : token.kind === "one" && !separates;
}

function markAddress(text: string): Uint8Array {
  const marks = new Uint8Array(text.length);
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === '"') quoted = !quoted;
    else if (quoted) at += char === "\\" ? 1 : 0;
    else if (char === ".") marks[at] = SEPARATOR;
    else if (char === "[") marks[at] = KEY;
  }
  return marks;
}
