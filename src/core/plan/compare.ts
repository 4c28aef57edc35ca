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

/**
 * Gives values that `sameValue` calls equal the same number. Every part of a value is looked at once, however deep it lies and
 * however often it is asked for: comparing level by level would take a thousand times as long in hostile values.
 */
export class ValueIds {
  readonly #ids = new Map<string, number>();
  readonly #known = new WeakMap<object, number>();

  same(a: Json | undefined, b: Json | undefined): boolean {
    const left = a ?? null;
    const right = b ?? null;
    if (left === right) return true;
    return typeof left === "object" && typeof right === "object" && this.of(left) === this.of(right);
  }

  of(value: Json | undefined): number {
    if (typeof value !== "object" || value === null) return this.#idOf(JSON.stringify(value ?? null));
    const known = this.#known.get(value);
    if (known !== undefined) return known;
    const id = this.#idOf(
      Array.isArray(value) ? `[${value.map((item) => this.of(item)).join()}]` : this.#members(value),
    );
    this.#known.set(value, id);
    return id;
  }

  #members(value: Record<string, Json>): string {
    const present = Object.entries(value).filter(([, item]) => item !== null);
    const keys = present.map(([key, item]) => `${JSON.stringify(key)}:${this.of(item)}`);
    return `{${keys.sort().join()}}`;
  }

  #idOf(text: string): number {
    const id = this.#ids.get(text) ?? this.#ids.size;
    this.#ids.set(text, id);
    return id;
  }
}

/** The same elements in another order. */
export function sameElements(a: Json | undefined, b: Json | undefined, ids = new ValueIds()): boolean {
  if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
  const sorted = (list: Json[]): string =>
    list
      .map((item) => ids.of(item))
      .sort((x, y) => x - y)
      .join();
  return sorted(a) === sorted(b);
}

/** Attributes by which people and clouds tell the blocks of one list apart, most telling first. */
const IDENTITY = ["id", "name", "key", "device_name", "rule_number", "priority", "sid", "path", "port", "host"];

/**
 * For each element of `from` the index of the same thing in `to`, or undefined. Plan JSON does not tell sets from lists,
 * so an index alone says nothing: equal elements find each other first, then elements of one identity, then what stands
 * at the same place.
 */
export function alignElements(
  from: readonly Json[],
  to: readonly Json[],
  ids = new ValueIds(),
): (number | undefined)[] {
  const partner: (number | undefined)[] = from.map(() => undefined);
  const taken = new Set<number>();
  matchBy((item) => ids.of(item), from, to, partner, taken);
  const haveBlocks = from.some(isObject) && to.some(isObject);
  for (const name of haveBlocks ? IDENTITY : []) {
    matchBy((item) => identityOf(member(item, name), ids), from, to, partner, taken);
  }
  from.forEach((_, i) => {
    if (partner[i] === undefined && i < to.length && !taken.has(i)) partner[i] = i;
  });
  return partner;
}

function identityOf(value: Json | undefined, ids: ValueIds): number | undefined {
  return value === undefined || value === null || value === "" ? undefined : ids.of(value);
}

/** Pairs what has the same key and no partner yet; of several the one at the same place, else the first. */
function matchBy(
  keyOf: (item: Json) => number | undefined,
  from: readonly Json[],
  to: readonly Json[],
  partner: (number | undefined)[],
  taken: Set<number>,
): void {
  const keys = to.map((item, j) => (taken.has(j) ? undefined : keyOf(item)));
  const places = new Map<number, number[]>();
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

function mapPush(map: Map<number, number[]>, key: number, value: number): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
