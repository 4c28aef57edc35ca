import { join } from "node:path";
import { Low } from "lowdb";
import type { Clock } from "../ports";
import { makeFolder, namesIn } from "./atomicFile";
import { StoreFile } from "./lowdbAdapter";
import { wantsRootModule, wantsStatus } from "./runFilter";
import type { RunFilter } from "./runFilter";
import { countRuns, keyOf, newestFirst, SCHEMA_VERSION, segmentShape } from "./runIndex";
import type { Entry, RunIndex, Segment, SegmentMeta } from "./runIndex";
import { StoreDamage } from "./storeErrors";

/**
 * The index holds at most so many entries; when there are more, the oldest that ended become a segment. Storing a run reads and writes the index
 * twice: at 300 entries that cost 1.8 times as much as with 10 stored runs, at 150 about 1.4 times.
 */
const MOST_IN_INDEX = 150;
const SEGMENT_SIZE = 100;

/** A change in the making. The index file alone decides whether it has happened: segments written for it are `fresh`, what it replaces is `obsolete`. */
export interface Draft {
  readonly index: RunIndex;
  /** Files to remove if the index cannot be written. */
  readonly fresh: string[];
  /** Files to remove once the index is written. */
  readonly obsolete: string[];
  /** Runs that leave the store: their own files go once the index is written. */
  readonly leaving: string[];
}

/** An index, and nothing changed yet. */
export function draftOf(index: RunIndex): Draft {
  return { index, fresh: [], obsolete: [], leaving: [] };
}

/** The files of older entries beside one index. */
export class Segments {
  constructor(
    private readonly dir: string,
    private readonly clock: Clock,
  ) {}

  get folder(): string {
    return join(this.dir, "segments");
  }

  /** lowdb's adapter for one of the files. */
  file(name: string): StoreFile<Segment> {
    return new StoreFile(join(this.folder, name), segmentShape, this.clock);
  }

  /** All segment files there are, whether the index knows them or not, oldest first. */
  async names(): Promise<string[]> {
    const names = await namesIn(this.folder);
    return names.filter((name) => /^\d{6,12}\.json$/.test(name)).sort((a, b) => parseInt(a) - parseInt(b));
  }

  /** From the newest to the oldest. Throws `StoreDamage` if not all of it is there, be it that the index was read too long ago. */
  async read(meta: SegmentMeta): Promise<Entry[]> {
    const file = this.file(meta.file);
    const low = new Low(file, { schemaVersion: SCHEMA_VERSION, entries: [] });
    await low.read();
    if (file.damage !== null || low.data.entries.length < meta.count) {
      throw new StoreDamage(file.damage ?? `${file.file} was missing or incomplete`);
    }
    return low.data.entries.slice(0, meta.count);
  }

