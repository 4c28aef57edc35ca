/** Entry of a bundle of its own: what leads through putting drift right, once somebody wants to. */
import * as vscode from "vscode";
import { DriftError, oneLine } from "../../shared/errors";
import { visible } from "../../shared/formatValue";
import { driftedTargets } from "../../shared/consent";
import type { ReconcileKind, ReconcileRecord } from "../../shared/reconcile";
import { withoutIcons, withoutLinks } from "../plainText";
import { quickQuestions } from "../questions/quickQuestions";
import type { RootState } from "../state/driftState";
import { tellError } from "../tellError";
import { VIEW_ID } from "../tree/driftView";
import { askConsent } from "./askConsent";
import { changeCode } from "./changeCode";
import { type OpenReview, OpenReviews } from "./openReviews";
import { planReview } from "./reviewPlan";
import { RECORD_SCHEME, type ReconcileDesk, type ReconcileWindow } from "./reconcileDesk";
import { type Selection, selectionsOf, type ReconcileTarget } from "./reconcileOrder";
import { chooseRecord, recordText, showRecord } from "./recordDocuments";
import { interruptedWords, resultOf } from "./resultWords";
import { closeReview, reviewLenses, reviewText, reviewUri, sayStandings, showReview } from "./reviewDocuments";
import { reviewNotice } from "./reviewWords";
import type { ReviewAction } from "./reviewStanding";
import { watchApply } from "./watchApply";

/** Errors after which the review is worth nothing, but another one can be made. */
const OUTDATED: readonly unknown[] = ["review_stale", "unknown_review"];

