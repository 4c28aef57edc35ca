import { stat } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { lock } from "proper-lockfile";
import type { Log } from "../ports";
import { storeUnwritable, systemCode } from "./storeErrors";

/** A holder that has not shown itself for so long (milliseconds) is gone, and its lock is taken over. */
const STALE = 5_000;
const LONGEST_PAUSE = 40;

/** The lock was taken over from us while we were suspended; the change must be made again from the start. */
export class LockLost extends Error {
  override readonly name = "LockLost";
}

/** What the holder of a lock may ask. */
export interface Held {
  /** Throws `LockLost` if somebody else has taken the lock over: to be called right before writing. */
  verify(): Promise<void>;
}

/**
 * Runs `action` while no other process, and nobody else in this one, holds the lock beside `file`; its folder must exist.
 * Only a lock that is held is waited for, up to `timeoutMs`: proper-lockfile's own retries would also wait for a folder to become writable.
 */
export async function withLock<T>(
  dir: string,
  file: string,
  timeoutMs: number,
  log: Log,
  action: (held: Held) => Promise<T>,
): Promise<T> {
  let lost = false;
  const onCompromised = (error: Error) => {
    lost = true;
    log.warn(`The lock of ${file} was lost: ${error.message}`);
  };
  const release = await acquire(dir, file, Date.now() + timeoutMs, onCompromised);
  try {
    const ours = await identity(file);
    return await action({
      verify: async () => {
        if (lost || (await identity(file)) !== ours) throw new LockLost();
      },
    });
  } finally {
    // Whatever hinders the release, the action's own outcome stands; others take the lock over when it is stale.
    await release().catch((error: unknown) => log.warn(`The lock of ${file} could not be released: ${String(error)}`));
  }
}

async function acquire(dir: string, file: string, deadline: number, onCompromised: (error: Error) => void) {
  for (;;) {
    try {
      return await lock(file, { realpath: false, stale: STALE, update: 1_000, retries: 0, onCompromised });
    } catch (error) {
      if (!isHeld(systemCode(error))) throw error;
      if (Date.now() > deadline) throw storeUnwritable(dir, "ELOCKED", error);
      await sleep(1 + Math.random() * LONGEST_PAUSE);
    }
  }
}

function isHeld(code: string | undefined): boolean {
  // Windows says EPERM or EBUSY while a lock that was just released is being removed.
  return code === "ELOCKED" || (process.platform === "win32" && (code === "EPERM" || code === "EBUSY"));
}

/** Two waiters may both find a lock stale, and the slower one then removes the faster one's new lock: only this tells. */
async function identity(file: string): Promise<string> {
  try {
    const { ino, birthtimeNs } = await stat(`${file}.lock`, { bigint: true });
    return `${ino}:${birthtimeNs}`;
  } catch (error) {
    if (systemCode(error) === "ENOENT") throw new LockLost();
    throw error;
  }
}
