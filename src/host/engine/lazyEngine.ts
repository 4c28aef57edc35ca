import type { Engine, EngineOptions } from "./engine";

/** Loads the engine when it is first asked for, and never twice. */
export class LazyEngine {
  #opened: Promise<Engine> | undefined;

  constructor(private readonly options: EngineOptions) {}

  open(): Promise<Engine> {
    this.#opened ??= import("./openEngine").then(({ openEngine }) => openEngine(this.options)); // a bundle of its own
    return this.#opened;
  }

  /** Stops what runs, and waits until it is gone. */
  async dispose(): Promise<void> {
    await (await this.#opened)?.service.dispose();
  }
}
