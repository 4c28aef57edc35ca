import type { RunStatus, RunSummary, Severity } from "../../shared/model";
import { SEVERITIES } from "../../shared/vocabulary";

/** How much drift was known when a run had ended, in all root modules together. */
export interface TrendPoint {
  readonly runId: string;
  /** ISO 8601, UTC: when the run ended; its start where that is not known. */
  readonly at: string;
  /** Drift that counts, the newest known of each root module: critical, warning, info and `unsorted` together. */
  readonly drifted: number;
  readonly bySeverity: Readonly<Record<Severity, number>>;
  /** Of `drifted`, those whose severity is not known, of runs that do not say it. */
  readonly unsorted: number;
  /** Of this run's root module alone. */
  readonly own: number;
  /** How many root modules were known by then. A greater number may be why there is more drift. */
  readonly rootModules: number;
}

/** A run that came to no result: a gap of the trend, not a place without drift. */
export interface TrendFailure {
  readonly runId: string;
  /** ISO 8601, UTC: when the run ended; its start where that is not known. */
  readonly at: string;
  readonly status: RunStatus;
}

/** How drift went up and down; both lists oldest first. */
export interface Trend {
  readonly points: readonly TrendPoint[];
  readonly failures: readonly TrendFailure[];
}

/**
 * The trend of these runs, newest first as the store gives them. Complete runs of everything make points; a root module keeps
 * its count until its next one, as it does not stop drifting because another was checked. Runs of chosen addresses, runs that
 * have not ended, and runs whose time cannot be read are left out.
 */
export function trendOf(runs: readonly RunSummary[]): Trend {
  const known = new Map<string, Counted>();
  let sum = NOTHING;
  const points: TrendPoint[] = [];
  const failures: TrendFailure[] = [];
  for (const { run, at } of inOrderOfEnd(runs)) {
    if (run.status === "error" || run.status === "cancelled") failures.push({ runId: run.id, at, status: run.status });
    if (!isWhole(run)) continue;
    const rootModule = JSON.stringify([run.projectId, run.workspaceId]);
    const own = countedOf(run);
    sum = plus(sum, own, known.get(rootModule) ?? NOTHING);
    known.set(rootModule, own);
    points.push({ runId: run.id, at, ...sum, own: own.drifted, rootModules: known.size });
  }
  return { points, failures };
}

/** A sum, and what it is made of. */
type Counted = Pick<TrendPoint, "drifted" | "bySeverity" | "unsorted">;

const NOTHING: Counted = { drifted: 0, bySeverity: { critical: 0, warning: 0, info: 0 }, unsorted: 0 };

function isWhole({ status, metadata }: RunSummary): boolean {
  return (status === "clean" || status === "drift_detected") && metadata.complete;
}

/** Severities that do not add up to the count are not believed. */
function countedOf({ metadata: { driftedCount, countedBySeverity } }: RunSummary): Counted {
  const drifted = Math.max(0, driftedCount);
  const counts = SEVERITIES.map((severity) => countedBySeverity?.[severity] ?? 0);
  const isSound = counts.every((count) => count >= 0) && counts.reduce((sum, count) => sum + count, 0) === drifted;
  return isSound && countedBySeverity !== undefined
    ? { drifted, bySeverity: countedBySeverity, unsorted: 0 }
    : { ...NOTHING, drifted, unsorted: drifted };
}

/** A sum in which a newer count of one root module stands in for its former one. */
function plus(sum: Counted, newer: Counted, former: Counted): Counted {
  const severity = (one: Severity): number => sum.bySeverity[one] + newer.bySeverity[one] - former.bySeverity[one];
  return {
    drifted: sum.drifted + newer.drifted - former.drifted,
    bySeverity: { critical: severity("critical"), warning: severity("warning"), info: severity("info") },
    unsorted: sum.unsorted + newer.unsorted - former.unsorted,
  };
}

/** Those of everything whose time can be read. Runs of several root modules at the same time do not end in the order in which they began. */
function inOrderOfEnd(runs: readonly RunSummary[]): { run: RunSummary; at: string }[] {
  return runs
    .filter(({ status, metadata }) => status !== "running" && metadata.targets === null)
    .map((run) => ({ run, time: Date.parse(run.endedAt ?? run.startedAt) }))
    .filter(({ time }) => !Number.isNaN(time))
    .reverse()
    .sort((a, b) => a.time - b.time)
    .map(({ run, time }) => ({ run, at: new Date(time).toISOString() }));
}
