/** What is known about the root modules of this window: the one place that every surface reads. Knows nothing of VS Code. */
import { sep } from "node:path";
import type { RootModule } from "../../core/local/rootModule";
import type { DriftEvent, DriftService } from "../../core/service";
import type { DriftError } from "../../shared/errors";
import { rootModuleName } from "../../shared/format";
import type { DriftRun } from "../../shared/model";
import type { Engine, OpenedFolder } from "../engine/engine";
import { foundNothingOut, reasonOf, type ShownRuns, shownRuns } from "./shownRuns";
import { withTargeted } from "./targetedRun";

/** How far a check of a root module is. */
export interface Running {
  readonly runId: string;
  readonly done: number;
  /** Null if nobody knows. */
  readonly total: number | null;
}

/** How far an apply is that puts drift right. */
export interface Applying {
  /** Of its record. */
  readonly reconcileId: string;
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
  readonly applying: Applying | null;
  /** The code was changed after `run` began: what it says is of the code as it was. */
  readonly isStale: boolean;
  /** Why the last check in this window did not come to a complete result; null if it did, or there was none. */
  readonly failure: DriftError | null;
}

/** Told which root module changed; null: the list itself did. */
export type StateListener = (id: string | null) => void;

/** Progress may come thousands of times a second; nobody reads faster than this. */
const PROGRESS_MS = 100;

/** What may change about a root module. */
type Change = Partial<Omit<RootState, "id" | "root" | "name">>;

const NEVER_CHECKED: Required<Change> = {
  run: null,
  parts: [],
  running: null,
  applying: null,
  isStale: false,
  failure: null,
};

export class DriftState {
  #roots = new Map<string, RootState>();
  #loading: Promise<void> | undefined;
  #loaded = false;
  /** How far checks and applies are that was not told yet, by run or record. */
  readonly #progress = new Map<string, Running | Applying>();
  #progressTimer: NodeJS.Timeout | undefined;
  #failure: DriftError | null = null;
  readonly #listeners = new Set<StateListener>();
  readonly #scheduleListeners = new Set<() => void>();
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

