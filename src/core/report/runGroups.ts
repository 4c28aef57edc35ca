import type { DriftedResource, DriftRun, Severity } from "../../shared/model";
import { SEVERITIES } from "../../shared/vocabulary";

/** A run's resources as every report shows them: what drifted by severity, gravest first, then what was set aside. */
export interface RunGroups {
  drifted: { severity: Severity; resources: DriftedResource[] }[];
  ignored: DriftedResource[];
  noise: DriftedResource[];
}

/** Empty severities are absent. Each resource is in one group. */
export function groupRun(run: DriftRun): RunGroups {
  const all = run.metadata.driftedResources;
  const ignored = all.filter((resource) => resource.ignored !== null);
  const isNoise = (resource: DriftedResource) => resource.ignored === null && resource.reason === "noise";
  const drifted = all.filter((resource) => resource.ignored === null && resource.reason !== "noise");
  const bySeverity = SEVERITIES.map((severity) => ({
    severity,
    resources: drifted.filter((resource) => resource.severity === severity),
  }));
  return {
    drifted: bySeverity.filter(({ resources }) => resources.length > 0),
    ignored,
    noise: all.filter(isNoise),
  };
}

/** How many of the counted resources are critical. */
export function criticalCount(groups: RunGroups): number {
  return groups.drifted.find(({ severity }) => severity === "critical")?.resources.length ?? 0;
}
