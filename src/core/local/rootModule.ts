/** Which root modules there are and how a check of one is made. */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import type { Severity } from "../../shared/model";

/** One root module, with all that decides what its plan is. */
export interface RootModule {
  /** The opened folder (repository): its name, or what the person says. */
  readonly projectId: string;
  /** The folder relative to `topDir` with "/", "." at the top; "@name" appended for a Terraform workspace that is not the default. */
  readonly workspaceId: string;
  /** Absolute. */
  readonly dir: string;
  /** Top of the repository, or of the opened folder: rules files above it do not apply. Absolute. */
  readonly topDir: string;
  readonly terraformWorkspace?: string | undefined;
  /** Relative to `dir`, or absolute. */
  readonly varFiles?: readonly string[] | undefined;
  /** `name=value`. */
  readonly vars?: readonly string[] | undefined;
  /** What the person calls it; absent: its path. */
  readonly label?: string | undefined;
}

/** How checks are made here. Nothing of it is ever read from the repository: it decides what is executed. */
export interface CheckSettings {
  /** A configured binary; absent: `terraform`, else `tofu`, on the PATH. */
  readonly binary?: string | undefined;
  /** Words before the binary, such as `aws-vault exec prod --`. */
  readonly wrapper?: readonly string[] | undefined;
  /** Added to the environment of the process. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  readonly parallelism?: number | undefined;
  readonly lock?: boolean | undefined;
  /** How long to wait for a state lock that somebody else holds, in Terraform's notation (`30s`); absent: a check not at all, a review or an apply 30 seconds. */
  readonly lockTimeout?: string | undefined;
  readonly timeoutMs: number;
  readonly threshold: Severity;
  /** How many root modules are checked at the same time. */
  readonly concurrency: number;
}

export const DEFAULT_SETTINGS: CheckSettings = { timeoutMs: 15 * 60_000, threshold: "warning", concurrency: 2 };

/** The nearest folder from `dir` upwards that is a git work tree, else `dir` itself. Absolute. */
export function repositoryTop(dir: string): string {
  const start = resolve(dir);
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, ".git"))) return folder;
    if (dirname(folder) === folder) return start;
  }
}

/**
 * The Terraform workspace that a folder works in: what the environment says, else what `terraform workspace select` left
 * there; undefined for the default one.
 */
export async function selectedWorkspace(dir: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const { TF_WORKSPACE, TF_DATA_DIR } = env;
  if (TF_WORKSPACE !== undefined && TF_WORKSPACE !== "") return TF_WORKSPACE;
  const dataDir = TF_DATA_DIR === undefined || TF_DATA_DIR === "" ? ".terraform" : TF_DATA_DIR;
  const name = await readFile(resolve(dir, dataDir, "environment"), "utf8").catch(() => ""); // never selected
  return name.trim() === "" || name.trim() === "default" ? undefined : name.trim();
}

/** One text for a project and a workspace, for maps: neither can hold the line feed between them. */
export function rootModuleKey({ projectId, workspaceId }: Pick<RootModule, "projectId" | "workspaceId">): string {
  return `${projectId}\n${workspaceId}`;
}

/** Names a root module as runs do. */
export function rootModule(
  dir: string,
  options: {
    topDir?: string | undefined;
    projectId?: string | undefined;
    terraformWorkspace?: string | undefined;
    varFiles?: readonly string[] | undefined;
    vars?: readonly string[] | undefined;
    label?: string | undefined;
  } = {},
): RootModule {
  const absolute = resolve(dir);
  const topDir = options.topDir ?? repositoryTop(absolute);
  const { terraformWorkspace } = options;
  const path = relative(topDir, absolute).split(sep).join("/") || ".";
  const named = terraformWorkspace === undefined || terraformWorkspace === "default" ? "" : `@${terraformWorkspace}`;
  return {
    projectId: options.projectId ?? (basename(topDir) || "root"),
    workspaceId: `${path}${named}`,
    dir: absolute,
    topDir,
    terraformWorkspace,
    varFiles: options.varFiles,
    vars: options.vars,
    label: options.label,
  };
}
