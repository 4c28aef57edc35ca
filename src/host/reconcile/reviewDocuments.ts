/** Reviews in their documents: address, content, what stands above the lines, and what VS Code is told for its menus. */
import * as vscode from "vscode";
import { renderReview } from "../../core/report/reviewText";
import { wrap } from "../../core/report/textLayout";
import type { OpenReview, OpenReviews } from "./openReviews";
import { REVIEW_SCHEME } from "./reconcileDesk";
import { actionsOf, destroyLine, type ReviewAction, standingWords } from "./reviewStanding";
import { reviewTitle } from "./reviewWords";

/** Beside the drift view nothing is cut off then. */
export const DOCUMENT_WIDTH = 84;

export function reviewUri({ id, rootName, kind }: OpenReview): vscode.Uri {
  const path = `/${reviewTitle(rootName, kind).replaceAll("/", "∕")}`;
  return vscode.Uri.from({ scheme: REVIEW_SCHEME, path, query: id });
}

/** Opens it, or brings it to the front. */
export async function showReview(review: OpenReview): Promise<void> {
  const document = await vscode.workspace.openTextDocument(reviewUri(review));
  await vscode.window.showTextDocument(document, { preview: false });
}

export async function closeReview(review: OpenReview): Promise<void> {
  const uri = reviewUri(review).toString();
  const tabs = vscode.window.tabGroups.all
    .flatMap((group) => group.tabs)
    .filter(({ input }) => input instanceof vscode.TabInputText && input.uri.toString() === uri);
  await vscode.window.tabGroups.close(tabs);
}

/** VS Code brings back the tabs of a window, but no plan outlives it. */
export function reviewText({ query }: vscode.Uri, reviews: OpenReviews): string {
  const review = reviews.get(query);
  if (review === undefined) return `${vscode.l10n.t("This review is gone. Reconcile again.")}\n`;
  const words = standingWords(review);
  const text = renderReview(review.review, { name: review.rootName, now: new Date(), width: DOCUMENT_WIDTH });
  return words === "" ? text : `${wrap(words, DOCUMENT_WIDTH).join("\n")}\n\n${text}`;
}

/** On the first line, and where it says what is lost. */
export function reviewLenses(document: vscode.TextDocument, reviews: OpenReviews): vscode.CodeLens[] {
  const review = reviews.get(document.uri.query);
  if (review === undefined) return [];
  const actions = actionsOf(review);
  const lost = destroyLine(document.getText());
  const lens = (line: number, action: ReviewAction): vscode.CodeLens =>
    new vscode.CodeLens(new vscode.Range(line, 0, line, 0), {
      title: titleOf(action),
      command: COMMANDS[action],
      arguments: [document.uri],
    });
  return [
    ...actions.map((action) => lens(0, action)),
    ...(lost === null
      ? []
      : actions.filter((action) => AT_LOSSES.includes(action)).map((action) => lens(lost, action))),
  ];
}

const AT_LOSSES: readonly ReviewAction[] = ["apply", "discard"];

/** The command of each, which is called with the document's address. */
const COMMANDS: Readonly<Record<ReviewAction, string>> = {
  apply: "terraformDrift.applyReview",
  discard: "terraformDrift.discardReview",
  again: "terraformDrift.reviewAgain",
  onlyDrift: "terraformDrift.reviewOnlyDrift",
  showRecord: "terraformDrift.showReviewRecord",
};

function titleOf(action: ReviewAction): string {
  switch (action) {
    case "apply":
      return `$(check)\u00a0${vscode.l10n.t("Apply…")}`;
    case "discard":
      return `$(discard)\u00a0${vscode.l10n.t("Discard")}`;
    case "again":
      return `$(refresh)\u00a0${vscode.l10n.t("Review Again")}`;
    case "onlyDrift":
      return vscode.l10n.t("Put Back Only What Drifted");
    case "showRecord":
      return `$(note)\u00a0${vscode.l10n.t("Show Record")}`;
  }
}

/** For `when` clauses: the documents in which something can be done, by what. */
export function sayStandings(reviews: readonly OpenReview[]): void {
  for (const action of ["apply", "again", "onlyDrift", "showRecord"] as const) {
    const uris = reviews.filter((one) => actionsOf(one).includes(action)).map((one) => reviewUri(one).toString());
    void vscode.commands.executeCommand("setContext", `terraformDrift.reviews.${action}`, uris);
  }
}
