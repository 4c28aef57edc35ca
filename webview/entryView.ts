import type { Change, CodeLink, Entry, PageWords, Said } from "../src/shared/protocol";
import { element, filled, linkButton } from "./dom";

export interface EntryContext {
  readonly words: PageWords;
  readonly openCode: (place: CodeLink) => void;
}

/** A resource: where it is in the code, why it is in its list, and the three values of each changed attribute. */
export function entryView(entry: Entry, context: EntryContext): HTMLElement {
  const { address, place, notes, changes, moreChanges } = entry;
  return element(
    "li",
    { class: "entry" },
    element(
      "div",
      { class: "entry-head" },
      element("span", { class: "address" }, address),
      place === null ? null : placeLink(place, context, address),
    ),
    ...notes.map((note) => element("p", { class: "note" }, note)),
    changes.length === 0 ? null : changesTable(changes, context),
    moreChanges === 0 ? null : element("p", { class: "rest" }, filled(context.words.moreAttributes, moreChanges)),
  );
}

/** A place in the code; what it belongs to is said to those who do not see what stands beside it. */
export function placeLink(place: CodeLink, { openCode }: EntryContext, subject: string): HTMLElement {
  return linkButton(place.label, () => openCode(place), {
    class: "link place",
    "aria-label": `${place.label}, ${subject}`,
  });
}

function changesTable(changes: readonly Change[], context: EntryContext): HTMLElement {
  const { attribute, recorded, actual, inCode } = context.words;
  const heads = [attribute, recorded, actual, inCode].map((name) => element("th", { scope: "col" }, name));
  return element(
    "table",
    { class: "changes" },
    element("thead", {}, element("tr", {}, ...heads)),
    element("tbody", {}, ...changes.map((change) => changeRow(change, context))),
  );
}

function changeRow(change: Change, context: EntryContext): HTMLElement {
  const { words, openCode } = context;
  const { attribute, place, note, values, inCode, applying } = change;
  const name =
    place === null
      ? element("code", {}, attribute)
      : linkButton(attribute, () => openCode(place), { class: "link attribute", title: place.label });
  const hidden: Said = { text: words.hidden, isValue: false };
  return element(
    "tr",
    {},
    element("th", { scope: "row" }, name, note === null ? null : element("p", { class: "note" }, note)),
    element("td", { "data-label": words.recorded }, saidView(values?.recorded ?? hidden)),
    element("td", { "data-label": words.actual }, saidView(values?.actual ?? hidden)),
    element(
      "td",
      { "data-label": words.inCode },
      saidView(inCode),
      applying === "" ? null : element("p", { class: "dim" }, applying),
    ),
  );
}

function saidView({ text, isValue }: Said): HTMLElement {
  return isValue ? element("code", {}, text) : element("span", { class: "words" }, text);
}
