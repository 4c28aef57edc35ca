/** Adds a reference to `lifecycle.ignore_changes` in Terraform's JSON. Where a list of objects stands for one, it is not followed. */
import { type Node, parseTree } from "jsonc-parser";
import { insertElement, insertProperty } from "../jsonInsert";
import type { EditResult } from "../textEdit";
import { valuesOf } from "./jsonSyntax";

/** For a text without errors. */
export function jsonIgnoreChanges(text: string, [type, name]: [string, string], reference: string): EditResult {
  const root = parseTree(text);
  const declared = ["resource", type, name].reduce<Node[]>(
    (nodes, key) => nodes.flatMap((node) => valuesOf(node, key)),
    root === undefined ? [] : [root],
  );
  const [found, ...others] = declared;
  if (root === undefined || found === undefined)
    return { refused: `There is no resource "${type}.${name}" in this file.` };
  const resource = onlyObject(found);
  if (others.length > 0 || resource === null)
    return { refused: `This file does not declare the resource "${type}.${name}" as one JSON object.` };

  const lifecycles = valuesOf(resource, "lifecycle");
  if (lifecycles.length === 0) {
    return { edits: insertProperty(text, root, resource, "lifecycle", { ignore_changes: [reference] }) };
  }
  const lifecycle = lifecycles.length > 1 ? null : onlyObject(lifecycles[0]!);
  if (lifecycle === null) return { refused: "The resource's lifecycle is not one JSON object." };

  const [list, ...more] = valuesOf(lifecycle, "ignore_changes");
  if (list === undefined) return { edits: insertProperty(text, root, lifecycle, "ignore_changes", [reference]) };
  if (more.length > 0 || list.type !== "array")
    return { refused: "What ignore_changes says is no plain list, so that nothing can be added to it." };
  return { edits: insertElement(text, root, list, reference) };
}

/** Terraform takes a list of one object for that object. */
function onlyObject(node: Node): Node | null {
  const [only, ...others] = node.type === "array" ? (node.children ?? []) : [node];
  return only?.type === "object" && others.length === 0 ? only : null;
}
