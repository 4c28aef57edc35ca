/** What is known about the root modules of this window: the one place that every surface reads. Knows nothing of VS Code. */
import { sep } from "node:path";
import type { RootModule } from "../../core/local/rootModule";
import type { DriftEvent, DriftService } from "../../core/service";
import { DriftError, oneLine } from "../../shared/errors";
import { rootModuleName } from "../../shared/format";
import type { DriftRun, RunSummary } from "../../shared/model";
import type { Engine, OpenedFolder } from "../engine/engine";
import { withTargeted } from "./targetedRun";

/** How far a check of a root module is. */
export interface Running {
  readonly runId: string;
  readonly done: number;
  /** Null if nobody knows. */
  readonly total: number | null;
}

/** One root module, as it stands. A new object with every change. */
export interface RootState {
  /** Names it within this window, and stays the same over reloads. */
  readonly id: string;
  readonly root: RootModule;
  readonly name: string;
  /** The newest run that found something out, with what single resources were checked for since; null: there is none. */
  readonly run: DriftRun | null;
  /** What `run` is made of: a run of everything, if there is one, then those of single resources since. */
  readonly parts: readonly DriftRun[];
  readonly running: Running | null;
  /** The code was changed after `run` began: what it says is of the code as it was. */
  readonly isStale: boolean;
  /** Why the last check in this window did not come to a complete result; null if it did, or there was none. */
  readonly failure: DriftError | null;
}

/** Told which root module changed; null: the list itself did. */
export type StateListener = (id: string | null) => void;

/** How many runs back the newest complete one is looked for: those before it are cancelled, running or of single resources. */
const LOOK_BACK = 50;

/** Progress may come thousands of times a second; nobody reads faster than this. */
const PROGRESS_MS = 100;

export class DriftState {
  #roots = new Map<string, RootState>();
  #loading: Promise<void> | undefined;
  #loaded = false;
  /** When progress was told last. */
  #toldAt = 0;
  #failure: DriftError | null = null;
  readonly #listeners = new Set<StateListener>();
  #subscription: { dispose(): void } | undefined;

  constructor(
    private readonly open: () => Promise<Engine>,
    /** The opened folders that are on a disk. */
    private readonly folders: () => readonly OpenedFolder[],
  ) {}

