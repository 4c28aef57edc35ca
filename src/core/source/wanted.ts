/** What an expression is to say, so that an actual value stands where its path leads. */
import type { Json } from "../../shared/model";
import { isNothing, isPlain, type Meaning, type MeaningEntry, meaningOf, meaningOfValue, sameMeaning } from "./meaning";
import { recognized, type Step } from "./locate";
import type { Expression, ObjectElement, Span } from "./syntax";
import { whatDecides } from "./whatDecides";

/** The change of one value. */
export interface Change {
  before: Json;
  /** Null: the code is to say nothing there. */
  after: Json;
  /** The first index of the path is that of the code. */
  isSure: boolean;
}

/** What becomes of the whole expression. */
export type Wanted =
  | { kind: "meaning"; meaning: Meaning }
  /** Nothing is to be said there. */
  | { kind: "nothing" }
  /** Something else decides what lies below it. */
  | { kind: "decided"; by: Expression; below: readonly Step[] }
  | { kind: "refused"; reason: string; span: Span };

/** Functions whose result is what they are given, elements and all. */
const CONVERSIONS = new Set(["tolist", "tomap", "toset"]);

/** `text` is that of the file that the expression stands in, `depth` how many steps were taken before. */
export function wantedOf(said: Expression, below: readonly Step[], change: Change, text: string, depth = 1): Wanted {
  if (said.kind === "call") return wantedOfCall(said, below, change, text, depth);
  if (said.kind === "reference" || said.kind === "other") return { kind: "decided", by: said, below };
  const [step, ...rest] = below;
  if (step === undefined) return change.after === null ? { kind: "nothing" } : wantedWhole(said, change, text);
  if (said.kind === "object" && typeof step === "string") return wantedElement(said, step, rest, change, text, depth);
  // JSON may write a single nested block without a list around it.
  if (said.kind === "object" && step === 0 && rest.length > 0) return wantedOf(said, rest, change, text, depth + 1);
  if (said.kind === "tuple" && typeof step === "number") return wantedItem(said, step, rest, change, text, depth);
  return refused("The code says something of another shape there.", said.span);
}

function refused(reason: string, span: Span): Wanted {
  return { kind: "refused", reason, span };
}

function wantedWhole(said: Expression, { before, after }: Change, text: string): Wanted {
  const patch = patched(said, before, after, text);
  if ("meaning" in patch) return { kind: "meaning", meaning: patch.meaning };
  if (patch.by === said) return { kind: "decided", by: said, below: [] };
  return refused(whatDecides(patch.by), patch.by.span);
}

/** What is computed stays where the value has not changed; elsewhere it is what decides. */
function patched(
  said: Expression,
  before: Json | undefined,
  after: Json,
  text: string,
): { meaning: Meaning } | { by: Expression } {
  const now = meaningOf(said, text);
  if (isPlain(now)) return { meaning: meaningOfValue(after) };
  if (before !== undefined && sameMeaning(meaningOfValue(before), meaningOfValue(after), true)) return { meaning: now };
  if (said.kind === "object" && isRecord(before) && isRecord(after)) return patchedObject(said, before, after, text);
  if (said.kind === "tuple" && Array.isArray(before) && Array.isArray(after)) {
    if (said.elements.length !== before.length || before.length !== after.length) return { by: said };
    const items = said.elements.map((element, i) => patched(element, before[i], after[i]!, text));
    const blocking = items.find((item) => "by" in item);
    if (blocking !== undefined) return blocking;
    return { meaning: { kind: "list", items: items.flatMap((item) => ("meaning" in item ? [item.meaning] : [])) } };
  }
  return { by: said };
}

