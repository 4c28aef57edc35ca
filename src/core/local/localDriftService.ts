/** The engine behind `DriftService`: runs Terraform here and keeps the runs in a store on this machine. */
import { setTimeout as delay } from "node:timers/promises";
import { DriftError, oneLine } from "../../shared/errors";
import { type DriftRun, summarize, type RunMetadata, type RunStatus } from "../../shared/model";
import { countedDrift } from "../../shared/vocabulary";
import type { Clock, Log } from "../ports";
import type { RuleUse } from "../rules/ruleFindings";
import type { AiBackend } from "../ai/backend";
import { subjectsOfBody, subjectsOfRun } from "../ai/subjects";
import { suggest, type Suggestion } from "../ai/suggest";
import { LocalReconcile } from "../reconcile/localReconcile";
import type {
  CheckOptions,
  DriftEvent,
  DriftService,
  DriftSummary,
  HistoryQuery,
  SuggestAbout,
  SuggestOptions,
  WorkspaceRef,
} from "../service";
import { openReconcileStore } from "../store/reconcileStore";
import { newRunId } from "../store/runId";
import type { RunPage } from "../store/runPage";
import type { RunStore } from "../store/runStore";
import { sweepLeftovers } from "../terraform/tempFolder";
import { checkRootModule } from "./check";
import { type CheckOutcome, EMPTY_METADATA } from "./checkOutcome";
import { endedRun } from "./endedRun";
import { limiter } from "./limiter";
import { LocalSchedules } from "./localSchedules";
import { type CheckSettings, type RootModule, rootModuleKey } from "./rootModule";
import { summarizeSchedules } from "./scheduleSummary";
import { UnstoredRuns } from "./unstoredRuns";

export interface LocalEngine {
  readonly store: RunStore;
  /** Asked for each check, so that changed settings count at once. */
  readonly settings: () => CheckSettings;
  /** The root module of that name, or null if there is none. */
  readonly resolve: (ref: WorkspaceRef) => RootModule | null;
  /** What Terraform inherits; the environment of this process. */
  readonly environment: NodeJS.ProcessEnv;
  /** The model that explains drift; null: none is configured. Rejects as `openBackend` does. */
  readonly model: () => Promise<AiBackend | null>;
  /** The folder of the runs, for what is stored beside them. */
  readonly dataDir: string;
  /** Up to how many milliseconds after its time a scheduled check starts; asked for each. */
  readonly scheduleJitterMs: () => number;
  /** The folder in which the person types commands, for the paths in what is advised; null: nobody knows. */
  readonly shownFrom: string | null;
  readonly clock: Clock;
  readonly log: Log;
}

/** How often a run of another process is looked at. */
const POLL_MS = 500;

interface ActiveCheck {
  readonly run: DriftRun;
  readonly key: string;
  readonly controller: AbortController;
  /** The store knows of the run, or has failed to take it. */
  readonly begun: Promise<DriftError | null>;
  readonly done: Promise<DriftRun>;
}

export class LocalDriftService implements DriftService {
  readonly #active = new Map<string, ActiveCheck>();
  readonly #unstored: UnstoredRuns;
  readonly #listeners = new Set<(event: DriftEvent) => void>();
  /** Of the last complete check of each root module. */
  readonly #uses = new Map<string, readonly RuleUse[]>();
  readonly #slot = limiter(() => this.engine.settings().concurrency);
  #ready: Promise<void> | undefined;

  readonly schedules: LocalSchedules;
  readonly reconcile: LocalReconcile;

  constructor(private readonly engine: LocalEngine) {
    this.#unstored = new UnstoredRuns(engine.store);
    const { dataDir, clock, log, settings, environment, shownFrom } = engine;
    this.reconcile = new LocalReconcile({
      ...{ settings, environment, shownFrom, clock, log },
      store: openReconcileStore(dataDir, { clock, log }),
      resolve: (ref) => this.#rootOf(ref),
      alone: (ref, signal) => this.#slot(signal, rootModuleKey(ref)),
      verify: (ref) => this.check(ref, { trigger: "verify" }),
      endOf: (runId) => this.ended(runId),
      tell: (event) => this.#emit(event),
    });
    this.schedules = new LocalSchedules({
      ...{ dataDir, clock, log, jitterMs: engine.scheduleJitterMs, service: this },
      canRun: (ref) => engine.resolve(ref) !== null,
      statusOf: (runId) => this.#statusOf(runId),
      tell: (event) => this.#emit({ kind: "schedules", event }),
    });
  }

