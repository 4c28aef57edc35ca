import { join } from "node:path";
import { Low } from "lowdb";
import { DriftError } from "../../shared/errors";
import type { ReconcileRecord } from "../../shared/reconcile";
import type { Clock, Log } from "../ports";
import { sweepTemporaries } from "./atomicFile";
import { ChangeQueue } from "./changeQueue";
import type { Held } from "./lock";
import { StoreFile } from "./lowdbAdapter";
import { isGone, thisProcess } from "./processOwner";
import {
  readRecordFile,
  reconcilesFolder,
  recordUnreadable,
  removeRecordFile,
  storedRecordIds,
  writeRecordFile,
} from "./reconcileFiles";
import {
  emptyReconcileIndex,
  newestRecordFirst,
  reconcileEntryOf,
  reconcileIndexShape,
  type ReconcileEntry,
  type ReconcileIndex,
} from "./reconcileIndex";
import { isReconcileId } from "./runId";
import type { Owner } from "./runIndex";
import { RunningMarks, type Disposable } from "./runningMarks";
import type { RootModuleRef } from "./runStore";
import { inWords } from "./storeErrors";

/** How a store of records is opened. */
export interface ReconcileStoreOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** How long to wait while other processes write, in milliseconds (20,000). */
  readonly lockTimeoutMs?: number | undefined;
}

/**
 * The records of applies in one data folder, shared by all processes that open it.
 * Every method may throw "store_newer", and "store_unwritable" where the folder cannot be used.
 */
export interface ReconcileStore {
  /**
   * Stores a record that is "applying", before anything is applied. Throws "apply_running" (who, since when) while another apply of the
   * same root module is going on in a process that is alive, and "usage" for a record that is stored already or not "applying".
   */
  begin(record: ReconcileRecord): Promise<void>;
  /** Stores how it went on; the whole record. One that was taken for interrupted meanwhile is what its owner says it is. */
  update(record: ReconcileRecord): Promise<void>;
  /** Null: there is none. Throws "run_unreadable". */
  get(id: string): Promise<ReconcileRecord | null>;
  /** Newest first, without those that cannot be read. At most 200 are kept, the oldest that ended go with their files. */
  list(of?: Partial<RootModuleRef>): Promise<ReconcileRecord[]>;
  /** The apply of that root module that is going on in a living process, ours or another; null. Throws "run_unreadable" if only who it is cannot be read. */
  applying(of: RootModuleRef): Promise<ReconcileRecord | null>;
  /** Ends the records whose process is gone as "interrupted", with an aftermath, and answers with them. */
  recoverInterrupted(): Promise<ReconcileRecord[]>;
  /** Asks the process that applies to end it, `hard`: at once. Throws "unknown_reconcile" and "run_over". */
  requestCancel(id: string, hard: boolean): Promise<void>;
  /** For the process that applies: calls within a second when that was asked for, first softly and then hard, or hard alone. */
  onCancelRequested(id: string, listener: (hard: boolean) => void): Disposable;
  /** Ends heartbeats and watches; applies that are going on will be taken for interrupted. */
  dispose(): void;
}

/** Costs nothing and touches nothing: the folder is made when something is stored. */
export function openReconcileStore(dir: string, options: ReconcileStoreOptions): ReconcileStore {
  return new FolderReconcileStore(dir, options);
}

const LOCK_TIMEOUT = 20_000;
const KEPT = 200;
/** Nobody takes so long (milliseconds) over writing one file. */
const ABANDONED_TEMPORARY = 600_000;

/** Of an apply that only its record's file tells of: on no machine that we are, so that its heartbeat decides. */
const UNKNOWN_OWNER: Owner = { host: "", pid: 1, processStart: null };

const AFTERMATH =
  "Whoever applied this ended before Terraform did, so nobody knows what was done; Terraform may even still be finishing what it had begun. " +
  "Check again to see what is there now. If the state is still locked, and nobody works on it, run `terraform force-unlock` with the lock's id; " +
  "if there is a file errored.tfstate in the root module, run `terraform state push errored.tfstate` before anything else.";

/** `reconciles.json`, `reconciles/<id>.json` for each record, and marks for those that are going on. Where they differ, the records' own files are right. */
class FolderReconcileStore implements ReconcileStore {
  readonly #changes: ChangeQueue;
  readonly #marks: RunningMarks;
  readonly #told = new Set<string>();
  readonly #path: string;

  constructor(
    private readonly dir: string,
    private readonly options: ReconcileStoreOptions,
  ) {
    const { clock, log, lockTimeoutMs = LOCK_TIMEOUT } = options;
    this.#path = join(dir, "reconciles.json");
    this.#changes = new ChangeQueue(dir, this.#path, { log, lockTimeoutMs });
    this.#marks = new RunningMarks(dir, clock, log, "applying");
  }

