/** The values that a plan document marks as sensitive, found without any code of the product's. */

/** What is shorter, or a common word, may rightly stand elsewhere. */
const SHORTEST = 6;

/** Strings and long numbers at marked positions of drift and planned changes. `document`: any parsed JSON. */
export function markedSecrets(document: unknown): Set<string> {
  const found = new Set<string>();
  for (const list of ["resource_drift", "resource_changes"]) {
    for (const entry of children(childOf(document, list))) {
      const change = childOf(entry, "change");
      for (const side of ["before", "after"])
        collect(childOf(change, side), childOf(change, `${side}_sensitive`), found);
    }
  }
  return found;
}

function collect(value: unknown, marks: unknown, found: Set<string>): void {
  if (typeof value === "object" && value !== null) {
    for (const [key, child] of Object.entries(value)) {
      collect(child, marks === true ? true : childOf(marks, key), found);
    }
  } else if (marks === true && (typeof value === "string" || typeof value === "number")) {
    const text = String(value);
    if (text.length >= SHORTEST) found.add(text);
  }
}

function childOf(holder: unknown, key: string): unknown {
  if (typeof holder !== "object" || holder === null || !Object.hasOwn(holder, key)) return undefined;
  return (holder as Record<string, unknown>)[key];
}

function children(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
