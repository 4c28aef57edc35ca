import type { ValueStyle } from "../../shared/formatValue";
import { projectPath, type RootPrefix } from "./codePlace";
import { columns, paints, symbols, wrap, type Ink, type Paint, type Symbols } from "./textLayout";

export interface TextOptions {
  /** Columns of the terminal; lines keep within it, but for an address or a path that alone is wider. At least 40 are used. */
  width: number;
  /** Whether to colour; the caller knows about terminals and NO_COLOR. Nothing is said by colour alone. */
  color: boolean;
  /** Symbols beyond ASCII. */
  unicode?: boolean;
  /** The root module as seen from the reader's folder, so that places can be clicked; by default as seen from the project's. */
  rootPrefix?: RootPrefix;
  /** Noise in full instead of names only. */
  showNoise?: boolean;
}

/** A report while it is written, and how it is to look. */
export interface Page {
  lines: string[];
  width: number;
  paint: (...inks: Ink[]) => Paint;
  symbols: Symbols;
  values: ValueStyle;
  rootPrefix: RootPrefix;
  showNoise: boolean;
}

/** An empty one. */
export function newPage(options: TextOptions): Page {
  const width = Math.max(40, options.width);
  const unicode = options.unicode === true;
  return {
    lines: [],
    width,
    paint: paints(options.color),
    symbols: symbols(unicode),
    values: { width: Math.max(240, 2 * (width - 20)), unicode },
    rootPrefix: options.rootPrefix ?? projectPath,
    showNoise: options.showNoise === true,
  };
}

export interface TextStyle {
  indent: number;
  ink?: Ink[];
  /** Addresses and paths: never broken, whatever the width. */
  keepWords?: boolean;
}

/** A paragraph, wrapped; all its lines are indented alike. */
export function writeText(page: Page, text: string, { indent, ink = [], keepWords = false }: TextStyle): void {
  const paint = page.paint(...ink);
  for (const line of wrap(text, page.width - indent, keepWords)) page.lines.push(" ".repeat(indent) + paint(line));
}

/** Parts with dots between them, broken between parts where that is possible. */
export function writeParts(page: Page, parts: readonly string[], style: TextStyle): void {
  const separator = ` ${page.symbols.dot} `;
  let line = "";
  for (const part of parts) {
    const joined = line === "" ? part : line + separator + part;
    if (line !== "" && columns(joined) > page.width - style.indent) {
      writeText(page, line, style);
      line = part;
    } else {
      line = joined;
    }
  }
  writeText(page, line, style);
}

export interface NamedLine {
  /** A symbol before the name. */
  mark?: { symbol: string; ink: Ink[] };
  name: string;
  nameInk?: Ink[];
  /** What belongs to the name; may be empty. */
  rest: string;
  restInk?: Ink[];
  indent: number;
}

/** A name, then what belongs to it: on the same line where it fits, else on lines of its own below. The name is never broken. */
export function writeNamed(page: Page, { mark, name, nameInk = [], rest, restInk = [], indent }: NamedLine): void {
  const start = " ".repeat(indent) + (mark === undefined ? "" : `${page.paint(...mark.ink)(mark.symbol)} `);
  const nameColumn = indent + (mark === undefined ? 0 : columns(mark.symbol) + 1);
  const named = start + page.paint(...nameInk)(name);
  if (rest === "") {
    page.lines.push(named);
  } else if (nameColumn + columns(name) + 2 + columns(rest) <= page.width) {
    page.lines.push(`${named}  ${page.paint(...restInk)(rest)}`);
  } else {
    page.lines.push(named);
    writeText(page, rest, { indent: nameColumn, ink: restInk, keepWords: true });
  }
}

/** A heading with an empty line before and after it. */
export function writeHeading(page: Page, title: string, note = "", ink: Ink[] = []): void {
  page.lines.push("");
  writeNamed(page, { name: title, nameInk: ["bold", ...ink], rest: note, restInk: ["dim"], indent: 2 });
  page.lines.push("");
}
