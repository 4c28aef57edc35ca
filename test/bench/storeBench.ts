/**
 * What storing a run costs with 10 and with 10,000 runs in the store, and how long a fresh process takes to list the newest 50 of them.
 * Prints one line of JSON; times are in milliseconds. `node out/bench/storeBench.js`
 */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { silentLog, systemClock } from "../../src/core/ports";
import { openRunStore } from "../../src/core/store/openRunStore";
import type { DriftRun } from "../../src/shared/model";
import { endedRun, fillStore, idOf, inTemporaryFolder, runningRun } from "../unit/store/runs";

const MANY = 10_000;
const FEW = 10;
const SAMPLES = 101;
const DRIFTED = 20;
const options = { limit: 2 * MANY, log: silentLog, clock: systemClock };

function runs(count: number): DriftRun[] {
  return Array.from({ length: count }, (_, number) => endedRun(number, DRIFTED));
}

/** Stores a run, begin and finish, and says how long that took. */
async function store(dir: string, number: number, limit: number): Promise<number> {
  const opened = openRunStore(dir, { ...options, limit });
  const start = performance.now();
  await opened.begin(runningRun(number));
  await opened.finish(endedRun(number, DRIFTED));
  const time = performance.now() - start;
  if (limit > MANY) await opened.delete(idOf(number)); // so that the number of stored runs stays the same
  opened.dispose();
  return time;
}

async function coldListings(dir: string): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < 11; round++) {
    const { stdout } = await promisify(execFile)(process.execPath, [__filename, dir]);
    times.push(Number(stdout));
  }
  return times;
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)]!;
}

/** What the fresh process does. */
async function listOnce(dir: string): Promise<void> {
  const start = performance.now();
  const { runs } = await openRunStore(dir, options).list({ limit: 50 });
  if (runs.length !== 50) throw new Error(`${runs.length} runs were listed`);
  process.stdout.write(String(performance.now() - start));
}

/** What else the machine does falls on all of them alike: they take turns. */
async function measure(small: string, large: string): Promise<void> {
  await fillStore(small, runs(FEW));
  await fillStore(large, runs(MANY));
  const listing = median(await coldListings(large));
  const times = { few: [] as number[], many: [] as number[], pruning: [] as number[] };
  for (let number = MANY; number < MANY + SAMPLES; number++) {
    times.few.push(await store(small, number, options.limit));
    times.many.push(await store(large, number, options.limit));
    times.pruning.push(await store(large, number, MANY));
  }
  const [few, many, pruning] = [median(times.few), median(times.many), median(times.pruning)];
  const figures = { few, many, ratio: many / few, pruning, pruningRatio: pruning / few, listing };
  const rounded = Object.entries(figures).map(([name, figure]) => [name, Number(figure.toFixed(2))] as const);
  process.stdout.write(`${JSON.stringify({ bench: "store", ...Object.fromEntries(rounded) })}\n`);
}

const [, , dir] = process.argv;
void (dir === undefined
  ? inTemporaryFolder((small) => inTemporaryFolder((large) => measure(small, large)))
  : listOnce(dir));
