/** Equality and alignment of attribute values, as Terraform's users understand them. */
import type { Json } from "../../shared/model";

/** An object of JSON, not an array. */
export function isObject(value: unknown): value is Record<string, Json> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Own property or undefined, whatever the key (`__proto__`, `constructor`). */
export function member(holder: Json | undefined, key: string): Json | undefined {
  return isObject(holder) && Object.hasOwn(holder, key) ? holder[key] : undefined;
}

/** Deep equality; an absent value equals null, and the order of keys does not matter. */
export function sameValue(a: Json | undefined, b: Json | undefined): boolean {
  const left = a ?? null;
  const right = b ?? null;
  if (left === right) return true;
  if (Array.isArray(left)) {
    return Array.isArray(right) && left.length === right.length && left.every((item, i) => sameValue(item, right[i]));
  }
  if (!isObject(left) || !isObject(right)) return false;
  return keysOf(left, right).every((key) => sameValue(member(left, key), member(right, key)));
}

/** The keys of all the objects given, each once, in order of first appearance. */
export function keysOf(...holders: readonly (Json | undefined)[]): string[] {
  return [...new Set(holders.filter(isObject).flatMap((holder) => Object.keys(holder)))];
}

/** A text that is the same for values that `sameValue` calls equal. */
export function canonical(value: Json | undefined): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (isObject(value)) {
    const keys = Object.keys(value)
      .filter((key) => value[key] !== null)
      .sort();
    return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
  }
  return JSON.stringify(value ?? null);
}

/** The same elements in another order. */
export function sameElements(a: Json | undefined, b: Json | undefined): boolean {
  if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
  const sorted = (list: Json[]): string => list.map(canonical).sort().join("\u0000");
  return sorted(a) === sorted(b);
}

/** Attributes by which people and clouds tell the blocks of one list apart, most telling first. */
const IDENTITY = ["id", "name", "key", "device_name", "rule_number", "priority", "sid", "path", "port", "host"];

/**
 * For each element of `from` the index of the same thing in `to`, or undefined. Plan JSON does not tell sets from lists,
 * so an index alone says nothing: equal elements find each other first, then elements of one identity, then what stands
 * at the same place.
 */
export function alignElements(from: readonly Json[], to: readonly Json[]): (number | undefined)[] {
  const partner: (number | undefined)[] = from.map(() => undefined);
  const taken = new Set<number>();
  matchBy(canonical, from, to, partner, taken);
  const haveBlocks = from.some(isObject) && to.some(isObject);
  for (const name of haveBlocks ? IDENTITY : []) {
    matchBy((item) => identityOf(member(item, name)), from, to, partner, taken);
  }
  from.forEach((_, i) => {
    if (partner[i] === undefined && i < to.length && !taken.has(i)) partner[i] = i;
  });
  return partner;
}

function identityOf(value: Json | undefined): string | undefined {
  return value === undefined || value === null || value === "" ? undefined : canonical(value);
}

/** Pairs what has the same key and no partner yet; of several the one at the same place, else the first. */
function matchBy(
  keyOf: (item: Json) => string | undefined,
  from: readonly Json[],
  to: readonly Json[],
  partner: (number | undefined)[],
  taken: Set<number>,
): void {
  const keys = to.map((item, j) => (taken.has(j) ? undefined : keyOf(item)));
  const places = new Map<string, number[]>();
  for (let j = to.length - 1; j >= 0; j--) {
    const key = keys[j];
    if (key !== undefined) mapPush(places, key, j);
  }
  from.forEach((item, i) => {
    const key = partner[i] === undefined ? keyOf(item) : undefined;
    if (key === undefined) return;
    const free = places.get(key);
    let j = keys[i] === key && !taken.has(i) ? i : free?.pop();
    while (j !== undefined && taken.has(j)) j = free?.pop();
    if (j === undefined) return;
    partner[i] = j;
    taken.add(j);
  });
}

function mapPush(map: Map<string, number[]>, key: string, value: number): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