  /** Moves the oldest ended entries out of the index as long as it holds too many. */
  async seal(draft: Draft): Promise<void> {
    const { index } = draft;
    while (index.entries.length > MOST_IN_INDEX) {
      const ended = index.entries.filter((entry) => entry.owner === null).sort(newestFirst);
      const oldest = ended.slice(-SEGMENT_SIZE);
      if (oldest.length < SEGMENT_SIZE) return;
      index.segments.push(await this.#write(draft, oldest));
      const sealed = new Set(oldest);
      index.entries = index.entries.filter((entry) => !sealed.has(entry));
    }
  }

  /** Puts other entries in place of a segment's; none of them: the segment goes. */
  async replace(draft: Draft, meta: SegmentMeta, entries: Entry[]): Promise<void> {
    const { index } = draft;
    const replacement = entries.length > 0 ? [await this.#write(draft, entries)] : [];
    index.segments = index.segments.flatMap((segment) => (segment === meta ? replacement : [segment]));
    draft.obsolete.push(join(this.folder, meta.file));
  }

  /** Lets the oldest ended runs go until no more than `limit` are left. */
  async prune(draft: Draft, limit: number): Promise<void> {
    const { index } = draft;
    while (countRuns(index) > limit && index.segments.length > 0) {
      const meta = index.segments.reduce((a, b) => (b.oldest < a.oldest ? b : a));
      const entries = await this.read(meta);
      const kept = entries.slice(0, Math.max(0, entries.length - (countRuns(index) - limit)));
      draft.leaving.push(...entries.slice(kept.length).map((entry) => entry.run.id));
      const last = kept.at(-1);
      if (last === undefined) {
        await this.replace(draft, meta, []);
      } else {
        Object.assign(meta, { count: kept.length, oldest: keyOf(last.run), ...contentsOf(kept) });
      }
    }
    const excess = countRuns(index) - limit;
    if (excess <= 0) return;
    const ended = index.entries.filter((entry) => entry.owner === null).sort(newestFirst);
    const leaving = new Set(ended.slice(-excess));
    index.entries = index.entries.filter((entry) => !leaving.has(entry));
    draft.leaving.push(...[...leaving].map((entry) => entry.run.id));
  }

  /** The wanted entries that are older than the key `before`, from the newest on. A segment is read only when its turn comes, and if it may have some. */
  async *walk(index: RunIndex, before: string | null, filter: RunFilter): AsyncGenerator<Entry, undefined> {
    const isBefore = (key: string) => before === null || key < before;
    const waiting = index.segments
      .filter((segment) => isBefore(segment.oldest) && mayHold(segment, filter))
      .sort((a, b) => (a.newest < b.newest ? 1 : -1));
    let ready = [...index.entries].sort(newestFirst);
    for (;;) {
      const [first] = ready;
      const [segment] = waiting;
      if (segment !== undefined && (first === undefined || keyOf(first.run) < segment.newest)) {
        waiting.shift();
        ready = [...ready, ...(await this.read(segment))].sort(newestFirst);
      } else if (first === undefined) {
        return;
      } else {
        ready.shift();
        const { run } = first;
        const isWanted = wantsRootModule(filter, run.projectId, run.workspaceId) && wantsStatus(filter, run.status);
        if (isWanted && isBefore(keyOf(run))) yield first;
      }
    }
  }

  async #write(draft: Draft, entries: Entry[]): Promise<SegmentMeta> {
    await makeFolder(this.folder);
    const name = `${String(draft.index.nextSegment++).padStart(6, "0")}.json`;
    const file = this.file(name);
    draft.fresh.push(file.file);
    await new Low(file, { schemaVersion: SCHEMA_VERSION, entries }).write();
    return {
      file: name,
      count: entries.length,
      newest: keyOf(entries[0]!.run),
      oldest: keyOf(entries.at(-1)!.run),
      ...contentsOf(entries),
    };
  }
}

/** What the index has to know of a segment's entries, so that nobody reads them in vain. */
function contentsOf(entries: readonly Entry[]): Pick<SegmentMeta, "scopes" | "statuses"> {
  return { scopes: scopesOf(entries), statuses: [...new Set(entries.map(({ run }) => run.status))] };
}

type Scope = SegmentMeta["scopes"][number];

/** All root modules that have runs, each once, by project and then workspace. */
export function scopesIn({ entries, segments }: RunIndex): Scope[] {
  const scopes = distinct([...scopesOf(entries), ...segments.flatMap((segment) => segment.scopes)]);
  return scopes.sort(([p, w], [q, v]) => compareText(p, q) || compareText(w, v));
}

function scopesOf(entries: readonly Entry[]): Scope[] {
  return distinct(entries.map(({ run }) => [run.projectId, run.workspaceId]));
}

function distinct(scopes: readonly Scope[]): Scope[] {
  return [...new Map(scopes.map((scope) => [JSON.stringify(scope), scope])).values()];
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function mayHold({ scopes, statuses }: SegmentMeta, filter: RunFilter): boolean {
  const isKnownWithout = statuses?.every((status) => !wantsStatus(filter, status)) ?? false;
  return !isKnownWithout && scopes.some((scope) => wantsRootModule(filter, ...scope));
}
