/** The columns of `terraform fmt`: it indents lines, and aligns equals signs and comments of lines that follow each other (seen in 1.11.4). */
import type { Parser } from "web-tree-sitter";
import type { TextEdit } from "../textEdit";
import { type FormattedLine, linesAt } from "./hclLines";
import type { Span } from "./syntax";

/**
 * Aligns what an edit has put out of line. Lines that were not aligned before stay as they are: such a file is not formatted, and
 * nobody asked for that. `changed`: what of the old text was replaced; `growth`: how much longer the text is now.
 */
export function realign(parser: Parser, before: string, after: string, changed: Span, growth: number): TextEdit[] {
  const [old, now] = [linesAt(parser, before, changed.start), linesAt(parser, after, changed.start)];
  const unaligned = new Set(
    chainsIn(before, old, [])
      .filter((chain) => chain.some(({ isOff }) => isOff))
      .flatMap((chain) => chain.map(({ line }) => line)),
  );
  const startBefore = (line: number): number | null => {
    if (line < changed.start) return line;
    return line >= changed.end + growth ? line - growth : null;
  };
  const wasUnaligned = ({ line }: Gap): boolean => {
    const start = startBefore(line);
    return start !== null && unaligned.has(start);
  };
  const indents = offIndents(before, old).length > 0 ? [] : offIndents(after, now);
  const aligned = chainsIn(after, now, indents)
    .filter((chain) => !chain.some(wasUnaligned))
    .flatMap((chain) => chain.filter(({ isOff }) => isOff))
    .map(({ span, width }) => ({ ...span, text: " ".repeat(width) }));
  return [...indents, ...aligned].sort((a, b) => a.start - b.start);
}

/** What brings lines to the level of their brackets; one line is one level, however many brackets it opens. */
function offIndents(text: string, lines: readonly FormattedLine[]): TextEdit[] {
  const open: number[] = [];
  return lines.flatMap(({ start, first, opens }) => {
    if (start < 0) return [];
    close(open, -opens);
    const indent = "  ".repeat(open.length);
    if (opens > 0) open.push(opens);
    return text.slice(start, first) === indent ? [] : [{ start, end: first, text: indent }];
  });
}

function close(open: number[], brackets: number): void {
  for (let left = brackets; left > 0 && open.length > 0;) {
    const last = open.pop()!;
    if (last > left) open.push(last - left);
    left -= last;
  }
}

/** White space in front of what is aligned. */
interface Gap {
  /** Where its line starts. */
  line: number;
  span: Span;
  /** How wide it is to be. */
  width: number;
  isOff: boolean;
}

/** Gaps that are aligned with each other. What else moves a line comes first: its indentation, then its equals sign. */
function chainsIn(text: string, lines: readonly FormattedLine[], indents: readonly TextEdit[]): Gap[][] {
  const moved = new Map(indents.map(({ start, end, text: indent }) => [start, indent.length - (end - start)]));
  const assignments = neighbours(lines, ({ assignment }) => assignment !== null).map((chain) =>
    align(
      text,
      chain.map(({ start, lead, assignment }) => ({
        line: start,
        span: { start: lead, end: assignment!.start },
        shift: moved.get(start) ?? 0,
      })),
    ),
  );
  for (const { line, span, width } of assignments.flat())
    moved.set(line, (moved.get(line) ?? 0) + width - columns(text, span.start, span.end));
  const comments = neighbours(lines, ({ comment }) => comment !== null).map((chain) =>
    align(
      text,
      chain.map(({ start, lead, assignment, comment }) => ({
        line: start,
        span: { start: assignment?.end ?? lead, end: comment!.start },
        shift: moved.get(start) ?? 0,
      })),
    ),
  );
  return [...assignments, ...comments];
}

/** Lines of a kind that follow each other without another one between. */
function neighbours(lines: readonly FormattedLine[], isOne: (line: FormattedLine) => boolean): FormattedLine[][] {
  const chains: FormattedLine[][] = [];
  let open: FormattedLine[] | null = null;
  for (const line of lines) {
    if (!isOne(line) || line.odd) open = null;
    else if (open === null) chains.push((open = [line]));
    else open.push(line);
  }
  return chains;
}

/** One column behind the longest of what stands in front. */
function align(text: string, gaps: readonly { line: number; span: Span; shift: number }[]): Gap[] {
  const fronts = gaps.map(({ line, span, shift }) => columns(text, line, span.start) + shift);
  const longest = Math.max(...fronts);
  return gaps.map(({ line, span }, i) => {
    const width = longest - fronts[i]! + 1;
    return { line, span, width, isOff: text.slice(span.start, span.end) !== " ".repeat(width) };
  });
}

const GRAPHEMES = new Intl.Segmenter("en", { granularity: "grapheme" });

/** As the formatter counts them: letters, whatever they are made of. */
function columns(text: string, start: number, end: number): number {
  const written = text.slice(start, end);
  // eslint-disable-next-line no-control-regex -- what is not ASCII is looked for
  return /^[\x00-\x7f]*$/.test(written) ? written.length : [...GRAPHEMES.segment(written)].length;
}
