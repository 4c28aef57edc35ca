/** What a run is compared with to find its news, from the history, which all processes share and which survives them. */
import { DriftError } from "../../shared/errors";
import type { DriftRun, RunStatus, RunSummary } from "../../shared/model";
import type { DriftService } from "../service";
import { type News, newsOf, saysTheWhole } from "./news";

/** What is needed of a service. */
export type RunReader = Pick<DriftService, "history" | "run">;

const SETTLED: readonly RunStatus[] = ["clean", "drift_detected", "error"];
const PAGE = 20;
/** Of more failures in a row, the findings of the older ones are left alone. */
const FAILED_AT_MOST = 20;

/**
 * The news of a run that has just ended here, among those runs that `isMeant`: whoever is told of some runs only (a channel, of scheduled ones) is told
 * what changed between those. Of two runs that overlap in different processes, the one that ended first is the earlier one.
 */
export async function newsSince(
  service: RunReader,
  run: DriftRun,
  isMeant: (run: RunSummary) => boolean = () => true,
): Promise<News[]> {
  return saysTheWhole(run) ? newsOf(await earlierRuns(service, run, isMeant), run) : [];
}

/** From the last complete one on, oldest first. */
async function earlierRuns(
  service: RunReader,
  run: DriftRun,
  isMeant: (run: RunSummary) => boolean,
): Promise<DriftRun[]> {
  const failed: RunSummary[] = [];
  let complete: DriftRun | null = null;
  for await (const one of before(service, run, isMeant)) {
    if (one.status === "error") failed.push(one);
    else complete = await readable(service, one.id);
    if (complete !== null) break;
  }
  const failures: DriftRun[] = [];
  for (const one of failed.slice(0, FAILED_AT_MOST).reverse()) failures.push(await withFindings(service, one));
  return complete === null ? failures : [complete, ...failures];
}

/** Newest first. */
async function* before(
  service: RunReader,
  run: DriftRun,
  isMeant: (run: RunSummary) => boolean,
): AsyncGenerator<RunSummary> {
  const { projectId, workspaceId } = run;
  let cursor: string | null | undefined;
  while (cursor !== null) {
    const page = await service.history({
      ...{ projectId, workspaceId, status: SETTLED, limit: PAGE },
      ...(cursor === undefined ? {} : { cursor }),
    });
    const earlier = page.runs.filter((one) => endOf(one) < endOf(run) && saysTheWhole(one) && isMeant(one));
    yield* earlier.sort((a, b) => (endOf(a) < endOf(b) ? 1 : -1));
    cursor = page.next;
  }
}

/** Sorts by the end; runs that ended in the same millisecond by their ids, so that every process sees one order. */
function endOf({ endedAt, id }: Pick<RunSummary, "endedAt" | "id">): string {
  return `${endedAt ?? ""} ${id}`;
}

/** Null for a run that was deleted just now, or whose file is damaged: those before it have to do. */
async function readable(service: RunReader, id: string): Promise<DriftRun | null> {
  try {
    return await service.run(id);
  } catch (error) {
    if (error instanceof DriftError && ["unknown_run", "run_unreadable"].includes(error.reason)) return null;
    throw error;
  }
}

/** Most failures found nothing, and need not be read. */
async function withFindings(service: RunReader, run: RunSummary): Promise<DriftRun> {
  const { driftedCount, ignoredCount } = run.metadata;
  const whole = driftedCount + ignoredCount > 0 ? await readable(service, run.id) : null;
  return whole ?? { ...run, output: "", metadata: { ...run.metadata, driftedResources: [] } };
}
