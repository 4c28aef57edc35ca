/** Attribute paths and instance keys in Terraform's own notation. */
import type { Json } from "../../shared/model";

/** One step of a path: an attribute name or map key, or an index of a list or set. */
export type PathStep = string | number;

const IDENTIFIER = /^[\p{ID_Start}_][\p{ID_Continue}-]*$/u;

/** Quotes as HCL does, template markers and control characters escaped. */
export function quoteKey(key: string): string {
  const escaped = key
    .replace(/[\\"]/g, "\\$&")
    .replace(/([$%])\{/g, "$1$1{")
    .replace(/\n/g, "\\n")
    .replace(/\r/g, "\\r")
    .replace(/\t/g, "\\t")
    // eslint-disable-next-line no-control-regex -- control characters are what is looked for
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
  return `"${escaped}"`;
}

/** `["key"]`, `[0]`, or nothing for a resource without instances. */
export function formatInstanceKey(index: string | number | null | undefined): string {
  if (index === null || index === undefined) return "";
  return typeof index === "number" ? `[${index}]` : `[${quoteKey(index)}]`;
}

/**
 * A path with one more step: into a map (`tags["Env"]`) or an object (`timeouts.create`). With no step before it, and after
 * an index, it is an attribute's name in any case.
 */
export function appendStep(path: string, step: PathStep, inMap: boolean): string {
  if (typeof step === "number") return `${path}[${step}]`;
  if (path === "") return step;
  if (path.endsWith("]") && !path.endsWith('"]') && IDENTIFIER.test(step)) return `${path}.${step}`;
  return IDENTIFIER.test(step) && !inMap ? `${path}.${step}` : `${path}[${quoteKey(step)}]`;
}

/**
 * Plan JSON does not tell a map from an object, so it is judged by what is in it: a map's values are all of one type and none
 * is null.
 */
export function looksLikeMap(holder: Json | undefined): boolean {
  if (typeof holder !== "object" || holder === null || Array.isArray(holder)) return false;
  const kinds = new Set(Object.values(holder).map(kindOf));
  return kinds.size === 1 && !kinds.has("null");
}

function kindOf(value: Json): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "list" : typeof value;
}
