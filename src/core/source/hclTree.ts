/** Syntax trees on loan. They live in WebAssembly memory that is never collected, so none outlives the call that uses it. */
import type { Node, Parser } from "web-tree-sitter";

/** Parses, lends the root, frees. `readable` is the text that was parsed: of the same length, but see `hideExponents`. */
export function withTree<T>(parser: Parser, text: string, use: (root: Node, readable: string) => T): T {
  const result = lend(parser, text, (root) => {
    const readable = root.hasError ? hideExponents(root, text) : text;
    return readable === text ? { value: use(root, text) } : { readable };
  });
  return "value" in result ? result.value : lend(parser, result.readable, (root) => use(root, result.readable));
}

function lend<T>(parser: Parser, text: string, use: (root: Node) => T): T {
  const tree = parser.parse(text);
  if (tree === null) throw new Error("the HCL parser has no language");
  try {
    return use(tree.rootNode);
  } finally {
    tree.delete();
  }
}

/** The grammar does not know `1e5`. Digits of the same length stand in for it, so that no offset moves; no number is ever read. */
function hideExponents(root: Node, text: string): string {
  return text.replace(/(?<![\w.-])\d+[eE][-+]?\d+(?![\w.])/g, (number, offset: number) => {
    const node = root.descendantForIndex(offset, offset + 1);
    return node?.type === "template_literal" || node?.type === "comment" ? number : "1".repeat(number.length);
  });
}
