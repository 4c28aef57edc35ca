/** The proof that whoever was told "stored" finds it stored, shared by a short and a long test. */
import assert from "node:assert/strict";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startStoreProcess } from "./childProcess";
import { inTemporaryFolder, openStore } from "./runs";

/** Kills a process that stores runs, so many times, each time at another moment of its work, and looks at what is left. */
export async function killWriters(times: number): Promise<void> {
  await inTemporaryFolder(async (dir) => {
    const stored: string[] = [];
    for (let round = 0; round < times; round++) {
      const writer = startStoreProcess(["store", dir, round * 1_000, 1_000]);
      await writer.nextLine();
      await sleep(Math.random() * 50);
      writer.child.kill("SIGKILL");
      stored.push(...(await writer.ended));
      await assertAllThere(dir, stored, writer.lines);
      await rm(join(dir, "index.json.lock"), { recursive: true, force: true }); // that it is taken over has a test of its own
    }
  });
}

async function assertAllThere(dir: string, stored: readonly string[], newest: readonly string[]): Promise<void> {
  JSON.parse(await readFile(join(dir, "index.json"), "utf8"));
  const store = openStore(dir);
  const { runs } = await store.list({});
  const listed = new Map(runs.map((run) => [run.id, run.status]));
  for (const id of stored) assert.equal(listed.get(id), "drift_detected", `${id} was stored and is not there`);
  for (const id of newest) assert.equal((await store.get(id))?.metadata.driftedResources.length, 2);
  assert.deepEqual(store.problems(), []);
}
