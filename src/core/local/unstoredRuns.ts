import { type DriftRun, summarize, type RunSummary } from "../../shared/model";
import type { HistoryQuery } from "../service";
import type { RunStore } from "../store/runStore";

interface Unstored {
  readonly run: DriftRun;
  /** The store took the run when it began, and shows it as running ever since. */
  readonly hasBegun: boolean;
}

/** Runs of this process that ended and that the store could not take. */
export class UnstoredRuns {
  readonly #runs = new Map<string, Unstored>();

  constructor(private readonly store: RunStore) {}

  keep(run: DriftRun, hasBegun: boolean): void {
    this.#runs.set(run.id, { run, hasBegun });
  }

  get(id: string): DriftRun | undefined {
    return this.#runs.get(id)?.run;
  }

  /** A run of the store's list as it is; none if that is not what was asked for. */
  asItIs(listed: RunSummary, { status = [] }: HistoryQuery): RunSummary[] {
    const ended = this.get(listed.id);
    if (ended === undefined) return [listed];
    return status.length === 0 || status.includes(ended.status) ? [summarize(ended)] : [];
  }

  /** Deletes a run here and in the store, whichever of the two has it. */
  async delete(id: string): Promise<void> {
    const unstored = this.#runs.get(id);
    if (unstored !== undefined) await this.#endInStore(unstored);
    if (unstored?.hasBegun !== false) await this.store.delete(id);
    this.#runs.delete(id);
  }

  /** Likewise all that have ended. */
  async clear(): Promise<void> {
    const all = [...this.#runs.values()];
    for (const one of all) await this.#endInStore(one);
    await this.store.clear();
    for (const { run } of all) this.#runs.delete(run.id);
  }

  /** What the store shows as running cannot be deleted there. */
  async #endInStore({ run, hasBegun }: Unstored): Promise<void> {
    if (hasBegun) await this.store.finish(run);
  }
}
