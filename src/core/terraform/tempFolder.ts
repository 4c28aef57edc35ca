import { lstat, mkdtemp, readdir, readFile, readlink, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import * as z from "zod";
import { DriftError } from "../../shared/errors";
import { silentLog, type Log } from "../ports";

/** Names of our temporary folders: this, the owner's process id, "-", a random part. */
export const TEMP_PREFIX = "terraform-drift-";

const OWNER_FILE = "owner.json";
const DAY_MS = 24 * 60 * 60 * 1000;

/** A folder of mode 0700 for plan files, which hold secrets in clear text. */
export interface TempFolder {
  readonly path: string;
  /** Removes it with everything in it; never throws (a failure goes to the log, and the next start sweeps). */
  dispose(): Promise<void>;
}

const ownerSchema = z.object({
  pid: z.int().positive(),
  /** When that process started, in the system's own notation; empty where the system does not say. */
  started: z.string(),
  /** Which boot and which process namespace the process id belongs to; empty where the system does not say. */
  realm: z.string(),
});
type Owner = z.infer<typeof ownerSchema>;

export async function createTempFolder(options: { base?: string; log?: Log } = {}): Promise<TempFolder> {
  const { base = tmpdir(), log = silentLog } = options;
  const folder = await mkdtemp(path.join(base, `${TEMP_PREFIX}${process.pid}-`)).catch((error: unknown) => {
    const { code = "unknown reason" } = error as NodeJS.ErrnoException;
    throw new DriftError(
      "terraform_failed",
      `The plan needs a temporary folder, and none can be made in ${base} (${code}).`,
      "Make room there, or set TMPDIR to another folder.",
    );
  });
  const owner: Owner = { pid: process.pid, started: await startOf(process.pid), realm: await realm() };
  await writeFile(path.join(folder, OWNER_FILE), JSON.stringify(owner), { mode: 0o600 });
  return { path: folder, dispose: () => remove(folder, log) };
}

/**
 * Removes what processes left that were killed and whose watchdog was killed too. Only folders of ours that nobody else
 * can have put there (same user, mode 0700, no links), and only once their owner is certainly gone; where the owner cannot
 * be known (another container, another machine, no record) after a day. Returns the folders removed.
 */
export async function sweepLeftovers(options: { base?: string; log?: Log } = {}): Promise<string[]> {
  const { base = tmpdir(), log = silentLog } = options;
  const names = await readdir(base).catch((error: unknown) => {
    log.debug(`Could not look for leftovers in ${base}: ${String(error)}`);
    return [];
  });
  const removed: string[] = [];
  for (const name of names.filter((entry) => entry.startsWith(TEMP_PREFIX))) {
    const folder = path.join(base, name);
    if (!(await isLeftover(folder))) continue;
    await remove(folder, log);
    removed.push(folder);
  }
  return removed;
}

async function isLeftover(folder: string): Promise<boolean> {
  try {
    const found = await lstat(folder);
    if (!found.isDirectory()) return false;
    if (process.getuid !== undefined && (found.uid !== process.getuid() || (found.mode & 0o777) !== 0o700))
      return false;
    const owner = await ownerOf(folder);
    const isOld = Date.now() - found.mtimeMs > DAY_MS;
    return owner?.realm === (await realm()) ? !(await isAlive(owner)) : isOld;
  } catch {
    return false; // gone meanwhile, or not ours to look into
  }
}

async function ownerOf(folder: string): Promise<Owner | undefined> {
  const text = await readFile(path.join(folder, OWNER_FILE), "utf8").catch(() => ""); // none: not yet, or no more
  try {
    return ownerSchema.parse(JSON.parse(text));
  } catch {
    return undefined; // then its age decides
  }
}

/** A process id alone is not enough: it may have been given to another process since. */
async function isAlive(owner: Owner): Promise<boolean> {
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  return (await startOf(owner.pid)) === owner.started;
}

/** Linux says it in /proc, in clock ticks since the boot: the 20th field after the name, which may hold anything. */
async function startOf(pid: number): Promise<string> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => ""); // no /proc here
  return text.slice(text.lastIndexOf(")") + 2).split(" ")[19] ?? "";
}

async function realm(): Promise<string> {
  const boot = await readFile("/proc/sys/kernel/random/boot_id", "utf8").catch(() => ""); // no /proc here
  const namespace = await readlink("/proc/self/ns/pid").catch(() => ""); // as above
  return `${boot.trim()}${namespace}`;
}

async function remove(folder: string, log: Log): Promise<void> {
  try {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  } catch (error) {
    log.warn(`Could not remove the temporary folder ${folder}: ${String(error)}`);
  }
}
