/** What somebody has to agree to before a plan is applied: by flags, or by what they type. */
import { driftOnlyFlags, lostSentence, pendingSentence, unmetFlags, unmetWords } from "../core/report/reconcileWords";
import { DriftError } from "../shared/errors";
import { visible } from "../shared/formatValue";
import { type Consent, unmetBy } from "../shared/consent";
import type { Review } from "../shared/reconcile";
import type { FlagValues } from "./arguments";
import type { Asker } from "./asker";
import { say } from "./output";

/** What the flags agree to. */
export function consentOf(flags: FlagValues): Consent {
  return { includePending: flags.on("include-pending"), allowDestroy: flags.all("allow-destroy") };
}

/** Throws a DriftError "review_refused" with the flags that are missing, where nobody is to be asked. */
export function assertConsent(review: Review, consent: Consent): void {
  const unmet = unmetBy(review, consent);
  if (unmet === null) return;
  const driftOnly = unmet.pending.length === 0 ? null : driftOnlyFlags(review);
  const wayOut = `Nothing was applied. If that is meant, add ${unmetFlags(unmet)}${
    driftOnly === null ? "." : `; to put back only what drifted, name it: ${driftOnly}.`
  }`;
  throw new DriftError("review_refused", unmetWords(unmet), wayOut);
}

/** Asks for all that the flags do not agree to, then for the plan as a whole. Null: the person would rather not, and was told what else there is. */
export async function askConsent(review: Review, given: Consent, asker: Asker): Promise<Consent | null> {
  const { destroys, pending } = unmetBy(review, given) ?? { destroys: [], pending: [] };
  if (destroys.length > 0) say(lostSentence(destroys));
  for (const address of destroys) {
    const shown = visible(address);
    const typed = await asker.ask(`Type ${shown} if it may be lost: `);
    if (typed !== address && typed !== shown) return declined();
  }
  if (pending.length > 0) {
    say(pendingSentence(pending));
    if ((await asker.ask("Apply that, too? Only 'yes' is taken: ")) !== "yes") return declined(driftOnlyFlags(review));
  }
  if ((await asker.ask("Apply this plan? Only 'yes' is taken: ")) !== "yes") return declined();
  return {
    includePending: given.includePending === true || pending.length > 0,
    allowDestroy: [...(given.allowDestroy ?? []), ...destroys],
  };
}

function declined(driftOnly: string | null = null): null {
  say("Nothing was applied.");
  if (driftOnly !== null) say(`To put back only what drifted: terraform-drift reconcile ${driftOnly}`);
  return null;
}

/** Says which of the named addresses the plan does not touch: they may have been meant for another. */
export function sayNeedless({ changes }: Review, { allowDestroy = [] }: Consent): void {
  const lost = new Set(changes.filter(({ destroys }) => destroys).map(({ address }) => address));
  for (const address of allowDestroy) {
    if (!lost.has(address)) say(`warning: --allow-destroy ${visible(address)}: the plan does not destroy it.`);
  }
}
