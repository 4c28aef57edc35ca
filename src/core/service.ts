/**
 * What every surface knows: the tree, the editor, the panel, the command line and the server speak to this interface and
 * never to what stands behind it (the engine here, or a server elsewhere).
 */
import type { DriftError } from "../shared/errors";
import type { DriftedResource, DriftRun, RunMetadata, RunStatus, RunSummary, Trigger } from "../shared/model";
import type { ReconcileRecord } from "../shared/reconcile";
import type { Schedule } from "../shared/schedule";
import type { SuggestBody } from "../shared/suggest";
import type { AiBackend } from "./ai/backend";
import type { Suggestion } from "./ai/suggest";
import type { DriftReconcile, ReconcileProgress } from "./reconcile/reconcile";
import type { ScheduleEvent } from "./schedule/scheduleEvents";
import type { SchedulePreview, Schedules } from "./schedule/schedules";
import type { RunPage } from "./store/runPage";

/** Names one root module, as in `DriftRun`. */
export interface WorkspaceRef {
  readonly projectId: string;
  readonly workspaceId: string;
}

export interface CheckOptions {
  readonly trigger?: Trigger;
  /** Only these addresses, and what they depend on. Such a run never becomes the summary's last run. */
  readonly targets?: readonly string[];
}

/** The state of one root module in a glance. While a check runs: its run, and the findings of the last finished one. */
export interface DriftSummary {
  /** A cancelled run is passed over. */
  readonly status: Exclude<RunStatus, "cancelled"> | "never_run";
  readonly lastRun: RunSummary | null;
  readonly totalResources: number;
  readonly driftedCount: number;
  /** Those that count. */
  readonly driftedResources: readonly DriftedResource[];
  readonly schedule: ScheduleSummary;
  /** In the order in which they were made. */
  readonly schedules: readonly Schedule[];
}

/** Of a root module's schedules the enabled one that is next, else the first; without any, all is null. Times are ISO 8601. */
export interface ScheduleSummary {
  readonly enabled: boolean;
  readonly cron: string | null;
  readonly humanReadable: string | null;
  readonly nextRun: string | null;
  readonly lastRun: string | null;
}

export type DriftEvent =
  | { readonly kind: "started"; readonly run: RunSummary }
  | {
      readonly kind: "progress";
      readonly runId: string;
      readonly done: number;
      /** Null if nobody knows. */
      readonly total: number | null;
      readonly current: string | null;
    }
  /** `failure`: why the run is not complete, or could not be stored, in one sentence with a way out. */
  | { readonly kind: "ended"; readonly run: DriftRun; readonly failure: DriftError | null }
  | { readonly kind: "changed"; readonly run: DriftRun }
  /** Runs that nobody can ask for any more; null: all that had ended. */
  | { readonly kind: "removed"; readonly runIds: readonly string[] | null }
  /** Something about schedules is other than it was. */
  | { readonly kind: "schedules"; readonly event: ScheduleEvent }
  /** An apply has begun, has ended, or was verified. */
  | { readonly kind: "reconcile"; readonly record: ReconcileRecord }
  | ({ readonly kind: "applying"; readonly reconcileId: string } & ReconcileProgress);

/** The schedules of checks. Who runs what is due is not said here: this process, others over the same data, or a server. */
export interface DriftSchedules extends Pick<Schedules, "add" | "update" | "remove"> {
  /** In the order in which they were made; of all root modules, or only of some. */
  list(of?: Partial<WorkspaceRef>): Promise<Schedule[]>;
  /** Rejects with "unknown_schedule". */
  get(id: string): Promise<Schedule>;
  /** Checks the root module of a schedule now, as if somebody had asked for it by hand; answers with the run's id. */
  run(id: string): Promise<string>;
  /** Rejects with "usage", with the sentence to be shown beside what was typed. */
  preview(cron: string, timezone: string, count: number): Promise<SchedulePreview>;
}

export interface HistoryQuery extends Partial<WorkspaceRef> {
  /** One of these; absent or empty: all. */
  readonly status?: readonly RunStatus[] | undefined;
  readonly limit?: number;
  /** `next` of a page before; it stays valid whatever is filtered by. */
  readonly cursor?: string;
}

/**
 * What is to be explained: drifted resources of a stored run (those with these addresses, whatever they are; without any, all but noise and
 * what is ignored), or what somebody sends.
 */
export type SuggestAbout = { readonly runId: string; readonly addresses?: readonly string[] | undefined } | SuggestBody;

export interface SuggestOptions {
  readonly signal: AbortSignal;
  /** Asked in place of the one that is configured; null: our own rules answer, whatever is configured. */
  readonly model?: AiBackend | null;
  /** What the person wants to know beside it; only models answer questions. */
  readonly question?: string | undefined;
}

/** All methods reject with a `DriftError`; an unknown run is "unknown_run". */
export interface DriftService {
  summary(ref: WorkspaceRef): Promise<DriftSummary>;
  /** Starts a check and answers at once with its run id; while one runs that covers what is asked for, with its id. */
  check(ref: WorkspaceRef, options?: CheckOptions): Promise<string>;
  /** Waits for the end of a run. Answers at once when it has ended. */
  ended(runId: string): Promise<DriftRun>;
  run(runId: string): Promise<DriftRun>;
  /** Newest first. */
  history(query: HistoryQuery): Promise<RunPage>;
  /** The root modules that have runs, running ones too: each once, by project and then workspace. */
  workspaces(): Promise<WorkspaceRef[]>;
  /** Ignores a resource in this run only. Repeating it changes nothing. */
  ignore(runId: string, address: string): Promise<RunMetadata>;
  /** Resolves when the processes of the run are gone. A run already over rejects with "run_over". */
  cancel(runId: string): Promise<void>;
  /** For good. Rejects with "usage" while the run is running. */
  delete(runId: string): Promise<void>;
  /** Deletes all runs that have ended, of every root module. */
  clear(): Promise<void>;
  readonly schedules: DriftSchedules;
  readonly reconcile: DriftReconcile;
  /** What a model says about drift, or our own rules where none is configured. What comes from elsewhere is redacted before anything is made of it. */
  suggest(about: SuggestAbout, options: SuggestOptions): Promise<Suggestion>;
  onDidChange(listener: (event: DriftEvent) => void): { dispose(): void };
  /** Stops what runs, and waits until it is gone. */
  dispose(): Promise<void>;
}
