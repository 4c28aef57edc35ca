import type { ScheduleEntry } from "../store/scheduleBook";

/** A holder that has not renewed its lease for so long (milliseconds) is gone. */
export const LEASE_MS = 300_000;

/** Renewed when no more than this is left of it, and not each minute: every renewal is written to the disk. */
const RENEW_BELOW = 180_000;

/** Whose turn a schedule is, seen by one who could run it. "free": nobody's, and to be taken; "renew": its own, and to be renewed soon. */
export type Turn = "free" | "mine" | "renew" | "others";

/** `now` in milliseconds since 1970. */
export function turnOf({ lease }: ScheduleEntry, holder: string, now: number): Turn {
  if (lease === null) return "free";
  const left = Date.parse(lease.expiresAt) - now;
  // More than a whole lease is left only where the clock was put back: whoever is alive renews it within a minute.
  const valid = left > 0 && left <= LEASE_MS;
  if (lease.holder !== holder) return valid ? "others" : "free";
  return valid && left > RENEW_BELOW ? "mine" : "renew";
}

/** Takes or renews the lease of a schedule where that is due; false if somebody else holds it. */
export function takeLease(entry: ScheduleEntry, holder: string, now: number): boolean {
  const turn = turnOf(entry, holder, now);
  if (turn === "others") return false;
  if (turn !== "mine") entry.lease = { holder, expiresAt: new Date(now + LEASE_MS).toISOString() };
  return true;
}
