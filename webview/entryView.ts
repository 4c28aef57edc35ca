import type { PageWords } from "../src/shared/pageWords";
import type { Change, CodeLink, Difference, Entry, Explained, Said } from "../src/shared/protocol";
import { element, filled, linkButton } from "./dom";

export interface EntryContext {
  readonly words: PageWords;
  readonly openCode: (place: CodeLink) => void;
  readonly showDifference: (resource: number) => void;
  /** Null: nothing can be explained here. */
  readonly explain: ((about: Explained) => void) | null;
}

/** A resource: where it is in the code, why it is in its list, and what is to be said of each changed attribute. */
export function entryView(entry: Entry, context: EntryContext): HTMLElement {
  const { address, place, notes, changes, differences, moreChanges } = entry;
  const isCut = moreChanges > 0;
  return element(
    "li",
    { class: "entry" },
    element(
      "div",
      { class: "entry-head" },
      element("span", { class: "address" }, address),
      place === null ? null : placeLink(place, context, address),
      ...resourceLinks(entry, context),
    ),
    ...notes.map((note) => element("p", { class: "note" }, note)),
    changes.length === 0 ? null : changesTable(entry, context),
    differences.length === 0 ? null : differencesTable(entry, context),
    isCut ? element("p", { class: "rest" }, filled(context.words.moreAttributes, moreChanges)) : null,
  );
}

function resourceLinks(entry: Entry, { words, showDifference, explain }: EntryContext): HTMLElement[] {
  const { address, resource, hasDifference } = entry;
  if (resource === null) return [];
  const link = (label: string, onClick: () => void): HTMLElement =>
    linkButton(label, onClick, { class: "link", "aria-label": `${label}: ${address}` });
  return [
    ...(hasDifference ? [link(words.showDifference, () => showDifference(resource))] : []),
    ...(explain === null ? [] : [link(words.explain, () => explain({ kind: "resource", resource }))]),
  ];
}

/** A place in the code; what it belongs to is said to those who do not see what stands beside it. */
export function placeLink(place: CodeLink, { openCode }: EntryContext, subject: string): HTMLElement {
  return linkButton(place.label, () => openCode(place), {
    class: "link place",
    "aria-label": `${place.label}, ${subject}`,
  });
}

function changesTable(entry: Entry, context: EntryContext): HTMLElement {
  const { attribute, recorded, actual, inCode } = context.words;
  const rows = entry.changes.map((change) => changeRow(change, entry, context));
  return table([attribute, recorded, actual, inCode], rows);
}

function differencesTable(entry: Entry, context: EntryContext): HTMLElement {
  const { attribute, olderRun, newerRun } = context.words;
  const rows = entry.differences.map((difference) => differenceRow(difference, entry, context));
  return table([attribute, olderRun, newerRun], rows);
}

function table(names: readonly string[], rows: readonly HTMLElement[]): HTMLElement {
  const heads = names.map((name) => element("th", { scope: "col" }, name));
  return element(
    "table",
    { class: "changes" },
    element("thead", {}, element("tr", {}, ...heads)),
    element("tbody", {}, ...rows),
  );
}

function changeRow(change: Change, entry: Entry, context: EntryContext): HTMLElement {
  const { words, openCode } = context;
  const { attribute, place, note, values, inCode, applying } = change;
  const name =
    place === null
      ? element("code", {}, attribute)
      : linkButton(attribute, () => openCode(place), { class: "link attribute", title: place.label });
  const hidden: Said = { text: words.hidden, isValue: false, isCut: false };
  return element(
    "tr",
    {},
    element("th", { scope: "row" }, name, note === null ? null : element("p", { class: "note" }, note)),
    valueCell(words.recorded, values?.recorded ?? hidden, entry, context),
    valueCell(words.actual, values?.actual ?? hidden, entry, context),
    valueCell(words.inCode, inCode, entry, context, applying),
  );
}

function differenceRow({ attribute, older, newer }: Difference, entry: Entry, context: EntryContext): HTMLElement {
  const { words } = context;
  return element(
    "tr",
    {},
    element("th", { scope: "row" }, element("code", {}, attribute)),
    valueCell(words.olderRun, older, entry, context),
    valueCell(words.newerRun, newer, entry, context),
  );
}

/** A value that is cut leads to all of it. */
function valueCell(
  label: string,
  said: Said,
  { resource, hasDifference }: Entry,
  context: EntryContext,
  note = "",
): HTMLElement {
  const { words, showDifference } = context;
  const { text, isValue, isCut } = said;
  return element(
    "td",
    { "data-label": label },
    isValue ? element("code", {}, text) : element("span", { class: "words" }, text),
    isCut && hasDifference && resource !== null
      ? element(
          "p",
          {},
          linkButton(words.showAll, () => showDifference(resource), { class: "link" }),
        )
      : null,
    note === "" ? null : element("p", { class: "dim" }, note),
  );
}
