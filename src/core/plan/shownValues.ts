/** The values of one position as people may see them. */
import type { Json } from "../../shared/model";
import { SENSITIVE, UNKNOWN } from "../../shared/vocabulary";
import type { AttributeDrift } from "./attributeDrift";
import { canonical, sameValue } from "./compare";
import { UNKNOWN_VALUE } from "./planFacts";
import { redactValue } from "./redact";
import type { SecretValues } from "./secretValues";
import { type Marks, marksBelow } from "./sensitivity";

/**
 * Values that are shown beside each other, redacted, and whether they are hidden: then all of them are. `marks`: those of the whole resource.
 * `mayBeAlike`: that nothing is left of the difference proves nothing.
 */
export function shownValues(
  { steps, secret }: Pick<AttributeDrift, "steps" | "secret">,
  values: readonly (Json | undefined)[],
  { marks, secrets, mayBeAlike = false }: { marks: Marks; secrets: SecretValues; mayBeAlike?: boolean },
): [values: Json[], sensitive: boolean] {
  const below = steps.reduce<Marks>(marksBelow, marks);
  const shown = values.map((value) => (secret ? SENSITIVE : redactValue(revealUnknown(value ?? null), below, secrets)));
  const sensitive = hidesTheDifference(secret, shown, mayBeAlike);
  return [sensitive ? shown.map(() => SENSITIVE) : shown, sensitive];
}

/** The mark for an unknown value, in the words that people see. */
function revealUnknown(value: Json): Json {
  if (value === UNKNOWN_VALUE) return UNKNOWN;
  if (Array.isArray(value)) return value.map(revealUnknown);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, revealUnknown(item)]));
}

/**
 * Whether recorded, actual and planned value are to be hidden together: one of them is a secret as a whole; or nothing is left
 * of the difference, so that it was in a secret; or the values are of different kinds, and a part of one says nothing about where
 * the secret is in the other.
 */
function hidesTheDifference(secret: boolean, values: readonly Json[], mayBeAlike: boolean): boolean {
  if (secret || values.includes(SENSITIVE)) return true;
  const [before = null, after = null] = values;
  if (!mayBeAlike && sameValue(before, after)) return true;
  const kinds = new Set(values.filter((value) => value !== null).map(kindOf));
  return kinds.size > 1 && values.some((value) => canonical(value).includes(JSON.stringify(SENSITIVE)));
}

function kindOf(value: Json): string {
  return Array.isArray(value) ? "list" : typeof value;
}
