import { covers } from "../../core/history/targets";
import type { DriftedResource, DriftRun } from "../../shared/model";
import { countDrift, settledStatus } from "../../shared/vocabulary";

/**
 * A run with what a newer run of single resources found: those it asked for are as it says, all else stays. Where there is no
 * run of everything, the targeted one stands alone, marked as such by its targets.
 */
export function withTargeted(run: DriftRun | null, targeted: DriftRun): DriftRun {
  const { targets } = targeted.metadata;
  if (run?.metadata.targets !== null || targets === null) return targeted;
  if (targeted.status === "error") return run; // it found nothing out; its failure is told where it was started
  const isAsked = ({ address }: DriftedResource): boolean => targets.some((target) => covers(target, address));
  const driftedResources = [
    ...run.metadata.driftedResources.filter((resource) => !isAsked(resource)),
    ...targeted.metadata.driftedResources.filter(isAsked),
  ];
  const metadata = {
    ...run.metadata,
    ...countDrift(driftedResources, run.metadata.threshold),
    driftedResources,
    uncheckedAddresses: run.metadata.uncheckedAddresses.filter((address) => !targets.includes(address)),
  };
  return { ...run, metadata, status: run.status === "error" ? "error" : settledStatus(metadata) };
}
