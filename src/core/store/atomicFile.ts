import { randomBytes } from "node:crypto";
import { copyFile, link, mkdir, open, readFile, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { systemCode } from "./storeErrors";

const TEMPORARY = /\.[0-9a-f]{12}\.tmp$/;

function temporaryName(file: string): string {
  return `${file}.${randomBytes(6).toString("hex")}.tmp`;
}

/** Windows refuses to replace a file while somebody reads it; elsewhere the first attempt decides. */
async function replace(from: string, to: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await rename(from, to);
      return;
    } catch (error) {
      if (process.platform !== "win32" || attempt === 20) throw error;
      await sleep(10 * attempt);
    }
  }
}

/** Makes the new name itself survive a power cut, where the file system can: the content is on the disk already. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r").catch(() => null); // Windows opens no folders
  if (handle === null) return;
  try {
    await handle.sync().catch(() => undefined); // some network file systems cannot; the file is in place, so this is no failure
  } finally {
    await handle.close();
  }
}

/** The folder, only for its owner to enter; one that exists is left as it is. */
export async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
}

/**
 * Afterwards the file holds the whole text (mode 0600, on the disk and not only on its way), or, if this throws, what it held before.
 * The package write-file-atomic is not used: it does not look how much was written, so on a full disk it puts a truncated file in place of
 * the good one and reports success (7.0.1, measured).
 */
export async function writeAtomically(file: string, text: string): Promise<void> {
  const temporary = temporaryName(file);
  try {
    const handle = await open(temporary, "wx", 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await replace(temporary, file);
  } catch (error) {
    await removeQuietly(temporary);
    throw error;
  }
  await syncFolder(dirname(file));
}

/** Gives the present content of a file a second name, which later writes to the first do not reach. Nothing happens if there is no such file. */
export async function duplicate(file: string, to: string): Promise<void> {
  const temporary = temporaryName(to);
  try {
    await link(file, temporary).catch((error: unknown) => {
      if (systemCode(error) === "ENOENT") throw error;
      return copyFile(file, temporary); // a file system without hard links
    });
    await replace(temporary, to);
  } catch (error) {
    if (systemCode(error) !== "ENOENT") throw error;
  } finally {
    await removeQuietly(temporary); // renaming a link over another link of the same file leaves both
  }
}

async function removeQuietly(file: string): Promise<void> {
  await rm(file, { force: true }).catch(() => undefined); // the error that led here matters more; the sweep takes what is left
}

/** The text of a file, or null where there is none. */
export async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (systemCode(error) === "ENOENT") return null;
    throw error;
  }
}

/** The names in a folder; none where there is no such folder. */
export async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (systemCode(error) === "ENOENT") return [];
    throw error;
  }
}

/** Removes what writers that were killed left half-written: temporary files that nobody has touched for so long (milliseconds). */
export async function sweepTemporaries(folder: string, olderThan: number): Promise<void> {
  for (const name of (await namesIn(folder)).filter((candidate) => TEMPORARY.test(candidate))) {
    const file = join(folder, name);
    const found = await stat(file).catch(() => null); // its writer has just put it in place
    if (found !== null && found.mtimeMs < Date.now() - olderThan) await removeQuietly(file);
  }
}
