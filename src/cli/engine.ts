/** Builds what commands work with: the store, and the service over the root modules that were named. */
import { stat } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import type { AiBackend } from "../core/ai/backend";
import { openBackend } from "../core/ai/openBackend";
import { LocalDriftService } from "../core/local/localDriftService";
import { repositoryTop, rootModule, type RootModule, selectedWorkspace } from "../core/local/rootModule";
import { type Log, silentLog, systemClock } from "../core/ports";
import { pathGlob } from "../core/rules/glob";
import { openRunStore } from "../core/store/openRunStore";
import type { RunStore } from "../core/store/runStore";
import { findRootModules } from "../core/terraform/roots";
import { DriftError, oneLine } from "../shared/errors";
import { listed } from "../shared/format";
import { visible } from "../shared/formatValue";
import type { Preferences } from "./preferences";

const HISTORY_LIMIT = 1000;

/**
 * Warnings are always said on standard error; what is being done only if the person asked for it. So are errors, unless they are wanted: a command
 * that answers says itself why it cannot.
 */
export function terminalLog(verbose: boolean, errors = verbose): Log {
  const say = (level: string, message: string): void => void process.stderr.write(`${level}: ${message}\n`);
  const error: Log["error"] = (message, cause) =>
    say("error", cause === undefined ? message : `${message} ${oneLine(cause)}`);
  return {
    ...silentLog,
    ...(verbose ? { debug: (message) => say("debug", message), info: (message) => say("info", message) } : {}),
    warn: (message) => say("warning", message),
    ...(errors ? { error } : {}),
  };
}

export function openStore(preferences: Preferences, log: Log): RunStore {
  return openRunStore(preferences.dataDir, { limit: () => HISTORY_LIMIT, log, clock: systemClock });
}

export function openService(preferences: Preferences, roots: readonly RootModule[], log: Log): LocalDriftService {
  return new LocalDriftService({
    store: openStore(preferences, log),
    settings: () => preferences.settings,
    resolve: (ref) =>
      roots.find((root) => root.projectId === ref.projectId && root.workspaceId === ref.workspaceId) ?? null,
    environment: process.env,
    dataDir: preferences.dataDir,
    scheduleJitterMs: () => preferences.jitterMs,
    model: () => configuredModel(preferences.ai, log),
    shownFrom: process.cwd(),
    clock: systemClock,
    log,
  });
}

async function configuredModel({ settings, key }: Preferences["ai"], log: Log): Promise<AiBackend | null> {
  if (settings.provider === "off") return null;
  return openBackend(settings, key === undefined ? { kind: "none" } : { kind: "key", key }, log);
}

/** The root modules under folders, each once. Throws a DriftError for a folder that is none, and where nothing is found. */
export async function rootModulesIn(
  dirs: readonly string[],
  preferences: Preferences,
  log: Log,
): Promise<RootModule[]> {
  const roots = new Map<string, RootModule>();
  for (const dir of dirs) {
    await assertFolder(dir);
    const found = await findRootModules(dir, {
      include: preferences.include,
      exclude: preferences.exclude,
      matches: (glob, path) => pathGlob(glob)(path),
      takeTop: preferences.include.length === 0,
      log,
    });
    for (const path of found) {
      const root = rootModule(join(resolve(dir), path), {
        topDir: repositoryTop(dir),
        projectId: preferences.project,
        terraformWorkspace: preferences.workspace ?? (await selectedWorkspace(join(resolve(dir), path), process.env)),
        varFiles: preferences.varFiles,
        vars: preferences.vars,
      });
      roots.set(root.dir, root);
    }
  }
  assertDistinct([...roots.values()]);
  if (roots.size > 0) return [...roots.values()];
  throw new DriftError(
    "no_root_module",
    `There is no root module in ${dirs.map((dir) => (dir === "." ? "this folder" : dir)).join(", ")}.`,
    "Name a folder with .tf files.",
  );
}

/** The one root module that a folder stands for: itself, else the only one below it. Throws a DriftError "usage" if there are several. */
export async function rootModuleAt(dir: string, preferences: Preferences, log: Log): Promise<RootModule> {
  const roots = await rootModulesIn([dir], { ...preferences, include: [], exclude: [] }, log);
  const own = roots.find((root) => root.dir === resolve(dir)) ?? roots[0]!;
  if (own.dir === resolve(dir) || roots.length === 1) return own;
  const paths = roots.map((root) => visible(join(dir, relative(resolve(dir), root.dir))));
  const place = dir === "." ? "this folder" : visible(dir);
  throw new DriftError(
    "usage",
    `There are ${roots.length} root modules in ${place}.`,
    `Name one of them: ${listed(paths, 5)}.`,
  );
}

/** Outside a repository a folder is its own top: two of the same name could not be told apart in the history. */
function assertDistinct(roots: readonly RootModule[]): void {
  for (const [i, root] of roots.entries()) {
    const same = roots
      .slice(0, i)
      .find((one) => one.projectId === root.projectId && one.workspaceId === root.workspaceId);
    if (same === undefined) continue;
    const name = root.workspaceId === "." ? root.projectId : `${root.projectId}/${root.workspaceId}`;
    throw new DriftError(
      "usage",
      `${same.dir} and ${root.dir} have the same name, ${name}.`,
      "Name the folder above them, or check them one at a time with --project.",
    );
  }
}

async function assertFolder(dir: string): Promise<void> {
  const found = await stat(dir).catch(() => null);
  if (found?.isDirectory() === true) return;
  throw new DriftError("usage", found === null ? `There is no folder ${dir}.` : `${dir} is not a folder.`);
}
