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
  const { projectId, workspaceId } = run;
  let cursor: string | null | undefined;
  while (cursor !== null) {
    const query = { projectId, workspaceId, limit: PAGE, status: SETTLED };
    const page = await service.history(cursor === undefined ? query : { ...query, cursor });
    const found = page.runs.find((one) => one.startedAt < run.startedAt && one.metadata.targets === null);
    if (found !== undefined) return found.id;
    cursor = page.next;
  }
  throw new DriftError("usage", "There is no earlier complete check of this root module.");
}

const SETTLED = ["clean", "drift_detected"] as const;

/** The newest complete checks of everything, oldest first, with what they found. One that cannot be read counts as incomplete. */
export async function recentRuns(service: DriftService, ref: WorkspaceRef, log: Log): Promise<DriftRun[]> {
  const { projectId, workspaceId } = ref;
  const { runs } = await service.history({ projectId, workspaceId, limit: PAGE, status: SETTLED });
  const whole = runs.filter(({ metadata }) => metadata.targets === null).slice(0, RECENT);
  const read: DriftRun[] = [];
  for (const run of whole.reverse()) read.push(await readable(service, run, log));
  return read;
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
