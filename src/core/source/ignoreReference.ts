/** What `lifecycle.ignore_changes` calls an attribute (tried with Terraform 1.11.4). */
import { parsePath } from "./attributePath";
import { scanIdentifier, scanIndex } from "./notation";

/** As it is to be written: the path up to its first number, for elements may have another number tomorrow. Null for what is no path. */
export function ignoreReference(path: string): string | null {
  if (parsePath(path) === null) return null;
  let end = scanIdentifier(path, 0)!.end;
  for (;;) {
    const step = path[end] === "." ? scanIdentifier(path, end + 1) : scanIndex(path, end);
    if (step === null || typeof step.value === "number") return path.slice(0, end);
    end = step.end;
  }
}

/** Which of the references that are there ignores this one, too: the same, in whatever spelling, or one above it. */
export function coveringReference(ignored: readonly string[], reference: string): string | undefined {
  const steps = parsePath(reference);
  if (steps === null) return undefined;
  return ignored.find((known) => parsePath(known)?.every((step, i) => step === steps[i]) === true);
}
