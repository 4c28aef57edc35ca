/** Which of the runs that end are told of. */
import type { DriftRun } from "../../shared/model";
import type { DriftEvent } from "../service";

/**
 * The run that has ended, if its news may be told; else null. One that the store could not take would be told again with the next one, which is compared
 * with what is stored: that one tells it.
 */
export function endedIn(event: DriftEvent): DriftRun | null {
  if (event.kind !== "ended" || event.failure?.reason.startsWith("store_") === true) return null;
  return event.run;
}

/** Whether a schedule asked for the run. */
export function isScheduled({ trigger }: Pick<DriftRun, "trigger">): boolean {
  return trigger === "schedule";
}
