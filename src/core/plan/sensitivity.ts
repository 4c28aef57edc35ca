/** Terraform's own marks of what is sensitive, from the `before_sensitive` and `after_sensitive` trees. */
import type { Json } from "../../shared/model";
import { isObject, member } from "./compare";
import type { PathStep } from "./paths";

/**
 * `true`: everything here is sensitive; null: nothing is. The marks of all elements of a list are united, since the same
 * index of a set may mean another element a moment later.
 */
export type Marks = true | { readonly keys: ReadonlyMap<string, Marks>; readonly element: Marks | null } | null;

/** Reads one tree. Empty containers in it mean nothing, and so does whatever is no boolean. */
export function readMarks(tree: Json | undefined): Marks {
  if (tree === true) return true;
  if (Array.isArray(tree)) {
    const element = tree.reduce<Marks>((united, subtree) => uniteMarks(united, readMarks(subtree)), null);
    return element === null ? null : { keys: new Map(), element };
  }
  if (!isObject(tree)) return null;
  let keys: Map<string, Marks> | undefined; // most trees have none
  for (const key of Object.keys(tree)) {
    const marks = readMarks(tree[key]);
    if (marks !== null) (keys ??= new Map()).set(key, marks);
  }
  return keys === undefined ? null : { keys, element: null };
}

/** The marks of a change, of both its sides. */
export function readChangeMarks(change: Json | undefined): Marks {
  return uniteMarks(readMarks(member(change, "before_sensitive")), readMarks(member(change, "after_sensitive")));
}

/** Sensitive if either says so. */
export function uniteMarks(a: Marks, b: Marks): Marks {
  if (a === null || b === true) return b;
  if (b === null || a === true) return a;
  const keys = new Map(a.keys);
  for (const [key, marks] of b.keys) keys.set(key, uniteMarks(keys.get(key) ?? null, marks));
  return { keys, element: uniteMarks(a.element, b.element) };
}

/**
 * The marks below one step of a path. Where a list was marked and an object is there now, or the other way round (attributes of
 * any type), nobody knows which mark belongs to what: then it is marked if anything was.
 */
export function marksBelow(marks: Marks, step: PathStep): Marks {
  if (marks === null || marks === true) return marks;
  if (typeof step === "string") return marks.keys.get(step) ?? (marks.keys.size === 0 ? marks.element : null);
  return marks.element ?? [...marks.keys.values()].reduce(uniteMarks, null);
}

/** Calls back with every value that stands at a marked position. */
export function eachMarkedValue(value: Json | undefined, marks: Marks, found: (secret: Json) => void): void {
  if (marks === null || value === undefined) return;
  if (marks === true) found(value);
  else if (Array.isArray(value)) value.forEach((item, i) => eachMarkedValue(item, marksBelow(marks, i), found));
  else if (isObject(value)) {
    const keys = marks.keys.size > 0 ? marks.keys.keys() : Object.keys(value); // few of many are marked
    for (const key of keys) eachMarkedValue(member(value, key), marksBelow(marks, key), found);
  }
}
