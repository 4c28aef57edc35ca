import { posix } from "node:path";
import type { DriftRun } from "../../shared/model";

/** Where a run's root module is, as the reader of a report should see it: a path with "/", "." for here. */
export type RootPrefix = (run: Pick<DriftRun, "projectId" | "workspaceId">) => string;

/** The root module's folder relative to the project: the workspace id without the Terraform workspace. */
export const projectPath: RootPrefix = ({ workspaceId }) => workspaceId.replace(/@[^/@]*$/, "") || ".";

/** A file that is named relative to the root module, as seen from where `prefix` starts: `infra/prod` + `../modules/a.tf` → `infra/modules/a.tf`. */
export function codePath(prefix: string, file: string): string {
  return posix.join(prefix, file);
}

/** `infra/prod/main.tf:12`, or null when nobody knows. */
export function codePlace(prefix: string, location: { file: string; line: number } | null): string | null {
  return location === null ? null : `${codePath(prefix, location.file)}:${location.line}`;
}
