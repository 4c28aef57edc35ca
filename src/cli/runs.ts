/** `history`, `show`, `ignore` and `cancel`: what is done with stored runs. */
import { relative, resolve, sep } from "node:path";
import { repositoryTop, rootModule } from "../core/local/rootModule";
import type { WorkspaceRef } from "../core/service";
import { DriftError } from "../shared/errors";
import { driftCountWords, plural, qualifiedName, relativeTime, sourceWords, statusWords } from "../shared/format";
import { visible } from "../shared/formatValue";
import type { RunSummary } from "../shared/model";
import { type Arguments, operandsOf } from "./arguments";
import { openService, terminalLog } from "./engine";
import { EXIT_CODES } from "./flags";
import { aligned, formatOf, print, printJson, printRuns } from "./output";
import { isRecordId, printRecord } from "./reconcileRecords";
import { type Preferences, readPreferences } from "./preferences";
import type { LocalDriftService } from "../core/local/localDriftService";

/** Over what is stored: nothing can be checked. */
export async function withService(
  { flags }: Arguments,
  work: (service: LocalDriftService, preferences: Preferences) => Promise<void>,
): Promise<number> {
  const preferences = await readPreferences(flags, process.env);
  const service = openService(preferences, [], terminalLog(flags.on("verbose")));
  try {
    await work(service, preferences);
    return EXIT_CODES.clean;
  } finally {
    await service.dispose();
  }
}

export async function show(args: Arguments): Promise<number> {
  const [id = ""] = operandsOf(args, 1, 1);
  const format = formatOf(args.flags);
  return withService(args, async (service) => {
    if (isRecordId(id)) return printRecord(await service.reconcile.record(id), format);
    const run = await service.run(id);
    await printRuns([run], {
      format,
      several: false,
      showNoise: args.flags.on("show-noise"),
      folderOf: () => undefined,
    });
  });
}

export async function ignore(args: Arguments): Promise<number> {
  const [id = "", address = ""] = operandsOf(args, 2, 2);
  return withService(args, async (service) => {
    const metadata = await service.ignore(id, address);
    if (args.flags.on("json")) await printJson(metadata);
    else
      await print(
        `Ignored in this run: ${visible(address)}. ${plural(metadata.driftedCount, "resource")} still counted.\n`,
      );
  });
}

export async function cancel(args: Arguments): Promise<number> {
  const [id = ""] = operandsOf(args, 1, 1);
  return withService(args, async (service) => {
    if (isRecordId(id)) await service.reconcile.cancel(id);
    else await service.cancel(id);
    if (args.flags.on("json")) await printJson({ success: true });
    else await print(`Cancelled ${id}.\n`);
  });
}

/** Pages of the store; more are fetched as they are needed. */
const PAGE = 100;

export async function history(args: Arguments): Promise<number> {
  const [dir] = operandsOf(args, 0, 1);
  const { flags } = args;
  const most = limitOf(flags.text("limit"), flags.on("json") ? Infinity : 20);
  return withService(args, async (service, preferences) => {
    const within = dir === undefined ? () => true : insideOf(dir, preferences.project);
    const runs: RunSummary[] = [];
    let cursor: string | null | undefined;
    while (cursor !== null && runs.length < most) {
      const page = await service.history({
        limit: PAGE,
        ...(preferences.project === undefined ? {} : { projectId: preferences.project }),
        ...(cursor === undefined ? {} : { cursor }),
      });
      runs.push(...page.runs.filter(within));
      cursor = page.next;
    }
    const shown = runs.slice(0, most);
    if (flags.on("json")) await printJson(shown);
    else
      await print(
        shown.length === 0 ? "No runs are stored.\n" : table(shown, runs.length > shown.length || cursor !== null),
      );
  });
}

function limitOf(text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new DriftError("usage", "--limit must be a whole number of at least 1.");
}

/** Whether something belongs to a root module at or below a folder, whatever its Terraform workspace. */
export function insideOf(dir: string, project: string | undefined): (of: WorkspaceRef) => boolean {
  const topDir = repositoryTop(dir);
  const { projectId } = rootModule(dir, { topDir, projectId: project });
  const path = relative(topDir, resolve(dir)).split(sep).join("/");
  return (of) => {
    const folder = of.workspaceId.replace(/@[^/@]*$/, "");
    return of.projectId === projectId && (path === "" || folder === path || folder.startsWith(`${path}/`));
  };
}

function table(runs: readonly RunSummary[], more: boolean): string {
  const now = new Date();
  const rows = runs.map(({ id, projectId, workspaceId, status, startedAt, metadata }) => [
    id,
    qualifiedName({ projectId, workspaceId }),
    statusWords(status),
    metadata.driftedCount === 0 ? "" : driftCountWords(0, metadata.driftedCount),
    relativeTime(startedAt, now),
    sourceWords(metadata.source),
  ]);
  return `${aligned(rows).join("\n")}\n${more ? "More: terraform-drift history --limit N\n" : ""}`;
}
