import { createHash } from "node:crypto";

/**
 * How long after its slot a schedule's check starts, in milliseconds below `longest`, so that checks that are due together do not start together.
 * The same for a schedule and a slot whenever and wherever it is asked for. Stays below half the way to the next slot, which must not be caught up with.
 */
export function jitterOf(id: string, slot: number, next: number | null, longest: number): number {
  const below = next === null ? longest : Math.min(longest, (next - slot) / 2);
  const draw = createHash("sha256").update(`${id} ${slot}`).digest().readUInt32BE(0) / 2 ** 32;
  return Math.floor(draw * Math.max(0, below));
}
