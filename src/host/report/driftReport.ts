/** The runs of a check as the page shows them: texts cut to a readable length, places in the code behind numbers, long lists in portions. */
import { isAbsolute, join } from "node:path";
import type { RootModule } from "../../core/local/rootModule";
import { codePath, projectPath } from "../../core/report/codePlace";
import { criticalCount, groupRun } from "../../core/report/runGroups";
import {
  driftCountWords,
  durationOf,
  formatDuration,
  plural,
  rootModuleName,
  sourceWords,
  statusWords,
} from "../../shared/format";
import { visible } from "../../shared/formatValue";
import type { Diagnostic, DriftedResource, DriftRun } from "../../shared/model";
import type { Entry, EntryList, ListKind, Message, RootReport } from "../../shared/protocol";
import { atLeastAsGrave } from "../../shared/vocabulary";
import { type Linker, pendingEntry, plainEntry, resourceEntry, setAsideEntry } from "./reportEntries";

/** What one root module's check came to. */
export interface CheckedRoot {
  readonly root: Pick<RootModule, "dir">;
  readonly run: DriftRun;
}

/** Absolute path, and the place in it, 1-based. */
export interface CodePlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** What a list shows at first, over all lists of a report, and then adds at a time. */
export const PORTION = 200;
const MESSAGES_AT_MOST = 50;
const DETAIL_LENGTH = 4000;

/** Shown by their headings only until they are opened. */
const FOLDED = new Set<ListKind>(["pending", "ignored", "noise"]);

const STATUS_ORDER = ["error", "drift_detected", "running", "cancelled", "clean"] as const;

interface FullList {
  readonly kind: ListKind;
  readonly counted: boolean;
  readonly total: number;
  entries(from: number, to: number): Entry[];
}

/** Remembers which place and which list a page means. Numbers of places are never used again, so an old page cannot open a wrong one. */
export class DriftReport {
  readonly #places = new Map<number, CodePlace>();
  readonly #lists = new Map<string, FullList>();
  readonly #roots: readonly RootReport[];
  readonly #namesProjects: boolean;
  #nextPlace: number;

  /** `firstPlace`: the number after the last one of the report before. */
  constructor(checked: readonly CheckedRoot[], firstPlace = 1) {
    this.#nextPlace = firstPlace;
    this.#namesProjects = new Set(checked.map(({ run }) => run.projectId)).size > 1;
    let room = PORTION;
    this.#roots = [...checked].sort(graverFirst).map((one) => {
      const report = this.#rootReport(one, room);
      for (const { entries } of report.lists) room -= entries.length;
      return report;
    });
  }

  /** The gravest first, with the first entries of their lists. */
  roots(): readonly RootReport[] {
    return this.#roots;
  }

  /** The next portion of a list; empty for one that is not in this report. */
  more(list: string, from: number): Entry[] {
    return Number.isInteger(from) ? (this.#lists.get(list)?.entries(from, from + PORTION) ?? []) : [];
  }

  place(number: number): CodePlace | null {
    return this.#places.get(number) ?? null;
  }

  nextPlace(): number {
    return this.#nextPlace;
  }

  #rootReport(checked: CheckedRoot, room: number): RootReport {
    const { run } = checked;
    const id = JSON.stringify([run.projectId, run.workspaceId]);
    const link = this.#linker(checked);
    let left = room;
    const lists = listsOf(run, link).map((list): EntryList => {
      const listId = `${id} ${list.kind}`;
      this.#lists.set(listId, list);
      const entries = FOLDED.has(list.kind) ? [] : list.entries(0, left);
      left -= entries.length;
      return { id: listId, kind: list.kind, counted: list.counted, total: list.total, entries };
    });
    const { diagnostics } = run.metadata;
    const messages = diagnostics.slice(0, MESSAGES_AT_MOST).map((diagnostic) => messageOf(diagnostic, link));
    return {
      id,
      name:
        this.#namesProjects && !run.workspaceId.startsWith(".")
          ? visible(`${run.projectId}/${run.workspaceId}`)
          : rootModuleName(run),
      tone: toneOf(run),
      status: statusWords(run.status),
      facts: factsOf(run),
      checkedAt: run.endedAt ?? run.startedAt,
      messages,
      moreMessages: diagnostics.length - messages.length,
      lists,
    };
  }

  #linker({ root, run }: CheckedRoot): Linker {
    const prefix = codePath(this.#namesProjects ? run.projectId : ".", projectPath(run));
    return (location) => {
      if (location === null || isAbsolute(location.file)) return null; // only a damaged run says so
      const { file, line, column = 1 } = location;
      const place = this.#nextPlace++;
      this.#places.set(place, { file: join(root.dir, file), line, column });
      return { place, label: visible(`${codePath(prefix, file)}:${line}`) };
    };
  }
}

