/** What the window says of a review before anything is applied. Knows nothing of VS Code. */
import { capitalized, listed, plural } from "../../shared/format";
import { visible } from "../../shared/formatValue";
import type { ReconcileKind, Review } from "../../shared/reconcile";
import { reviewCountWords, scopeWords } from "../../core/report/reconcileWords";
import { canLeavePending } from "./reconcileOrder";
import { lossWords } from "./typedAddress";

const NAMED_AT_MOST = 5;

/** The name of the document: "Review: network (put back)". */
export function reviewTitle(rootName: string, kind: ReconcileKind): string {
  return `Review: ${visible(rootName)} (${kind === "apply" ? "put back" : "accept into state"})`;
}

/** What is planned: "lab_server.web in network", "network". */
export function aboutWords(rootName: string, targets: readonly string[] | null): string {
  const name = visible(rootName);
  return targets === null ? name : `${listed(targets.map(visible), 2)} in ${name}`;
}

/** Beside the document: what it would do, and that nothing is done yet. */
export function reviewNotice(rootName: string, review: Review): string {
  const { destroyed, pending } = partsOf(review);
  const more = [
    destroyed.length === 0 ? "" : `${plural(destroyed.length, "object")} would be lost`,
    pending.length === 0 ? "" : "changes of the code are in it, too",
  ].filter((part) => part !== "");
  return `${visible(rootName)}: ${[reviewCountWords(review), ...more].join("; ")}. Nothing is changed before you apply it.`;
}

/** What has to be answered before anything is applied. */
export interface Confirmation {
  readonly message: string;
  readonly detail: string;
  /** Changes of the code are in the plan, and what drifted can be put back without them: which of the two is for the person to say. */
  readonly hasPending: boolean;
  readonly canLeavePending: boolean;
}

/** Of a modal dialog. */
export function confirmationOf(rootName: string, review: Review): Confirmation {
  const { destroyed, pending } = partsOf(review);
  const isApply = review.kind === "apply";
  const paragraphs = [
    isApply
      ? `${capitalized(reviewCountWords(review))}. Terraform changes the real infrastructure, exactly as the review says.`
      : `${capitalized(reviewCountWords(review))}. The state takes over what is there now. The cloud stays as it is; what drifted is recorded before.`,
    `${capitalized(scopeWords(review.targets))}.`,
    destroyed.length === 0
      ? ""
      : ["Lost:", ...limited(destroyed.map(lossWords)), "Each address has to be typed next."].join("\n"),
    pending.length === 0
      ? ""
      : `Not drift, but changes of the code: ${listed(
          pending.map(({ address }) => visible(address)),
          NAMED_AT_MOST,
        )}.`,
  ];
  return {
    message: isApply ? `Apply to ${visible(rootName)}?` : `Accept into the state of ${visible(rootName)}?`,
    detail: paragraphs.filter((part) => part !== "").join("\n\n"),
    hasPending: pending.length > 0,
    canLeavePending: canLeavePending(review),
  };
}

function partsOf({ changes }: Review): { readonly destroyed: Review["changes"]; readonly pending: Review["changes"] } {
  return {
    destroyed: changes.filter(({ destroys }) => destroys),
    pending: changes.filter(({ origin }) => origin === "pending"),
  };
}

function limited(lines: readonly string[]): string[] {
  const rest = lines.length - NAMED_AT_MOST;
  return [...lines.slice(0, NAMED_AT_MOST), ...(rest > 0 ? [`… and ${plural(rest, "more object")}.`] : [])];
}
