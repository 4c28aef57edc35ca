import type { Log } from "../ports";
import { makeFolder } from "./atomicFile";
import { LockLost, withLock } from "./lock";
import type { Held } from "./lock";
import { inWords, storeUnwritable } from "./storeErrors";

/** How often a change is begun again because the lock was lost. */
const ATTEMPTS = 3;

/** Changes to one file, each made while no other process makes one, and one after the other here, so that a process does not poll for its own lock. */
export class ChangeQueue {
  /** Ends when the last change that was asked for here has been made. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly dir: string,
    private readonly file: string,
    private readonly options: { readonly log: Log; readonly lockTimeoutMs: number },
  ) {}

  /** Makes the folder if there is none. `action` may be called more than once; it verifies the lock right before it writes. */
  async run<T>(action: (held: Held) => Promise<T>): Promise<T> {
    const { lockTimeoutMs, log } = this.options;
    const attempts = async () => {
      for (let attempt = 1; ; attempt++) {
        try {
          await makeFolder(this.dir);
          return await withLock(this.dir, this.file, lockTimeoutMs, log, action);
        } catch (error) {
          if (!(error instanceof LockLost)) throw error;
          if (attempt === ATTEMPTS) throw storeUnwritable(this.dir, "ELOCKED", error);
        }
      }
    };
    const result = this.#last.then(() => inWords(this.dir, attempts));
    this.#last = result.catch(() => undefined); // its own caller is told; the next change goes ahead
    return result;
  }
}
