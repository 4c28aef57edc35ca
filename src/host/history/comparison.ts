/** Two runs side by side, as the page shows them. */
import type { RunComparison } from "../../core/history/compareRuns";
import type { DriftedResource, DriftRun } from "../../shared/model";
import type { ListKind } from "../../shared/listKinds";
import type { Comparison } from "../../shared/protocol";
import { changedEntry, type Linker, resourceEntry, setAsideEntry } from "./entries";
import { linkerFor } from "./runDetail";
import { type NameOf, rootId, runRow } from "./runRows";
import { listOf, type ShownLists } from "./shownLists";

export interface ComparisonContext {
  readonly shown: ShownLists;
  readonly nameOf: NameOf;
  /** Whether the code of a run's root module can be opened. */
  readonly hasCode: (run: DriftRun) => boolean;
}

/** The one that started first is the older; of two that started together, the one with the lower id, as in lists. */
export function inOrder(a: DriftRun, b: DriftRun): [older: DriftRun, newer: DriftRun] {
  const isOlder = a.startedAt === b.startedAt ? a.id < b.id : a.startedAt < b.startedAt;
  return isOlder ? [a, b] : [b, a];
}

export function comparisonView(
  [older, newer]: readonly [DriftRun, DriftRun],
  compared: RunComparison,
  { shown, nameOf, hasCode }: ComparisonContext,
): Comparison {
  const ofOlder = linkerFor(older, shown, hasCode(older));
  const ofNewer = linkerFor(newer, shown, hasCode(newer));
  const resources = (kind: ListKind, all: readonly DriftedResource[], link: Linker) =>
    listOf(kind, all, (one) => (one.ignored === null ? resourceEntry(one, link) : setAsideEntry(one, link)));
  return {
    older: runRow(older, nameOf),
    newer: runRow(newer, nameOf),
    notes: notesOf(older, newer),
    lists: shown.show(`${older.id} ${newer.id}`, [
      resources("appeared", compared.appeared, ofNewer),
      listOf("changed", compared.changed, (one) => changedEntry(one, ofNewer)),
      resources("gone", compared.gone, ofOlder),
      resources("newlyRead", compared.newlyRead, ofNewer),
      resources("unread", compared.unread, ofOlder),
    ]),
    sameCount: compared.sameCount,
  };
}

function notesOf(older: DriftRun, newer: DriftRun): string[] {
  const notes = [
    rootId(older) === rootId(newer) ? "" : "These are checks of different root modules.",
    incompleteNote("older", older),
    incompleteNote("newer", newer),
  ];
  return notes.filter((note) => note !== "");
}

function incompleteNote(which: string, { metadata }: DriftRun): string {
  if (metadata.targets !== null) return `The ${which} check was of single resources only.`;
  return metadata.complete
    ? ""
    : `The ${which} check is incomplete: what it did not read may have drifted all the same.`;
}
