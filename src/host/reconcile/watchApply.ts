/** What a person sees and can do while Terraform applies: progress, a cancel that asks, and one that does not. */
import * as vscode from "vscode";
import type { Log } from "../../core/ports";
import type { DriftService } from "../../core/service";
import { DriftError } from "../../shared/errors";
import { visible } from "../../shared/formatValue";
import type { ReconcileRecord } from "../../shared/reconcile";
import { withoutLinks } from "../plainText";
import { tellError } from "../tellError";
import { ApplyProgress } from "./applyProgress";
import type { OpenReview } from "./openReviews";

const { Notification } = vscode.ProgressLocation;

/** Resolves when Terraform is gone and the verifying check is over. */
export async function watchApply(
  service: DriftService,
  review: OpenReview,
  recordId: string,
  log: Log,
): Promise<ReconcileRecord> {
  await whileApplying(service, review, recordId, log);
  const title = vscode.l10n.t("Checking what {0} is like now", visible(review.rootName));
  return vscode.window.withProgress(
    { location: Notification, title: withoutLinks(title), cancellable: true },
    (_, token) => {
      token.onCancellationRequested(() => void cancelCheck(service, recordId, log));
      return service.reconcile.verified(recordId);
    },
  );
}

async function whileApplying(
  service: DriftService,
  { rootName, kind }: OpenReview,
  recordId: string,
  log: Log,
): Promise<void> {
  const name = withoutLinks(visible(rootName));
  const title =
    kind === "apply" ? vscode.l10n.t("Applying to {0}", name) : vscode.l10n.t("Accepting into the state of {0}", name);
  const ended = service.reconcile.ended(recordId);
  const isCancelled = await vscode.window.withProgress(
    { location: Notification, title, cancellable: true },
    async (progress, token) => {
      const steps = new ApplyProgress();
      const events = service.onDidChange((event) => {
        if (event.kind !== "applying" || event.reconcileId !== recordId) return;
        const { message, increment } = steps.next(event);
        progress.report({ message: withoutLinks(message), increment });
      });
      const cancelled = new Promise<boolean>((resolve) => token.onCancellationRequested(() => resolve(true)));
      try {
        return await Promise.race([cancelled, ended.then(() => false)]);
      } finally {
        events.dispose();
      }
    },
  );
  if (!isCancelled) return;
  // VS Code has taken the notification away with the button: what goes on is said in another one.
  const stopping = vscode.l10n.t(
    "Stopping the apply of {0}: Terraform finishes what it has begun, and begins nothing more",
    name,
  );
  await vscode.window.withProgress({ location: Notification, title: stopping }, async () => {
    await cancel(service, recordId, false, log);
    void offerHardStop(service, recordId, name, log);
    await ended;
  });
}

async function offerHardStop(service: DriftService, recordId: string, name: string, log: Log): Promise<void> {
  const stop = vscode.l10n.t("Stop Now…");
  const waiting = vscode.l10n.t(
    "Terraform was asked to stop applying to {0}. What it has begun may take minutes to finish.",
    name,
  );
  if ((await vscode.window.showWarningMessage(waiting, stop)) !== stop) return;
  const detail = vscode.l10n.t(
    "Terraform is killed in the middle of its work. That may leave behind a state lock that somebody has to remove, and objects in the cloud that the state does not know. To wait is safer.",
  );
  const really = vscode.l10n.t("Stop Terraform Now");
  const question = vscode.l10n.t("Stop the apply of {0} at once?", name);
  if ((await vscode.window.showWarningMessage(question, { modal: true, detail }, really)) !== really) return;
  await cancel(service, recordId, true, log);
}

async function cancel(service: DriftService, recordId: string, hard: boolean, log: Log): Promise<void> {
  try {
    await service.reconcile.cancel(recordId, { hard });
  } catch (error) {
    if (error instanceof DriftError && error.reason === "run_over") return; // it ended meanwhile, which its result says
    void tellError(error, log);
  }
}

async function cancelCheck(service: DriftService, recordId: string, log: Log): Promise<void> {
  try {
    const { verifyRunId } = await service.reconcile.record(recordId);
    if (verifyRunId !== null) await service.cancel(verifyRunId);
  } catch (error) {
    if (!(error instanceof DriftError && error.reason === "run_over")) void tellError(error, log);
  }
}
