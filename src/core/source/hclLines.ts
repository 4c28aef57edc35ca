/** Lines of HCL as `terraform fmt` takes them apart. */
import type { Node, Parser } from "web-tree-sitter";
import { lineStart } from "../textLines";
import { blocksIn } from "./hclSyntax";
import { withTree } from "./hclTree";
import type { Span } from "./syntax";

/** With a heredoc a line goes on to the heredoc's end. */
export interface FormattedLine {
  start: number;
  /** Where its first word begins. */
  first: number;
  /** How many more brackets it opens than it closes. */
  opens: number;
  /** The end of what stands before the equals sign, or before the comment where there is none that is aligned. */
  lead: number;
  /** From the equals sign to the end of the value; null where brackets stay open, or close what was open before. */
  assignment: Span | null;
  /** One that takes the rest of the line, behind something else. */
  comment: Span | null;
  /** A comment goes on over several lines, so that columns have no sense. */
  odd: boolean;
}

/** The lines of the top-level block around an offset; of the whole text where there is none around it. */
export function linesAt(parser: Parser, text: string, at: number): FormattedLine[] {
  return withTree(parser, text, (root) => {
    const block = blocksIn(root).find(({ startIndex, endIndex }) => startIndex <= at && at <= endIndex);
    return linesOf(wordsIn(block ?? root, text), text);
  });
}

interface Word extends Span {
  text: string;
  isComment: boolean;
}

function linesOf(words: readonly Word[], text: string): FormattedLine[] {
  const lines: Word[][] = [];
  words.forEach((word, i) => {
    const previous = words[i - 1];
    if (previous === undefined || text.slice(previous.end, word.start).includes("\n")) lines.push([word]);
    else lines.at(-1)!.push(word);
  });
  const formatted = lines.map((line) => readLine(line, text));
  // A blank line is a line, too, and parts what stands around it.
  return formatted.flatMap((line, i) => {
    const previous = lines[i - 1]?.at(-1);
    const isParted = previous !== undefined && /\n[ \t\r]*\n/.test(text.slice(previous.end, lines[i]![0]!.start));
    return isParted ? [BLANK, line] : [line];
  });
}

/** Without a place. */
const BLANK: FormattedLine = { start: -1, first: -1, opens: 0, lead: -1, assignment: null, comment: null, odd: false };

function readLine(words: readonly Word[], text: string): FormattedLine {
  const last = words.at(-1)!;
  const comment = words.length > 1 && last.isComment && !last.text.startsWith("/*") ? last : null;
  const code = comment === null ? words : words.slice(0, -1);
  const equals = code.findIndex((word, i) => i > 0 && word.text === "=");
  const isWhole = equals > 0 && bracketsIn(code.slice(equals)) === 0;
  return {
    start: lineStart(text, words[0]!.start),
    first: words[0]!.start,
    opens: bracketsIn(code),
    lead: (isWhole ? code[equals - 1]! : code.at(-1)!).end,
    assignment: isWhole ? { start: code[equals]!.start, end: code.at(-1)!.end } : null,
    comment: comment === null ? null : { start: comment.start, end: comment.end },
    odd: words.some((word) => word.isComment && word.text.includes("\n")),
  };
}

function bracketsIn(words: readonly Word[]): number {
  return words.reduce((open, { text }) => open + bracketChange(text), 0);
}

function bracketChange(word: string): number {
  if (word === "{" || word === "[" || word === "(") return 1;
  return word === "}" || word === "]" || word === ")" ? -1 : 0;
}

/** Strings are one word each. */
const WHOLE = new Set(["comment", "string_lit", "quoted_template", "heredoc_template"]);

function wordsIn(node: Node, text: string): Word[] {
  if (!WHOLE.has(node.type) && node.childCount > 0) return node.children.flatMap((child) => wordsIn(child, text));
  const written = text.slice(node.startIndex, node.endIndex).trimEnd();
  if (written === "") return [];
  const { startIndex: start } = node;
  return [{ start, end: start + written.length, text: written, isComment: node.type === "comment" }];
}
