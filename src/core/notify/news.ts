/** What the runs of a root module have to tell: only what changed. Pure, so that what is stored alone decides it. */
import type { DriftedResource, DriftRun, RunSummary } from "../../shared/model";
import { byGravity, counts, INTERRUPTED } from "../../shared/vocabulary";
import { byName, missingIn } from "../history/byName";

/** What happened to a root module, as webhooks call it. */
export type NewsEvent = "drift_appeared" | "drift_changed" | "drift_gone" | "check_failing" | "check_recovered";

/** One thing to tell about a run. */
export interface News {
  readonly event: NewsEvent;
  readonly run: DriftRun;
  /** Counts, and did not before. Like the other two lists: the gravest first, and empty where the news is about the check itself. */
  readonly appeared: readonly DriftedResource[];
  /** Counted before, and is graver now. */
  readonly worse: readonly DriftedResource[];
  /** Counted before, and no longer does: as it was. */
  readonly gone: readonly DriftedResource[];
}

/** With so many failures in a row it is told that a check fails: one alone may be a matter of the network. */
export const FAILURES_TOLD = 3;

/** Whether a run ended by itself, with something to say about the whole root module. The others are passed over. */
export function saysTheWhole({ status, metadata }: Pick<RunSummary, "status" | "metadata">): boolean {
  if (status === "running" || status === "cancelled" || metadata.targets !== null) return false;
  return status !== "error" || !metadata.diagnostics.some(({ summary }) => summary === INTERRUPTED);
}

/**
 * The news of a run. `earlier`: those of the same root module that ended before it, oldest first; what came before the last complete
 * one of them does not matter. Drift of other attributes of a resource, or milder drift of it, is no news: the resource has been told.
 */
export function newsOf(earlier: readonly DriftRun[], run: DriftRun): News[] {
  if (!saysTheWhole(run)) return [];
  const past = earlier.filter(saysTheWhole);
  const was = past.reduce<Known>(knownAfter, new Map());
  const is = knownAfter(was, run);
  const worse = [...is].filter(([name, now]) => was.has(name) && byGravity(now, was.get(name)!) < 0);
  const drift = {
    run,
    appeared: missingIn(was, is).sort(byGravity),
    worse: worse.map(([, now]) => now).sort(byGravity),
    gone: missingIn(is, was).sort(byGravity),
  };
  const failures = past.length - 1 - past.findLastIndex(({ status }) => status !== "error");
  const ofCheck = checkEvent(failures, run.status === "error");
  const ofDrift = driftEvent(was.size, is.size, drift.appeared.length + drift.worse.length + drift.gone.length);
  return [
    ...(ofCheck === null ? [] : [{ event: ofCheck, run, appeared: [], worse: [], gone: [] }]),
    ...(ofDrift === null ? [] : [{ event: ofDrift, ...drift }]),
  ];
}

/** What is known to drift, and counts, by its address. */
type Known = ReadonlyMap<string, DriftedResource>;

/** An incomplete check takes nothing away: what it does not list, it may not have read. */
function knownAfter(known: Known, run: DriftRun): Known {
  const counted = byName(countedAtItsEnd(run), ({ address }) => address);
  return run.status === "error" ? new Map([...known, ...counted]) : counted;
}

/** With what a person ignored in this run afterwards: it had been told by then, and comes back with the next run. */
function countedAtItsEnd({ metadata }: DriftRun): DriftedResource[] {
  return metadata.driftedResources.filter((resource) => {
    const ignored = resource.ignored?.by === "run" ? null : resource.ignored;
    return counts({ ...resource, ignored }, metadata.threshold);
  });
}

function checkEvent(failuresBefore: number, failed: boolean): NewsEvent | null {
  if (failed) return failuresBefore + 1 === FAILURES_TOLD ? "check_failing" : null;
  return failuresBefore >= FAILURES_TOLD ? "check_recovered" : null;
}

function driftEvent(before: number, after: number, differences: number): NewsEvent | null {
  if (differences === 0) return null;
  if (before === 0) return "drift_appeared";
  return after === 0 ? "drift_gone" : "drift_changed";
}
