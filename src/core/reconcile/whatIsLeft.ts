/** Whether a check finds that what was to be put right is right. */
import type { DriftedResource, DriftRun } from "../../shared/model";
import type { ReconcileRecord } from "../../shared/reconcile";

/** Of what a record was to put right, what the check that followed it still finds. */
export function whatIsLeft(
  { kind, changes }: Pick<ReconcileRecord, "kind" | "changes">,
  { metadata }: DriftRun,
): NonNullable<ReconcileRecord["verified"]> {
  const drifted = metadata.driftedResources.filter((resource) => kind === "accept_state" || isUndone(resource));
  const pending = kind === "apply" ? metadata.pendingChanges : [];
  const found = new Set(
    [...drifted.filter(({ reason }) => reason !== "noise"), ...pending].map(({ address }) => address),
  );
  const asked = [...new Set(changes.map(({ address }) => address))];
  return { complete: metadata.complete, left: asked.filter((address) => found.has(address)) };
}

/** An apply would do something about it. */
function isUndone({ remedy }: DriftedResource): boolean {
  return remedy !== "none";
}
