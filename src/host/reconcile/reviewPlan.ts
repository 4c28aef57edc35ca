import * as vscode from "vscode";
import type { ReconcileProgress } from "../../core/reconcile/reconcile";
import { formatCount, visible } from "../../shared/formatValue";
import type { ReconcileKind, Review } from "../../shared/reconcile";
import { withoutLinks } from "../plainText";
import type { DriftState, RootState } from "../state/driftState";
import { aboutWords } from "./reviewWords";

/** Makes a plan to be reviewed, in a notification in which it can be cancelled. Rejects as `DriftReconcile.review` does. */
export async function planReview(
  state: DriftState,
  { name, root }: RootState,
  kind: ReconcileKind,
  targets: readonly string[] | null,
): Promise<Review> {
  const { reconcile } = await state.service();
  const title = vscode.l10n.t("Planning {0}", withoutLinks(aboutWords(name, targets)));
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return vscode.window.withProgress(options, (progress, token) => {
    const controller = new AbortController();
    token.onCancellationRequested(() => controller.abort());
    return reconcile.review(root, {
      kind,
      ...(targets === null ? {} : { targets }),
      signal: controller.signal,
      onProgress: (step) => progress.report({ message: planningWords(step) }),
    });
  });
}

/** "12 of 40 read · lab_server.web". */
function planningWords({ done, total, current }: ReconcileProgress): string {
  const count = total === null ? `${formatCount(done)} read` : `${formatCount(done)} of ${formatCount(total)} read`;
  return current === null ? count : `${count} · ${withoutLinks(visible(current))}`;
}
