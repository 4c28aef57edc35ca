import type { Json } from "../../shared/model";

/**
 * A text that is the same for equal JSON values, whatever the order of their keys. Unlike null, undefined (a value that is
 * absent) is a value of its own. Stored values may come from elsewhere and nest without end, so nothing here recurses.
 */
export function identityOf(value: Json | undefined): string {
  const pieces: string[] = [];
  const ahead: Part[] = [{ value }];
  for (let next = ahead.pop(); next !== undefined; next = ahead.pop()) {
    if (typeof next === "string") pieces.push(next);
    else if (Array.isArray(next.value)) pieces.push(openArray(next.value, ahead));
    else if (typeof next.value === "object" && next.value !== null) pieces.push(openObject(next.value, ahead));
    else pieces.push(next.value === undefined ? "undefined" : JSON.stringify(next.value));
  }
  return pieces.join("");
}

/** Deep equality of JSON values. */
export function sameJson(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  return typeof a === "object" && typeof b === "object" && identityOf(a) === identityOf(b);
}

/** Text that is ready, or a value that is still to be written. */
type Part = string | { readonly value: Json | undefined };

/** What is ahead lies on a stack, so the last part goes there first. */
function openArray(items: readonly Json[], ahead: Part[]): string {
  ahead.push("]");
  for (let i = items.length - 1; i >= 0; i--) ahead.push(",", { value: items[i] });
  return "[";
}

function openObject(holder: Readonly<Record<string, Json>>, ahead: Part[]): string {
  ahead.push("}");
  for (const key of Object.keys(holder).sort().reverse()) {
    ahead.push(",", { value: holder[key] }, `${JSON.stringify(key)}:`);
  }
  return "{";
}
