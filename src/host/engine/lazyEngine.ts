import type { Engine, EngineOptions } from "./engine";

/** Loads the engine when it is first asked for, and never twice. */
export class LazyEngine {
  #opened: Promise<Engine> | undefined;

  constructor(
    private readonly options: EngineOptions,
    /** Called once, before anybody else has the engine. */
    private readonly onOpened: (engine: Engine) => void = () => undefined,
  ) {}

  open(): Promise<Engine> {
    this.#opened ??= this.#load();
    return this.#opened;
  }

  async #load(): Promise<Engine> {
    const { openEngine } = await import("./openEngine"); // a bundle of its own
    const engine = openEngine(this.options);
    this.onOpened(engine);
    return engine;
  }

  /** Stops what runs, and waits until it is gone. */
  async dispose(): Promise<void> {
    await (await this.#opened)?.dispose();
  }
}
