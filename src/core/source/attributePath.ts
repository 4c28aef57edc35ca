/** Attribute paths as text. Their making is core/plan's business (`appendStep`). */
import { scanIdentifier, scanIndex, scanNumber, type Scanned } from "./notation";

/**
 * `tags["Env"]`, `tags.Env`, `ingress[0].cidr_blocks[1]` and the old `ingress.0.port` as steps: names and keys are strings,
 * list indexes numbers. Null for anything else; it never throws.
 */
export function parsePath(text: string): (string | number)[] | null {
  const first = scanIdentifier(text, 0);
  if (first === null) return null;
  const steps: (string | number)[] = [first.value];
  for (let at = first.end; at < text.length;) {
    const step = scanStep(text, at);
    if (step === null) return null;
    steps.push(step.value);
    at = step.end;
  }
  return steps;
}

function scanStep(text: string, at: number): Scanned<string | number> | null {
  if (text[at] !== ".") return scanIndex(text, at);
  return scanIdentifier(text, at + 1) ?? scanNumber(text, at + 1);
}
