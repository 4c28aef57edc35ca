import type { Cloud, StoredObject } from "./cloud";
import { conform, setOf } from "./conform";
import type { Block } from "./schema";
import type { Value, ValueObject } from "./values";
import { sameValue } from "./values";

/**
 * An attribute in which the objects of a sibling resource show up when it is read, as a security group's rules do in its
 * `ingress`. A set takes the siblings' entries in; any other attribute takes the value of the first sibling.
 */
export interface Echo {
  attribute: string;
  sibling: string;
  /** The sibling's attribute that holds this object's id. */
  reference: string;
  /** What the sibling contributes, or undefined if nothing. */
  entry: (sibling: StoredObject) => unknown;
}

/** The object as a read shows it: with what its siblings contribute. */
export async function withEchoes(
  object: ValueObject,
  block: Block,
  echoes: Echo[],
  cloud: Cloud,
): Promise<ValueObject> {
  const shown = { ...object };
  for (const echo of echoes) {
    const entries = await contributions(echo, block, object, cloud);
    if (entries.length === 0) continue;
    const own = object[echo.attribute];
    shown[echo.attribute] = isSet(echo, block) ? setOf([...asList(own), ...entries.flatMap(asList)]) : entries[0]!;
  }
  return shown;
}

/** The object as its own file holds it: without what its siblings contribute. */
export async function withoutEchoes(
  object: ValueObject,
  block: Block,
  echoes: Echo[],
  cloud: Cloud,
): Promise<ValueObject> {
  const stored = { ...object };
  for (const echo of echoes) {
    const entries = await contributions(echo, block, object, cloud);
    const own = stored[echo.attribute] ?? null;
    if (isSet(echo, block)) {
      const foreign = entries.flatMap(asList);
      stored[echo.attribute] = asList(own).filter((value) => !foreign.some((entry) => sameValue(entry, value)));
    } else if (entries.some((entry) => sameValue(entry, own))) {
      stored[echo.attribute] = null;
    }
  }
  return stored;
}

async function contributions(echo: Echo, block: Block, object: ValueObject, cloud: Cloud): Promise<Value[]> {
  const siblings = (await cloud.readAll(echo.sibling)).filter((sibling) => sibling[echo.reference] === object.id);
  const { type } = block.attributes[echo.attribute]!;
  return siblings
    .map((sibling) => echo.entry(sibling))
    .filter((entry) => entry !== undefined)
    .map((entry) => conform(isSet(echo, block) ? [entry] : entry, type, echo.attribute));
}

function isSet(echo: Echo, block: Block): boolean {
  const { type } = block.attributes[echo.attribute]!;
  return Array.isArray(type) && type[0] === "set";
}

function asList(value: Value | undefined): Value[] {
  return Array.isArray(value) ? value : [];
}
