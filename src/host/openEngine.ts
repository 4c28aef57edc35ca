/** Entry of a bundle of its own: everything that runs Terraform, reads plans and stores runs stands behind it. Never imports vscode. */
import { join } from "node:path";
import { gitAuthor } from "../core/local/gitState";
import { LocalDriftService } from "../core/local/localDriftService";
import { repositoryTop, rootModule, type RootModule, selectedWorkspace } from "../core/local/rootModule";
import { systemClock } from "../core/ports";
import { patternFor } from "../core/rules/glob";
import { rulesProblems } from "../core/rules/rulesDiagnostics";
import { addIgnoreRule } from "../core/rules/writeRule";
import type { WorkspaceRef } from "../core/service";
import { openRunStore } from "../core/store/openRunStore";
import { findRootModules } from "../core/terraform/roots";
import { distinctNames } from "./distinctNames";
import type { Engine, EngineOptions } from "./engine";

/** Touches nothing before it is asked for something. */
export function openEngine({ dataDir, historyLimit, settings, environment, log }: EngineOptions): Engine {
  let known = new Map<string, RootModule>();
  const service = new LocalDriftService({
    store: openRunStore(dataDir, { limit: historyLimit(), log, clock: systemClock }),
    settings,
    resolve: (ref) => Promise.resolve(known.get(keyOf(ref)) ?? null),
    environment,
    shownFrom: null,
    clock: systemClock,
    log,
  });
  return {
    service,
    rules: { addIgnoreRule, patternFor, problems: rulesProblems },
    ruleUses: (root) => service.ruleUses(root),
    gitAuthor: ({ dir }) => gitAuthor(dir, { env: environment }),
    async openEditing() {
      const { openEditing } = await import("../core/source/openSource"); // a bundle of its own
      return openEditing();
    },
    async openSource({ dir }, tool) {
      const { openSource } = await import("../core/source/openSource"); // a bundle of its own
      const dataDirectory = environment.TF_DATA_DIR;
      return openSource(dir, { tool, ...(dataDirectory === undefined ? {} : { dataDirectory }) });
    },
    async findRootModules(folders, signal) {
      const dirs = new Map<string, string>();
      for (const folder of folders) {
        const topDir = repositoryTop(folder);
        for (const path of await findRootModules(folder, { signal, log })) dirs.set(join(folder, path), topDir);
      }
      const projects = distinctNames([...new Set(dirs.values())]);
      const roots = await Promise.all(
        [...dirs].map(async ([dir, topDir]) =>
          rootModule(dir, {
            topDir,
            projectId: projects.get(topDir),
            terraformWorkspace: await selectedWorkspace(dir, environment),
          }),
        ),
      );
      known = new Map(roots.map((root) => [keyOf(root), root]));
      return roots;
    },
  };
}

function keyOf({ projectId, workspaceId }: WorkspaceRef): string {
  return `${projectId}\n${workspaceId}`;
}
