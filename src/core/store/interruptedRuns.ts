import type { DriftRun } from "../../shared/model";
import { INTERRUPTED } from "../../shared/vocabulary";
import type { Clock } from "../ports";
import { isGone } from "./processOwner";
import type { Entry, RunIndex } from "./runIndex";
import { withoutDetails } from "./runFiles";
import type { RunningMarks } from "./runningMarks";

/** A run whose process is gone, and when it last was seen (ISO 8601). */
export interface Abandoned {
  entry: Entry;
  lastSeen: string;
}

/** The runs that an index shows as running and that nobody makes any more. */
export async function abandonedRuns(index: RunIndex, marks: RunningMarks, clock: Clock): Promise<Abandoned[]> {
  const found: Abandoned[] = [];
  for (const entry of index.entries) {
    if (entry.owner === null) continue;
    const lastBeat = (await marks.lastBeat(entry.run.id)) ?? (Date.parse(entry.run.startedAt) || 0);
    if (!(await isGone(entry.owner, lastBeat, clock.now().getTime()))) continue;
    found.push({ entry, lastSeen: new Date(lastBeat).toISOString() });
  }
  return found;
}

/** How such a run is stored: it failed, and nothing is known of what it had found. */
export function interruptedRun({ entry, lastSeen }: Abandoned): DriftRun {
  const run = withoutDetails(entry.run);
  const diagnostic = {
    severity: "error" as const,
    summary: INTERRUPTED,
    detail: "The process that made this check ended before the check did.",
  };
  return {
    ...run,
    status: "error",
    endedAt: lastSeen,
    metadata: { ...run.metadata, complete: false, diagnostics: [...run.metadata.diagnostics, diagnostic] },
  };
}
