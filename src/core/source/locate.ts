/** Where in a body an argument stands, or would: through nested blocks, before anything is said about its value. */
import type { Body, NestedBlock, Span } from "./syntax";

/** Names and keys are strings, indexes numbers, as `parsePath` answers them. */
export type Step = string | number;

/** What a path leads to in a body. */
export type Located =
  /** `blocks` lead to the body that holds the argument; `below` is what of the path lies in its value. */
  | { kind: "argument"; blocks: number[]; name: string; below: Step[] }
  /** The body is there, but has no argument, and no block, of that name. */
  | { kind: "absent"; blocks: number[]; name: string; below: Step[]; body: Body }
  | { kind: "dynamic"; block: NestedBlock }
  /** The path ends at a block, or at one that is not there; `around` is null in the outermost body. */
  | { kind: "block"; name: string; block: NestedBlock | null; around: Span | null }
  /** Several blocks of one name, and nothing says which. */
  | { kind: "ambiguous"; block: NestedBlock };

/** What tells blocks of one name apart. */
export interface Recognition {
  /** The first index is that of the code. */
  isSure: boolean;
  /** Whether a body says, on a path, what is looked for. */
  holds(body: Body, steps: readonly Step[]): boolean;
}

/** `blocks` of what it answers count among all blocks of a body, of whatever name. */
export function locate(body: Body, steps: readonly Step[], recognition: Recognition): Located {
  return within(body, steps, recognition, [], null);
}

/** The body that `blocks` lead to; null where it is not there any more. */
export function bodyAt(body: Body, blocks: readonly number[]): Body | null {
  return blocks.reduce<Body | null>((at, index) => at?.blocks[index]?.body ?? null, body);
}

function within(
  body: Body,
  steps: readonly Step[],
  recognition: Recognition,
  path: number[],
  around: Span | null,
): Located {
  const [step, ...below] = steps;
  const name = String(step);
  if (body.attributes.some((attribute) => attribute.name === step))
    return { kind: "argument", blocks: path, name, below };
  const named = body.blocks.filter((block) => block.name === step);
  const [first] = named;
  if (first === undefined) {
    const isBlock = typeof below[0] === "number" && below.length > 1;
    return isBlock ? { kind: "block", name, block: null, around } : { kind: "absent", blocks: path, name, below, body };
  }
  const dynamic = named.find((block) => block.dynamic);
  if (dynamic !== undefined) return { kind: "dynamic", block: dynamic };
  const index = typeof below[0] === "number" ? below[0] : null;
  const inner = index === null ? below : below.slice(1);
  const counted = named[index ?? 0];
  if (inner.length === 0) return { kind: "block", name, block: counted ?? null, around };
  const isCounted = named.length === 1 || (index !== null && recognition.isSure && path.length === 0);
  const block = isCounted
    ? counted
    : recognized(named, counted, (candidate) => recognition.holds(candidate.body, inner));
  if (block === undefined) {
    return isCounted ? { kind: "block", name, block: null, around } : { kind: "ambiguous", block: first };
  }
  return within(block.body, inner, recognition, [...path, body.blocks.indexOf(block)], block.header);
}

/** Of those that say what is looked for, the one that was counted, or the only one. */
export function recognized<T>(all: readonly T[], counted: T | undefined, holds: (one: T) => boolean): T | undefined {
  const candidates = all.filter(holds);
  if (counted !== undefined && candidates.includes(counted)) return counted;
  return candidates.length === 1 ? candidates[0] : undefined;
}
