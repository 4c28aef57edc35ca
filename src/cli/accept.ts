/** `terraform-drift accept RUN ADDRESS [ATTRIBUTE…]` */
import type { LocalDriftService } from "../core/local/localDriftService";
import type { RootModule } from "../core/local/rootModule";
import type { Log } from "../core/ports";
import type { CodeChanges, CodeProposal, CodeWish, ProposedFile } from "../core/reconcile/codeChanges";
import { openCodeChanges } from "../core/reconcile/openCodeChanges";
import { putBack, writeFiles } from "../core/reconcile/writeProposal";
import { DriftError, oneLine } from "../shared/errors";
import { qualifiedName } from "../shared/format";
import { visible } from "../shared/formatValue";
import type { DriftRun } from "../shared/model";
import { proposalLines } from "./acceptText";
import { type Arguments, type FlagValues, operandsOf } from "./arguments";
import { canAsk, openAsker } from "./asker";
import { openService, rootModulesIn, terminalLog } from "./engine";
import { EXIT_CODES } from "./flags";
import { onInterrupt } from "./interrupt";
import { print, printJson, say, shownPath } from "./output";
import { type Preferences, readPreferences } from "./preferences";
import { showProgress } from "./progress";

/** What is written, and what is then checked. */
interface Chosen {
  readonly attributes: readonly string[];
  readonly files: readonly ProposedFile[];
}

interface Session {
  readonly changes: CodeChanges;
  readonly wish: CodeWish;
  readonly flags: FlagValues;
  readonly log: Log;
  readonly signal: AbortSignal;
}

export async function accept(args: Arguments): Promise<number> {
  const [runId = "", address = "", ...attributes] = operandsOf(args, 2, Infinity);
  const { flags } = args;
  if (!flags.on("yes") && !canAsk()) {
    throw new DriftError("usage", "Nobody is there who could be asked.", "Add --yes to write what is proposed.");
  }
  const log = terminalLog(flags.on("verbose"), true);
  const preferences = await readPreferences(flags, process.env);
  const roots: RootModule[] = [];
  const service = openService(preferences, roots, log); // the run says which root module it is about
  const progress = showProgress(service, process.stderr);
  const controller = new AbortController();
  const interrupt = onInterrupt(() => {
    controller.abort();
    void service.dispose();
  });
  try {
    const run = await service.run(runId);
    const root = await rootOf(run, { preferences, flags, log });
    roots.push(root);
    const wish: CodeWish = {
      ...{ kind: flags.on("ignore-changes") ? ("ignore" as const) : ("accept" as const), root, run, address },
      ...(attributes.length === 0 ? {} : { attributes }),
    };
    const changes = codeChangesOver(service, preferences, log);
    return await settle({ changes, wish, flags, log, signal: controller.signal });
  } catch (error) {
    if (!interrupt.happened()) throw error;
    say(`terraform-drift: ${oneLine(error)}`);
    return EXIT_CODES.cancelled;
  } finally {
    progress.dispose();
    await service.dispose();
    interrupt.dispose();
  }
}

function codeChangesOver(service: LocalDriftService, { settings }: Preferences, log: Log): CodeChanges {
  return openCodeChanges({ service, settings: () => settings, environment: process.env, log });
}

/** The folder is not in the run: it is looked for below this one, or the one that is named. */
async function rootOf(
  run: DriftRun,
  { preferences, flags, log }: { preferences: Preferences; flags: FlagValues; log: Log },
): Promise<RootModule> {
  const dir = flags.text("root") ?? ".";
  const [, workspace] = /@([^/@]*)$/.exec(run.workspaceId) ?? [];
  const all = await rootModulesIn([dir], { ...preferences, workspace: preferences.workspace ?? workspace }, log);
  const root = all.find((one) => one.projectId === run.projectId && one.workspaceId === run.workspaceId);
  if (root !== undefined) return root;
  throw new DriftError(
    "no_root_module",
    `The run is about ${qualifiedName(run)}, which is not in ${dir === "." ? "this folder" : visible(dir)}.`,
    "Name the folder of the root module with --root.",
  );
}

async function settle(session: Session): Promise<number> {
  const { changes, wish, flags, log, signal } = session;
  const asker = flags.on("yes") ? null : openAsker(signal);
  try {
    const proposal = await changes.propose(wish);
    const lines = proposalLines(proposal, shownPath);
    if (flags.on("json")) lines.forEach(say);
    else await print(`${lines.join("\n")}\n`);
    const chosen = chosenOf(proposal, flags);
    if (signal.aborted) throw new DriftError("cancelled", "Nothing was written.");
    if (asker !== null && (await asker.ask("Write this into the code? Only 'yes' is taken: ")) !== "yes") {
      say("Nothing was written.");
      return EXIT_CODES.error;
    }
    asker?.dispose();
    const run = await writtenAndVerified(chosen, { changes, wish, log, signal });
    await sayDone(proposal, chosen, run, flags.on("json"));
    return EXIT_CODES.clean;
  } finally {
    asker?.dispose();
  }
}

function chosenOf(proposal: CodeProposal, flags: FlagValues): Chosen {
  const { files, offers } = proposal;
  const text = flags.text("offer");
  if (text !== undefined) {
    const offer = /^[1-9]\d{0,3}$/.test(text) ? offers[Number(text) - 1] : undefined;
    if (offer !== undefined) return offer;
    const known = offers.length === 0 ? "There are no offers." : `There are offers 1 to ${offers.length}.`;
    throw new DriftError("usage", `There is no offer ${visible(text)}. ${known}`);
  }
  if (files.length > 0) return proposal;
  throw new DriftError(
    "edit_refused",
    "Nothing can be written into the resource's own block.",
    "Take one of the offers with --offer N, if what else depends on it may change, too.",
  );
}

/** What does not stand the check is put back, and so it is where the person would rather not wait for it. */
async function writtenAndVerified(
  { files, attributes }: Chosen,
  { changes, wish, log, signal }: Pick<Session, "changes" | "wish" | "log" | "signal">,
): Promise<DriftRun> {
  await writeFiles(files, log);
  try {
    if (signal.aborted) throw new DriftError("cancelled", "The change was not verified.");
    return await changes.verify(wish, attributes);
  } catch (error) {
    throw await undone(files, error);
  }
}

/** What is to be said instead: whether the code is again what it was. */
async function undone(files: readonly ProposedFile[], cause: unknown): Promise<DriftError> {
  const reason = cause instanceof DriftError ? cause.reason : "edit_unverified";
  const why = oneLine(cause);
  try {
    const left = await putBack(files);
    if (left.length === 0) return new DriftError(reason, why, "The code was put back.", { cause });
    const kept = left.map((path) => visible(shownPath(path))).join(", ");
    return new DriftError(reason, why, `Not put back, because somebody changed it meanwhile: ${kept}.`, { cause });
  } catch (error) {
    return new DriftError(reason, why, `The code could not be put back: ${oneLine(error)}`, { cause });
  }
}

async function sayDone(
  proposal: CodeProposal,
  { files, attributes }: Chosen,
  run: DriftRun,
  asJson: boolean,
): Promise<void> {
  if (asJson) {
    const { refused, offers } = proposal;
    return printJson({
      attributes,
      files: files.map(({ path }) => path),
      refused,
      offers: offers.map(({ what, usedBy, attributes: settled }) => ({ what, usedBy, attributes: settled })),
      runId: run.id,
    });
  }
  const names = files.map(({ path }) => visible(shownPath(path))).join(", ");
  await print(`Written: ${names}. The check ${run.id} confirms ${attributes.map(visible).join(", ")}.\n`);
}