function graverFirst({ run: a }: CheckedRoot, { run: b }: CheckedRoot): number {
  const rank = (run: DriftRun): readonly number[] => [
    STATUS_ORDER.indexOf(run.status),
    -criticalCount(groupRun(run)),
    -run.metadata.driftedCount,
  ];
  const ranks = rank(b);
  const difference = rank(a)
    .map((value, at) => value - ranks[at]!)
    .find((value) => value !== 0);
  return difference ?? (rootModuleName(a) < rootModuleName(b) ? -1 : 1);
}

function toneOf(run: DriftRun): RootReport["tone"] {
  switch (run.status) {
    case "clean":
      return "clean";
    case "error":
      return "error";
    case "drift_detected":
      return criticalCount(groupRun(run)) > 0 ? "critical" : "warning";
    default:
      return "neutral";
  }
}

function factsOf(run: DriftRun): string[] {
  const { driftedCount, totalResources, source } = run.metadata;
  const duration = durationOf(run);
  return [
    driftedCount > 0 ? driftCountWords(criticalCount(groupRun(run)), driftedCount) : "",
    totalResources > 0 || run.status === "clean" ? plural(totalResources, "resource") : "",
    duration === null ? "" : formatDuration(duration),
    sourceWords(source),
  ].filter((fact) => fact !== "");
}

function listsOf(run: DriftRun, link: Linker): FullList[] {
  const { drifted, ignored, noise } = groupRun(run);
  const { uncheckedAddresses, pendingChanges, outputChanges, threshold } = run.metadata;
  const pending = [...pendingChanges, ...outputChanges];
  const resources = (kind: ListKind, all: readonly DriftedResource[], counted = true): FullList =>
    listOf(kind, all, (one) => resourceEntry(one, link), counted);
  return [
    listOf("unchecked", uncheckedAddresses, plainEntry),
    ...drifted.map(({ severity, resources: all }) => resources(severity, all, atLeastAsGrave(severity, threshold))),
    listOf("pending", pending, pendingEntry),
    listOf("ignored", ignored, (one) => setAsideEntry(one, link)),
    resources("noise", noise),
  ].filter(({ total }) => total > 0);
}

function listOf<Item>(
  kind: ListKind,
  items: readonly Item[],
  toEntry: (item: Item) => Entry,
  counted = true,
): FullList {
  return {
    kind,
    counted,
    total: items.length,
    entries: (from, to) => items.slice(Math.max(0, from), Math.max(0, to)).map(toEntry),
  };
}

function messageOf({ severity, summary, detail, address, file, line }: Diagnostic, link: Linker): Message {
  return {
    severity,
    summary: visible(summary),
    detail: detail
      .slice(0, DETAIL_LENGTH)
      .split(/\r?\n/)
      .map((one) => visible(one))
      .join("\n")
      .trim(),
    address: address === undefined ? null : visible(address),
    place: file === undefined ? null : link({ file, line: line ?? 1 }),
  };
}
