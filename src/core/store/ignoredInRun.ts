import { countDrift, settledStatus } from "../../shared/vocabulary";
import type { DriftRun } from "../../shared/model";

/**
 * The run as it is once these addresses are ignored by hand, with its counts and status to match. What a rule ignores stays the rule's;
 * a run that failed or was cancelled stays so.
 */
export function withIgnored(run: DriftRun, addresses: readonly string[]): DriftRun {
  if (addresses.length === 0) return run;
  const chosen = new Set(addresses);
  const driftedResources = run.metadata.driftedResources.map((resource) =>
    resource.ignored === null && chosen.has(resource.address)
      ? { ...resource, ignored: { by: "run" as const } }
      : resource,
  );
  const metadata = { ...run.metadata, driftedResources, ...countDrift(driftedResources, run.metadata.threshold) };
  return { ...run, status: run.status === "drift_detected" ? settledStatus(metadata) : run.status, metadata };
}
