/** The numbers of drift by severity; nothing here draws. */
import type { SeverityCounts } from "../src/shared/protocol";

/** From gravest to mildest, and what nobody says how grave it is. */
export const COUNTED_AS = ["critical", "warning", "info", "unsorted"] as const;
export type CountedAs = (typeof COUNTED_AS)[number];

export function countOf(counts: SeverityCounts, as: CountedAs): number {
  return as === "unsorted" ? counts.unsorted : counts.bySeverity[as];
}

export function totalOf(counts: SeverityCounts): number {
  return COUNTED_AS.reduce((sum, as) => sum + countOf(counts, as), 0);
}
