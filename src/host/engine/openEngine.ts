/** Entry of a bundle of its own: everything that runs Terraform, reads plans and stores runs stands behind it. Never imports vscode. */
import { resolve } from "node:path";
import { unsentPrompt } from "../../core/ai/promptDocument";
import { gitAuthor } from "../../core/local/gitState";
import { LocalDriftService } from "../../core/local/localDriftService";
import {
  repositoryTop,
  rootModule,
  type RootModule,
  rootModuleKey,
  selectedWorkspace,
} from "../../core/local/rootModule";
import { deliver } from "../../core/notify/deliver";
import { newsSince } from "../../core/notify/earlierRuns";
import { notifier } from "../../core/notify/notifier";
import { testMessage } from "../../core/notify/webhookMessage";
import { WEBHOOK_PATIENCE } from "../../core/notify/webhookPatience";
import { webhookName } from "../../core/notify/webhookTarget";
import { type Log, systemClock } from "../../core/ports";
import { pathGlob, patternFor } from "../../core/rules/glob";
import { rulesProblems } from "../../core/rules/rulesDiagnostics";
import { isWithin } from "../../core/rules/rulesFilePlace";
import { addIgnoreRule } from "../../core/rules/writeRule";
import { openCodeChanges } from "../../core/reconcile/openCodeChanges";
import { openRunStore } from "../../core/store/openRunStore";
import { findBinary } from "../../core/terraform/binary";
import { findRootModules } from "../../core/terraform/roots";
import { DriftError } from "../../shared/errors";
import { openHistory } from "../history/openHistory";
import { distinctNames } from "./distinctNames";
import type { Engine, EngineOptions, ListedRoot, OpenedFolder } from "./engine";

/** Touches nothing before it is asked for something. */
export function openEngine({
  dataDir,
  historyLimit,
  scheduleJitterMs,
  settings,
  environment,
  model,
  webhook = { target: () => Promise.resolve(null), tell: () => undefined },
  log,
}: EngineOptions): Engine {
  let known = new Map<string, RootModule>();
  const service = new LocalDriftService({
    store: openRunStore(dataDir, { limit: historyLimit, log, clock: systemClock }),
    settings,
    resolve: (ref) => known.get(rootModuleKey(ref)) ?? null,
    environment,
    model,
    dataDir,
    scheduleJitterMs,
    shownFrom: null,
    clock: systemClock,
    log,
  });
  const news = notifier({ service, webhook: webhook.target, tell: webhook.tell, log });
  const sourceOf: Engine["openSource"] = async ({ dir }, tool) => {
    const { openSource } = await import("../../core/source/openSource"); // a bundle of its own
    const dataDirectory = environment.TF_DATA_DIR;
    return openSource(dir, { tool, ...(dataDirectory === undefined ? {} : { dataDirectory }) });
  };
  const unsent: Engine["promptDocument"] = (about) => unsentPrompt(service, about, model);
  return {
    service,
    code: openCodeChanges({ service, settings, environment, log }),
    runSchedules: () => service.schedules.start(),
    stopSchedules: () => service.schedules.stop(),
    rules: { addIgnoreRule, patternFor, problems: rulesProblems },
    ruleUses: (root) => service.ruleUses(root),
    async program() {
      const { binary, wrapper = [] } = settings();
      return (await findBinary({ path: binary, wrapper, env: environment })).command;
    },
    gitAuthor: ({ dir }) => gitAuthor(dir, { env: environment }),
    async openEditing() {
      const { openEditing } = await import("../../core/source/openSource"); // a bundle of its own
      return openEditing();
    },
    openSource: sourceOf,
    news: (run) => newsSince(service, run),
    async tryWebhook(signal) {
      const target = await webhook.target();
      if (target === null) throw new DriftError("webhook_unusable", "No webhook is set for this workspace.");
      await deliver(target, testMessage(target.format), { signal, log, patience: { ...WEBHOOK_PATIENCE, tries: 1 } });
      return webhookName(target);
    },
    async dispose() {
      await news.dispose();
      await service.dispose();
    },
    promptDocument: unsent,
    openHistory: (host) => openHistory(service, host, sourceOf, unsent),
    async findRootModules(folders, signal) {
      const found: { listed: ListedRoot; dir: string; topDir: string }[] = [];
      for (const folder of folders) {
        const topDir = repositoryTop(folder.dir);
        for (const listed of await rootsIn(folder, signal, log)) {
          const dir = resolve(folder.dir, listed.path);
          if (isWithin(dir, topDir)) found.push({ listed, dir, topDir });
          else log.warn(`Not a root module of this workspace: ${dir} lies outside ${topDir}.`);
        }
      }
      const projects = distinctNames([...new Set(found.map(({ topDir }) => topDir))]);
      const roots = await Promise.all(
        found.map(async ({ listed: { workspace, ...listed }, dir, topDir }) =>
          rootModule(dir, {
            ...listed,
            topDir,
            projectId: projects.get(topDir),
            terraformWorkspace: workspace ?? (await selectedWorkspace(dir, environment)),
          }),
        ),
      );
      known = new Map();
      for (const root of roots) {
        const key = rootModuleKey(root);
        if (known.has(key))
          log.info(`${root.dir} was named more than once with the same Terraform workspace: the first counts.`);
        else known.set(key, root);
      }
      return [...known.values()];
    },
  };
}

/** What the settings name, as it is: a check says what is wrong with it. Otherwise what can be found. */
async function rootsIn({ dir, listed, exclude }: OpenedFolder, signal: AbortSignal, log: Log): Promise<ListedRoot[]> {
  if (listed.length > 0) return [...listed];
  const paths = await findRootModules(dir, { exclude, matches: (glob, path) => pathGlob(glob)(path), signal, log });
  return paths.map((path) => ({ path, varFiles: [], vars: [] }));
}
