/** Run by Node: opens the history of a folder as its panel does, asks what the page asks, and prints how long each answer took. */
import { resolve } from "node:path";
import { DEFAULT_SETTINGS } from "../../src/core/local/rootModule";
import { silentLog } from "../../src/core/ports";
import type { Engine, EngineOptions } from "../../src/host/engine/engine";
import { RUNS_AT_ONCE } from "../../src/shared/protocol";
import { pageOver } from "../unit/history/openedPage";

/** In milliseconds, in this order. */
export interface HistoryTimes {
  /** From nothing: the engine loaded, the store opened, and the answer with the newest runs at the page. */
  readonly ready: number;
  readonly trend: number;
  /** With its first entries. */
  readonly run: number;
  readonly recurrence: number;
}

async function main(dataDir: string, runId: string): Promise<HistoryTimes> {
  let last = performance.now();
  const sinceLast = (): number => {
    const before = last;
    last = performance.now();
    return last - before;
  };
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- the bundle that is shipped, not the sources
  const { openEngine } = require(resolve("dist/engine.js")) as { openEngine: (options: EngineOptions) => Engine };
  const engine = openEngine({
    dataDir,
    historyLimit: () => 100_000,
    settings: () => DEFAULT_SETTINGS,
    environment: process.env,
    model: () => Promise.resolve(null),
    scheduleJitterMs: () => 0,
    log: silentLog,
  });
  const { client } = pageOver((host) => engine.openHistory(host), {});
  const { page } = await client.request("ready", { filter: { root: null, status: null }, limit: RUNS_AT_ONCE });
  const ready = sinceLast();
  const { points } = await client.request("trend", { root: null });
  const trend = sinceLast();
  const { lists } = await client.request("run", { runId });
  const run = sinceLast();
  const { roots } = await client.request("recurrence", { root: null });
  const recurrence = sinceLast();
  if (page.rows.length !== RUNS_AT_ONCE || points.length === 0) throw new Error("The runs were not listed.");
  if (lists.length === 0 || roots[0]?.resources.length === 0) throw new Error("The run was not shown.");
  return { ready, trend, run, recurrence };
}

void main(process.argv[2]!, process.argv[3]!).then((times) => process.stdout.write(JSON.stringify(times)));
