/** One configuration file, read and parsed. */
import { isUtf8 } from "node:buffer";
import { readFileSync, statSync } from "node:fs";
import type { Parser } from "web-tree-sitter";
import { parseHclBody, parseHclText } from "./hclText";
import { parseJsonBody, parseJsonSyntax } from "./jsonSyntax";
import type { Place } from "./source";
import type { Declaration, ParsedText, Span } from "./syntax";

export interface SourceFile {
  /** Absolute. */
  path: string;
  /** What was read, without the byte order mark. */
  text: string;
  /** The byte order mark that the text began with, or nothing. */
  mark: string;
  declarations: Declaration[];
  problems: { line: number | null; message: string }[];
  /** Lines and columns of a stretch of this file. */
  place(span: Span): Omit<Place, "file">;
}

/** Nobody writes larger ones, and parsing takes many times the size in memory. */
const MAX_BYTES = 32 * 1024 * 1024;

/** Never throws: a file that cannot be read has no declarations and a problem. */
export function readSourceFile(path: string, parser: Parser, parse: ParseFile = parseText): SourceFile {
  const problems: SourceFile["problems"] = [];
  const { text, mark } = readText(path, problems);
  const position = positionsIn(text);
  const parsed = parse(path, text, parser);
  for (const { offset, message } of parsed.problems) problems.push({ line: position(offset).line, message });
  return {
    path,
    text,
    mark,
    declarations: parsed.declarations,
    problems,
    place: ({ start, end }) => {
      const { line: endLine, column: endColumn } = position(end);
      return { ...position(start), endLine, endColumn };
    },
  };
}

/** The byte order mark apart, which editors do not count as a column. */
function readText(path: string, problems: SourceFile["problems"]): Pick<SourceFile, "text" | "mark"> {
  try {
    const stat = statSync(path);
    if (!stat.isFile()) throw new Error("it is not a file");
    if (stat.size > MAX_BYTES) throw new Error("it is too large");
    const bytes = readFileSync(path);
    if (!isUtf8(bytes)) problems.push({ line: null, message: "This file is not encoded in UTF-8." });
    const text = bytes.toString("utf8");
    const mark = text.startsWith("\uFEFF") ? "\uFEFF" : "";
    return { text: text.slice(mark.length), mark };
  } catch (error) {
    problems.push({ line: null, message: `This file cannot be read (${whyUnreadable(error)}).` });
    return { text: "", mark: "" };
  }
}

/** A few words without the path: Node's code for it where there is one. */
export function whyUnreadable(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return "code" in error && typeof error.code === "string" ? error.code : error.message;
}

/** HCL, or JSON where the file's name says so. Never throws. */
export type ParseFile = (path: string, text: string, parser: Parser) => ParsedText;

/** Of files of code. */
export const parseText: ParseFile = (path, text, parser) =>
  guarded(text, () => (path.endsWith(".json") ? parseJsonSyntax(text) : parseHclText(parser, text)));

/** Of files of variables: what they set stands in one declaration without a name. */
export const parseVariables: ParseFile = (path, text, parser) =>
  guarded(text, () => {
    const { body, problems } = path.endsWith(".json") ? parseJsonBody(text) : parseHclBody(parser, text);
    return { declarations: [{ keyword: "", labels: [], header: { start: 0, end: 0 }, body: () => body }], problems };
  });

function guarded(text: string, parse: () => ParsedText): ParsedText {
  if (text.trim() === "") return { declarations: [], problems: [] };
  try {
    return parse();
  } catch (error) {
    // jsonc-parser overflows the stack on absurd nesting; WebAssembly may run out of memory.
    return {
      declarations: [],
      problems: [{ offset: 0, message: `This file cannot be parsed (${whyUnreadable(error)}).` }],
    };
  }
}

/** Line and column, from 1, of an offset. */
function positionsIn(text: string): (offset: number) => { line: number; column: number } {
  const lineStarts = [0, ...Array.from(text.matchAll(/\n/g), (match) => match.index + 1)];
  return (offset) => {
    let low = 0;
    for (let high = lineStarts.length - 1; low < high;) {
      const middle = Math.ceil((low + high) / 2);
      if (lineStarts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - lineStarts[low]! + 1 };
  };
}
