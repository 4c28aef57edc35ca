import type { TimeZone } from "./timeZone";

const HOUR = 3_600_000;
const SECOND = 1_000;

/** No zone has ever changed its clocks twice, to and fro, within so long. */
const PROBE_EVERY = 12 * HOUR;

/** A time in which the clocks of a zone are not changed: from `from` on, before `until`. */
export interface Stretch {
  readonly from: number;
  readonly until: number;
  /** What the wall clock is ahead of UTC. */
  readonly offset: number;
}

/** A time cut where the clocks of a zone are changed; all in milliseconds. */
export function stretchesOf(zone: TimeZone, from: number, until: number): Stretch[] {
  const stretches: Stretch[] = [];
  let start = from;
  let offset = zone.offsetAt(from);
  for (let probed = from; probed < until;) {
    const probe = Math.min(until, probed + PROBE_EVERY);
    const there = zone.offsetAt(probe);
    if (there !== offset) {
      const change = changeBetween(zone, probed, probe, offset);
      stretches.push({ from: start, until: change, offset });
      start = change;
      offset = zone.offsetAt(change);
      probed = change;
    } else {
      probed = probe;
    }
  }
  if (start < until) stretches.push({ from: start, until, offset });
  return stretches;
}

/** The whole second at which the clocks are no longer `offset` ahead: they are at `low`, and not at `high`. */
function changeBetween(zone: TimeZone, low: number, high: number, offset: number): number {
  let before = Math.floor(low / SECOND);
  let after = Math.ceil(high / SECOND);
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (zone.offsetAt(middle * SECOND) === offset) before = middle;
    else after = middle;
  }
  return after * SECOND;
}
