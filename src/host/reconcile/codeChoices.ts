/** What a person is asked and told about changing the code. Knows nothing of VS Code. */
import type { CodeProposal, ProposedFile } from "../../core/reconcile/codeChanges";
import { listed, plural } from "../../shared/format";
import { visible } from "../../shared/formatValue";
import { changeBetween } from "../editor/textRange";

/** One way to change the code, all files of it together. */
export interface CodeWay {
  readonly label: string;
  /** What else is decided by it. */
  readonly detail: string;
  readonly attributes: readonly string[];
  readonly files: readonly ProposedFile[];
}

const NAMED_AT_MOST = 5;

/** The resource's own code first, then what feeds it. Empty: nothing can be changed. */
export function waysOf({ wish, attributes, files, offers }: CodeProposal): CodeWay[] {
  const own: CodeWay[] =
    files.length === 0
      ? []
      : [{ label: `the code of ${visible(wish.address)}`, detail: "decides nothing else", attributes, files }];
  const others = offers.map((offer) => ({
    label: visible(offer.what),
    detail:
      offer.usedBy.length === 0
        ? "decides nothing else"
        : `also decides ${listed(offer.usedBy.map(visible), NAMED_AT_MOST)}`,
    attributes: offer.attributes,
    files: offer.files,
  }));
  return [...own, ...others];
}

/** "size", "size and 2 more attributes". */
export function attributeWords(attributes: readonly string[]): string {
  const [first = "", ...rest] = attributes;
  if (rest.length === 0) return visible(first);
  return `${visible(first)} and ${plural(rest.length, "more attribute")}`;
}

/** Reasons end with a full stop, or not. */
export function refusalWords(refused: CodeProposal["refused"]): string {
  const sentences = refused.map(({ reason }) => `${visible(reason).replace(/\.$/, "")}.`);
  return listed([...new Set(sentences)], NAMED_AT_MOST).replaceAll("., ", ". ");
}

/** How texts in the editor stand to what was proposed: as before, as it is to be, or neither. */
export function standOf(texts: readonly string[], files: readonly ProposedFile[]): "before" | "after" | "other" {
  const all = (wanted: "before" | "after"): boolean =>
    files.every((file, at) => isSameText(texts[at] ?? "", file[wanted]));
  return all("after") ? "after" : all("before") ? "before" : "other";
}

/** But for byte order marks and the kind of line ends, of which editors know nothing. */
export function isSameText(one: string, other: string): boolean {
  return changeBetween(one, other) === null;
}
