import { DriftError, oneLine } from "../../shared/errors";
import { summarize } from "../../shared/model";
import type { DriftRun, RunSummary } from "../../shared/model";
import { sweepTemporaries } from "./atomicFile";
import { withIgnored } from "./ignoredInRun";
import { IndexFile } from "./indexFile";
import { abandonedRuns, interruptedRun } from "./interruptedRuns";
import { thisProcess } from "./processOwner";
import { wantsRootModule } from "./runFilter";
import type { RunFilter } from "./runFilter";
import { readRunFile, runsFolder, storedRunIds, withoutDetails, writeRunFile } from "./runFiles";
import { isRunId } from "./runId";
import { endedEntry, keyOf, newestFirst, runningEntry } from "./runIndex";
import type { Entry, RunIndex, SegmentMeta } from "./runIndex";
import { RunningMarks } from "./runningMarks";
import type { Disposable } from "./runningMarks";
import { cursorAfter, keyOfCursor } from "./runPage";
import type { RunPage, RunQuery } from "./runPage";
import type { LatestRuns, RootModuleRef, RunStore, RunStoreOptions } from "./runStore";
import { scopesIn } from "./segments";
import type { Draft } from "./segments";

const LOCK_TIMEOUT = 20_000;
/** Nobody takes so long (milliseconds) over writing one file. */
const ABANDONED_TEMPORARY = 600_000;

interface Located {
  entry: Entry;
  /** Null: the entry is in the index itself. */
  segment: SegmentMeta | null;
}

/** Several files in a folder: the index and its segments, one file for each run that ended, marks for those that are running. */
export class FolderRunStore implements RunStore {
  readonly #index: IndexFile;
  readonly #marks: RunningMarks;
  readonly #problems = new Set<string>();

