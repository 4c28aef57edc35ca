/** How `terraform fmt` aligns equals signs, and comments at the ends of lines, of lines that follow each other (seen in 1.11.4). */
import type { Parser } from "web-tree-sitter";
import type { TextEdit } from "../textEdit";
import { type FormattedLine, linesAt } from "./hclLines";
import type { Span } from "./syntax";

/**
 * Aligns what an edit has put out of line. Lines that were not aligned before stay as they are: such a file is not formatted, and
 * nobody asked for that. `changed`: what of the old text was replaced; `growth`: how much longer the text is now.
 */
export function realign(parser: Parser, before: string, after: string, changed: Span, growth: number): TextEdit[] {
  const unaligned = new Set(
    chainsIn(before, linesAt(parser, before, changed.start))
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
  return chainsIn(after, linesAt(parser, after, changed.start))
    .filter((chain) => !chain.some(wasUnaligned))
    .flatMap((chain) => chain.filter(({ isOff }) => isOff))
    .map(({ span, width }) => ({ ...span, text: " ".repeat(width) }))
    .sort((a, b) => a.start - b.start);
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

/** Gaps that are aligned with each other. Equals signs come first, for they move the comments. */
function chainsIn(text: string, lines: readonly FormattedLine[]): Gap[][] {
  const moved = new Map<number, number>();
  const assignments = neighbours(lines, ({ assignment }) => assignment !== null).map((chain) =>
    align(
      text,
      chain.map(({ start, lead, assignment }) => ({
        line: start,
        span: { start: lead, end: assignment!.start },
        shift: 0,
      })),
    ),
  );
  for (const { line, span, width } of assignments.flat()) moved.set(line, width - columns(text, span.start, span.end));
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
