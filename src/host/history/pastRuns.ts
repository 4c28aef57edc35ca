/** Looks through a root module's runs. */
import type { DriftService, WorkspaceRef } from "../../core/service";
import { DriftError, oneLine } from "../../shared/errors";
import type { Log } from "../../core/ports";
import type { DriftRun, RunSummary } from "../../shared/model";

const PAGE = 100;
/** How many complete checks recurrence is looked for in. */
const RECENT = 20;

/** The complete check of everything before a run. Rejects if there is none. */
export async function previousRun(service: DriftService, run: DriftRun): Promise<string> {
  for await (const one of wholeRuns(service, run)) {
    if (one.startedAt < run.startedAt) return one.id;
  }
  throw new DriftError("usage", "There is no earlier complete check of this root module.");
}

/** The newest complete checks of everything, oldest first, with what they found. One that cannot be read counts as incomplete. */
export async function recentRuns(service: DriftService, ref: WorkspaceRef, log: Log): Promise<DriftRun[]> {
  const read: DriftRun[] = [];
  for await (const run of wholeRuns(service, ref)) {
    read.push(await readable(service, run, log));
    if (read.length === RECENT) break;
  }
  return read.reverse();
}

const SETTLED = ["clean", "drift_detected"] as const;

/** The complete checks of everything, newest first; no more is read than is asked for. */
async function* wholeRuns(
  service: DriftService,
  { projectId, workspaceId }: WorkspaceRef,
): AsyncGenerator<RunSummary, void> {
  const query = { projectId, workspaceId, status: SETTLED, limit: PAGE };
  let page = await service.history(query);
  for (;;) {
    yield* page.runs.filter(({ metadata }) => metadata.targets === null);
    if (page.next === null) return;
    page = await service.history({ ...query, cursor: page.next });
  }
}

async function readable(service: DriftService, run: RunSummary, log: Log): Promise<DriftRun> {
  try {
    return await service.run(run.id);
  } catch (error) {
    log.warn(oneLine(error));
    const unread = withResources(run);
    return { ...unread, metadata: { ...unread.metadata, complete: false } };
  }
}

function withResources(run: RunSummary): DriftRun {
  return { ...run, output: "", metadata: { ...run.metadata, driftedResources: [] } };
}
