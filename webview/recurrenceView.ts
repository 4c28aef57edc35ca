import type { PageWords } from "../src/shared/pageWords";
import type { CodeLink, RecurrenceReport, RecurringItem, RecurringRoot } from "../src/shared/protocol";
import type { Presence } from "../src/shared/vocabulary";
import { element, filled, linkButton, mark } from "./dom";
import { dateAndTime } from "./times";

export interface RecurrenceContext {
  readonly words: PageWords;
  readonly openCode: (place: CodeLink) => void;
}

const SYMBOLS: Record<Presence, string> = { drifted: "■", absent: "·", unknown: "?" };

/** What drifts again and again, each root module under its heading. */
export function recurrenceView(report: RecurrenceReport, context: RecurrenceContext): HTMLElement {
  const { words } = context;
  const found = report.roots.filter(({ resources }) => resources.length > 0);
  return element(
    "div",
    { class: "recurrence" },
    report.roots.length === 0 ? element("p", { class: "empty" }, words.noTrend) : null,
    report.roots.length > 0 && found.length === 0 ? element("p", { class: "empty" }, words.nothingRecurs) : null,
    ...found.map((root) => rootSection(root, context)),
    report.moreRoots === 0 ? null : element("p", { class: "rest" }, filled(words.moreRoots, report.moreRoots)),
  );
}

function rootSection({ root, runs, resources, moreResources }: RecurringRoot, context: RecurrenceContext): HTMLElement {
  const { words } = context;
  return element(
    "section",
    {},
    element(
      "h2",
      {},
      element("span", { class: "root-name" }, root),
      element("span", { class: "dim" }, filled(words.lastChecks, runs.length)),
    ),
    element(
      "ul",
      { class: "entries" },
      ...resources.map((one) =>
        element(
          "li",
          { class: "entry recurring" },
          itemLine(one, runs, context, "address"),
          attributeList(one, runs, context),
        ),
      ),
    ),
    moreResources === 0 ? null : element("p", { class: "rest" }, filled(words.moreResources, moreResources)),
  );
}

function attributeList(
  { attributes }: RecurringItem,
  runs: RecurringRoot["runs"],
  context: RecurrenceContext,
): HTMLElement | null {
  if (attributes.length === 0) return null;
  return element(
    "ul",
    { class: "recurring-attributes" },
    ...attributes.map((one) => element("li", {}, itemLine(one, runs, context, "attribute"))),
  );
}

function itemLine(
  item: RecurringItem,
  runs: RecurringRoot["runs"],
  { words, openCode }: RecurrenceContext,
  kind: "address" | "attribute",
): HTMLElement {
  const { name, often, pattern, isFlip, presence, place } = item;
  const shown =
    place === null
      ? element("span", { class: kind }, name)
      : linkButton(name, () => openCode(place), { class: `link ${kind}`, title: place.label });
  return element(
    "div",
    { class: "recurring-line" },
    element("div", { class: "recurring-name" }, shown, pattern === "" ? null : patternNote(pattern, isFlip)),
    element("span", { class: "often dim" }, often),
    presenceLine(presence, runs, words),
  );
}

function patternNote(pattern: string, isFlip: boolean): HTMLElement {
  return element(
    "span",
    { class: isFlip ? "pattern flip" : "pattern dim" },
    isFlip ? mark("⇄", "warning") : null,
    pattern,
  );
}

/** A symbol for each run; the words beside it say as much as most people need. */
function presenceLine(presence: readonly Presence[], runs: RecurringRoot["runs"], words: PageWords): HTMLElement {
  const symbols = presence.map((one, at) =>
    element("span", { class: one, title: `${dateAndTime(runs[at]?.at ?? "")}: ${words.presence[one]}` }, SYMBOLS[one]),
  );
  return element("span", { class: "presence", "aria-hidden": "true" }, ...symbols);
}
