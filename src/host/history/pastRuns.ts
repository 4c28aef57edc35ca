/** Looks through a root module's runs. */
import type { DriftService, WorkspaceRef } from "../../core/service";
import { DriftError, oneLine } from "../../shared/errors";
import type { Log } from "../../core/ports";
import type { DriftRun, RunSummary } from "../../shared/model";
import type { RunOption } from "./historyHost";
import { type NameOf, runRow } from "./runRows";

const PAGE = 100;
/** What can be chosen to compare with. */
const CHOICES = 200;
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

/** Those of the same root module that a run can be compared with, newest first. Rejects if there are none. */
export async function otherRuns(service: DriftService, run: DriftRun, nameOf: NameOf): Promise<RunOption[]> {
  const { projectId, workspaceId } = run;
  const { runs } = await service.history({ projectId, workspaceId, limit: CHOICES });
  const others = runs.filter(({ id, status }) => id !== run.id && status !== "running");
  if (others.length === 0) throw new DriftError("usage", "There is no other run of this root module.");
  return others.map((one) => {
    const { status, facts } = runRow(one, nameOf);
    return { runId: one.id, startedAt: one.startedAt, label: status, description: facts.join(" · ") };
  });
}
