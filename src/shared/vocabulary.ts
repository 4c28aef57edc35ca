/**
 * The words and the arithmetic of a check's shapes, without the schemas: what only shows runs need not load what checks them.
 */
/** What stands wherever a secret was. */
export const SENSITIVE = "(sensitive)";

/** What stands for a planned value that Terraform learns only while it applies. */
export const UNKNOWN = "(known after apply)";

/** From gravest to mildest. */
export const SEVERITIES = ["critical", "warning", "info"] as const;

/** Why a resource counts as drifted; of several the first in this order wins (design: contract, section 1). */
export const REASONS = [
  "deleted_outside",
  "changed_outside",
  "not_in_code",
  "lifecycle_ignored",
  "converged",
  "noise",
] as const;

/** The summary of a diagnostic: the process of a run was gone before the check had ended, which says nothing about the check. */
export const INTERRUPTED = "The check was interrupted";

/** What one of several runs says of a resource or attribute; "unknown": it did not read it. */
export type Presence = "drifted" | "absent" | "unknown";

type Severity = (typeof SEVERITIES)[number];

/** True if `a` is at least as grave as `b`. */
export function atLeastAsGrave(a: Severity, b: Severity): boolean {
  return SEVERITIES.indexOf(a) <= SEVERITIES.indexOf(b);
}

/** Sorts the gravest first. */
export function byGravity(a: { readonly severity: Severity }, b: { readonly severity: Severity }): number {
  return SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity);
}

/** What of a drifted resource decides whether it counts. */
interface Countable {
  /** Null: nobody ignored it. */
  readonly ignored: object | null;
  readonly reason: (typeof REASONS)[number];
  readonly severity: Severity;
}

/** Whether a drifted resource gates the status: not ignored, no noise, and grave enough. */
export function counts(resource: Countable, threshold: Severity): boolean {
  return resource.ignored === null && resource.reason !== "noise" && atLeastAsGrave(resource.severity, threshold);
}

/** Those of a run's drifted resources that count. */
export function countedDrift<Resource extends Countable>(metadata: {
  readonly driftedResources: readonly Resource[];
  readonly threshold: Severity;
}): Resource[] {
  return metadata.driftedResources.filter((resource) => counts(resource, metadata.threshold));
}

/** How many are critical. */
export function criticalAmong(resources: readonly Pick<Countable, "severity">[]): number {
  return resources.filter(({ severity }) => severity === "critical").length;
}

/** The numbers of a run that its list decides. */
interface DriftCounts {
  readonly driftedCount: number;
  /** Add up to `driftedCount`; zero for what is milder than the threshold. */
  readonly countedBySeverity: Record<Severity, number>;
  readonly ignoredCount: number;
  readonly noiseCount: number;
}

/** Those numbers, counted anew: whoever changes the list takes them all. */
export function countDrift(resources: readonly Countable[], threshold: Severity): DriftCounts {
  const counted = resources.filter((r) => counts(r, threshold));
  const of = (severity: Severity): number => counted.filter((r) => r.severity === severity).length;
  return {
    driftedCount: counted.length,
    countedBySeverity: { critical: of("critical"), warning: of("warning"), info: of("info") },
    ignoredCount: resources.filter((r) => r.ignored !== null).length,
    noiseCount: resources.filter((r) => r.ignored === null && r.reason === "noise").length,
  };
}

/** Status of a run that ended by itself: partial is never clean, and the severity gates, not the exit code. */
export function settledStatus(metadata: {
  readonly complete: boolean;
  readonly driftedCount: number;
}): "error" | "drift_detected" | "clean" {
  if (!metadata.complete) return "error";
  return metadata.driftedCount > 0 ? "drift_detected" : "clean";
}
