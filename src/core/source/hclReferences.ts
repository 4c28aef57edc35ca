/** What expressions of HCL refer to. */
import type { Node, Parser } from "web-tree-sitter";
import { withTree } from "./hclTree";

/** The names in what an expression refers to, without indexes: `["var", "x"]`, `["data", "aws_x", "y", "id"]`. */
export type Reference = readonly string[];

/** All references in the code of one expression, in the order in which they are written. Names that a `for` binds are among them. */
export function referencesIn(parser: Parser, code: string): Reference[] {
  return withTree(parser, `x = ${code}\n`, (root) =>
    root.descendantsOfType("variable_expr").map((name) => [name.text, ...namesBehind(name)]),
  );
}

/** `.a.b` behind a name; indexes are passed over, for what they hold is a reference of its own. */
function namesBehind(first: Node): string[] {
  const names: string[] = [];
  for (let next = first.nextSibling; next !== null; next = next.nextSibling) {
    if (next.type === "get_attr") names.push(next.text.slice(1).trim());
    else if (next.type !== "index" && next.type !== "comment") break;
  }
  return names;
}
