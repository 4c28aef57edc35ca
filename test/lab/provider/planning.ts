/** What the lab cloud makes of a configuration, before and while it is applied. */
import { isDeepStrictEqual } from "node:util";
import type { Block } from "./schema";
import { isComputed } from "./schema";
import type { Value, ValueObject } from "./values";
import { sameValue, UNKNOWN, Unknown } from "./values";

/** Terraform's proposal with what the provider decides filled in. `prior` is null for a new object. */
export function plannedValues(
  block: Block,
  proposed: ValueObject,
  prior: ValueObject | null,
  config: ValueObject,
): ValueObject {
  const decided = Object.entries(block.attributes).map(([name, attribute]): [string, Value] => {
    const asked = proposed[name] ?? null;
    // The cloud's choice is unknown until the object exists, and then stays.
    const kept = prior === null ? UNKNOWN : (prior[name] ?? null);
    if (isComputed(attribute) && (config[name] ?? null) === null) return [name, attribute.default ?? kept];
    return [name, attribute.json && isSameJson(asked, kept) ? kept : asked];
  });
  return { ...proposed, ...Object.fromEntries(decided) };
}

/** The attributes whose change replaces the object. */
export function replacingAttributes(block: Block, prior: ValueObject, planned: ValueObject): string[] {
  return Object.entries(block.attributes)
    .filter(([name, { forceNew }]) => forceNew && !sameValue(prior[name], planned[name]))
    .map(([name]) => name);
}

/** The planned object with every unknown filled in by the cloud, as it will be after the apply. */
export function createdValues(block: Block, planned: ValueObject, id: string): ValueObject {
  const self: ValueObject = { ...planned, id };
  for (const [name, attribute] of Object.entries(block.attributes)) {
    if (self[name] instanceof Unknown) self[name] = attribute.create?.(self) ?? null;
  }
  return self;
}

function isSameJson(a: Value, b: Value): boolean {
  return typeof a === "string" && typeof b === "string" && isDeepStrictEqual(parsed(a), parsed(b));
}

/** Text that is no JSON is only the same as itself. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return { notJson: text };
  }
}
