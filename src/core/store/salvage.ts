import { join } from "node:path";
import { Low } from "lowdb";
import { readRunFile, storedRunIds } from "./runFiles";
import { emptyIndex, endedEntry, newestFirst, SCHEMA_VERSION } from "./runIndex";
import type { Entry, RunIndex } from "./runIndex";
import type { Segments } from "./segments";

/** What could still be found out about a damaged store. */
export interface Salvaged {
  /** All entries in one list: the segments that there were are to be replaced. */
  index: RunIndex;
  /** Paths of the segments that went into it, and of those that could not be read. */
  segmentFiles: string[];
  /** Sentences for the person. */
  problems: string[];
}

/**
 * Puts an index together again from everything that lies in the folder: what is left of the index, every segment, and the runs' own files.
 * Only reads, except that it keeps copies of damaged segments if `keepCopies`. A run that ended is dropped where its own file is gone: it was pruned or deleted.
 */
export async function salvage(
  dir: string,
  remains: RunIndex,
  segments: Segments,
  keepCopies: boolean,
): Promise<Salvaged> {
  const problems: string[] = [];
  const found = new Map<string, Entry>();
  const take = (entry: Entry) => found.set(entry.run.id, later(found.get(entry.run.id), entry));

  const names = await segments.names();
  for (const name of names) {
    const file = segments.file(name);
    const low = new Low(file, { schemaVersion: SCHEMA_VERSION, entries: [] });
    await low.read();
    low.data.entries.forEach(take);
    if (file.damage === null) continue;
    const copy = keepCopies ? await file.setAside() : null;
    const kept = copy === null ? "" : ` It is kept as ${copy}.`;
    problems.push(`${file.damage}; its runs were read from their own files, without what was ignored in them.${kept}`);
  }
  remains.entries.forEach(take);

  const stored = new Set(await storedRunIds(dir));
  for (const [id, entry] of found) if (entry.owner === null && !stored.has(id)) found.delete(id);
  for (const id of stored) {
    if (found.get(id)?.owner === null) continue; // known to have ended
    const content = await readRunFile(dir, id);
    if (content.run === null) problems.push(content.problem.message);
    else found.set(id, endedEntry(content.run, []));
  }

  const highest = Math.max(0, ...names.map((name) => parseInt(name)));
  return {
    index: {
      ...emptyIndex(),
      nextSegment: Math.max(highest + 1, remains.nextSegment),
      entries: [...found.values()].sort(newestFirst),
    },
    segmentFiles: names.map((name) => join(segments.folder, name)),
    problems,
  };
}

/** Of two states of one entry the later one: runs end and never start again, and ignored addresses only become more. */
function later(a: Entry | undefined, b: Entry): Entry {
  if (a === undefined) return b;
  if ((a.owner === null) !== (b.owner === null)) return a.owner === null ? a : b;
  return a.ignored.length > b.ignored.length ? a : b;
}
