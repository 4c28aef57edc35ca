/** A change of the code as it is shown before it is written. */
import { join } from "node:path";
import { codeDiff } from "../core/report/codeDiff";
import type { CodeOfferProposal, CodeProposal, ProposedFile } from "../core/reconcile/codeChanges";
import { listed } from "../shared/format";
import { visible } from "../shared/formatValue";

/** What else an offer decides; the rest is counted. */
const NAMED_AT_MOST = 10;

/** The diffs, what is refused and where it is decided, and what is offered elsewhere. `shownPath`: as the person would type it. */
export function proposalLines(
  { wish, files, refused, offers }: CodeProposal,
  shownPath: (absolute: string) => string,
): string[] {
  const diffs = (some: readonly ProposedFile[]): string[] =>
    some.flatMap(({ path, before, edits }) =>
      codeDiff({ path: shownPath(path), before, edits })
        .trimEnd()
        .split("\n"),
    );
  const place = ({ place: at }: CodeProposal["refused"][number]): string =>
    at === null ? "" : ` (${visible(shownPath(join(wish.root.dir, at.file)))}:${at.line})`;
  return [
    ...diffs(files),
    ...refused.map((one) => `Refused: ${visible(one.attribute)}: ${visible(one.reason)}${place(one)}`),
    ...offers.flatMap((offer, i) => ["", offerWords(offer, i + 1), ...diffs(offer.files)]),
  ];
}

function offerWords({ what, usedBy, attributes }: CodeOfferProposal, number: number): string {
  const settles = attributes.map(visible).join(", ");
  const others =
    usedBy.length === 0
      ? "Nothing else depends on it."
      : `It also decides ${listed(usedBy.map(visible), NAMED_AT_MOST)}.`;
  return `Offer ${number} (--offer ${number}): change ${visible(what)}, for ${settles}. ${others}`;
}
