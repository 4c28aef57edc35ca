import type { RunStatus } from "../../shared/model";

/** Runs of which root modules, and in which state. What is absent does not matter. */
export interface RunFilter {
  projectId?: string | undefined;
  workspaceId?: string | undefined;
  /** One of these; an empty list is the same as none. */
  status?: readonly RunStatus[] | undefined;
}

/** Whether the filter wants runs of a root module. */
export function wantsRootModule({ projectId, workspaceId }: RunFilter, project: string, workspace: string): boolean {
  return (projectId ?? project) === project && (workspaceId ?? workspace) === workspace;
}

/** Whether the filter wants runs in such a state. */
export function wantsStatus({ status }: RunFilter, actual: RunStatus): boolean {
  return status === undefined || status.length === 0 || status.includes(actual);
}
