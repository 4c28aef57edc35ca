import type { PageWords } from "../src/shared/pageWords";
import type { Comparison, RunRow } from "../src/shared/protocol";
import { countMarks } from "./countMarks";
import { element, filled, linkButton, mark } from "./dom";
import { type ListContext, listView } from "./listView";
import { TONE_SYMBOLS } from "./runList";
import { dateAndTime } from "./times";

export interface ComparisonContext extends ListContext {
  readonly back: () => void;
  readonly show: (run: string) => void;
}

/** What came, what went and what changed between two runs. */
export function comparisonView(compared: Comparison, context: ComparisonContext): HTMLElement {
  const { words, back, show } = context;
  const { older, newer, notes, lists, sameCount } = compared;
  const run = (row: RunRow, label: string): HTMLElement => runLine(row, label, words, () => show(row.id));
  return element(
    "article",
    { class: "detail comparison" },
    element(
      "header",
      { class: "detail-head" },
      element("h2", { tabindex: "-1" }, words.comparison),
      element("div", { class: "pair" }, run(older, words.olderRun), run(newer, words.newerRun)),
    ),
    element("p", {}, linkButton(words.backToRun, back)),
    ...notes.map((note) => element("p", { class: "warning-note" }, mark("▲", "warning"), note)),
    lists.length === 0 ? element("p", { class: "uneventful" }, words.noDifference) : null,
    ...lists.map((list) => listView(list, context)),
    sameCount === 0 ? null : element("p", { class: "rest" }, filled(words.driftedAlike, sameCount)),
  );
}

function runLine(row: RunRow, label: string, words: PageWords, onClick: () => void): HTMLElement {
  return element(
    "div",
    { class: "pair-run" },
    element("span", { class: "dim" }, label),
    linkButton(dateAndTime(row.startedAt), onClick),
    element("span", {}, mark(TONE_SYMBOLS[row.tone], row.tone), row.status, " "),
    countMarks(row.counts, words),
    element("span", { class: "dim" }, [row.root, ...row.facts].join(" · ")),
  );
}
