/** JSON kept as text inside a string: policies, container definitions, documents of any kind. */
import type { Json } from "../../shared/model";

/** Larger text is not looked into. */
const LARGEST = 1_000_000;
/** Text that nests deeper than any policy does would only exhaust the stack. */
const DEEPEST = 100;

/** The object or list that a string holds as JSON text, if it does. */
export function parseContainer(text: string): Json | undefined {
  if (text.length > LARGEST || !/^\s*[[{]/.test(text) || nestsTooDeep(text)) return undefined;
  try {
    const value = JSON.parse(text) as Json;
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined; // it only looks like JSON
  }
}

function nestsTooDeep(text: string): boolean {
  let depth = 0;
  for (const character of text) {
    if (character === "[" || character === "{") depth++;
    else if (character === "]" || character === "}") depth--;
    if (depth > DEEPEST) return true;
  }
  return false;
}

/** Whether the text says anything that parsing loses: an object with the same key twice keeps only its last value. */
export function losesMembers(text: string, parsed: Json): boolean {
  const strings = [...text.matchAll(/"(?:[^"\\]|\\.)*"(?<key>\s*:)?/g)];
  return strings.filter(({ groups }) => groups?.key !== undefined).length !== countMembers(parsed);
}

function countMembers(value: Json): number {
  if (typeof value !== "object" || value === null) return 0;
  const items = Object.values(value);
  return items.reduce<number>((sum, item) => sum + countMembers(item), Array.isArray(value) ? 0 : items.length);
}
