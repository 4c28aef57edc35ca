/** Of which runs a root module is shown: what the service has, beside what this window knows already. */
import type { DriftService, WorkspaceRef } from "../../core/service";
import { DriftError, oneLine } from "../../shared/errors";
import type { DriftRun, RunStatus, RunSummary } from "../../shared/model";

/** What to show of a root module. */
export interface ShownRuns {
  /** A run of everything, if there is one, then those of single resources since. The very list that was known where nothing is new. */
  readonly parts: readonly DriftRun[];
  /** Why runs could not be read, or null; absent: what was said before still holds. */
  readonly failure?: DriftError | null;
}

/** How many runs back the newest complete one is looked for: those before it found nothing out or are of single resources. */
const LOOK_BACK = 50;

/** A run that is none of these has found nothing out. */
const SETTLED: readonly RunStatus[] = ["clean", "drift_detected", "error"];

/**
 * Takes the newest run of everything, and of the `known` ones those of single resources that are newer. A known run that was
 * deleted, by whomever, is left out; one that only cannot be read, or that the store could not take, stays. Never rejects.
 */
export async function shownRuns(
  service: DriftService,
  { projectId, workspaceId }: WorkspaceRef,
  known: readonly DriftRun[],
): Promise<ShownRuns> {
  const query = { projectId, workspaceId, status: SETTLED, limit: LOOK_BACK };
  const page = await service.history(query).catch(reasonOf);
  if (page instanceof DriftError) return { parts: known, failure: page };
  const left = await withoutDeleted(service, known, page.runs);
  const base = left.find(isOfAll);
  const newer = page.runs.filter((run) => saysTheWhole(run) && (base === undefined || isNewer(run, base)));
  for (const { id } of newer) {
    const run = await service.run(id).catch(reasonOf);
    if (!(run instanceof DriftError)) {
      return { parts: [run, ...left.filter((part) => !isOfAll(part) && isNewer(part, run))], failure: null };
    }
    if (run.reason !== "unknown_run") return { parts: left, failure: run }; // else it was deleted just now
  }
  return left.length === 0 && known.length > 0 ? { parts: left, failure: null } : { parts: left };
}

/** Asks only for those that the newest ones do not show to be there. */
async function withoutDeleted(
  service: DriftService,
  known: readonly DriftRun[],
  newest: readonly RunSummary[],
): Promise<readonly DriftRun[]> {
  const deleted = new Set<DriftRun>();
  for (const part of known) {
    if (newest.some(({ id }) => id === part.id)) continue;
    const found = await service.run(part.id).catch(reasonOf);
    if (found instanceof DriftError && found.reason === "unknown_run") deleted.add(part);
  }
  return deleted.size === 0 ? known : known.filter((part) => !deleted.has(part));
}

/** As a `DriftError`, whatever it was. */
export function reasonOf(error: unknown): DriftError {
  return error instanceof DriftError ? error : new DriftError("store_unwritable", oneLine(error));
}

/** As the store orders them. */
function isNewer(a: Pick<RunSummary, "startedAt" | "id">, b: Pick<RunSummary, "startedAt" | "id">): boolean {
  return a.startedAt === b.startedAt ? a.id > b.id : a.startedAt > b.startedAt;
}

function isOfAll({ metadata }: Pick<RunSummary, "metadata">): boolean {
  return metadata.targets === null;
}

function saysTheWhole(run: RunSummary): boolean {
  return SETTLED.includes(run.status) && isOfAll(run) && !foundNothingOut(run);
}

/** Terraform did not come as far as a plan: what was known before is still the best that is known. */
export function foundNothingOut({ status, metadata }: Pick<RunSummary, "status" | "metadata">): boolean {
  return status === "error" && metadata.totalResources === 0 && metadata.driftedCount === 0;
}
