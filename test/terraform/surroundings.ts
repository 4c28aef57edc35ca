/** What a check must leave as it was: files and processes. */
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { setTimeout as delay } from "node:timers/promises";

/** Every entry below a folder, with what it holds and when it was last changed: two equal ones mean that nothing was touched. */
export function contentsOf(folder: string): Record<string, string> {
  const names = fs.readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();
  return Object.fromEntries(["", ...names].map((name) => [name, describeEntry(path.join(folder, name))]));
}

function describeEntry(file: string): string {
  const found = fs.lstatSync(file);
  const changed = `${found.mode.toString(8)} ${found.mtimeMs}`;
  if (found.isSymbolicLink()) return `link to ${fs.readlinkSync(file)} ${changed}`;
  if (found.isDirectory()) return `folder ${changed}`;
  return `${createHash("sha256").update(fs.readFileSync(file)).digest("hex")} ${changed}`;
}

export interface FoundProcess {
  readonly pid: number;
  readonly command: string;
}

/** Living processes that work in one of the folders, or name it in their arguments or their environment. */
export function processesIn(...folders: readonly string[]): FoundProcess[] {
  const pids = fs.readdirSync("/proc").filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  return pids.flatMap((pid) => {
    const told = [read(pid, "cmdline"), read(pid, "environ"), cwdOf(pid)];
    const command = told[0]!.replaceAll("\0", " ").trim();
    const belongs = folders.some((folder) => told.some((text) => text.includes(folder)));
    return belongs ? [{ pid: Number(pid), command }] : [];
  });
}

/** Empty for a process that has ended, collected by its parent or not. */
function read(pid: string, file: string): string {
  try {
    return fs.readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return ""; // ended meanwhile, or somebody else's
  }
}

function cwdOf(pid: string): string {
  try {
    return fs.readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return ""; // ended meanwhile, or somebody else's
  }
}

/** Waits for something that no event announces; mocha's time limit is the bound. */
export async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await delay(20);
}
