/** Whether this window runs schedules. Knows nothing of VS Code. */
import { type Log } from "../../core/ports";
import { oneLine } from "../../shared/errors";
import type { Engine } from "../engine/engine";

export interface RunnerSources {
  /** Whether the window may run any, by its settings, its trust and its folders. */
  readonly isWanted: () => boolean;
  /** Whether any may be stored. Loads nothing. */
  readonly areThere: () => Promise<boolean>;
  /** Looks for the root modules of the window: only theirs are run. */
  readonly load: () => Promise<void>;
  readonly open: () => Promise<Engine>;
  readonly log: Log;
}

/** Starts running them when there are some and it is wanted, and stops when it no longer is. */
export class ScheduleRunner {
  #running: Engine | null = null;
  #last: Promise<void> = Promise.resolve();
  #disposed = false;

  constructor(private readonly sources: RunnerSources) {}

  /** To be called whenever that may have changed. Never rejects. */
  look(): Promise<void> {
    this.#last = this.#last
      .then(() => this.#look())
      .catch((error: unknown) => this.sources.log.warn(`Schedules are not run in this window: ${oneLine(error)}`));
    return this.#last;
  }

  async #look(): Promise<void> {
    const { areThere, load, open } = this.sources;
    if (!this.#isWanted()) {
      await this.#running?.stopSchedules();
      this.#running = null;
      return;
    }
    if (this.#running !== null || !(await areThere())) return;
    const engine = await open();
    await load();
    if (!this.#isWanted()) return;
    await engine.runSchedules();
    this.#running = engine;
  }

  #isWanted(): boolean {
    return !this.#disposed && this.sources.isWanted();
  }

  /** Starts nothing any more. What runs ends with the engine. */
  dispose(): void {
    this.#disposed = true;
  }
}
