/** Run by Node: opens the store of a folder as a window does, makes the first rows of its tree, and prints how long each took. */
import { resolve } from "node:path";
import { DEFAULT_SETTINGS } from "../../src/core/local/rootModule";
import { silentLog } from "../../src/core/ports";
import { type DriftNode, NODE_PORTION } from "../../src/host/tree/driftNode";
import { rootNode } from "../../src/host/tree/driftNodes";
import { DriftState } from "../../src/host/state/driftState";
import type { Engine, EngineOptions } from "../../src/host/engine/engine";

export interface TreeTimes {
  /** From nothing to the newest run in hand: the engine loaded, the root modules found, the store opened, its newest run read. */
  readonly open: number;
  /** From that to the rows that are visible at first. */
  readonly rows: number;
  readonly count: number;
}

const OPTIONS = { grouping: "severity", leastSeverity: "info", showNoise: false, shownOf: () => NODE_PORTION } as const;

/** What VS Code asks for, and all that is written in it; tooltips come later. */
function visibleRows(node: DriftNode): number {
  const words = [node.label, node.description, node.context, node.spoken, node.icon?.name].join();
  const below = node.state === "expanded" ? node.children().map(visibleRows) : [];
  return below.reduce((sum, count) => sum + count, words === "" ? 0 : 1);
}

async function main(dataDir: string, dir: string): Promise<TreeTimes> {
  const start = performance.now();
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- the bundle that is shipped, not the sources
  const { openEngine } = require(resolve("dist/engine.js")) as { openEngine: (options: EngineOptions) => Engine };
  const settings = () => DEFAULT_SETTINGS;
  const engine = openEngine({
    dataDir,
    historyLimit: () => 100_000,
    settings,
    environment: process.env,
    model: () => Promise.resolve(null),
    scheduleJitterMs: () => 0,
    log: silentLog,
  });
  const state = new DriftState(
    () => Promise.resolve(engine),
    () => [{ dir, listed: [], exclude: [] }],
  );
  await state.load();
  const read = performance.now();
  const count = state.roots
    .map((root) => visibleRows(rootNode(root, { ...OPTIONS, now: new Date() })))
    .reduce((sum, one) => sum + one, 0);
  return { open: read - start, rows: performance.now() - read, count };
}

void main(process.argv[2]!, process.argv[3]!).then((times) => process.stdout.write(JSON.stringify(times)));