  /** Sorted by name. Empty until `load` has ended. */
  get roots(): readonly RootState[] {
    return [...this.#roots.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  }

  /** False until the root modules have been looked for. */
  get isLoaded(): boolean {
    return this.#loaded;
  }

  /** Why they could not be looked for, or their runs not be read. */
  get failure(): DriftError | null {
    return this.#failure;
  }

  root(id: string): RootState | undefined {
    return this.#roots.get(id);
  }

  /** Those of the innermost root module's folder that a file is in: several where it is checked in several Terraform workspaces. */
  around(file: string): RootState[] {
    const outer = this.roots.filter(({ root }) => file.startsWith(root.dir + sep));
    const innermost = Math.max(...outer.map(({ root }) => root.dir.length));
    return outer.filter(({ root }) => root.dir.length === innermost);
  }

  /** Whether the code of a root module is no longer what its last run saw. */
  setStale(id: string, isStale: boolean): void {
    const state = this.#roots.get(id);
    if (state === undefined || state.run === null || state.isStale === isStale) return;
    this.#update(id, { isStale });
  }

  onDidChange(listener: StateListener): { dispose(): void } {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  /** Looks for root modules and reads their last runs; only once, until `reload`. Never rejects: see `failure`. */
  load(): Promise<void> {
    this.#loading ??= this.#load().finally(() => (this.#loaded = true));
    return this.#loading;
  }

  /** Looks again, after folders or files came or went. What is known stays shown meanwhile. */
  async reload(): Promise<void> {
    await this.#loading;
    this.#loading = undefined;
    await this.load();
  }

  /** Reads the last runs again: another window, or the command line, may have made newer ones. Never rejects. */
  async readAgain(): Promise<void> {
    if (!this.#loaded || this.#failure !== null) return this.reload();
    try {
      const { service } = await this.#engine();
      for (const state of this.roots) {
        const now = await this.#stateOf(service, state.root);
        if (now.run !== this.#roots.get(state.id)?.run)
          this.#update(state.id, { run: now.run, parts: now.parts, failure: now.failure });
      }
    } catch (error) {
      this.#failed(error);
    }
  }

  async service(): Promise<DriftService> {
    return (await this.#engine()).service;
  }

  async #engine(): Promise<Engine> {
    const engine = await this.open();
    this.#subscription ??= engine.service.onDidChange((event) => this.#follow(event));
    return engine;
  }

  async #load(): Promise<void> {
    try {
      const engine = await this.#engine();
      const roots = await engine.findRootModules(this.folders(), new AbortController().signal);
      const states = await Promise.all(roots.map((root) => this.#stateOf(engine.service, root)));
      this.#roots = new Map(states.map((state) => [state.id, state]));
      this.#failure = null;
    } catch (error) {
      this.#failed(error);
    }
    this.#loaded = true;
    this.#changed(null);
  }

  #failed(error: unknown): void {
    this.#failure = reasonOf(error);
    this.#changed(null);
  }

  /** What cannot be read of one root module's runs is said of that one. */
  async #stateOf(service: DriftService, root: RootModule): Promise<RootState> {
    const id = idOf(root);
    const newest = await lastRun(service, root).catch(reasonOf);
    const {
      run: known = null,
      parts = [],
      running = null,
      isStale = false,
      failure = null,
    } = this.#roots.get(id) ?? {};
    const state = { id, root, name: root.label ?? rootModuleName(root), run: known, parts, running, isStale, failure };
    if (newest === null || (!(newest instanceof DriftError) && newest.id === known?.id)) return state;
    const run = newest instanceof DriftError ? newest : await service.run(newest.id).catch(reasonOf);
    return run instanceof DriftError
      ? { ...state, failure: run }
      : { ...state, run, parts: [run], isStale: false, failure: null };
  }

  /** The run in which a resource that is shown is stored: what is ignored is ignored there. */
  runIdOf(rootId: string, address: string): string | undefined {
    const has = ({ metadata }: DriftRun): boolean => metadata.driftedResources.some((one) => one.address === address);
    return this.#roots.get(rootId)?.parts.findLast(has)?.id;
  }

  #follow(event: DriftEvent): void {
    switch (event.kind) {
      case "started":
        this.#update(idOf(event.run), { running: { runId: event.run.id, done: 0, total: null } });
        return;
      case "progress": {
        if (performance.now() - this.#toldAt < PROGRESS_MS) return;
        this.#toldAt = performance.now();
        const state = [...this.#roots.values()].find(({ running }) => running?.runId === event.runId);
        const { runId, done, total } = event;
        if (state !== undefined) this.#update(state.id, { running: { runId, done, total } });
        return;
      }
      case "ended":
        this.#ended(event.run, event.failure);
        return;
      case "changed": {
        const { run } = event;
        const parts = this.#roots.get(idOf(run))?.parts ?? [];
        if (parts.some(({ id }) => id === run.id)) {
          this.#show(
            idOf(run),
            parts.map((part) => (part.id === run.id ? run : part)),
          );
        }
      }
    }
  }

  #ended(run: DriftRun, failure: DriftError | null): void {
    const state = this.#roots.get(idOf(run));
    if (state === undefined) return;
    const running = state.running?.runId === run.id ? null : state.running;
    if (run.status === "cancelled") this.#update(state.id, { running });
    else if (foundNothingOut(run)) this.#update(state.id, { running, failure });
    else this.#show(state.id, run.metadata.targets === null ? [run] : [...state.parts, run], { running, failure });
  }

  #show(id: string, parts: readonly DriftRun[], more: Partial<Pick<RootState, "running" | "failure">> = {}): void {
    const run = parts.reduce<DriftRun | null>(withTargeted, null);
    this.#update(id, { run, parts, ...more });
  }

  #update(id: string, change: Partial<Omit<RootState, "id" | "root" | "name">>): void {
    const state = this.#roots.get(id);
    if (state === undefined) return;
    const isNewRun = change.run !== undefined && change.run?.id !== state.run?.id;
    this.#roots.set(id, { ...state, ...(isNewRun ? { isStale: false } : {}), ...change });
    this.#changed(id);
  }

  #changed(id: string | null): void {
    for (const listener of [...this.#listeners]) listener(id);
  }

  dispose(): void {
    this.#subscription?.dispose();
    this.#listeners.clear();
  }
}

function reasonOf(error: unknown): DriftError {
  return error instanceof DriftError ? error : new DriftError("store_unwritable", oneLine(error));
}

/** Runs carry the same two names. */
function idOf({ projectId, workspaceId }: { projectId: string; workspaceId: string }): string {
  return `${projectId}/${workspaceId}`;
}

async function lastRun(service: DriftService, { projectId, workspaceId }: RootModule): Promise<RunSummary | null> {
  const { runs } = await service.history({ projectId, workspaceId, limit: LOOK_BACK });
  return runs.find(saysTheWhole) ?? null;
}

function saysTheWhole(run: RunSummary): boolean {
  const { status, metadata } = run;
  return status !== "running" && status !== "cancelled" && metadata.targets === null && !foundNothingOut(run);
}

/** Terraform did not come as far as a plan: what was known before is still the best that is known. */
function foundNothingOut({ status, metadata }: Pick<RunSummary, "status" | "metadata">): boolean {
  return status === "error" && metadata.totalResources === 0 && metadata.driftedCount === 0;
}

/** Whether the last check said all there is to say: partial is never clean. */
export function isIncomplete({ run, failure }: RootState): boolean {
  return run?.status === "error" || (failure !== null && !failure.reason.startsWith("store_"));
}
