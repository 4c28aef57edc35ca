/** Where blocks of HCL begin by the look of lines alone: for text that cannot, or should not, be parsed as a whole. */
import type { Node, Parser } from "web-tree-sitter";
import { bodyReader } from "./hclBody";
import type { Slice } from "./hclSyntax";
import { unquote } from "./notation";
import { type Declaration, EMPTY_BODY, type ParsedText, type SyntaxProblem } from "./syntax";

/** What looks like a top-level block at the start of a line, up to its last label. */
const DECLARATION =
  /^(resource|data|ephemeral|module|variable|output|provider|terraform|locals|moved|import|removed|check)\b((?:[ \t]*"[^"\n]*"|[ \t]+[\w-]+)*)(?=[^\n={]*\{)/gm;

/** Parts of text with errors that begin with what looks like a declaration, so that an error ends with its block. */
export function cutAtDeclarations(root: Node, text: string): Slice[] {
  const starts = [...text.matchAll(DECLARATION)].map((match) => match.index).filter((at) => !isQuotedCode(root, at));
  const cuts = [...new Set([0, ...starts]), text.length];
  return cuts.slice(0, -1).map((start, i) => ({ text: text.slice(start, cuts[i + 1]), offset: start }));
}

/** Code inside a comment or a heredoc that has its end. */
function isQuotedCode(root: Node, offset: number): boolean {
  for (let node = root.descendantForIndex(offset, offset + 1); node !== null; node = node.parent) {
    if (node.type === "comment" || (node.type === "heredoc_template" && !node.hasError)) return true;
  }
  return false;
}

/**
 * The grammar takes a second and 200 MB for this many characters. Longer files (some 50,000 lines, which only generators
 * write, every block at the start of a line) are skimmed, and a longer block is not looked into.
 */
export const LARGE = 1_000_000;

/** The declarations of a large file. Errors inside them are not told. */
export function skimDeclarations(parser: Parser, text: string): ParsedText {
  const matches = [...text.matchAll(DECLARATION)];
  const problems: SyntaxProblem[] = [];
  const declarations = matches.map((match, i): Declaration => {
    const [head, keyword = "", labels = ""] = match;
    const block = { text: text.slice(match.index, matches[i + 1]?.index), offset: match.index };
    const tooLong = block.text.length > LARGE;
    if (tooLong)
      problems.push({ offset: match.index, message: "This block is too long to look for attributes in it." });
    return {
      keyword,
      labels: (labels.match(/"[^"\n]*"|[\w-]+/g) ?? []).map((word) => unquote(word) ?? word),
      header: { start: match.index, end: match.index + head.length },
      body: tooLong ? () => EMPTY_BODY : bodyReader(parser, block),
    };
  });
  if (matches.length === 0) problems.push({ offset: 0, message: "There is no block in this large file." });
  return { declarations, problems };
}
