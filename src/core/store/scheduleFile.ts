/** Where the schedules of a data folder are, and whether there may be any: what is to be known before anything that reads them is loaded. */
import { open } from "node:fs/promises";
import { join } from "node:path";

/** A stored list without entries, which is shorter than this. */
const NONE = /^\{"schemaVersion":\d+,"entries":\[\]\}$/;
const LOOKED_AT = 100;

export function scheduleFile(dir: string): string {
  return join(dir, "schedules.json");
}

/** False where it is certain that no schedules are stored in a folder. Reads a few bytes; never rejects. */
export async function mayHaveSchedules(dir: string): Promise<boolean> {
  const file = scheduleFile(dir);
  for (const candidate of [file, `${file}.bak`]) {
    const start = await startOf(candidate);
    if (start !== null) return !NONE.test(start.trim());
  }
  return false;
}

/** Null: there is no such file. Empty where it cannot be read, which is for the store to tell. */
async function startOf(file: string): Promise<string | null> {
  try {
    const handle = await open(file, "r");
    try {
      const { buffer, bytesRead } = await handle.read({ buffer: Buffer.alloc(LOOKED_AT) });
      return buffer.toString("utf8", 0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    const isAbsent = error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");
    return isAbsent ? null : "";
  }
}
