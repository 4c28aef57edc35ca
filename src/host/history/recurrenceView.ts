/** What drifts again and again, as the page shows it. */
import { evidenceOf, type Recurrence, recurrencesOf } from "../../core/history/recurrence";
import { patternWords, recurrenceWords } from "../../core/history/recurrenceWords";
import type { DriftRun } from "../../shared/model";
import type { RecurringItem, RecurringRoot } from "../../shared/protocol";
import { type Linker, shownText } from "./entries";

const RESOURCES_AT_MOST = 100;
const ATTRIBUTES_AT_MOST = 20;

/** Runs of one root module, oldest first. */
export function recurringRoot(root: string, runs: readonly DriftRun[], link: Pick<Linker, "code">): RecurringRoot {
  const recurrences = recurrencesOf(runs.map(evidenceOf));
  const shown = recurrences.slice(0, RESOURCES_AT_MOST);
  return {
    root,
    runs: runs.map(({ id, startedAt }) => ({ id, at: startedAt })),
    resources: shown.map((one) => resourceItem(one, link)),
    moreResources: recurrences.length - shown.length,
  };
}

function resourceItem(recurrence: Recurrence, link: Pick<Linker, "code">): RecurringItem {
  const { address, attributes, latest } = recurrence;
  const { location } = latest;
  const place = location === null ? null : link.code({ ...location, address, attribute: null });
  return {
    ...item(address, recurrence),
    place,
    attributes: attributes.slice(0, ATTRIBUTES_AT_MOST).map((one) => item(one.attribute, one)),
  };
}

type Recurring = Pick<Recurrence, "runs" | "of" | "presence" | "pattern">;

function item(name: string, recurring: Recurring): RecurringItem {
  return {
    name: shownText(name),
    often: recurrenceWords(recurring),
    pattern: patternWords(recurring.pattern),
    isFlip: recurring.pattern.kind === "flips",
    presence: recurring.presence,
    place: null,
    attributes: [],
  };
}
