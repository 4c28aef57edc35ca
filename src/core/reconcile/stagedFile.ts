/** New content for a file, on the disk beside it and not yet in its place. */
import { randomBytes } from "node:crypto";
import { access, constants, type FileHandle, open, readFile, realpath, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";

export interface StagedFile {
  /** Where links lead. */
  readonly target: string;
  /** Puts it in place, in one step. */
  commit(): Promise<void>;
  /** Removes it where it was not put in place; afterwards nothing happens. */
  drop(): Promise<void>;
}

/** Why a file is left as it is, as the end of a sentence that begins with its name. */
export class FileObstacle extends Error {}

/**
 * Writes the whole text to a file beside the target, with the target's mode and owner. Throws `FileObstacle` for a file that does not hold
 * `before`, or is read-only, and what the system says.
 */
export async function stageFile(path: string, before: string, after: string): Promise<StagedFile> {
  const target = await realpath(path);
  const { mode, uid, gid } = await stat(target);
  if ((mode & 0o222) === 0) throw new FileObstacle("is read-only");
  await access(target, constants.W_OK);
  await assertHolds(target, before);
  const staged = join(dirname(target), `.terraform-drift-${randomBytes(6).toString("hex")}.tmp`);
  const drop = (): Promise<void> => rm(staged, { force: true });
  try {
    const handle = await open(staged, "wx", 0o600);
    try {
      await handle.writeFile(after);
      await giveTo(handle, uid, gid);
      await handle.chmod(mode & 0o7777); // after the owner: a change of that takes bits away
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    await drop().catch(() => undefined); // what led here matters more
    throw error;
  }
  return {
    target,
    async commit() {
      await assertHolds(target, before);
      await rename(staged, target);
    },
    drop,
  };
}

async function assertHolds(file: string, text: string): Promise<void> {
  if (!(await holds(file, text))) throw new FileObstacle("was changed meanwhile");
}

/** Whether a file holds exactly that text. */
export async function holds(file: string, text: string): Promise<boolean> {
  return (await readFile(file)).equals(Buffer.from(text));
}

async function giveTo(handle: FileHandle, uid: number, gid: number): Promise<void> {
  const own = await handle.stat();
  if (own.uid !== uid || own.gid !== gid) await handle.chown(uid, gid);
}
