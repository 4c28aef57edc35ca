import { rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Clock, Log } from "../ports";
import { makeFolder, namesIn } from "./atomicFile";
import { systemCode } from "./storeErrors";

const HEARTBEAT_EVERY = 30_000;
const LOOK_FOR_CANCEL_EVERY = 500;

/** Something to stop. */
export interface Disposable {
  dispose(): void;
}

/** How something is to end: in its own time, or at once. */
export type CancelMark = "cancel" | "stop";

/**
 * Small files about what is going on, such as `running/<id>.alive` and `running/<id>.cancel` of a run, through which processes speak to
 * each other: the owner of a run touches the first, and whoever wants the run to end makes the second (`<id>.stop`: at once). Timers keep
 * no process alive. What is kept in one folder with them (`running`; of applies `applying`) is of one kind.
 */
export class RunningMarks {
  readonly #heartbeats = new Map<string, NodeJS.Timeout>();
  readonly #watches = new Set<NodeJS.Timeout>();

  constructor(
    private readonly dir: string,
    private readonly clock: Clock,
    private readonly log: Log,
    private readonly kind: "running" | "applying" = "running",
  ) {}

  /** Shows from now on that this process makes the run. */
  async startHeartbeat(id: string): Promise<void> {
    await makeFolder(this.folder);
    await writeFile(this.#alive(id), "", { mode: 0o600 });
    await this.#beat(id);
    this.stopHeartbeat(id);
    const timer = setInterval(() => {
      this.#beat(id).catch((error: unknown) => this.log.warn(`The heartbeat of ${id} failed: ${String(error)}`));
    }, HEARTBEAT_EVERY);
    this.#heartbeats.set(id, timer.unref());
  }

  stopHeartbeat(id: string): void {
    clearInterval(this.#heartbeats.get(id));
    this.#heartbeats.delete(id);
  }

  /** When the owner of a run last showed itself, in milliseconds since 1970; null if it never did. */
  async lastBeat(id: string): Promise<number | null> {
    return modified(this.#alive(id));
  }

  async requestCancel(id: string, mark: CancelMark = "cancel"): Promise<void> {
    await makeFolder(this.folder);
    await writeFile(this.#wish(id, mark), "", { mode: 0o600 });
  }

  /** Calls the listener once, within a second after any process has asked for it, even if that was before. */
  onCancelRequested(id: string, listener: () => void, mark: CancelMark = "cancel"): Disposable {
    let looking = false;
    const look = async () => {
      if (looking) return;
      looking = true;
      try {
        if ((await modified(this.#wish(id, mark))) === null || !this.#watches.has(timer)) return;
        stop();
        listener();
      } catch (error) {
        this.log.warn(`Looking for a request to cancel ${id} failed: ${String(error)}`);
      } finally {
        looking = false;
      }
    };
    const timer = setInterval(() => void look(), LOOK_FOR_CANCEL_EVERY).unref();
    const stop = () => {
      clearInterval(timer);
      this.#watches.delete(timer);
    };
    this.#watches.add(timer);
    void look();
    return { dispose: stop };
  }

  /** The run is over. Never throws: a mark that stays behind does no harm. */
  async remove(id: string): Promise<void> {
    this.stopHeartbeat(id);
    for (const file of [this.#alive(id), this.#wish(id, "cancel"), this.#wish(id, "stop")]) {
      await rm(file, { force: true }).catch((error: unknown) => {
        if (systemCode(error) === "ENOTDIR") return; // there is no such folder, so nothing is in it
        this.log.warn(`${file} stays behind: ${String(error)}`);
      });
    }
  }

  /** Removes the marks of all runs but those that are still running: of a process that was killed between the end of its run and this. */
  async keepOnly(running: ReadonlySet<string>): Promise<void> {
    for (const name of await namesIn(this.folder)) {
      const id = name.replace(/\.(?:alive|cancel|stop)$/, "");
      if (id !== name && !running.has(id)) await rm(join(this.folder, name), { force: true });
    }
  }

  dispose(): void {
    for (const timer of [...this.#heartbeats.values(), ...this.#watches]) clearInterval(timer);
    this.#heartbeats.clear();
    this.#watches.clear();
  }

  private get folder(): string {
    return join(this.dir, this.kind);
  }

  #alive(id: string): string {
    return join(this.folder, `${id}.alive`);
  }

  #wish(id: string, mark: CancelMark): string {
    return join(this.folder, `${id}.${mark}`);
  }

  async #beat(id: string): Promise<void> {
    const now = this.clock.now();
    await utimes(this.#alive(id), now, now);
  }
}

async function modified(file: string): Promise<number | null> {
  try {
    return (await stat(file)).mtimeMs;
  } catch (error) {
    if (systemCode(error) === "ENOENT") return null;
    throw error;
  }
}