export function openReconcileDesk(window: ReconcileWindow): ReconcileDesk {
  const { state, log, changed } = window;
  /** Root modules that are being planned. */
  const planning = new Set<string>();
  /** Reviews whose questions are being asked. */
  const asked = new Set<string>();

  /** Records may be read everywhere, as runs may. */
  const told = async (work: () => Promise<void>, isReading = false): Promise<void> => {
    try {
      if (isReading || vscode.workspace.isTrusted) await work();
      else void vscode.window.showWarningMessage(vscode.l10n.t("Drift is put right in trusted workspaces only."));
    } catch (error) {
      void tellError(error, log); // not awaited: a notification may stand for hours
    }
  };

  const reviews = new OpenReviews(
    (review) => {
      changed.fire(reviewUri(review));
      sayStandings(reviews.all);
      if (review.standing.kind === "expired") void drop(review);
    },
    () => new Date(),
  );

  /** The plan of a review; it may be gone already. */
  const drop = async ({ review }: OpenReview): Promise<void> => {
    try {
      await (await state.service()).reconcile.discard(review.id);
    } catch (error) {
      log.warn(`A plan could not be dropped: ${oneLine(error)}`);
    }
  };

  const discard = async (review: OpenReview): Promise<void> => {
    reviews.stand(review.id, { kind: "discarded" });
    await Promise.all([drop(review), closeReview(review)]);
  };

  /** Plans, and shows the review. What was reviewed before of the root module is gone then, and only then. */
  const plan = async (root: RootState, kind: ReconcileKind, targets: readonly string[] | null): Promise<void> => {
    const { id: rootId, name: rootName } = root;
    if (planning.has(rootId)) return say(vscode.l10n.t("{0} is being planned already.", visible(rootName)));
    planning.add(rootId);
    try {
      const review = await planReview(state, root, kind, targets);
      const before = reviews.of(rootId);
      if (before !== undefined) await (before.kind === kind ? drop(before) : discard(before));
      const added = reviews.add({ rootId, rootName, kind, targets, review });
      await showReview(added);
      void offer(added);
    } catch (error) {
      if (!(error instanceof DriftError && error.reason === "nothing_to_apply")) throw error;
      const before = reviews.of(rootId);
      if (before !== undefined) await discard(before);
      await say(oneLine(error));
    } finally {
      planning.delete(rootId);
    }
  };

  const offer = async (entry: OpenReview): Promise<void> => {
    const [apply, no] = [vscode.l10n.t("Apply…"), vscode.l10n.t("Discard")];
    const text = withoutLinks(reviewNotice(entry.rootName, entry.review));
    const answer = await vscode.window.showInformationMessage(text, apply, no);
    if (answer === undefined) return;
    // Another review may have come into the document meanwhile: what was asked is about this one.
    const isStill = reviews.get(entry.id)?.review.id === entry.review.id;
    if (!isStill) return say(vscode.l10n.t("That review was replaced by a newer one."));
    await desk.act(reviewUri(entry), answer === apply ? "apply" : "discard");
  };

  const apply = async (entry: OpenReview): Promise<void> => {
    if (asked.has(entry.id)) return;
    asked.add(entry.id);
    const consent = await askConsent(entry, quickQuestions).finally(() => asked.delete(entry.id));
    if (consent === null) return;
    if (consent === "onlyDrift") return onlyDrift(entry);
    const now = reviews.get(entry.id);
    if (now?.review !== entry.review || now.standing.kind !== "open") return offerAgain(now ?? entry, notOpen());
    const service = await state.service();
    reviews.stand(entry.id, { kind: "applying" });
    let recordId: string;
    try {
      recordId = await service.reconcile.apply(entry.review.id, consent);
    } catch (error) {
      if (!(error instanceof DriftError) || !OUTDATED.includes(error.reason)) {
        reviews.stand(entry.id, { kind: "open" });
        throw error;
      }
      log.warn(oneLine(error));
      reviews.stand(entry.id, { kind: "stale", reason: oneLine(error) });
      return offerAgain(entry, oneLine(error));
    }
    try {
      void tellResult(entry.rootName, await watchApply(service, entry, recordId, log));
    } finally {
      reviews.stand(entry.id, { kind: "applied", recordId });
    }
  };

  const tellResult = async (rootName: string, record: ReconcileRecord): Promise<void> => {
    const { text, level } = resultOf(rootName, record);
    const show = {
      information: "showInformationMessage",
      warning: "showWarningMessage",
      error: "showErrorMessage",
    } as const;
    const [record_, drift] = [vscode.l10n.t("Show Record"), vscode.l10n.t("Show Drift")];
    const answer = await vscode.window[show[level]](withoutLinks(text), record_, drift);
    if (answer === record_) await told(() => showRecord(rootName, record), true);
    if (answer === drift) await vscode.commands.executeCommand(`${VIEW_ID}.focus`);
  };

  const again = async (entry: OpenReview, targets: readonly string[] | null): Promise<void> => {
    const root = state.root(entry.rootId);
    if (root === undefined) return say(vscode.l10n.t("{0} is not in this window any more.", visible(entry.rootName)));
    await plan(root, entry.kind, targets);
  };

  const onlyDrift = (entry: OpenReview): Promise<void> => again(entry, driftedTargets(entry.review));

  const offerAgain = async (entry: OpenReview, reason: string): Promise<void> => {
    const title = vscode.l10n.t("Review Again");
    if ((await vscode.window.showWarningMessage(withoutLinks(reason), title)) === title) {
      await told(() => again(reviews.get(entry.id) ?? entry, entry.targets));
    }
  };

  /** One review of a root module at a time: a second one is made once the person gives up the first. */
  const isFree = async ({ id, name }: RootState): Promise<boolean> => {
    const open = reviews.of(id);
    if (open === undefined) return true;
    const show = vscode.l10n.t("Show Review");
    if (open.standing.kind === "applying") {
      const busy = vscode.l10n.t("{0} is being applied. Wait for its end.", visible(name));
      if ((await vscode.window.showInformationMessage(withoutLinks(busy), show)) === show) await showReview(open);
      return false;
    }
    const replace = vscode.l10n.t("Discard It, and Review This");
    const text = vscode.l10n.t("A review of {0} is open already.", visible(name));
    const answer = await vscode.window.showInformationMessage(withoutLinks(text), show, replace);
    if (answer === show) await showReview(open);
    return answer === replace;
  };

  const chosen = async (target: ReconcileTarget, kind: ReconcileKind): Promise<Selection | null> => {
    await state.load();
    if (state.failure !== null) throw state.failure;
    const meant = selectionsOf(target).filter(({ rootId }) => state.root(rootId) !== undefined);
    const all = meant.length > 0 ? meant : state.roots.map(({ id }) => ({ rootId: id, targets: null }));
    if (all.length === 0) throw noRootModule();
    if (all.length === 1) return all[0]!;
    const title =
      kind === "apply"
        ? vscode.l10n.t("Reconcile Which Root Module?")
        : vscode.l10n.t("Accept into the State of Which Root Module?");
    const items = all.map((selection) => {
      const { name, run } = state.root(selection.rootId)!;
      const count = selection.targets?.length ?? run?.metadata.driftedCount ?? 0;
      return { label: withoutIcons(visible(name)), description: vscode.l10n.t("{0} drifted", count), selection };
    });
    return (await vscode.window.showQuickPick(items, { title }))?.selection ?? null;
  };

  const desk: ReconcileDesk = {
    review: (target, kind) =>
      told(async () => {
        const selection = await chosen(target, kind);
        const root = selection === null ? undefined : state.root(selection.rootId);
        if (selection === null || root === undefined || !(await isFree(root))) return;
        await plan(root, kind, selection.targets);
      }),
    act: (uri, action) =>
      told(async () => {
        const entry = reviews.get(uri.query);
        if (entry === undefined) return say(vscode.l10n.t("This review is gone. Reconcile again."));
        await actOn(entry, action);
      }),
    text: async (uri) => (uri.scheme === RECORD_SCHEME ? recordText(uri, state) : reviewText(uri, reviews)),
    lenses: (document) => reviewLenses(document, reviews),
    changeCode: (target, kind) => told(() => changeCode(target, kind, window)),
    showRecords: () => told(() => chooseRecord(state), true),
    async tellInterrupted(record) {
      const root = state.roots.find(
        ({ root: of }) => of.projectId === record.projectId && of.workspaceId === record.workspaceId,
      );
      if (root === undefined) return;
      const [show, check] = [vscode.l10n.t("Show Record"), vscode.l10n.t("Check for Drift")];
      const parts = [interruptedWords(visible(root.name)), record.aftermath ?? ""].filter((part) => part !== "");
      const answer = await vscode.window.showWarningMessage(withoutLinks(parts.join(" ")), show, check);
      if (answer === show) await told(() => showRecord(root.name, record), true);
      if (answer === check) await window.check(root.id);
    },
    dispose: () => reviews.dispose(),
  };

  const actOn = async (entry: OpenReview, action: ReviewAction): Promise<void> => {
    const { standing } = entry;
    if (action === "showRecord") {
      if (standing.kind !== "applied") return;
      const service = await state.service();
      return showRecord(entry.rootName, await service.reconcile.record(standing.recordId));
    }
    if (standing.kind === "applying")
      return say(vscode.l10n.t("{0} is being applied. Wait for its end.", visible(entry.rootName)));
    if (action === "again") return again(entry, entry.targets);
    if (standing.kind !== "open") return offerAgain(entry, notOpen());
    if (action === "apply") return apply(entry);
    return action === "discard" ? discard(entry) : onlyDrift(entry);
  };

  return desk;
}

/** Not awaited to be read: a notification may stand for hours. */
function say(text: string): Promise<void> {
  void vscode.window.showInformationMessage(withoutLinks(text));
  return Promise.resolve();
}

function notOpen(): string {
  return vscode.l10n.t("This review can no longer be applied.");
}

function noRootModule(): DriftError {
  return new DriftError(
    "no_root_module",
    vscode.l10n.t("There is no Terraform root module in this workspace."),
    vscode.l10n.t("Open a folder with .tf files."),
  );
}
