/** Whether what somebody agreed to is all that a plan does. */
import { DriftError } from "../../shared/errors";
import { listed } from "../../shared/format";
import { type Consent, unmetBy } from "../../shared/consent";
import type { Review } from "../../shared/reconcile";

const NAMED_AT_MOST = 5;

/** Throws "review_refused", which names what is not covered; what would be lost goes first. */
export function assertConsent(review: Review, given: Consent): void {
  const unmet = unmetBy(review, given);
  if (unmet === null) return;
  const { destroys, pending } = unmet;
  if (destroys.length > 0) {
    const what = destroys.length === 1 ? "An object would be lost" : `${destroys.length} objects would be lost`;
    throw new DriftError(
      "review_refused",
      `${what}: ${listed(destroys, NAMED_AT_MOST)}.`,
      "Each has to be allowed by its address.",
    );
  }
  throw new DriftError(
    "review_refused",
    `The plan has changes of the code in it: ${listed(pending, NAMED_AT_MOST)}.`,
    "Include them, or put back only what drifted.",
  );
}
