/** HCL text as declarations. */
import type { Node, Parser } from "web-tree-sitter";
import { bodyReader } from "./hclBody";
import { cutAtDeclarations, LARGE, skimDeclarations } from "./hclOutline";
import { blocksIn, isOpenBlock, readBody, readHead, type Slice } from "./hclSyntax";
import { withTree } from "./hclTree";
import type { Body, Declaration, ParsedText, SyntaxProblem } from "./syntax";

/** Reads as much as can be read of broken text: an error in one block leaves its neighbours intact. */
export function parseHclText(parser: Parser, text: string): ParsedText {
  if (text.length > LARGE) return skimDeclarations(parser, text);
  const result = withTree(parser, text, (root, readable) => {
    const whole = readPart(parser, root, { text: readable, offset: 0 });
    return whole.problems.length === 0 ? whole : cutAtDeclarations(root, readable);
  });
  if (!Array.isArray(result)) return result;
  const parts = result.map((part) => withTree(parser, part.text, (root) => readPart(parser, root, part)));
  return {
    declarations: parts.flatMap((part) => part.declarations),
    problems: parts.flatMap((part) => part.problems),
  };
}

/** The arguments at the top of a text: of a file of variables. */
export function parseHclBody(parser: Parser, text: string): { body: Body; problems: SyntaxProblem[] } {
  return withTree(parser, text, (root, readable) => {
    const slice = { text: readable, offset: 0 };
    const body = { ...readBody(root, slice), inside: { start: 0, end: text.length } };
    return { body, problems: root.hasError ? [describeError(root, slice)] : [] };
  });
}

function readPart(parser: Parser, root: Node, part: Slice): ParsedText {
  const blocks = topBlocks(root, part);
  return {
    declarations: blocks.map((block) => readDeclaration(parser, block, part)),
    problems: root.hasError ? [describeError(root, part)] : blocks.flatMap((block) => describeHeader(block, part)),
  };
}

/** A `check` block may declare a data source of its own, which has an ordinary address. */
function topBlocks(root: Node, part: Slice): Node[] {
  return blocksIn(root).flatMap((block) =>
    readHead(block, part).keyword === "check" ? [block, ...block.namedChildren.flatMap(blocksIn)] : [block],
  );
}

function readDeclaration(parser: Parser, block: Node, part: Slice): Declaration {
  const text = part.text.slice(block.startIndex, block.endIndex);
  return { ...readHead(block, part), body: bodyReader(parser, { text, offset: part.offset + block.startIndex }) };
}

/** The first error. */
function describeError(root: Node, part: Slice): SyntaxProblem {
  let node = root;
  while (!node.isError && !node.isMissing) {
    const broken = node.children.find((child) => child.hasError || child.isMissing);
    if (broken === undefined) break;
    node = broken;
  }
  const missing = node.isNamed ? node.type.replaceAll("_", " ") : node.type;
  const what = isOpenBlock(node)
    ? "this block has no end"
    : node.isMissing
      ? `${missing} is missing`
      : "this cannot be read";
  return { offset: part.offset + node.startIndex, message: `Syntax error: ${what}.` };
}

/** The grammar takes line feeds for white space, so that a header without its block swallows the next one. */
function describeHeader(block: Node, part: Slice): SyntaxProblem[] {
  const { start, end } = readHead(block, part).header;
  const written = part.text.slice(start - part.offset, end - part.offset);
  return written.includes("\n") ? [{ offset: start, message: "Syntax error: this block has no body." }] : [];
}
