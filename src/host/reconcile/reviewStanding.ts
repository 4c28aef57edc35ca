/** What the document of a review says before the review, and what can be done with it. Knows nothing of VS Code. */
import { canLeavePending } from "./reconcileOrder";
import type { OpenReview } from "./openReviews";

/** What a person can do in the document. */
export type ReviewAction = "apply" | "discard" | "again" | "onlyDrift" | "showRecord";

/** Those that make sense, in the order in which they are offered. */
export function actionsOf({ standing, review }: OpenReview): ReviewAction[] {
  switch (standing.kind) {
    case "open":
      return ["apply", "discard", "again", ...(canLeavePending(review) ? ["onlyDrift" as const] : [])];
    case "expired":
    case "stale":
    case "discarded":
      return ["again"];
    case "applied":
      return ["showRecord"];
    case "applying":
      return [];
  }
}

/** One line; empty while it can be applied. */
export function standingWords({ standing, review }: OpenReview): string {
  switch (standing.kind) {
    case "open":
      return "";
    case "applying":
      return "This is being applied.";
    case "expired":
      return `This review expired at ${clock(review.expiresAt)}: it is not applied any more. Review again.`;
    case "stale":
      return `This review is out of date, and is not applied any more. ${standing.reason}`;
    case "discarded":
      return "This review was discarded. Nothing was changed.";
    case "applied":
      return "This plan was used. Its record says what came of it.";
  }
}

/** Of this machine: "21:15". */
function clock(iso: string): string {
  const time = new Date(iso);
  const two = (part: number): string => String(part).padStart(2, "0");
  return `${two(time.getHours())}:${two(time.getMinutes())}`;
}

/** Where the text of a review begins to say what is lost, from 0; null: nothing is. */
export function destroyLine(text: string): number | null {
  const line = text.split("\n").findIndex((one) => /^ {0,2}Lost \(\d+\)/.test(one));
  return line < 0 ? null : line;
}
