/** The record of an apply that is about to begin. */
import { hostname, userInfo } from "node:os";
import type { ReconcileRecord } from "../../shared/reconcile";
import type { Clock } from "../ports";
import { newReconcileId } from "../store/runId";
import type { HeldReview } from "./heldReview";
import type { ApplyOptions } from "./reconcile";

/** What was reviewed and agreed to, by whom; nothing has come of it yet. */
export function newRecord({ review, digest }: HeldReview, options: ApplyOptions, clock: Clock): ReconcileRecord {
  const { projectId, workspaceId, kind, targets, summary, changes, outputChanges, driftedResources } = review;
  return {
    ...{ projectId, workspaceId, kind, targets, summary, changes, outputChanges, driftedResources },
    ...{ tool: review.tool, source: review.source },
    id: newReconcileId(clock),
    status: "applying",
    by: options.by ?? whoWeAre(),
    reviewedAt: review.createdAt,
    startedAt: clock.now().toISOString(),
    endedAt: null,
    allowedDestroy: [...(options.allowDestroy ?? [])],
    includedPending: options.includePending ?? false,
    planDigest: digest,
    ...{ applied: null, exitCode: null, output: "", diagnostics: [], aftermath: null },
    ...{ verifyRunId: null, verified: null },
  };
}

/** As Terraform says who holds a lock. */
function whoWeAre(): string {
  try {
    return `${userInfo().username}@${hostname()}`;
  } catch {
    return hostname(); // a user without a name, as in some containers
  }
}
