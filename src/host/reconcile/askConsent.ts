/** The questions before an apply: one dialog, and the address of each object that would be lost. */
import * as vscode from "vscode";
import { type Consent, unmetBy } from "../../shared/consent";
import { withoutLinks } from "../plainText";
import type { Questions } from "../questions/question";
import type { OpenReview } from "./openReviews";
import { confirmationOf } from "./reviewWords";
import { addressTitle, addressVerdict, lossPrompt } from "./typedAddress";

/** "onlyDrift": without the changes of the code, which takes another plan. Null: the person thought better of it. */
export async function askConsent(
  { review, rootName }: OpenReview,
  questions: Questions,
): Promise<Consent | "onlyDrift" | null> {
  const { message, detail, hasPending, canLeavePending } = confirmationOf(rootName, review);
  const onlyDrift = vscode.l10n.t("Put Back Only What Drifted");
  const yes = hasPending
    ? vscode.l10n.t("Apply, with the Code's Changes")
    : review.kind === "apply"
      ? vscode.l10n.t("Apply")
      : vscode.l10n.t("Accept into State");
  const options = { modal: true, detail };
  const buttons = canLeavePending ? [onlyDrift, yes] : [yes]; // the first one is what Enter means
  const answer = await vscode.window.showWarningMessage(withoutLinks(message), options, ...buttons);
  if (answer === onlyDrift) return "onlyDrift";
  if (answer !== yes) return null;
  const lost = unmetBy(review, { includePending: true })?.destroys ?? [];
  for (const [at, address] of lost.entries()) {
    const change = review.changes.find((one) => one.destroys && one.address === address)!;
    const typed = await questions.text({
      title: addressTitle(change, at + 1, lost.length),
      step: 0, // the title says it
      hasBack: false,
      prompt: lossPrompt(change),
      placeholder: "",
      value: "",
      isSecret: false,
      judge: (text) => addressVerdict(text, address),
    });
    if (typed === null || typed === "back") return null;
  }
  return { includePending: hasPending, allowDestroy: lost };
}
