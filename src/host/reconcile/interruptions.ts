import type { WorkspaceRef } from "../../core/service";
import type { ReconcileRecord } from "../../shared/reconcile";

/** Whether the person is to be told of an interrupted apply: of a root module of this window, and not told before. */
export function isNewInterruption(
  record: Pick<ReconcileRecord, "id" | "status" | keyof WorkspaceRef>,
  told: readonly string[],
  roots: readonly WorkspaceRef[],
): boolean {
  const { id, status, projectId, workspaceId } = record;
  const isHere = roots.some((root) => root.projectId === projectId && root.workspaceId === workspaceId);
  return status === "interrupted" && isHere && !told.includes(id);
}
