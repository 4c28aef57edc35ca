/** Compares the plan scanner with `JSON.parse` on random documents. */
import assert from "node:assert/strict";
import { PlanScanner, type Wanted } from "../../src/core/plan/scan";
import { DriftError } from "../../src/shared/errors";
import { chunksOf, damaged, pick, randomPlan, SECRET, seeded } from "./randomPlan";

const WANTED: ReadonlyMap<string, Wanted> = new Map<string, Wanted>([
  ["format_version", "value"],
  ["output_changes", "value"],
  ["resource_drift", "elements"],
  ["resource_changes", "elements"],
  ["prior_state", "resources"],
]);

type Found = readonly [key: string, value: unknown];

/** What the scanner finds. Each chunk is overwritten once it was written: the scanner must not rely on it. */
function scanned(chunks: readonly Buffer[]): Found[] {
  const found: Found[] = [];
  const scanner = new PlanScanner({
    want: (key) => WANTED.get(key) ?? "skip",
    found: (key, value) => found.push([key, value]),
  });
  for (const chunk of chunks) {
    const own = Buffer.from(chunk);
    scanner.write(own);
    own.fill(0x20);
  }
  scanner.end();
  return found;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function elementsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function resourcesOf(module: unknown): unknown[] {
  if (!isObject(module)) return [];
  return Object.entries(module).flatMap(([key, value]) => {
    if (key === "resources") return elementsOf(value);
    return key === "child_modules" ? elementsOf(value).flatMap(resourcesOf) : [];
  });
}

function stateResources(state: unknown): unknown[] {
  const values = isObject(state) ? state.values : undefined;
  return resourcesOf(isObject(values) ? values.root_module : undefined);
}

/** What the scanner should find in a document that `JSON.parse` understands, or undefined if it should refuse it. */
function expected(document: unknown): Found[] | undefined {
  if (!isObject(document)) return undefined;
  const entries = Object.entries(document);
  if (entries.some(([key, value]) => WANTED.get(key) === "elements" && value !== null && !Array.isArray(value))) {
    return undefined;
  }
  return entries.flatMap(([key, value]) => {
    switch (WANTED.get(key)) {
      case "value":
        return [[key, value] as const];
      case "elements":
        return elementsOf(value).map((element) => [key, element] as const);
      case "resources":
        return stateResources(value).map((resource) => [key, resource] as const);
      default:
        return [];
    }
  });
}

/** Whether a valid document has the string at least twice, as a key or otherwise, in whatever way it is written. */
function occursTwice(text: string, wanted: string): boolean {
  const strings = text.match(/"(?:[^"\\]|\\.)*"/g) ?? [];
  return strings.filter((string) => JSON.parse(string) === wanted).length > 1;
}

function attempt<T>(action: () => T): { value: T } | { error: unknown } {
  try {
    return { value: action() };
  } catch (error) {
    return { error };
  }
}

/** Scans the document and fails the test unless the scanner does what `JSON.parse` does. Says whether it was valid JSON. */
function compare(document: Buffer, chunks: readonly Buffer[]): boolean {
  const text = document.toString("utf8").replace(/^\ufeff/, "");
  const parsed = attempt(() => JSON.parse(text) as unknown);
  const result = attempt(() => scanned(chunks));
  if ("error" in result) {
    const { error } = result;
    if (!(error instanceof DriftError)) throw error;
    assert.equal(error.reason, "plan_unreadable");
    assert.ok(!text.startsWith("{") || !error.message.includes(SECRET), error.message);
    if (!("value" in parsed)) return false;
    const repeated = /has "(.*)" twice/.exec(error.message)?.[1];
    if (repeated !== undefined) assert.ok(occursTwice(text, repeated), error.message);
    else assert.equal(expected(parsed.value), undefined, error.message);
    return true;
  }
  assert.ok("value" in parsed, "the scanner accepts what JSON.parse refuses");
  assert.deepEqual(result.value, expected(parsed.value));
  return true;
}

/** Makes and compares that many documents; every other one is damaged. Returns how many of them were valid JSON. */
export function fuzz(cases: number, seed: number): number {
  const random = seeded(seed);
  let valid = 0;
  for (let number = 0; number < cases; number++) {
    let document = randomPlan(random);
    if (number % 2 === 1) for (let left = 1 + random(3); left > 0; left--) document = damaged(random, document);
    const largest = pick(random, [1, 2, 3, 9, 64, document.length + 1]);
    const chunks = chunksOf(document, () => 1 + random(largest));
    const outcome = attempt(() => compare(document, chunks));
    if ("error" in outcome) {
      const where = `seed ${seed}, case ${number}: ${JSON.stringify(document.toString("latin1"))}`;
      throw new Error(where, { cause: outcome.error });
    }
    if (outcome.value) valid++;
  }
  return valid;
}
