/** `terraform-drift check [DIR…]` */
import type { DriftEvent } from "../core/service";
import { oneLine } from "../shared/errors";
import { rootModuleName } from "../shared/format";
import type { DriftRun } from "../shared/model";
import type { Arguments } from "./arguments";
import { openService, rootModulesIn, terminalLog } from "./engine";
import { EXIT_CODES } from "./flags";
import { onInterrupt } from "./interrupt";
import { exitCodeOf, formatOf, gravest, printRuns, say, sayUnusedRules, shownPath } from "./output";
import { readPreferences } from "./preferences";
import { showProgress } from "./progress";

export async function check({ operands, flags }: Arguments): Promise<number> {
  const format = formatOf(flags);
  const log = terminalLog(flags.on("verbose"));
  const preferences = await readPreferences(flags, process.env);
  const roots = await rootModulesIn(operands.length === 0 ? ["."] : operands, preferences, log);
  const service = openService(preferences, roots, log);
  const failures: string[] = [];
  const subscription = service.onDidChange((event) => failures.push(...failureLines(event, roots.length > 1)));
  const progress = showProgress(service, process.stderr);
  const interrupt = onInterrupt(() => void service.dispose());
  try {
    const { targets } = preferences;
    const runs = await Promise.all(roots.map(async (root) => service.ended(await service.check(root, { targets }))));
    progress.dispose();
    await printRuns(runs, {
      format,
      several: roots.length > 1,
      showNoise: flags.on("show-noise"),
      folderOf: (run) => {
        const root = roots.find((one) => one.projectId === run.projectId && one.workspaceId === run.workspaceId);
        return root && shownPath(root.dir);
      },
    });
    failures.forEach(say);
    if (targets.length === 0)
      sayUnusedRules(
        roots.flatMap((root) => service.ruleUses(root)),
        runs,
      );
    return interrupt.happened() ? EXIT_CODES.cancelled : exitCode(runs, failures);
  } finally {
    progress.dispose();
    interrupt.dispose();
    subscription.dispose();
    await service.dispose();
  }
}

/** A run that could not be stored is an error, too: nobody will find it again. */
function exitCode(runs: readonly DriftRun[], failures: readonly string[]): number {
  const code = exitCodeOf(gravest(runs));
  return code !== EXIT_CODES.cancelled && failures.length > 0 ? EXIT_CODES.error : code;
}

function failureLines(event: DriftEvent, named: boolean): string[] {
  if (event.kind !== "ended" || event.failure === null) return [];
  return [`terraform-drift: ${named ? `${rootModuleName(event.run)}: ` : ""}${oneLine(event.failure)}`];
}