  constructor(
    private readonly dir: string,
    private readonly options: RunStoreOptions,
  ) {
    const { clock, log, lockTimeoutMs = LOCK_TIMEOUT } = options;
    const report = (problem: string) => {
      if (!this.#problems.has(problem)) log.warn(problem);
      this.#problems.add(problem);
    };
    this.#index = new IndexFile(dir, { clock, log, lockTimeoutMs, report });
    this.#marks = new RunningMarks(dir, clock, log);
  }

  async begin(run: DriftRun): Promise<void> {
    if (run.status !== "running" || !isRunId(run.id)) {
      throw new DriftError("usage", `The run ${run.id} cannot begin: it is not running, or its id is not valid.`);
    }
    const owner = await thisProcess();
    const store = async (draft: Draft) => {
      if (draft.index.entries.some((entry) => entry.run.id === run.id)) {
        throw new DriftError("usage", `The run ${run.id} is stored already.`);
      }
      draft.index.entries.push(runningEntry(run, owner));
      await this.#index.segments.prune(draft, this.options.limit());
      await this.#marks.startHeartbeat(run.id);
    };
    await this.#index.change(store).catch(async (error: unknown) => {
      await this.#marks.remove(run.id);
      throw error;
    });
  }

  async finish(run: DriftRun): Promise<void> {
    if (run.status === "running" || !isRunId(run.id)) {
      throw new DriftError("usage", `The run ${run.id} cannot end: it is still running, or its id is not valid.`);
    }
    const store = async (draft: Draft) => {
      await writeRunFile(this.dir, run);
      const located = await this.#locate(draft.index, run.id);
      if (located !== null) {
        await this.#replace(draft, located, endedEntry(run, located.entry.ignored));
      } else {
        draft.index.entries.push(endedEntry(run, []));
        await this.#index.segments.prune(draft, this.options.limit());
      }
    };
    await this.#index.change(store).finally(() => this.#marks.stopHeartbeat(run.id));
    await this.#marks.remove(run.id);
  }

  async get(id: string): Promise<DriftRun | null> {
    if (!isRunId(id)) return null;
    return this.#index.read(async (index) => {
      const located = await this.#locate(index, id);
      return located === null ? null : this.#details(located.entry);
    });
  }

  async list(query: RunQuery): Promise<RunPage> {
    const { limit = Infinity } = query;
    if (!(limit >= 1)) throw new DriftError("usage", "A page of runs has at least one.");
    const before = query.cursor === undefined ? null : keyOfCursor(query.cursor);
    return this.#index.read(async (index) => {
      const entries: Entry[] = [];
      for await (const entry of this.#index.segments.walk(index, before, query)) {
        if (entries.length >= limit) return this.#page(entries, cursorAfter(entries.at(-1)!.run));
        entries.push(entry);
      }
      return this.#page(entries, null);
    });
  }

  async latest(projectId: string, workspaceId: string): Promise<LatestRuns> {
    const filter: RunFilter = { projectId, workspaceId };
    return this.#index.read(async (index) => {
      const ofAll = ({ run }: Entry) =>
        wantsRootModule(filter, run.projectId, run.workspaceId) && run.metadata.targets === null;
      const running = index.entries.filter((entry) => entry.owner !== null && ofAll(entry)).sort(newestFirst)[0];
      const latest: LatestRuns = { running: running?.run ?? null, ended: null };
      for await (const entry of this.#index.segments.walk(index, null, filter)) {
        if (entry.owner !== null || entry.run.status === "cancelled" || !ofAll(entry)) continue;
        return { ...latest, ended: await this.#summary(entry) };
      }
      return latest;
    });
  }

  async workspaces(): Promise<RootModuleRef[]> {
    return this.#index.read((index) =>
      Promise.resolve(scopesIn(index).map(([projectId, workspaceId]) => ({ projectId, workspaceId }))),
    );
  }

  async ignore(id: string, address: string): Promise<DriftRun> {
    return this.#changeEnded(id, async (draft, located) => {
      const { entry } = located;
      const run = await this.#details(entry);
      if (!run.metadata.driftedResources.some((resource) => resource.address === address)) {
        throw new DriftError("unknown_resource", `${address} is not among the drifted resources of run ${id}.`);
      }
      if (entry.ignored.includes(address)) return run;
      const ignored = [...entry.ignored, address];
      await this.#replace(draft, located, endedEntry(run, ignored));
      return withIgnored(run, ignored);
    });
  }

  async requestCancel(id: string): Promise<void> {
    await this.#changeKnown(id, async (_draft, { entry }) => {
      if (entry.owner === null) throw new DriftError("run_over", `The run ${id} is over already.`);
      await this.#marks.requestCancel(id);
    });
  }

  onCancelRequested(id: string, listener: () => void): Disposable {
    if (!isRunId(id)) throw unknownRun(id);
    return this.#marks.onCancelRequested(id, listener);
  }

  async recoverInterrupted(): Promise<string[]> {
    const { clock } = this.options;
    for (const folder of [this.dir, runsFolder(this.dir), this.#index.segments.folder]) {
      await sweepTemporaries(folder, ABANDONED_TEMPORARY);
    }
    const suspects = await this.#index.read((index) => abandonedRuns(index, this.#marks, clock));
    if (suspects.length === 0) return [];
    return this.#index.change(async (draft) => {
      const interrupted: string[] = [];
      for (const abandoned of await abandonedRuns(draft.index, this.#marks, clock)) {
        const { id } = abandoned.entry.run;
        const content = await readRunFile(this.dir, id);
        if (content.problem?.reason === "store_newer") throw content.problem;
        const run = content.run ?? interruptedRun(abandoned); // with a file of its own it had ended, and only the index was not told
        if (content.run === null) {
          await writeRunFile(this.dir, run);
          interrupted.push(id);
        }
        await this.#replace(draft, { entry: abandoned.entry, segment: null }, endedEntry(run, []));
      }
      const running = draft.index.entries.filter((entry) => entry.owner !== null).map((entry) => entry.run.id);
      await this.#marks.keepOnly(new Set(running));
      return interrupted;
    });
  }

  async delete(id: string): Promise<void> {
    await this.#changeEnded(id, async (draft, located) => {
      await this.#replace(draft, located, null);
      draft.leaving.push(id);
    });
  }

  async clear(): Promise<void> {
    await this.#index.change(async ({ index, leaving, obsolete }) => {
      index.entries = index.entries.filter((entry) => entry.owner !== null);
      const staying = new Set(index.entries.map((entry) => entry.run.id));
      leaving.push(...(await storedRunIds(this.dir)).filter((id) => !staying.has(id)));
      obsolete.push(
        `${this.#index.path}.bak`,
        ...index.segments.map((segment) => this.#index.segments.file(segment.file).file),
      );
      index.segments = [];
    });
  }

  problems(): readonly string[] {
    return [...this.#problems];
  }

  dispose(): void {
    this.#marks.dispose();
  }

  /** Changes the index for a run that is in it. */
  async #changeKnown<T>(id: string, make: (draft: Draft, located: Located) => Promise<T>): Promise<T> {
    if (!isRunId(id)) throw unknownRun(id);
    return this.#index.change(async (draft) => {
      const located = await this.#locate(draft.index, id);
      if (located === null) throw unknownRun(id);
      return make(draft, located);
    });
  }

  async #changeEnded<T>(id: string, make: (draft: Draft, located: Located) => Promise<T>): Promise<T> {
    return this.#changeKnown(id, async (draft, located) => {
      if (located.entry.owner !== null) {
        throw new DriftError("usage", `The run ${id} is still running.`, "Wait for its end, or cancel it.");
      }
      return make(draft, located);
    });
  }

  async #locate(index: RunIndex, id: string): Promise<Located | null> {
    const recent = index.entries.find((entry) => entry.run.id === id);
    if (recent !== undefined) return { entry: recent, segment: null };
    const { run } = await readRunFile(this.dir, id);
    const key = run === null ? null : keyOf(run);
    for (const segment of index.segments) {
      if (key !== null && (key < segment.oldest || key > segment.newest)) continue;
      const entry = (await this.#index.segments.read(segment)).find((candidate) => candidate.run.id === id);
      if (entry !== undefined) return { entry, segment };
    }
    return null;
  }

  async #replace(draft: Draft, { entry, segment }: Located, replacement: Entry | null): Promise<void> {
    const { index } = draft;
    const replaced = (entries: Entry[]) =>
      entries.flatMap((candidate) => {
        if (candidate.run.id !== entry.run.id) return [candidate];
        return replacement === null ? [] : [replacement];
      });
    if (segment === null) {
      index.entries = replaced(index.entries);
    } else {
      const { segments } = this.#index;
      await segments.replace(draft, segment, replaced(await segments.read(segment)));
    }
  }

  /** The whole run. Throws if its own file does not tell. */
  async #details(entry: Entry): Promise<DriftRun> {
    if (entry.owner !== null) return withoutDetails(entry.run);
    const content = await readRunFile(this.dir, entry.run.id);
    if (content.run === null) throw content.problem;
    return withIgnored(content.run, entry.ignored);
  }

  async #page(entries: readonly Entry[], next: string | null): Promise<RunPage> {
    const runs: RunSummary[] = [];
    for (const entry of entries) runs.push(await this.#summary(entry));
    return { runs, next };
  }

  /** With its lists, wherever they are; a file that cannot be read costs the lists only. */
  async #summary(entry: Entry): Promise<RunSummary> {
    if (!entry.listsInFile) return entry.run;
    try {
      const { run } = await readRunFile(this.dir, entry.run.id);
      return run === null ? entry.run : summarize(withIgnored(run, entry.ignored));
    } catch (error) {
      this.options.log.warn(`The lists of run ${entry.run.id} cannot be read: ${oneLine(error)}`);
      return entry.run;
    }
  }
}

function unknownRun(id: string): DriftError {
  return new DriftError("unknown_run", `There is no run ${id}.`, "List the stored runs to find its id.");
}
