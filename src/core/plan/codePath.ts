/**
 * From a position in the plan to one in the code. The plan counts the blocks of a set in the provider's order, the code in
 * the order of its lines: an index of the one says nothing about the other, so the elements are recognised by their values.
 */
import type { Json } from "../../shared/model";
import type { AttributeDrift } from "./attributeDrift";
import { isObject, member } from "./compare";
import { type Configured, type ConfiguredResource, isBlockList } from "./configuration";
import type { PathStep } from "./paths";

/**
 * The position with the index that its block or element has in the code; null where the code does not have that element, or
 * has several that it could be. What the configuration does not list (dynamic blocks, expressions) keeps its index.
 */
export function stepsInCode(
  resource: ConfiguredResource | undefined,
  drift: AttributeDrift,
): readonly PathStep[] | null {
  const [name, index, ...rest] = drift.steps;
  const configured = typeof name === "string" ? resource?.arguments.get(name) : undefined;
  if (configured === undefined || name === undefined || typeof index !== "number") return drift.steps;
  const candidates = elementsOf(configured);
  if (candidates === null) return drift.steps;
  const { planned, before } = drift.element ?? {};
  // What the plan would make of the element is what the code says; what was recorded is what it said.
  const place = bestMatch(candidates, planned) ?? bestMatch(candidates, before);
  return place === null ? null : [name, place, ...rest];
}

/** What the code says of one element, as far as it says it literally. */
type Literal = (value: Json) => number | null;

function elementsOf(configured: Configured): Literal[] | null {
  if (isBlockList(configured)) return configured.map((block) => (value) => score(block, value));
  if (!("expression" in configured) || !Array.isArray(configured.expression.constant)) return null;
  return configured.expression.constant.map((item) => (value) => literalScore(item, value));
}

/** The one candidate that fits best; null where none fits, or several do equally well. */
function bestMatch(candidates: readonly Literal[], value: Json | undefined): number | null {
  if (value === undefined || value === null) return null;
  const scores = candidates.map((candidate) => candidate(value) ?? -1);
  const best = Math.max(...scores);
  return best < 0 || scores.indexOf(best) !== scores.lastIndexOf(best) ? null : scores.indexOf(best);
}

/** How many literals of a block the value has; null where it contradicts one. */
function score(configured: Configured, value: Json | undefined): number | null {
  if (isBlockList(configured)) return 0; // nested blocks do not tell their parents apart
  if ("expression" in configured) {
    const { constant } = configured.expression;
    return constant === undefined ? 0 : literalScore(constant, value);
  }
  const holder = Array.isArray(value) && value.length === 1 ? value[0] : value;
  return sum([...configured.arguments].map(([name, argument]) => score(argument, member(holder, name))));
}

function literalScore(literal: Json, value: Json | undefined): number | null {
  if (isObject(literal)) {
    return sum(Object.entries(literal).map(([name, item]) => literalScore(item, member(value, name))));
  }
  if (Array.isArray(literal)) {
    const items = Array.isArray(value) ? value : [];
    // A set comes back in another order.
    const fits =
      literal.length === items.length && literal.every((one) => items.some((item) => literalScore(one, item) !== null));
    return fits ? 1 : null;
  }
  if (literal === null) return value === undefined || value === null ? 0 : null;
  const same = typeof value !== "object" && value !== undefined && String(literal) === String(value); // the code may write 80 as "80"
  return same ? 1 : null;
}

function sum(scores: readonly (number | null)[]): number | null {
  return scores.reduce<number | null>((total, one) => (total === null || one === null ? null : total + one), 0);
}
