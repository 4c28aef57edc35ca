import * as z from "zod";
import { runStatus, runSummary, summarize } from "../../shared/model";
import type { DriftRun, RunSummary } from "../../shared/model";
import { withIgnored } from "./ignoredInRun";
import type { StoredShape } from "./lowdbAdapter";
import { soundOnes } from "./soundOnes";

/** Of every file in the store. A file with a greater one is neither read nor touched. */
export const SCHEMA_VERSION = 1;

/** Summaries longer than this (characters of JSON) keep their lists in the run's own file, so that no run makes the index slow. */
const LONGEST_SUMMARY = 16_000;

/** How a process is remembered. */
export const owner = z.object({
  host: z.string(),
  pid: z.int().positive(),
  /** Tells a process from a later one with the same id; null where the platform does not say. */
  processStart: z.string().nullable(),
});
/** The process that makes a run, or applies. */
export type Owner = z.infer<typeof owner>;

const entry = z.object({
  run: runSummary,
  /** Set exactly while the run is running. */
  owner: owner.nullable(),
  /** Addresses ignored by hand in this run. They only ever become more. */
  ignored: z.array(z.string()),
  /** The summary's lists are empty here and to be read from the run's own file. */
  listsInFile: z.boolean(),
});
/** What an index knows of one run: all that may change about it, and what lists show. */
export type Entry = z.infer<typeof entry>;

const segmentMeta = z.object({
  file: z.string().regex(/^\d{6,12}\.json$/),
  /** How many of the file's entries still belong to the store, from the newest on: pruning does not rewrite the file. */
  count: z.int().positive(),
  newest: z.string(),
  oldest: z.string(),
  /** The root modules that occur in it, each as project and workspace, so that nobody reads it in vain. */
  scopes: z.array(z.tuple([z.string(), z.string()])),
  /** How its runs ended, to the same purpose; absent in an index of an earlier version. */
  statuses: z.array(runStatus).optional(),
});
/** A sealed file of older entries, never rewritten: a change to one of them makes a new file. Key ranges of segments may overlap. */
export type SegmentMeta = z.infer<typeof segmentMeta>;

/** The newest entries, and where the older ones are. */
export interface RunIndex {
  schemaVersion: number;
  nextSegment: number;
  entries: Entry[];
  segments: SegmentMeta[];
}

/** The index of a store without runs. */
export function emptyIndex(): RunIndex {
  return { schemaVersion: SCHEMA_VERSION, nextSegment: 1, entries: [], segments: [] };
}

/** By which entries are ordered: the start, then the id. */
export function keyOf(run: Pick<RunSummary, "startedAt" | "id">): string {
  return `${run.startedAt}|${run.id}`;
}

/** Sorts from the newest to the oldest. */
export function newestFirst(a: Entry, b: Entry): number {
  return keyOf(a.run) < keyOf(b.run) ? 1 : -1;
}

/** How many runs are stored. */
export function countRuns(index: RunIndex): number {
  return index.segments.reduce((sum, segment) => sum + segment.count, index.entries.length);
}

/** The entry of a run that is being made. */
export function runningEntry(run: DriftRun, ownedBy: Owner): Entry {
  return { run: summarize(run), owner: ownedBy, ignored: [], listsInFile: false };
}

/** The entry of a run as its own file holds it, with what was ignored in it by hand. */
export function endedEntry(run: DriftRun, ignored: string[]): Entry {
  const summary = summarize(withIgnored(run, ignored));
  const listsInFile = JSON.stringify(summary).length > LONGEST_SUMMARY;
  return { run: listsInFile ? withoutLists(summary) : summary, owner: null, ignored, listsInFile };
}

function withoutLists(run: RunSummary): RunSummary {
  const targets = run.metadata.targets?.slice(0, 1) ?? null; // whether there are any decides what the run counts for
  const none = { pendingChanges: [], outputChanges: [], uncheckedAddresses: [], diagnostics: [] };
  return { ...run, metadata: { ...run.metadata, targets, ...none } };
}

const indexDocument = z.object({
  schemaVersion: z.int().positive(),
  nextSegment: z.int().positive(),
  entries: z.array(z.unknown()),
  segments: z.array(z.unknown()),
});

/** `index.json`. */
export const indexShape: StoredShape<RunIndex> = {
  version: SCHEMA_VERSION,
  parse(document) {
    const parsed = indexDocument.safeParse(document);
    if (!parsed.success) return null;
    const entries = soundOnes(entry, parsed.data.entries);
    const segments = soundOnes(segmentMeta, parsed.data.segments);
    return {
      data: { ...parsed.data, entries: entries.sound, segments: segments.sound },
      rejected: entries.rejected + segments.rejected,
    };
  },
};

/** What a segment's file holds: its entries from the newest to the oldest. */
export interface Segment {
  schemaVersion: number;
  entries: Entry[];
}

const segmentDocument = z.object({ schemaVersion: z.int().positive(), entries: z.array(z.unknown()) });

/** `segments/<number>.json`. */
export const segmentShape: StoredShape<Segment> = {
  version: SCHEMA_VERSION,
  parse(document) {
    const parsed = segmentDocument.safeParse(document);
    if (!parsed.success) return null;
    const { sound, rejected } = soundOnes(entry, parsed.data.entries);
    return { data: { schemaVersion: parsed.data.schemaVersion, entries: sound }, rejected };
  },
};
