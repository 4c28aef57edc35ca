/** What only several runs together tell: how drift went up and down, and what recurs. */
import { trendOf } from "../../core/history/trend";
import type { Log } from "../../core/ports";
import type { DriftService, WorkspaceRef } from "../../core/service";
import { statusWords } from "../../shared/format";
import type { RecurrenceReport, RecurringRoot, TrendChart } from "../../shared/protocol";
import { recentRuns } from "./pastRuns";
import { recurringRoot } from "./recurrenceView";
import { linkerFor } from "./runDetail";
import type { NameOf } from "./runRows";
import type { ShownLists } from "./shownLists";

/** The trend looks back over so many runs. */
const TREND_RUNS = 500;
/** Recurrence over all root modules is looked for in so many of them. */
const RECURRING_ROOTS = 10;

/** Null: of all root modules together. */
export async function trendChart(service: DriftService, ref: WorkspaceRef | null): Promise<TrendChart> {
  const { runs, next } = await service.history({ ...ref, limit: TREND_RUNS });
  const { points, failures } = trendOf(runs);
  return {
    points: points.map(({ runId, at, bySeverity, unsorted }) => ({ runId, at, bySeverity, unsorted })),
    failures: failures.map(({ runId, at, status }) => ({ runId, at, status: statusWords(status) })),
    isCut: next !== null,
  };
}

export interface RecurrenceContext {
  readonly shown: ShownLists;
  readonly nameOf: NameOf;
  /** Whether the code of a root module can be opened. */
  readonly hasCode: (ref: WorkspaceRef) => boolean;
  readonly log: Log;
}

/** Of the first of these root modules that have complete checks. */
export async function recurrenceReport(
  service: DriftService,
  refs: readonly WorkspaceRef[],
  { shown, nameOf, hasCode, log }: RecurrenceContext,
): Promise<RecurrenceReport> {
  const roots: RecurringRoot[] = [];
  let lookedAt = 0;
  for (const ref of refs) {
    if (roots.length === RECURRING_ROOTS) break;
    lookedAt++;
    const runs = await recentRuns(service, ref, log);
    const newest = runs.at(-1);
    if (newest !== undefined) roots.push(recurringRoot(nameOf(ref), runs, linkerFor(newest, shown, hasCode(ref))));
  }
  return { roots, moreRoots: refs.length - lookedAt };
}
