/** The first rows of the tree, of a run with 5,000 drifted resources at the end of 10,000 runs, in a process that has just started. */
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { NODE_PORTION } from "../../src/host/tree/driftNode";
import { endedRun, fillStore, inTemporaryFolder } from "../unit/store/runs";
import { type Figure, median } from "./measure";
import type { TreeTimes } from "./treeRows";

const RUNS = 10_000;
const DRIFTED = 5000;
const ROUNDS = 9;

export function treeBench(): Promise<Figure[]> {
  return inTemporaryFolder(async (dir) => {
    const [dataDir, folder] = [join(dir, "data"), join(dir, "shop")];
    const runs = Array.from({ length: RUNS }, (_, number) => endedRun(number, number === RUNS - 1 ? DRIFTED : 20));
    await fillStore(dataDir, runs);
    mkdirSync(join(folder, "network"), { recursive: true }); // as the runs name it
    writeFileSync(join(folder, "network", "main.tf"), 'resource "lab_server" "web" {}\n');
    const times = Array.from({ length: ROUNDS }, () => treeTimes(dataDir, folder));
    if (times.some(({ count }) => count < NODE_PORTION)) throw new Error("The tree did not show the run.");
    return [
      {
        what: "first rows of the tree, of 5,000 drifted resources",
        value: median(times.map(({ rows }) => rows)),
        unit: "ms",
        budget: 100,
      },
      {
        what: "before that: open the store, read the run, cold",
        value: median(times.map(({ open }) => open)),
        unit: "ms",
      },
    ];
  });
}

function treeTimes(dataDir: string, folder: string): TreeTimes {
  const args = [join(__dirname, "treeRows.js"), dataDir, folder];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8" })) as TreeTimes;
}
