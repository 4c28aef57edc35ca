/** The inside of a paragraph, a heading or a cell. Time grows with its length, whatever it holds. */
import type { QuotedActions } from "../../src/shared/protocol";
import { runnableCommand } from "../../src/shared/suggestedCommands";
import { emphasized, type Piece, type Run } from "./emphasis";
import { bareAddressAt, destinationAt, linkSpans, refused } from "./links";
import { shownText } from "./shownText";
import type { Span } from "./spans";

export interface InlineOptions {
  readonly quoted: QuotedActions;
  /** More of it is to come: what began is shown as if it ended here. */
  readonly isOpen?: boolean;
}

interface Bracket {
  readonly at: number;
  readonly isImage: boolean;
}

interface Scan extends Required<InlineOptions> {
  readonly text: string;
  tokens: (Piece | Run)[];
  readonly brackets: Bracket[];
  /** Brackets before this token are text: a link is never within a link. */
  inactive: number;
  readonly closing: ReturnType<typeof codeEnds>;
}

const SPECIAL = /[\\`\]\n*_~]|!?\[|https?:\/\//gi;
const PUNCTUATION = /^[!-/:-@[-`{-~]$/;

export function inlineSpans(text: string, { quoted, isOpen = false }: InlineOptions): readonly Span[] {
  const scan: Scan = { text, quoted, isOpen, tokens: [], brackets: [], inactive: 0, closing: codeEnds(text) };
  const special = new RegExp(SPECIAL);
  let from = 0;
  for (let found = special.exec(text); found !== null; found = special.exec(text)) {
    const before = text.slice(from, found.index);
    if (found[0] === "\n") addText(scan, before.trimEnd());
    else addText(scan, before);
    from = found[0] === "\n" ? lineEnd(scan, found.index, before) : taken(scan, found[0], found.index);
    special.lastIndex = from;
  }
  addText(scan, text.slice(from));
  return emphasized(scan.tokens, isOpen).spans;
}

function add(scan: Scan, ...spans: readonly Span[]): void {
  scan.tokens.push({ kind: "piece", spans, depth: 0 });
}

function addText(scan: Scan, text: string): void {
  if (text !== "") add(scan, { kind: "text", text: shownText(text.replaceAll("\t", " ")) });
}

/** A line feed is a space, unless two spaces or a backslash before it say otherwise. */
function lineEnd(scan: Scan, at: number, before: string): number {
  if (at < scan.text.length - 1 && before.endsWith("  ")) add(scan, { kind: "break" });
  else addText(scan, " ");
  return at + 1;
}

/** Deals with something special, and says where it ends. */
function taken(scan: Scan, special: string, at: number): number {
  switch (special[0]) {
    case "\\":
      return escaped(scan, at);
    case "`":
      return code(scan, at);
    case "[":
    case "!":
      scan.brackets.push({ at: scan.tokens.length, isImage: special.length === 2 });
      addText(scan, special);
      return at + special.length;
    case "]":
      return bracketEnd(scan, at);
    case "*":
    case "_":
    case "~":
      return marks(scan, at);
    default:
      return bareAddress(scan, special, at);
  }
}

function escaped(scan: Scan, at: number): number {
  const next = scan.text[at + 1] ?? "";
  if (next === "\n") add(scan, { kind: "break" });
  else if (PUNCTUATION.test(next)) addText(scan, next);
  else {
    addText(scan, "\\");
    return at + 1;
  }
  return at + 2;
}

function code(scan: Scan, at: number): number {
  const { text, closing, quoted } = scan;
  const length = runLength(text, at);
  const end = closing(length, at + length) ?? (scan.isOpen ? text.length : null);
  if (end === null) {
    addText(scan, text.slice(at, at + length));
    return at + length;
  }
  const inside = text.slice(at + length, end).replaceAll("\n", " ");
  const isPadded = /^ .* $/.test(inside) && inside.trim() !== "";
  const shown = isPadded ? inside.slice(1, -1) : inside;
  const isCommand = end < text.length && !quoted.commands && runnableCommand(shown) !== null;
  if (shown !== "") add(scan, { kind: isCommand ? "command" : "code", text: shownText(shown) });
  return end + length;
}

/** Where a run of so many backticks begins, from a position on. To be asked for positions in their order. */
function codeEnds(text: string): (length: number, from: number) => number | null {
  let runs: Map<number, number[]> | undefined;
  const passed = new Map<number, number>();
  return (length, from) => {
    runs ??= backtickRuns(text);
    const starts = runs.get(length) ?? [];
    let next = passed.get(length) ?? 0;
    while (next < starts.length && starts[next]! < from) next++;
    passed.set(length, next);
    return starts[next] ?? null;
  };
}

/** Where they begin, by their length. */
function backtickRuns(text: string): Map<number, number[]> {
  const runs = new Map<number, number[]>();
  for (const { 0: run, index } of text.matchAll(/`+/g)) {
    const starts = runs.get(run.length);
    if (starts === undefined) runs.set(run.length, [index]);
    else starts.push(index);
  }
  return runs;
}

function runLength(text: string, at: number): number {
  let end = at;
  while (text[end] === text[at]) end++;
  return end - at;
}

function bracketEnd(scan: Scan, at: number): number {
  const { text, quoted } = scan;
  const bracket = scan.brackets.pop();
  const isActive = bracket !== undefined && (bracket.isImage || bracket.at >= scan.inactive);
  const found = isActive && text[at + 1] === "(" ? destinationAt(text, at + 1) : null;
  if (bracket === undefined || found === null) {
    addText(scan, "]");
    return at + 1;
  }
  const inner = scan.tokens.splice(bracket.at).slice(1);
  const { spans, depth } = emphasized(inner, false);
  const made = bracket.isImage ? refused(spans, found.address) : linkSpans(spans, found.address, quoted);
  scan.tokens.push({ kind: "piece", spans: made, depth });
  if (!bracket.isImage) scan.inactive = scan.tokens.length;
  return found.end;
}

function marks(scan: Scan, at: number): number {
  const { text } = scan;
  const char = text[at] as Run["char"];
  const length = runLength(text, at);
  if (char === "~" && length !== 2) addText(scan, text.slice(at, at + length));
  else scan.tokens.push(runAt(text, at, length, char));
  return at + length;
}

/** Marks open before a word and close after one; underscores never within one. */
function runAt(text: string, at: number, length: number, char: Run["char"]): Run {
  const [before, after] = [kindOf(charBefore(text, at)), kindOf(charAt(text, at + length))];
  const isLeft = after !== "space" && (after === "word" || before !== "word");
  const isRight = before !== "space" && (before === "word" || after !== "word");
  const isWithin = char === "_" && isLeft && isRight;
  const canOpen = isLeft && (!isWithin || before === "punctuation");
  const canClose = isRight && (!isWithin || after === "punctuation");
  return { kind: "run", char, length, canOpen, canClose };
}

function kindOf(char: string): "space" | "punctuation" | "word" {
  if (char === "" || /\s/.test(char)) return "space";
  return /[\p{P}\p{S}]/u.test(char) ? "punctuation" : "word";
}

function charAt(text: string, at: number): string {
  const point = text.codePointAt(at);
  return point === undefined ? "" : String.fromCodePoint(point);
}

function charBefore(text: string, at: number): string {
  const isLow = /[\udc00-\udfff]/.test(text[at - 1] ?? "");
  return at === 0 ? "" : charAt(text, isLow ? at - 2 : at - 1);
}

/** Not in the middle of a word. */
function bareAddress(scan: Scan, special: string, at: number): number {
  const found = /[\p{L}\p{N}_]/u.test(charBefore(scan.text, at)) ? null : bareAddressAt(scan.text, at);
  if (found === null || found.end <= at + special.length) {
    addText(scan, special);
    return at + special.length;
  }
  const shown: Span = { kind: "text", text: shownText(found.address) };
  add(scan, ...linkSpans([shown], found.address, scan.quoted));
  return found.end;
}
