import { hostname } from "node:os";
import { readIfThere } from "./atomicFile";
import type { Owner } from "./runIndex";
import { systemCode } from "./storeErrors";

/** A process that has not shown itself for so long (milliseconds) is taken for gone, even if there is one with its id. */
const LONGEST_SILENCE = 120_000;

/** This process, as an index remembers it. */
export async function thisProcess(): Promise<Owner> {
  return { host: hostname(), pid: process.pid, processStart: await processStart(process.pid) };
}

/** When a process started, in a form only good for comparing: field 22 of Linux's `/proc/<pid>/stat`; null on other platforms. */
async function processStart(pid: number): Promise<string | null> {
  if (process.platform !== "linux") return null;
  const text = await readIfThere(`/proc/${pid}/stat`);
  // The second field is the program's name in parentheses and may hold anything, even parentheses and spaces.
  return text?.slice(text.lastIndexOf(")") + 2).split(" ")[19] ?? null;
}

/** Whether the process that makes a run is there no more. `lastBeat` and `now` in milliseconds since 1970. */
export async function isGone(owner: Owner, lastBeat: number, now: number): Promise<boolean> {
  if (now - lastBeat > LONGEST_SILENCE) return true;
  if (owner.host !== hostname()) return false;
  if (!isAlive(owner.pid)) return true;
  return owner.processStart !== null && (await processStart(owner.pid)) !== owner.processStart;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0); // sends nothing
    return true;
  } catch (error) {
    return systemCode(error) === "EPERM"; // it is there, but somebody else's
  }
}
