import { rm } from "node:fs/promises";
import { join } from "node:path";
import { Low } from "lowdb";
import { DriftError } from "../../shared/errors";
import type { Clock, Log } from "../ports";
import { ChangeQueue } from "./changeQueue";
import type { Held } from "./lock";
import { StoreFile } from "./lowdbAdapter";
import { removeRunFile, storedRunIds } from "./runFiles";
import { emptyIndex, indexShape } from "./runIndex";
import type { RunIndex } from "./runIndex";
import { salvage } from "./salvage";
import type { Salvaged } from "./salvage";
import { draftOf, Segments } from "./segments";
import type { Draft } from "./segments";
import { inWords, StoreDamage, storeUnwritable } from "./storeErrors";

/** How often something is tried that another process may come in the way of. */
const ATTEMPTS = 3;

/** How many files are removed at the same time: thousands may go when the limit is lowered, and others wait for the lock meanwhile. */
const AT_ONCE = 32;

/** What the index needs from its surroundings. */
export interface IndexOptions {
  clock: Clock;
  log: Log;
  /** How long to wait for other processes, in milliseconds. */
  lockTimeoutMs: number;
  /** Is told each problem that was found and dealt with, in a sentence. */
  report: (problem: string) => void;
}

interface OpenIndex {
  file: StoreFile<RunIndex>;
  low: Low<RunIndex>;
}

/** `index.json` and its segments, shared by several processes: lock, read, change, write, unlock; and repaired when found damaged. */
export class IndexFile {
  readonly segments: Segments;
  readonly path: string;
  readonly #changes: ChangeQueue;

  constructor(
    private readonly dir: string,
    private readonly options: IndexOptions,
  ) {
    this.segments = new Segments(dir, options.clock);
    this.path = join(dir, "index.json");
    this.#changes = new ChangeQueue(dir, this.path, options);
  }

  /** Looks at the index without locking it. `use` may be called again if what it looked at has changed under its hands or had to be repaired. */
  async read<T>(use: (index: RunIndex) => Promise<T>): Promise<T> {
    return inWords(this.dir, async () => {
      for (let attempt = 1; ; attempt++) {
        try {
          return await use(attempt === 1 ? await this.#load(this.#open()) : await this.#repaired());
        } catch (error) {
          if (!(error instanceof StoreDamage)) throw error;
          if (attempt === ATTEMPTS) throw storeUnwritable(this.dir, error.message, error);
        }
      }
    });
  }

  /** Changes the index as nobody else does at the same time; nothing has happened to it if this throws. `make` may be called more than once. */
  async change<T>(make: (draft: Draft) => Promise<T>): Promise<T> {
    return this.#changes.run(async (held) => {
      const opened = this.#open();
      try {
        await this.#load(opened);
        return await this.#make(opened, held, make);
      } catch (error) {
        if (!(error instanceof StoreDamage)) throw error;
      }
      return this.#make(await this.#repair(held), held, make);
    });
  }

  async #make<T>({ low }: OpenIndex, held: Held, make: (draft: Draft) => Promise<T>): Promise<T> {
    const draft = draftOf(low.data);
    try {
      const result = await make(draft);
      await this.segments.seal(draft);
      await held.verify();
      await low.write();
      await this.#tidy(draft);
      return result;
    } catch (error) {
      await this.#remove(draft.fresh);
      throw error;
    }
  }

  /** Never throws: the change has been made. */
  async #tidy(draft: Draft): Promise<void> {
    await this.#remove(draft.obsolete);
    for (let first = 0; first < draft.leaving.length; first += AT_ONCE) {
      const some = draft.leaving.slice(first, first + AT_ONCE);
      await Promise.all(some.map((id) => removeRunFile(this.dir, id).catch((error: unknown) => this.#leftOver(error))));
    }
  }

  async #remove(files: readonly string[]): Promise<void> {
    for (const file of files) await rm(file, { force: true }).catch((error: unknown) => this.#leftOver(error));
  }

  #leftOver(error: unknown): void {
    this.options.log.warn(`A file that the store needs no more stays behind: ${String(error)}`);
  }

  #open(): OpenIndex {
    const file = new StoreFile(this.path, indexShape, this.options.clock);
    return { file, low: new Low(file, emptyIndex()) };
  }

  async #load({ file, low }: OpenIndex): Promise<RunIndex> {
    const untouched = low.data;
    await low.read();
    if (file.damage !== null) throw new StoreDamage(file.damage);
    if (low.data === untouched && (await storedRunIds(this.dir)).length > 0) {
      throw new StoreDamage(`${this.path} was missing`);
    }
    return low.data;
  }

  /** A sound index; where it may not be written, what can be put together for this once. */
  async #repaired(): Promise<RunIndex> {
    try {
      return await this.#changes.run(async (held) => (await this.#sound()) ?? (await this.#repair(held)).low.data);
    } catch (error) {
      if (!(error instanceof DriftError && error.reason === "store_unwritable")) throw error;
      return (await this.#salvage(this.#open(), false)).index;
    }
  }

  /** The index if nothing at all is wrong with it: then only its file and a segment were read at different times. */
  async #sound(): Promise<RunIndex | null> {
    try {
      const index = await this.#load(this.#open());
      for (const segment of index.segments) await this.segments.read(segment);
      return index;
    } catch (error) {
      if (error instanceof StoreDamage) return null;
      throw error;
    }
  }

  async #repair(held: Held): Promise<OpenIndex> {
    const opened = this.#open();
    const { index, segmentFiles } = await this.#salvage(opened, true);
    opened.low.data = index;
    await this.#make(opened, held, (draft) => Promise.resolve(draft.obsolete.push(...segmentFiles)));
    return opened;
  }

  async #salvage({ file, low }: OpenIndex, keepCopies: boolean): Promise<Salvaged> {
    const empty = low.data;
    await low.read();
    const salvaged = await salvage(this.dir, low.data, this.segments, keepCopies);
    const { report } = this.options;
    if (low.data === empty) {
      report(
        `${this.path} was lost; the runs were read from their own files, without what was ignored in the newest ones.`,
      );
    } else if (file.damage !== null) {
      report(`${file.damage}; the list of runs was restored from what is sound and from the runs' own files.`);
    }
    const missing =
      file.damage === null ? low.data.segments.map((segment) => this.segments.file(segment.file).file) : [];
    for (const path of missing.filter((candidate) => !salvaged.segmentFiles.includes(candidate))) {
      report(`${path} was missing; its runs were read from their own files, without what was ignored in them.`);
    }
    salvaged.problems.forEach(report);
    return salvaged;
  }
}
