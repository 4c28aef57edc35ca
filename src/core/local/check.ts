/**
 * One check: an ordinary plan, read as data (design: semantics, section 1). It can change nothing: the runner refuses any
 * other command, the plan file lies in a private folder and goes with it, and nothing that was started outlives it.
 */
import { DriftError, oneLine } from "../../shared/errors";
import { redactWithoutPlan } from "../plan/planReport";
import { createTempFolder } from "../terraform/tempFolder";
import { startWatchdog } from "../terraform/watchdog";
import { type CheckOutcome, conclude, failed } from "./checkOutcome";
import { makePlan, type PlanRequest } from "./makePlan";

/** Never rejects for anything that a person, the code or the cloud did: that is an outcome with a failure. */
export async function checkRootModule(request: PlanRequest): Promise<CheckOutcome> {
  const { log } = request;
  const folder = await createTempFolder({ log }).catch(asDriftError);
  if (folder instanceof DriftError) {
    return failed(request, folder, { stream: null, redact: redactWithoutPlan([]), source: {} });
  }
  const watchdog = await startWatchdog(folder.path, { log });
  try {
    const made = await makePlan(request, { folder, watchdog });
    return made.kind === "none" ? failed(request, made.cause, made.known) : conclude(request, made);
  } finally {
    await folder.dispose();
    watchdog.dispose();
  }
}

function asDriftError(error: unknown): DriftError {
  return error instanceof DriftError ? error : new DriftError("terraform_failed", oneLine(error));
}