function patchedObject(
  said: Extract<Expression, { kind: "object" }>,
  before: Record<string, Json>,
  after: Record<string, Json>,
  text: string,
): { meaning: Meaning } | { by: Expression } {
  const entries: MeaningEntry[] = [];
  for (const { key, value } of said.elements) {
    if (key === null) return { by: said };
    const now = Object.hasOwn(after, key) ? after[key] : undefined;
    if (now === undefined) continue;
    const patch = patched(value, Object.hasOwn(before, key) ? before[key] : undefined, now, text);
    if ("by" in patch) return patch;
    entries.push({ key, value: patch.meaning });
  }
  const added = Object.entries(after).filter(([key]) => !said.elements.some((element) => element.key === key));
  entries.push(...added.map(([key, value]) => ({ key, value: meaningOfValue(value) })));
  return { meaning: { kind: "map", entries } };
}

function isRecord(value: Json | undefined): value is Record<string, Json> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function wantedElement(
  said: Extract<Expression, { kind: "object" }>,
  key: string,
  rest: readonly Step[],
  change: Change,
  text: string,
  depth: number,
): Wanted {
  const [element, ...others] = said.elements.filter((candidate) => candidate.key === key);
  const computed = said.elements.find((candidate) => candidate.key === null);
  if (others.length > 0) return refused(`The code says ${key} more than once.`, said.span);
  if (element === undefined) {
    if (computed !== undefined) return refused("Keys that are computed decide it.", computed.span);
    if (rest.length > 0) return refused("The code has no such element.", said.span);
    if (change.after === null) return { kind: "meaning", meaning: meaningOf(said, text) };
    return { kind: "meaning", meaning: withEntry(said, key, meaningOfValue(change.after), text) };
  }
  const below = wantedOf(element.value, rest, change, text, depth + 1);
  if (below.kind === "nothing") return { kind: "meaning", meaning: withoutElement(said, element, text) };
  if (below.kind !== "meaning") return below;
  return { kind: "meaning", meaning: withEntry(said, key, below.meaning, text) };
}

function withEntry(said: Expression, key: string, value: Meaning, text: string): Meaning {
  const map = meaningOf(said, text);
  if (map.kind !== "map") return map;
  const isThere = map.entries.some((entry) => entry.key === key);
  const entries = map.entries.map((entry) => (entry.key === key ? { key, value } : entry));
  return { kind: "map", entries: isThere ? entries : [...entries, { key, value }] };
}

function withoutElement(said: Extract<Expression, { kind: "object" }>, gone: ObjectElement, text: string): Meaning {
  return meaningOf({ ...said, elements: said.elements.filter((element) => element !== gone) }, text);
}

function wantedItem(
  said: Extract<Expression, { kind: "tuple" }>,
  index: number,
  rest: readonly Step[],
  change: Change,
  text: string,
  depth: number,
): Wanted {
  const items = said.elements.map((element) => meaningOf(element, text));
  if (rest.length === 0 && change.before === null && change.after !== null) {
    const at = Math.min(index, items.length);
    return { kind: "meaning", meaning: { kind: "list", items: items.toSpliced(at, 0, meaningOfValue(change.after)) } };
  }
  const element = itemAt(said, index, rest, change, text, depth);
  if (element === undefined) {
    return refused("The list in the code does not tell which of its elements it is.", said.span);
  }
  const at = said.elements.indexOf(element);
  const below = wantedOf(element, rest, change, text, depth + 1);
  if (below.kind === "nothing") return { kind: "meaning", meaning: { kind: "list", items: items.toSpliced(at, 1) } };
  if (below.kind !== "meaning") return below;
  return { kind: "meaning", meaning: { kind: "list", items: items.with(at, below.meaning) } };
}

/** By its value, for the provider may count in another order. */
function itemAt(
  said: Extract<Expression, { kind: "tuple" }>,
  index: number,
  rest: readonly Step[],
  { before, isSure }: Change,
  text: string,
  depth: number,
): Expression | undefined {
  const counted = said.elements[index];
  const recorded = meaningOfValue(before);
  const holds = (element: Expression): boolean => {
    const there = valueAt(element, rest);
    return there === null
      ? isNothing(recorded) && rest.length > 0
      : sameMeaning(meaningOf(there, text), recorded, false);
  };
  const found = recognized(said.elements, counted, holds);
  if (found !== undefined || !isSure || depth !== 1) return found;
  return said.elements.some(holds) ? undefined : counted;
}

