import type { DriftRun, RunSummary } from "../../shared/model";
import type { Clock, Log } from "../ports";
import type { Disposable } from "./runningMarks";
import type { RunPage, RunQuery } from "./runPage";

/** How a store is opened. */
export interface RunStoreOptions {
  /** How many runs to keep; the oldest that ended go with their files. Asked for whenever a run begins, or is stored that never began. */
  limit: () => number;
  log: Log;
  clock: Clock;
  /** How long to wait while other processes write, in milliseconds (20,000). */
  lockTimeoutMs?: number;
}

/** Names one root module, as in `DriftRun`. */
export interface RootModuleRef {
  readonly projectId: string;
  readonly workspaceId: string;
}

/** What is known about a root module. Runs of chosen addresses are left out: they say nothing about the whole. */
export interface LatestRuns {
  /** The newest of those that are being made. */
  running: RunSummary | null;
  /** The newest that ended by itself, well or badly. */
  ended: RunSummary | null;
}

/**
 * The runs of one data folder, shared by all processes that open it.
 * Every method may throw "store_newer", and "store_unwritable" where the folder cannot be used.
 */
export interface RunStore {
  /** Stores a run that is starting. Throws "usage" if it is not running or already stored. */
  begin(run: DriftRun): Promise<void>;
  /** Stores how a run ended, also one that was never begun. */
  finish(run: DriftRun): Promise<void>;
  /** A running run has no output and no drifted resources yet; null if there is no such run. Throws "run_unreadable" if only its details cannot be read. */
  get(id: string): Promise<DriftRun | null>;
  /** Throws "usage" for a cursor or limit that is none. */
  list(query: RunQuery): Promise<RunPage>;
  /** The root modules that have runs, running ones too: each once, by project and then workspace. Costs no more than the index. */
  workspaces(): Promise<RootModuleRef[]>;
  latest(projectId: string, workspaceId: string): Promise<LatestRuns>;
  /** Ignores a resource in this run only; again: nothing changes. Throws "unknown_run", "unknown_resource", and "usage" while the run is running. */
  ignore(id: string, address: string): Promise<DriftRun>;
  /** Asks the process that makes the run to end it. Throws "unknown_run" and "run_over". */
  requestCancel(id: string): Promise<void>;
  /** For the process that makes the run: calls once, within a second, when its end was asked for. */
  onCancelRequested(id: string, listener: () => void): Disposable;
  /** For the start of a program: ends the runs that are marked as running though their process is gone, and says which. */
  recoverInterrupted(): Promise<string[]>;
  /** Throws "unknown_run", and "usage" while the run is running. */
  delete(id: string): Promise<void>;
  /** Deletes all runs but those that are running. */
  clear(): Promise<void>;
  /** What was found damaged since this store was opened, one sentence each. */
  problems(): readonly string[];
  /** Ends heartbeats and watches; runs that are still running will be taken for interrupted. */
  dispose(): void;
}
