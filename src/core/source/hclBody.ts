/** The inside of one block of HCL. */
import type { Parser } from "web-tree-sitter";
import { blocksIn, readBody, type Slice } from "./hclSyntax";
import { withTree } from "./hclTree";
import { type Body, EMPTY_BODY } from "./syntax";

/** Most bodies are never asked for, so a body is parsed, on its own, when it is. */
export function bodyReader(parser: Parser, block: Slice): () => Body {
  let body: Body | undefined;
  return () => (body ??= parseBody(parser, block));
}

function parseBody(parser: Parser, { text, offset }: Slice): Body {
  return withTree(parser, text, (root, readable) => {
    const [block] = blocksIn(root);
    return block === undefined ? EMPTY_BODY : readBody(block, { text: readable, offset });
  });
}
