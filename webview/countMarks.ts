import type { PageWords } from "../src/shared/pageWords";
import type { SeverityCounts } from "../src/shared/protocol";
import { COUNTED_AS, type CountedAs, countOf, totalOf } from "./counts";
import { element, mark } from "./dom";

/** As drawn everywhere: never by colour alone. */
export const SEVERITY_SYMBOLS: Readonly<Record<CountedAs, string>> = {
  critical: "●",
  warning: "▲",
  info: "■",
  unsorted: "◆",
};

export function countedAsWords(as: CountedAs, words: PageWords): string {
  return as === "unsorted" ? words.unsorted : words.severities[as];
}

/** "2 critical, 3 warning"; "no drift". */
export function countWords(counts: SeverityCounts, words: PageWords): string {
  const parts = COUNTED_AS.filter((as) => countOf(counts, as) > 0).map(
    (as) =>
      `${countOf(counts, as).toLocaleString(document.documentElement.lang)} ${countedAsWords(as, words).toLowerCase()}`,
  );
  return parts.length === 0 ? words.noDrift : parts.join(", ");
}

/** ● 2 ▲ 3, with the words for those who hear them; null where there is nothing to count. */
export function countMarks(counts: SeverityCounts, words: PageWords): HTMLElement | null {
  if (totalOf(counts) === 0) return null;
  const marks = COUNTED_AS.filter((as) => countOf(counts, as) > 0).map((as) =>
    element(
      "span",
      { "aria-hidden": "true", class: "counted", title: countedAsWords(as, words) },
      mark(SEVERITY_SYMBOLS[as], as),
      countOf(counts, as).toLocaleString(document.documentElement.lang),
    ),
  );
  return element(
    "span",
    { class: "counts" },
    ...marks,
    element("span", { class: "unseen" }, countWords(counts, words)),
  );
}