  /** Told when this window changed schedules, or ran what was due. */
  onDidChangeSchedules(listener: () => void): { dispose(): void } {
    this.#scheduleListeners.add(listener);
    return { dispose: () => this.#scheduleListeners.delete(listener) };
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

  /** Reads the last runs again: another window, or the command line, may have made newer ones, or deleted what is shown. Never rejects. */
  async readAgain(): Promise<void> {
    if (!this.#loaded || this.#failure !== null) return this.reload();
    try {
      const { service } = await this.#engine();
      for (const { id } of this.roots) await this.#readRoot(service, id);
    } catch (error) {
      this.#failed(error);
    }
  }

  async service(): Promise<DriftService> {
    return (await this.#engine()).service;
  }

  async #engine(): Promise<Engine> {
    const engine = await this.open();
    this.#subscription ??= engine.service.onDidChange((event) => this.#follow(event, engine.service));
    return engine;
  }

  async #load(): Promise<void> {
    try {
      const engine = await this.#engine();
      const roots = await engine.findRootModules(this.folders(), new AbortController().signal);
      const known = roots.map((root) => this.#roots.get(idOf(root))?.parts ?? NEVER_CHECKED.parts);
      const shown = await Promise.all(roots.map((root, at) => shownRuns(engine.service, root, known[at]!)));
      const states = roots.map((root, at) => this.#stateOf(root, known[at]!, shown[at]!));
      const found = new Set(states.map(({ id }) => id));
      // Where the folder went while it is checked: the check has a last word to say about it.
      const gone = this.roots.filter(({ id, running }) => running !== null && !found.has(id));
      this.#roots = new Map([...states, ...gone].map((state) => [state.id, state]));
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

  /** What cannot be read of one root module's runs is said of that one. What events told after `known` is newer than `shown`. */
  #stateOf(root: RootModule, known: readonly DriftRun[], { parts, ...more }: ShownRuns): RootState {
    const id = idOf(root);
    const before = this.#roots.get(id) ?? NEVER_CHECKED;
    const state = { ...before, id, root, name: root.label ?? rootModuleName(root) };
    if (state.parts !== known) return state;
    return withChange(state, parts === known ? more : { ...shownAs(parts), ...more });
  }

  /** Reads again what one root module is shown as. Never rejects. */
  async #readRoot(service: DriftService, id: string): Promise<void> {
    for (let state = this.#roots.get(id); state !== undefined; state = this.#roots.get(id)) {
      const { parts, ...more } = await shownRuns(service, state.root, state.parts);
      if (this.#roots.get(id)?.parts !== state.parts) continue; // a check ended meanwhile
      if (parts !== state.parts) this.#show(id, parts, more);
      return;
    }
  }

  /** The run in which a resource that is shown is stored: what is ignored is ignored there. */
  runIdOf(rootId: string, address: string): string | undefined {
    const has = ({ metadata }: DriftRun): boolean => metadata.driftedResources.some((one) => one.address === address);
    return this.#roots.get(rootId)?.parts.findLast(has)?.id;
  }

  #follow(event: DriftEvent, service: DriftService): void {
    switch (event.kind) {
      case "started":
        this.#update(idOf(event.run), { running: { runId: event.run.id, done: 0, total: null } });
        return;
      case "progress": {
        const { runId, done, total } = event;
        this.#noteProgress(runId, { runId, done, total });
        return;
      }
      case "applying": {
        const { reconcileId, done, total } = event;
        this.#noteProgress(reconcileId, { reconcileId, done, total });
        return;
      }
      case "reconcile": {
        const { record } = event;
        const isGoingOn = record.status === "applying";
        this.#update(idOf(record), { applying: isGoingOn ? { reconcileId: record.id, done: 0, total: null } : null });
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
        return;
      }
      case "removed":
        void this.#removed(event.runIds, service);
        return;
      case "schedules":
        for (const listener of [...this.#scheduleListeners]) listener();
        return;
    }
  }

  #noteProgress(id: string, progress: Running | Applying): void {
    this.#progress.set(id, progress);
    this.#progressTimer ??= setTimeout(() => this.#tellProgress(), PROGRESS_MS); // what is told is then the newest of all that came
  }

  #tellProgress(): void {
    this.#progressTimer = undefined;
    const news = [...this.#progress];
    this.#progress.clear();
    for (const [id, now] of news) {
      const state = this.roots.find(({ running, applying }) => running?.runId === id || applying?.reconcileId === id);
      if (state !== undefined) this.#update(state.id, "runId" in now ? { running: now } : { applying: now });
    }
  }

  async #removed(runIds: readonly string[] | null, service: DriftService): Promise<void> {
    for (const { id, parts } of this.roots) {
      if (parts.some((part) => runIds === null || runIds.includes(part.id))) await this.#readRoot(service, id);
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

  #show(id: string, parts: readonly DriftRun[], more: Pick<Change, "running" | "failure"> = {}): void {
    this.#update(id, { ...shownAs(parts), ...more });
  }

  #update(id: string, change: Change): void {
    const state = this.#roots.get(id);
    if (state === undefined) return;
    this.#roots.set(id, withChange(state, change));
    this.#changed(id);
  }

  #changed(id: string | null): void {
    for (const listener of [...this.#listeners]) listener(id);
  }

  dispose(): void {
    clearTimeout(this.#progressTimer);
    this.#subscription?.dispose();
    this.#listeners.clear();
    this.#scheduleListeners.clear();
  }
}

/** Whether the code was changed since is known of one run only. */
function withChange(state: RootState, change: Change): RootState {
  const isOtherRun = change.run !== undefined && change.run?.id !== state.run?.id;
  return { ...state, ...(isOtherRun ? { isStale: false } : {}), ...change };
}

function shownAs(parts: readonly DriftRun[]): Pick<RootState, "run" | "parts"> {
  return { run: parts.reduce<DriftRun | null>(withTargeted, null), parts };
}

/** Runs carry the same two names. */
function idOf({ projectId, workspaceId }: { projectId: string; workspaceId: string }): string {
  return `${projectId}/${workspaceId}`;
}

/** Whether the last check said all there is to say: partial is never clean. */
export function isIncomplete({ run, failure }: RootState): boolean {
  return run?.status === "error" || (failure !== null && !failure.reason.startsWith("store_"));
}