  /** What is left over from processes that were killed is put in order once, before anything else. */
  #recovered(): Promise<void> {
    const { store, log } = this.engine;
    this.#ready ??= Promise.all([
      // Whatever needs the store says it to the person; here it is one more detail.
      store.recoverInterrupted().catch((error: unknown) => log.debug(`Interrupted runs: ${oneLine(error)}`)),
      this.reconcile.recover(),
      sweepLeftovers({ log }),
    ]).then(() => undefined);
    return this.#ready;
  }

  /** The store is asked only once it knows of every run that this process has announced. */
  async #upToDate(): Promise<void> {
    await this.#recovered();
    await Promise.all([...this.#active.values()].map(({ begun }) => begun));
  }

  async summary(ref: WorkspaceRef): Promise<DriftSummary> {
    await this.#upToDate();
    const { running, ended } = await this.engine.store.latest(ref.projectId, ref.workspaceId);
    const lastRun = running ?? ended;
    const finished = ended === null ? null : await this.engine.store.get(ended.id);
    const metadata = finished?.metadata;
    const schedules = await this.schedules.list({ projectId: ref.projectId, workspaceId: ref.workspaceId });
    return {
      status: lastRun === null || lastRun.status === "cancelled" ? "never_run" : lastRun.status,
      lastRun,
      totalResources: metadata?.totalResources ?? 0,
      driftedCount: metadata?.driftedCount ?? 0,
      driftedResources: metadata === undefined ? [] : countedDrift(metadata),
      schedule: summarizeSchedules(schedules),
      schedules,
    };
  }

  async check(ref: WorkspaceRef, options: CheckOptions = {}): Promise<string> {
    const root = this.#rootOf(ref);
    await this.#recovered();
    const targets = options.targets === undefined || options.targets.length === 0 ? null : [...options.targets];
    const joined = this.#coveredBy(ref, targets); // nothing may be awaited between this and the start
    if (joined !== null) return joined;

    const run = this.#newRun(ref, options.trigger ?? "manual", targets);
    const controller = new AbortController();
    const begun = this.#stored(() => this.engine.store.begin(run)); // the check need not wait for the disk
    const active: ActiveCheck = {
      run,
      key: rootModuleKey(ref),
      controller,
      begun,
      done: this.#perform(run, root, begun, controller.signal),
    };
    this.#active.set(run.id, active);
    void active.done.finally(() => this.#active.delete(run.id)).catch(() => undefined); // reported by whoever waits
    await begun; // so that any process over the same store knows the id; Terraform runs already
    return run.id;
  }

  #rootOf(ref: WorkspaceRef): RootModule {
    const root = this.engine.resolve(ref);
    if (root !== null) return root;
    throw new DriftError("no_root_module", `There is no root module ${ref.workspaceId} in ${ref.projectId}.`);
  }

  /** A check of everything covers any targets. */
  #coveredBy(ref: WorkspaceRef, targets: readonly string[] | null): string | null {
    for (const { run, key } of this.#active.values()) {
      const asked = run.metadata.targets;
      if (key === rootModuleKey(ref) && (asked === null || asked.join("\n") === targets?.join("\n"))) return run.id;
    }
    return null;
  }

  #newRun(ref: WorkspaceRef, trigger: DriftRun["trigger"], targets: string[] | null): DriftRun {
    return {
      id: newRunId(this.engine.clock),
      projectId: ref.projectId,
      workspaceId: ref.workspaceId,
      status: "running",
      trigger,
      startedAt: this.engine.clock.now().toISOString(),
      endedAt: null,
      output: "",
      metadata: { ...EMPTY_METADATA, targets, threshold: this.engine.settings().threshold },
    };
  }

  async #perform(run: DriftRun, root: RootModule, begun: ActiveCheck["begun"], signal: AbortSignal): Promise<DriftRun> {
    this.#emit({ kind: "started", run: summarize(run) });
    const asked = begun.then((failure) => (failure === null ? this.#watchForCancel(run.id) : null));
    const release = await this.#slot(signal, rootModuleKey(root));
    try {
      const outcome = await this.#checkNow(run, root, signal);
      const notStored = await begun;
      const ended = endedRun(run, outcome, this.engine.clock);
      this.#uses.set(rootModuleKey(run), outcome.ruleUses);
      const failure = notStored ?? (await this.#stored(() => this.engine.store.finish(ended)));
      if (failure !== null) this.#unstored.keep(ended, notStored === null);
      this.#emit({ kind: "ended", run: ended, failure: outcome.failure ?? failure });
      return ended;
    } finally {
      release();
      (await asked)?.dispose();
    }
  }

  async #checkNow(run: DriftRun, root: RootModule, signal: AbortSignal): Promise<CheckOutcome> {
    const { settings, environment, shownFrom, clock, log } = this.engine;
    return checkRootModule({
      root,
      settings: settings(),
      targets: run.metadata.targets,
      environment,
      lastTotal: () => this.#lastTotal(root),
      signal,
      shownFrom,
      onProgress: (progress) => this.#emit({ kind: "progress", runId: run.id, ...progress }),
      clock,
      log,
    });
  }

  async #lastTotal({ projectId, workspaceId }: RootModule): Promise<number | undefined> {
    try {
      return (await this.engine.store.latest(projectId, workspaceId)).ended?.metadata.totalResources;
    } catch {
      return undefined; // only progress would have used it; the store's own trouble is told elsewhere
    }
  }

  /** A check is worth more than its record: where the store cannot take it, it goes on and says so at the end. */
  async #stored(work: () => Promise<void>): Promise<DriftError | null> {
    try {
      await work();
      return null;
    } catch (error) {
      this.engine.log.error("The run could not be stored.", error);
      if (error instanceof DriftError) return error;
      return new DriftError("store_unwritable", `The run could not be stored: ${oneLine(error)}.`);
    }
  }

  #watchForCancel(runId: string): { dispose(): void } {
    return this.engine.store.onCancelRequested(runId, () => this.#active.get(runId)?.controller.abort());
  }

  async ended(runId: string): Promise<DriftRun> {
    const active = this.#active.get(runId);
    if (active !== undefined) return active.done;
    for (;;) {
      const run = await this.run(runId);
      if (run.status !== "running") return run;
      await delay(POLL_MS);
      await this.engine.store.recoverInterrupted();
    }
  }

  async run(runId: string): Promise<DriftRun> {
    const run =
      this.#unstored.get(runId) ?? (await this.engine.store.get(runId)) ?? this.#active.get(runId)?.run ?? null;
    if (run === null)
      throw new DriftError("unknown_run", `There is no run ${runId}.`, "List them with `terraform-drift history`.");
    return run;
  }

  async #statusOf(runId: string): Promise<RunStatus | null> {
    await this.#upToDate();
    try {
      return (this.#unstored.get(runId) ?? (await this.engine.store.get(runId)))?.status ?? null;
    } catch (error) {
      if (error instanceof DriftError && error.reason === "run_unreadable") return null; // said to whoever asks for the run itself
      throw error;
    }
  }

  async history(query: HistoryQuery): Promise<RunPage> {
    await this.#upToDate();
    const page = await this.engine.store.list(query);
    return { ...page, runs: page.runs.flatMap((run) => this.#unstored.asItIs(run, query)) };
  }

  async workspaces(): Promise<WorkspaceRef[]> {
    await this.#upToDate();
    return this.engine.store.workspaces();
  }

  async ignore(runId: string, address: string): Promise<RunMetadata> {
    const run = await this.engine.store.ignore(runId, address);
    this.#emit({ kind: "changed", run });
    return run.metadata;
  }

  async cancel(runId: string): Promise<void> {
    await this.#recovered();
    const active = this.#active.get(runId);
    if (active === undefined) {
      await this.engine.store.requestCancel(runId);
    } else {
      active.controller.abort();
    }
    await this.ended(runId);
  }

  async delete(runId: string): Promise<void> {
    await this.#upToDate();
    if (this.#active.has(runId))
      throw new DriftError("usage", `The run ${runId} is still running.`, "Wait for its end, or cancel it.");
    await this.#unstored.delete(runId);
    this.#emit({ kind: "removed", runIds: [runId] });
  }

  async clear(): Promise<void> {
    await this.#upToDate();
    await this.#unstored.clear();
    this.#emit({ kind: "removed", runIds: null });
  }

  /** What the ignore rules came to in the last check of this process: a rule that several root modules share is judged over all. */
  ruleUses(ref: WorkspaceRef): readonly RuleUse[] {
    return this.#uses.get(rootModuleKey(ref)) ?? [];
  }

  async suggest(about: SuggestAbout, { signal, model, question }: SuggestOptions): Promise<Suggestion> {
    const isOfRun = "runId" in about;
    const subjects = isOfRun ? subjectsOfRun(await this.run(about.runId), about.addresses) : subjectsOfBody(about);
    const backend = model === undefined && subjects.length > 0 ? await this.engine.model() : (model ?? null);
    return suggest(subjects, { backend, signal, question, runId: isOfRun ? about.runId : undefined });
  }

  onDidChange(listener: (event: DriftEvent) => void): { dispose(): void } {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  #emit(event: DriftEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  async dispose(): Promise<void> {
    await this.schedules.dispose();
    const reconciled = this.reconcile.dispose();
    const active = [...this.#active.values()];
    active.forEach(({ controller }) => controller.abort());
    await Promise.allSettled([...active.map(({ done }) => done), reconciled]);
    this.#listeners.clear();
    this.engine.store.dispose();
  }
}
