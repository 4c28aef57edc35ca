/**
 * What root modules are found by: the module calls, the backend and the kinds of blocks in a file. A light reader of the
 * outline of HCL, since hundreds of files are looked at before anything is shown; whatever needs places in the code uses
 * the syntax tree instead.
 */

/** What one or several configuration files say. */
export interface ModuleOutline {
  /** `source` of each module block that is a plain string beginning with "./" or "../". */
  readonly localCalls: readonly string[];
  /** A `backend` or `cloud` block: where the state lies, hence a root module. */
  readonly hasBackend: boolean;
  readonly hasProvider: boolean;
  /** Something that a plan could speak of: any block but `variable`, `locals`, `terraform`, `provider`. */
  readonly hasContents: boolean;
}

const SUPPORTING = new Set(["variable", "locals", "terraform", "provider"]);

/** Reads native syntax; broken code gives what can be seen in it. */
export function outlineHcl(text: string): ModuleOutline {
  const localCalls: string[] = [];
  const found = { hasBackend: false, hasProvider: false, hasContents: false };
  const open: string[] = []; // the first word of each block that we are in
  let statement: string[] = []; // words since the last line end or brace
  for (const token of tokens(text)) {
    if (token.kind === "open") {
      const word = statement[0] ?? "";
      if (open.length === 0) {
        if (word === "provider") found.hasProvider = true;
        if (word !== "" && !SUPPORTING.has(word)) found.hasContents = true;
      } else if (open.length === 1 && open[0] === "terraform" && (word === "backend" || word === "cloud")) {
        found.hasBackend = true;
      }
      open.push(statement.includes("=") ? "" : word);
      statement = [];
    } else if (token.kind === "close") {
      open.pop();
      statement = [];
    } else if (token.kind === "end") {
      statement = [];
    } else {
      const isSource = statement.length === 2 && statement[0] === "source" && statement[1] === "=";
      if (isSource && token.kind === "string" && open.length === 1 && open[0] === "module") {
        if (isLocal(token.text)) localCalls.push(token.text);
      }
      statement.push(token.text);
    }
  }
  return { localCalls, ...found };
}

/** Reads JSON syntax; undefined if it is none. */
export function outlineJson(text: string): ModuleOutline | undefined {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return undefined;
  }
  const top = entriesOf(document);
  const sources = top
    .filter(([name]) => name === "module")
    .flatMap(([, modules]) => entriesOf(modules))
    .flatMap(([, body]) => entriesOf(body))
    .filter(([name]) => name === "source")
    .map(([, source]) => source);
  const settings = top.filter(([name]) => name === "terraform").flatMap(([, body]) => entriesOf(body));
  return {
    localCalls: sources.filter((source): source is string => typeof source === "string" && isLocal(source)),
    hasBackend: settings.some(([name]) => name === "backend" || name === "cloud"),
    hasProvider: top.some(([name]) => name === "provider"),
    hasContents: top.some(([name]) => !SUPPORTING.has(name) && name !== "//"),
  };
}

/** Properties of an object, or of all objects of an array: JSON syntax allows either wherever blocks may repeat. */
function entriesOf(value: unknown): [string, unknown][] {
  if (Array.isArray(value)) return value.flatMap((item) => entriesOf(item));
  return typeof value === "object" && value !== null ? Object.entries(value) : [];
}

function isLocal(source: string): boolean {
  return /^\.\.?[/\\]/.test(source);
}

interface Token {
  readonly kind: "word" | "string" | "open" | "close" | "end";
  readonly text: string;
}

const SPACE = /[^\S\n]+/y;
const COMMENT = /#[^\n]*|\/\/[^\n]*|\/\*[^]*?(?:\*\/|$)/y;
const HEREDOC = /<<-?([\p{L}_][\p{L}\p{N}_-]*)[^\S\n]*\n/uy;
const WORD = /[\p{L}_][\p{L}\p{N}_-]*/uy;

function* tokens(text: string): Generator<Token> {
  let at = text.startsWith("\ufeff") ? 1 : 0;
  while (at < text.length) {
    const skipped = skipBlank(text, at);
    if (skipped > at) {
      at = skipped;
      continue;
    }
    const character = text[at]!;
    const word = matchAt(WORD, text, at);
    if (word !== undefined) {
      yield { kind: "word", text: word };
      at += word.length;
    } else if (character === '"') {
      const end = skipString(text, at);
      yield { kind: "string", text: text.slice(at + 1, end - 1) };
      at = end;
    } else {
      if (character === "{") yield { kind: "open", text: character };
      else if (character === "}") yield { kind: "close", text: character };
      else if (character === "\n") yield { kind: "end", text: character };
      else yield { kind: "word", text: character };
      at++;
    }
  }
}

/** Past spaces, comments and here-documents, none of which can hold a block. */
function skipBlank(text: string, at: number): number {
  const blank = matchAt(SPACE, text, at) ?? matchAt(COMMENT, text, at);
  if (blank !== undefined) return at + blank.length;
  HEREDOC.lastIndex = at;
  const start = HEREDOC.exec(text);
  if (start === null) return at;
  const end = new RegExp(`^[^\\S\\n]*${start[1]!}[^\\S\\n]*$`, "mu");
  const body = at + start[0].length;
  const found = end.exec(text.slice(body));
  return found === null ? text.length : body + found.index + found[0].length;
}

/** `at` is the opening quote; gives the place after the closing one. Templates may hold strings that hold templates. */
function skipString(text: string, at: number): number {
  let place = at + 1;
  while (place < text.length) {
    const character = text[place]!;
    if (character === '"') return place + 1;
    if (character === "\n") return place; // broken: a string never goes over a line end
    if (character === "\\") place += 2;
    else if (/[$%]/.test(character) && text[place + 1] === character && text[place + 2] === "{") place += 3;
    else if (/[$%]/.test(character) && text[place + 1] === "{") place = skipTemplate(text, place + 2);
    else place++;
  }
  return text.length;
}

/** `at` is behind the opening "${"; gives the place after the brace that closes it. */
function skipTemplate(text: string, at: number): number {
  let depth = 1;
  let place = at;
  while (place < text.length) {
    const skipped = skipBlank(text, place);
    if (skipped > place) {
      place = skipped;
      continue;
    }
    const character = text[place]!;
    if (character === '"') {
      place = skipString(text, place);
      continue;
    }
    place++;
    if (character === "{") depth++;
    if (character === "}" && --depth === 0) return place;
  }
  return text.length;
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}
