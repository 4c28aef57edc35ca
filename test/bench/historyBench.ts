/** The history panel over 10,000 runs, of which the newest has 5,000 drifted resources, in a process that has just started. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { endedRun, fillStore, inTemporaryFolder } from "../unit/store/runs";
import { type Figure, median } from "./measure";
import type { HistoryTimes } from "./historyAnswers";

const RUNS = 10_000;
const DRIFTED = 5000;
const ROUNDS = 9;

const WHAT: Readonly<Record<keyof HistoryTimes, string>> = {
  ready: "first 100 of 10,000 runs in the history panel, the engine's start included",
  trend: "then the trend",
  run: "then a run with 5,000 drifted resources",
  recurrence: "then what recurs",
};

export function historyBench(): Promise<Figure[]> {
  return inTemporaryFolder(async (dir) => {
    const runs = Array.from({ length: RUNS }, (_, number) => endedRun(number, number === RUNS - 1 ? DRIFTED : 20));
    await fillStore(dir, runs);
    const { id } = runs.at(-1)!;
    const times = Array.from({ length: ROUNDS }, () => historyTimes(dir, id));
    return (["ready", "trend", "run", "recurrence"] as const).map((name) => ({
      what: WHAT[name],
      value: median(times.map((one) => one[name])),
      unit: "ms",
    }));
  });
}

function historyTimes(dir: string, runId: string): HistoryTimes {
  const args = [join(__dirname, "historyAnswers.js"), dir, runId];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8" })) as HistoryTimes;
}
