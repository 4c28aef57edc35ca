import { randomBytes } from "node:crypto";
import { driftRun } from "../../shared/model";
import { reconcileRecord } from "../../shared/reconcile";
import type { Clock } from "../ports";

/** Crockford's base 32: sorts as the numbers do, and one case only, for file systems that fold it. */
const DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";
const TIME_DIGITS = 10;
const RANDOM_DIGITS = 16;

/** An id that no other process makes: "run_", the milliseconds of the start, and 80 random bits. Later ids sort after earlier ones. */
export function newRunId(clock: Clock): string {
  return `run_${sortablePart(clock)}`;
}

/** Likewise of a schedule: "sch_". */
export function newScheduleId(clock: Clock): string {
  return `sch_${sortablePart(clock)}`;
}

/** Likewise of a review: "rev_". */
export function newReviewId(clock: Clock): string {
  return `rev_${sortablePart(clock)}`;
}

/** Likewise of the record of an apply: "rec_". */
export function newReconcileId(clock: Clock): string {
  return `rec_${sortablePart(clock)}`;
}

function sortablePart(clock: Clock): string {
  let time = "";
  for (let rest = clock.now().getTime(); time.length < TIME_DIGITS; rest = Math.floor(rest / 32)) {
    time = DIGITS.charAt(rest % 32) + time;
  }
  return time + Array.from(randomBytes(RANDOM_DIGITS), (byte) => DIGITS.charAt(byte % 32)).join("");
}

/** Whether a string from outside may become part of a file name here. */
export function isRunId(id: string): boolean {
  return driftRun.shape.id.safeParse(id).success;
}

/** The same of a record's id. */
export function isReconcileId(id: string): boolean {
  return reconcileRecord.shape.id.safeParse(id).success;
}
