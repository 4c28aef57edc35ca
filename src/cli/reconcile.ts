/** `terraform-drift reconcile [DIR]` */
import type { LocalDriftService } from "../core/local/localDriftService";
import type { RootModule } from "../core/local/rootModule";
import { renderReview } from "../core/report/reviewText";
import { DriftError, oneLine } from "../shared/errors";
import { rootModuleName } from "../shared/format";
import { visible } from "../shared/formatValue";
import type { Consent } from "../shared/consent";
import type { ReconcileRecord, Review } from "../shared/reconcile";
import type { Arguments, FlagValues } from "./arguments";
import { operandsOf } from "./arguments";
import { canAsk, openAsker } from "./asker";
import { openService, rootModuleAt, terminalLog } from "./engine";
import { EXIT_CODES } from "./flags";
import { lookOf, print, printJson, say, shownPath } from "./output";
import { readPreferences } from "./preferences";
import { countOf, drawnLine, showProgress } from "./progress";
import { askConsent, assertConsent, consentOf, sayNeedless } from "./reconcileConsent";
import { type ReconcileInterrupts, reconcileInterrupts } from "./reconcileInterrupts";
import { outcomeLines, reconcileExitCode } from "./reconcileOutcome";
import { printRecords } from "./reconcileRecords";

interface Session {
  readonly service: LocalDriftService;
  readonly root: RootModule;
  readonly flags: FlagValues;
  readonly targets: readonly string[];
  readonly interrupts: ReconcileInterrupts;
}

export async function reconcile(args: Arguments): Promise<number> {
  const [dir = "."] = operandsOf(args, 0, 1);
  const { flags } = args;
  assertSensible(flags);
  const log = terminalLog(flags.on("verbose"), true); // what could not be recorded is to be known
  const preferences = await readPreferences(flags, process.env);
  const root = await rootModuleAt(dir, preferences, log);
  const service = openService(preferences, [root], log);
  const progress = showProgress(service, process.stderr);
  const interrupts = reconcileInterrupts(service, (text) => {
    progress.clear();
    say(text);
  });
  try {
    if (flags.on("list")) return await printRecords(await service.reconcile.records(refOf(root)), flags.on("json"));
    return await putRight({ service, root, flags, targets: preferences.targets, interrupts });
  } catch (error) {
    if (!(error instanceof DriftError)) throw error;
    if (error.reason === "nothing_to_apply") return await nothingToDo(error, flags.on("json"));
    if (error.reason === "cancelled") return cancelled(error);
    throw error;
  } finally {
    progress.dispose();
    await service.dispose();
    interrupts.dispose();
  }
}

function assertSensible(flags: FlagValues): void {
  const exclusive = ["review", "list", "yes"].filter((name) => flags.on(name));
  if (exclusive.length > 1) {
    throw new DriftError("usage", `--${exclusive[0]!} and --${exclusive[1]!} contradict each other.`);
  }
  if (exclusive.length === 0 && !canAsk()) {
    throw new DriftError(
      "usage",
      "Nobody is there who could be asked.",
      "Look at the plan with --review; apply one with --yes, which needs --allow-destroy ADDRESS for what it destroys and --include-pending for changes of the code.",
    );
  }
}

async function putRight(session: Session): Promise<number> {
  const { service, flags, interrupts } = session;
  const asksAtAll = !flags.on("yes") && !flags.on("review");
  const asker = asksAtAll ? openAsker(interrupts.signal) : null;
  let review: Review | undefined;
  try {
    review = await makeReview(session);
    await showReview(review, session);
    if (flags.on("review")) return EXIT_CODES.drift;
    const given = consentOf(flags);
    sayNeedless(review, given);
    if (asker === null) assertConsent(review, given);
    const consent = asker === null ? given : await askConsent(review, given, asker);
    asker?.dispose();
    if (consent === null) return EXIT_CODES.error;
    const record = await applied(review, consent, session);
    if (flags.on("json")) await printJson(record);
    else await print(`${outcomeLines(record).join("\n")}\n`);
    return reconcileExitCode(record);
  } finally {
    asker?.dispose();
    if (review !== undefined) await service.reconcile.discard(review.id);
  }
}

async function makeReview({ service, root, flags, targets, interrupts }: Session): Promise<Review> {
  const line = drawnLine(process.stderr);
  try {
    return await service.reconcile.review(refOf(root), {
      kind: flags.on("accept-state") ? "accept_state" : "apply",
      ...(targets.length === 0 ? {} : { targets }),
      signal: interrupts.signal,
      onProgress: (progress) =>
        line.draw(`${rootModuleName(root)}: ${countOf(progress)} read  ${visible(progress.current ?? "")}`),
    });
  } finally {
    line.clear();
  }
}

/** With --json the document is for programs: then the text is only for who is asked. */
async function showReview(review: Review, { root, flags }: Session): Promise<void> {
  const text = (stream: NodeJS.WriteStream): string =>
    renderReview(review, { ...lookOf(stream), now: new Date(), rootPrefix: () => shownPath(root.dir) });
  if (!flags.on("json")) await print(`${text(process.stdout)}\n`);
  else if (flags.on("review")) await printJson(review);
  else if (!flags.on("yes")) say(text(process.stderr));
}

async function applied(review: Review, consent: Consent, { service, interrupts }: Session): Promise<ReconcileRecord> {
  const { signal } = interrupts;
  const id = await service.reconcile.apply(review.id, { ...consent, signal });
  interrupts.applying(id);
  const { verifyRunId } = await service.reconcile.ended(id);
  if (verifyRunId !== null) interrupts.verifying(verifyRunId);
  return service.reconcile.verified(id);
}

async function nothingToDo(error: DriftError, asJson: boolean): Promise<number> {
  if (asJson) {
    say(oneLine(error));
    await printJson(null);
  } else {
    await print(`${oneLine(error)}\n`);
  }
  return EXIT_CODES.clean;
}

function cancelled(error: DriftError): number {
  say(`terraform-drift: ${oneLine(error)}`);
  return EXIT_CODES.cancelled;
}

function refOf({ projectId, workspaceId }: RootModule): { projectId: string; workspaceId: string } {
  return { projectId, workspaceId };
}
