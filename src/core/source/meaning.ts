/** What expressions mean, as far as they say it literally: so that what the code says and what it is to say can be compared. */
import type { Json } from "../../shared/model";
import { plainDecimal } from "./decimal";
import { readHeredoc } from "./heredoc";
import { unquote } from "./notation";
import type { Expression } from "./syntax";

/** A value as far as it is literal, the rest as code. */
export type Meaning =
  | { kind: "text"; value: string }
  /** In plain digits. */
  | { kind: "number"; digits: string }
  | { kind: "word"; value: boolean | null }
  | { kind: "list"; items: Meaning[] }
  | { kind: "map"; entries: MeaningEntry[] }
  | { kind: "call"; function: string; arguments: Meaning[] }
  | { kind: "computed"; code: string };

/** Of a map or an object. */
export interface MeaningEntry {
  /** Null when it is computed; then the code of key and value is the value. */
  key: string | null;
  value: Meaning;
}

/** `text` is that of the whole file. */
export function meaningOf(expression: Expression, text: string): Meaning {
  const code = text.slice(expression.span.start, expression.span.end);
  switch (expression.kind) {
    case "text":
      return { kind: "text", value: expression.value };
    case "literal":
      return literalMeaning(code) ?? { kind: "computed", code };
    case "tuple":
      return { kind: "list", items: expression.elements.map((element) => meaningOf(element, text)) };
    case "call": {
      const given = expression.arguments.map((argument) => meaningOf(argument, text));
      return { kind: "call", function: expression.function, arguments: given };
    }
    case "object":
      return {
        kind: "map",
        entries: expression.elements.map(({ key, span, value }) =>
          key === null
            ? { key, value: { kind: "computed", code: text.slice(span.start, span.end) } }
            : { key, value: meaningOf(value, text) },
        ),
      };
    default:
      return { kind: "computed", code };
  }
}

function literalMeaning(code: string): Meaning | null {
  if (code === "null") return { kind: "word", value: null };
  if (code === "true" || code === "false") return { kind: "word", value: code === "true" };
  const digits = plainDecimal(code);
  if (digits !== null) return { kind: "number", digits };
  const value = unquote(code) ?? readHeredoc(code);
  return value === null ? null : { kind: "text", value };
}

/** A value of a plan. */
export function meaningOfValue(value: Json): Meaning {
  if (typeof value === "string") return { kind: "text", value };
  if (typeof value === "number") return { kind: "number", digits: plainDecimal(String(value)) ?? String(value) };
  if (typeof value === "boolean" || value === null) return { kind: "word", value };
  if (Array.isArray(value)) return { kind: "list", items: value.map(meaningOfValue) };
  const entries = Object.entries(value).map(([key, below]) => ({ key, value: meaningOfValue(below) }));
  return { kind: "map", entries };
}

/** Whether it is null, which to an argument is the same as being absent. */
export function isNothing(meaning: Meaning): boolean {
  return meaning.kind === "word" && meaning.value === null;
}

/** Whether nothing of it is computed. */
export function isPlain(meaning: Meaning): boolean {
  if (meaning.kind === "list") return meaning.items.every(isPlain);
  if (meaning.kind === "map") return meaning.entries.every(({ key, value }) => key !== null && isPlain(value));
  return meaning.kind !== "computed" && meaning.kind !== "call";
}

/**
 * `strict` of what becomes JSON. Elsewhere Terraform converts (`"80"` is 80 where a number is wanted), and an element of an object
 * that is null is as good as none.
 */
export function sameMeaning(a: Meaning, b: Meaning, strict: boolean): boolean {
  if (a.kind === "list" && b.kind === "list") {
    return a.items.length === b.items.length && a.items.every((item, i) => sameMeaning(item, b.items[i]!, strict));
  }
  if (a.kind === "map" && b.kind === "map") return sameEntries(a.entries, b.entries, strict);
  if (a.kind === "call" && b.kind === "call") {
    const below = strict || a.function === "jsonencode";
    return (
      a.function === b.function &&
      a.arguments.length === b.arguments.length &&
      a.arguments.every((given, i) => sameMeaning(given, b.arguments[i]!, below))
    );
  }
  if (a.kind === "computed") return b.kind === "computed" && a.code === b.code;
  const spelled = scalarText(a);
  return (
    spelled !== null && spelled === scalarText(b) && (a.kind === b.kind || (!strict && !isNothing(a) && !isNothing(b)))
  );
}

function sameEntries(a: readonly MeaningEntry[], b: readonly MeaningEntry[], strict: boolean): boolean {
  const said = (entries: readonly MeaningEntry[]): MeaningEntry[] =>
    entries.filter(({ key, value }) => key === null || strict || !isNothing(value));
  const ours = said(a);
  const theirs = said(b);
  return (
    ours.length === theirs.length &&
    ours.every(({ key, value }) => theirs.some((other) => other.key === key && sameMeaning(value, other.value, strict)))
  );
}

/** How Terraform spells a scalar as a string; null of anything else. */
export function scalarText(meaning: Meaning): string | null {
  if (meaning.kind === "text") return meaning.value;
  if (meaning.kind === "number") return meaning.digits;
  return meaning.kind === "word" ? String(meaning.value) : null;
}

/** A scalar in the kind that its author has chosen for the one in its place, where Terraform converts the one to the other. */
export function inKindOf(meaning: Meaning, old: Meaning): Meaning {
  if (meaning.kind === old.kind || isNothing(meaning) || isNothing(old)) return meaning;
  const spelled = scalarText(meaning);
  if (spelled === null) return meaning;
  if (old.kind === "text") return { kind: "text", value: spelled };
  if (old.kind === "number" && plainDecimal(spelled) === spelled) return { kind: "number", digits: spelled };
  if (old.kind === "word" && (spelled === "true" || spelled === "false"))
    return { kind: "word", value: spelled === "true" };
  return meaning;
}
