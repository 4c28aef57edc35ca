/** Starts `storeProcess` and listens to it. */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chown, readdir } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** Seen from a test in `out/unit` or in `out/long`, into which this file is bundled. */
const PROGRAM = join(__dirname, "..", "unit", "store", "storeProcess.js");
const NOBODY = 65_534;

export interface StoreProcess {
  child: ChildProcess;
  /** What it has said so far. */
  lines: string[];
  /** Resolves with its next line. */
  nextLine(): Promise<string>;
  /** Resolves with all its lines when it is gone and everything it said has arrived. */
  ended: Promise<string[]>;
}

/** `fileBlocks` limits how large its files may become, in blocks of 512 or 1024 bytes. `unprivileged`: it is not root even if we are. */
export function startStoreProcess(
  words: readonly (string | number)[],
  { fileBlocks = null, unprivileged = false }: { fileBlocks?: number | null; unprivileged?: boolean } = {},
): StoreProcess {
  const command = [process.execPath, PROGRAM, ...words.map(String)];
  const limited = fileBlocks === null ? command : ["sh", "-c", `ulimit -f ${fileBlocks}; exec "$@"`, "sh", ...command];
  const [file, ...args] = limited;
  const stdio: ["ignore", "pipe", "inherit"] = ["ignore", "pipe", "inherit"];
  const child = spawn(file!, args, { stdio, ...(unprivileged && isRoot() ? { uid: NOBODY, gid: NOBODY } : {}) });
  const lines: string[] = [];
  const reader = createInterface({ input: child.stdout });
  reader.on("line", (line) => lines.push(line));
  return {
    child,
    lines,
    nextLine: async () => ((await once(reader, "line")) as [string])[0],
    ended: Promise.all([once(child, "close"), once(reader, "close")]).then(() => lines),
  };
}

/** Gives a folder to the user that unprivileged processes are. */
export async function giveAway(folder: string): Promise<void> {
  if (!isRoot()) return;
  await chown(folder, NOBODY, NOBODY);
  const files = await readdir(folder, { recursive: true });
  for (const file of files) await chown(join(folder, file), NOBODY, NOBODY);
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}