  async begin(record: ReconcileRecord): Promise<void> {
    const { id } = record;
    if (record.status !== "applying" || !isReconcileId(id)) {
      throw new DriftError("usage", `The record ${id} cannot begin: nothing is being applied, or its id is not valid.`);
    }
    const owner = await thisProcess();
    await this.#change(async (low, held) => {
      const index = low.data;
      if (index.entries.some((entry) => entry.id === id)) {
        throw new DriftError("usage", `The record ${id} is stored already.`);
      }
      const other = await this.#livingOf(index, record);
      if (other !== undefined) throw await this.#applyRunning(other);
      index.entries.push(reconcileEntryOf(record, owner));
      try {
        await held.verify();
        await writeRecordFile(this.dir, record);
        await this.#marks.startHeartbeat(id);
        await this.#save(low, held);
      } catch (error) {
        await this.#forget(id);
        throw error;
      }
    });
  }

  async update(record: ReconcileRecord): Promise<void> {
    if (!isReconcileId(record.id)) throw unknownRecord(record.id);
    const isOver = record.status !== "applying";
    const owner = await thisProcess();
    const store = this.#change(async (low, held) => {
      await held.verify();
      await writeRecordFile(this.dir, record);
      const entry = reconcileEntryOf(record, owner);
      low.data.entries = [...low.data.entries.filter(({ id }) => id !== record.id), entry];
      await this.#save(low, held);
    });
    // Also where it could not be stored: without a heartbeat others will find it out.
    await store.finally(() => (isOver ? this.#marks.stopHeartbeat(record.id) : undefined));
    if (isOver) await this.#marks.remove(record.id);
  }

  async get(id: string): Promise<ReconcileRecord | null> {
    if (!isReconcileId(id)) return null;
    return inWords(this.dir, async () => {
      const { record, problem } = await readRecordFile(this.dir, id);
      if (problem !== null) throw problem;
      if (record !== null) return record;
      const { entries } = (await this.#load()).data;
      if (entries.some((entry) => entry.id === id)) throw recordUnreadable(id, "its file is missing");
      return null;
    });
  }

  async list({ projectId, workspaceId }: Partial<RootModuleRef> = {}): Promise<ReconcileRecord[]> {
    return inWords(this.dir, async () => {
      const { entries } = (await this.#load()).data;
      const wanted = entries.filter(
        (entry) =>
          (projectId === undefined || entry.projectId === projectId) &&
          (workspaceId === undefined || entry.workspaceId === workspaceId),
      );
      const records: ReconcileRecord[] = [];
      for (const { id } of wanted.sort(newestRecordFirst).slice(0, KEPT)) {
        const { record, problem } = await readRecordFile(this.dir, id);
        if (record !== null) records.push(record);
        else this.#tell(problem?.message ?? `The file of the record ${id} is missing.`);
      }
      return records;
    });
  }

  async applying(of: RootModuleRef): Promise<ReconcileRecord | null> {
    return inWords(this.dir, async () => {
      const living = await this.#livingOf((await this.#load()).data, of);
      return living === undefined ? null : this.get(living.id);
    });
  }

  async recoverInterrupted(): Promise<ReconcileRecord[]> {
    const suspects = await inWords(this.dir, async () => {
      for (const folder of [this.dir, reconcilesFolder(this.dir)]) await sweepTemporaries(folder, ABANDONED_TEMPORARY);
      return this.#abandonedIn((await this.#load()).data);
    });
    if (suspects.length === 0) return [];
    return this.#change(async (low, held) => {
      const interrupted: ReconcileRecord[] = [];
      for (const { entry, lastSeen } of await this.#abandonedIn(low.data)) {
        const { record, problem } = await readRecordFile(this.dir, entry.id);
        if (problem?.reason === "store_newer") throw problem;
        const hasEnded = record !== null && record.status !== "applying"; // only the index was not told
        Object.assign(entry, { owner: null, status: hasEnded ? record.status : "interrupted" });
        if (record === null || hasEnded) continue;
        const after: ReconcileRecord = { ...record, status: "interrupted", endedAt: lastSeen, aftermath: AFTERMATH };
        await held.verify();
        await writeRecordFile(this.dir, after);
        interrupted.push(after);
      }
      await this.#save(low, held);
      await this.#marks.keepOnly(new Set(low.data.entries.flatMap(({ id, owner }) => (owner === null ? [] : [id]))));
      return interrupted;
    });
  }

  async requestCancel(id: string, hard: boolean): Promise<void> {
    if (!isReconcileId(id)) throw unknownRecord(id);
    await this.#change(async ({ data }) => {
      const entry = data.entries.find((candidate) => candidate.id === id);
      if (entry === undefined) throw unknownRecord(id);
      if (!(await this.#isLiving(entry))) {
        throw new DriftError(
          "run_over",
          `Nothing is applied any more by ${id}.`,
          "Check again to see what is there now.",
        );
      }
      await this.#marks.requestCancel(id, hard ? "stop" : "cancel");
    });
  }

  onCancelRequested(id: string, listener: (hard: boolean) => void): Disposable {
    if (!isReconcileId(id)) throw unknownRecord(id);
    const soft = this.#marks.onCancelRequested(id, () => listener(false), "cancel");
    const stop = (): void => {
      soft.dispose();
      listener(true);
    };
    const hard = this.#marks.onCancelRequested(id, stop, "stop");
    return {
      dispose: () => {
        soft.dispose();
        hard.dispose();
      },
    };
  }

  dispose(): void {
    this.#marks.dispose();
  }

  async #change<T>(make: (low: Low<ReconcileIndex>, held: Held) => Promise<T>): Promise<T> {
    return this.#changes.run(async (held) => make(await this.#load(), held));
  }

  /** Drops what is too old; files go only once the index has forgotten them. */
  async #save(low: Low<ReconcileIndex>, held: Held): Promise<void> {
    const { entries } = low.data;
    const ended = entries.filter(({ owner }) => owner === null).sort(newestRecordFirst);
    const leaving = new Set(ended.slice(Math.max(0, KEPT - (entries.length - ended.length))));
    low.data.entries = entries.filter((entry) => !leaving.has(entry));
    await held.verify();
    await low.write();
    for (const { id } of leaving) await this.#removeFile(id);
  }

  /** What the index says, and what only the records' own files say; where it is damaged, those are believed. */
  async #load(): Promise<Low<ReconcileIndex>> {
    const file = new StoreFile(this.#path, reconcileIndexShape, this.options.clock);
    const low = new Low(file, emptyReconcileIndex());
    await low.read();
    if (file.damage !== null) this.#tell(`${file.damage}; the list of applies was restored from their own records.`);
    const known = new Map(low.data.entries.map((entry) => [entry.id, entry]));
    for (const id of await storedRecordIds(this.dir)) {
      const entry = known.get(id);
      if (entry !== undefined && file.damage === null) continue;
      const { record } = await readRecordFile(this.dir, id);
      if (record !== null) known.set(id, reconcileEntryOf(record, entry?.owner ?? UNKNOWN_OWNER));
    }
    low.data.entries = [...known.values()];
    return low;
  }

  async #livingOf(
    { entries }: ReconcileIndex,
    { projectId, workspaceId }: RootModuleRef,
  ): Promise<ReconcileEntry | undefined> {
    for (const entry of entries) {
      const isOf = entry.projectId === projectId && entry.workspaceId === workspaceId;
      if (isOf && (await this.#isLiving(entry))) return entry;
    }
    return undefined;
  }

  /** An apply that has ended by its own file is over, even if the index could not be told. */
  async #isLiving({ id, owner, startedAt }: ReconcileEntry): Promise<boolean> {
    if (owner === null) return false;
    const lastBeat = await this.#lastBeat({ id, startedAt });
    if (await isGone(owner, lastBeat, this.options.clock.now().getTime())) return false;
    const { record } = await readRecordFile(this.dir, id);
    return record === null || record.status === "applying";
  }

  async #abandonedIn({ entries }: ReconcileIndex): Promise<{ entry: ReconcileEntry; lastSeen: string }[]> {
    const found: { entry: ReconcileEntry; lastSeen: string }[] = [];
    for (const entry of entries) {
      if (entry.owner === null || (await this.#isLiving(entry))) continue;
      found.push({ entry, lastSeen: new Date(await this.#lastBeat(entry)).toISOString() });
    }
    return found;
  }

  /** In milliseconds since 1970. */
  async #lastBeat({ id, startedAt }: Pick<ReconcileEntry, "id" | "startedAt">): Promise<number> {
    return (await this.#marks.lastBeat(id)) ?? (Date.parse(startedAt) || 0);
  }

  async #applyRunning(entry: ReconcileEntry): Promise<DriftError> {
    const { record } = await readRecordFile(this.dir, entry.id);
    return applyRunning(record);
  }

  async #forget(id: string): Promise<void> {
    await this.#marks.remove(id);
    await this.#removeFile(id);
  }

  /** Never throws: what stays behind is listed again, and goes with the next that is too old. */
  async #removeFile(id: string): Promise<void> {
    const leftOver = (error: unknown) => this.options.log.warn(`The file of ${id} stays behind: ${String(error)}`);
    await removeRecordFile(this.dir, id).catch(leftOver);
  }

  #tell(problem: string): void {
    if (!this.#told.has(problem)) this.options.log.warn(problem);
    this.#told.add(problem);
  }
}

/** Somebody else is at it. Null: nobody knows who. */
export function applyRunning(record: Pick<ReconcileRecord, "by" | "startedAt"> | null): DriftError {
  const who = record === null ? "" : ` by ${record.by}, since ${record.startedAt}`;
  return new DriftError("apply_running", `This root module is being applied${who}.`, "Wait for its end, or cancel it.");
}

function unknownRecord(id: string): DriftError {
  return new DriftError("unknown_reconcile", `There is no record ${id}.`, "List the stored records to find its id.");
}