/** What literals say below an expression; null where they do not. */
export function valueAt(said: Expression, steps: readonly Step[]): Expression | null {
  const [step, ...rest] = steps;
  if (step === undefined) return said;
  if (said.kind === "object" && typeof step === "string") {
    const value = said.elements.find((element) => element.key === step)?.value;
    return value === undefined ? null : valueAt(value, rest);
  }
  if (said.kind !== "tuple" || typeof step !== "number") return null;
  const item = said.elements[step];
  return item === undefined ? null : valueAt(item, rest);
}

function wantedOfCall(
  said: Extract<Expression, { kind: "call" }>,
  below: readonly Step[],
  change: Change,
  text: string,
  depth: number,
): Wanted {
  const decided: Wanted = { kind: "decided", by: said, below };
  if (below.length === 0 && change.after === null) {
    return said.arguments.every((given) => isPlain(meaningOf(given, text))) ? { kind: "nothing" } : decided;
  }
  const [only, ...others] = said.arguments;
  if (said.function === "jsonencode" && only !== undefined && others.length === 0 && below.length === 0) {
    const wanted = wantedJson(only, change, text);
    return wanted === null ? decided : givenWanted(said, 0, wanted, text);
  }
  if (CONVERSIONS.has(said.function) && only !== undefined && others.length === 0) {
    return givenWanted(said, 0, wantedOf(only, below, change, text, depth), text);
  }
  const [key] = below;
  if (said.function !== "merge" || typeof key !== "string") return decided;
  return wantedMerge(said, key, below, change, text, depth) ?? decided;
}

function givenWanted(said: Extract<Expression, { kind: "call" }>, index: number, wanted: Wanted, text: string): Wanted {
  if (wanted.kind !== "meaning") return wanted;
  const given = said.arguments.map((argument) => meaningOf(argument, text)).with(index, wanted.meaning);
  return { kind: "meaning", meaning: { kind: "call", function: said.function, arguments: given } };
}

function wantedJson(only: Expression, { before, after }: Change, text: string): Wanted | null {
  const [from, to] = [parsedJson(before), parsedJson(after)];
  if (from === undefined || to === undefined || to === null) return null;
  const patch = patched(only, from, to, text);
  return "meaning" in patch
    ? { kind: "meaning", meaning: patch.meaning }
    : refused(whatDecides(patch.by), patch.by.span);
}

function parsedJson(value: Json): Json | undefined {
  try {
    return typeof value === "string" ? (JSON.parse(value) as Json) : undefined;
  } catch {
    return undefined; // no JSON, which is an answer
  }
}

/** The last argument that has the key decides, if none behind it might have it, too; null where that cannot be told. */
function wantedMerge(
  said: Extract<Expression, { kind: "call" }>,
  key: string,
  below: readonly Step[],
  change: Change,
  text: string,
  depth: number,
): Wanted | null {
  const isOpen = (argument: Expression): boolean =>
    argument.kind !== "object" || argument.elements.some((element) => element.key === null);
  const hasKey = (argument: Expression): boolean =>
    argument.kind === "object" && argument.elements.some((element) => element.key === key);
  const holders = said.arguments.filter(hasKey);
  const holder = holders.at(-1);
  const last = said.arguments.length - 1;
  const index = holder === undefined ? last : said.arguments.indexOf(holder);
  const argument = said.arguments[index];
  if (argument === undefined || said.arguments.slice(index).some(isOpen)) return null;
  const isNew = holder === undefined && change.before === null && change.after !== null && below.length === 1;
  if (holder === undefined && !isNew) {
    const open = said.arguments.findLast(isOpen);
    return open === undefined ? null : { kind: "decided", by: open, below };
  }
  if (change.after === null && below.length === 1 && holders.length > 1) return null;
  return givenWanted(said, index, wantedOf(argument, below, change, text, depth), text);
}
