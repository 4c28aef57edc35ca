/** `lifecycle.ignore_changes`, merged over override files as Terraform does it (tried with 1.11.4). */
import { parsePath } from "./attributePath";
import type { Body, Expression } from "./syntax";

/**
 * The last list that is not empty counts; `all` in any of them stays. What Terraform would refuse as a reference
 * (`x[*]`, `x[var.i]`) is left out: such code cannot be planned.
 */
export function ignoredReferences(bodies: readonly Body[]): "all" | string[] {
  const lists = bodies.flatMap(ignoreArguments).map(referencesIn);
  if (lists.includes("all")) return "all";
  return lists.filter((list) => list !== "all").findLast((list) => list.length > 0) ?? [];
}

function ignoreArguments(body: Body): Expression[] {
  const lifecycles = body.blocks.filter((block) => block.name === "lifecycle");
  return lifecycles
    .flatMap((block) => block.body.attributes)
    .filter((attribute) => attribute.name === "ignore_changes")
    .map((attribute) => attribute.value);
}

function referencesIn(value: Expression): "all" | string[] {
  if (wordOf(value) === "all") return "all";
  if (value.kind !== "tuple") return [];
  const words = value.elements.map(wordOf);
  return words.includes("*") ? "all" : words.filter((word) => parsePath(word) !== null);
}

/** References are bare words in HCL, strings in JSON and in code of old. */
function wordOf(value: Expression): string {
  if (value.kind === "reference") return value.text;
  return value.kind === "text" ? value.value : "";
}
