/** `terraform-drift check [DIR…]` */
import type { LocalDriftService } from "../core/local/localDriftService";
import type { RootModule } from "../core/local/rootModule";
import type { DriftEvent } from "../core/service";
import { oneLine } from "../shared/errors";
import { rootModuleName } from "../shared/format";
import type { DriftRun } from "../shared/model";
import type { Arguments } from "./arguments";
import { openService, rootModulesIn, terminalLog } from "./engine";
import { EXIT_CODES } from "./flags";
import { onInterrupt } from "./interrupt";
import { exitCodeOf, type Format, formatOf, gravest, printRuns, say, sayUnusedRules, shownPath } from "./output";
import { readPreferences } from "./preferences";
import { showProgress } from "./progress";

export async function check({ operands, flags }: Arguments): Promise<number> {
  const format = formatOf(flags);
  const log = terminalLog(flags.on("verbose"));
  const preferences = await readPreferences(flags, process.env);
  const roots = await rootModulesIn(operands.length === 0 ? ["."] : operands, preferences, log);
  const service = openService(preferences, roots, log);
  const { targets } = preferences;
  return checkRoots(service, roots, {
    format,
    showNoise: flags.on("show-noise"),
    whole: targets.length === 0,
    begin: (root) => service.check(root, { targets }),
  });
}

export interface CheckedRoots {
  readonly format: Format;
  readonly showNoise: boolean;
  /** Everything in them is checked, and so it can be said which ignore rules nothing needs. */
  readonly whole: boolean;
  /** Begins the check of one; answers with its run's id. */
  readonly begin: (root: RootModule) => Promise<string>;
}

/** Checks root modules, prints what was found and disposes the service. Answers with the exit code. */
export async function checkRoots(
  service: LocalDriftService,
  roots: readonly RootModule[],
  { format, showNoise, whole, begin }: CheckedRoots,
): Promise<number> {
  const failures: string[] = [];
  const subscription = service.onDidChange((event) => failures.push(...failureLines(event, roots.length > 1)));
  const progress = showProgress(service, process.stderr);
  const interrupt = onInterrupt(() => void service.dispose());
  try {
    const runs = await Promise.all(roots.map(async (root) => service.ended(await begin(root))));
    progress.dispose();
    await printRuns(runs, {
      format,
      several: roots.length > 1,
      showNoise,
      folderOf: (run) => {
        const root = roots.find((one) => one.projectId === run.projectId && one.workspaceId === run.workspaceId);
        return root && shownPath(root.dir);
      },
    });
    failures.forEach(say);
    if (whole)
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
