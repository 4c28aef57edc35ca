/** `schedule run`: checks what is due until it is stopped, or one schedule now. */
import { DriftError, oneLine } from "../shared/errors";
import { qualifiedName } from "../shared/format";
import type { LocalDriftService } from "../core/local/localDriftService";
import type { RootModule } from "../core/local/rootModule";
import { notifier } from "../core/notify/notifier";
import type { WorkspaceRef } from "../core/service";
import type { Arguments, FlagValues } from "./arguments";
import { checkRoots } from "./check";
import { openService, rootModulesIn, terminalLog } from "./engine";
import { formatOf, say } from "./output";
import { readPreferences } from "./preferences";
import { runWhatIsDue } from "./scheduleWatch";
import { webhookFrom } from "./webhook";

export async function run({ operands, flags }: Arguments): Promise<number> {
  formatOf(flags);
  const [first] = operands;
  const id = first !== undefined && /^sch_[\w-]+$/.test(first) ? first : undefined;
  if (id === undefined && (flags.on("json") || flags.text("format") !== undefined)) {
    throw new DriftError(
      "usage",
      "`schedule run` goes on until it is stopped, and prints no document.",
      "Leave out --json and --format, or name a schedule that is to be checked now.",
    );
  }
  const webhook = id === undefined ? webhookFrom(process.env) : null;
  const dirs = id === undefined ? operands : operands.slice(1);
  const log = terminalLog(flags.on("verbose"), id === undefined || flags.on("verbose"));
  const preferences = await readPreferences(flags, process.env);
  const roots = await rootModulesIn(dirs.length === 0 ? ["."] : dirs, preferences, log);
  const service = openService(preferences, roots, log);
  const news = notifier({
    service,
    webhook: () => Promise.resolve(webhook),
    log,
    tell: (trouble) => say(`terraform-drift: ${oneLine(trouble)}`),
  });
  try {
    return id === undefined
      ? await runWhatIsDue(service, (ref) => rootOf(roots, ref) !== undefined)
      : await checkNow(service, roots, id, flags);
  } finally {
    await news.dispose();
    await service.dispose();
  }
}

async function checkNow(
  service: LocalDriftService,
  roots: readonly RootModule[],
  id: string,
  flags: FlagValues,
): Promise<number> {
  const schedule = await service.schedules.get(id);
  const root = rootOf(roots, schedule);
  if (root === undefined) {
    throw new DriftError(
      "no_root_module",
      `The schedule ${id} is for ${qualifiedName(schedule)}, which is not here.`,
      "Name its folder after the id, and its project or Terraform workspace with --project or --workspace.",
    );
  }
  return checkRoots(service, [root], {
    format: formatOf(flags),
    showNoise: flags.on("show-noise"),
    whole: true,
    begin: () => service.schedules.run(id),
  });
}

function rootOf(roots: readonly RootModule[], ref: WorkspaceRef): RootModule | undefined {
  return roots.find((root) => root.projectId === ref.projectId && root.workspaceId === ref.workspaceId);
}
