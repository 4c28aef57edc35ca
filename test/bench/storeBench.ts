/** What storing a run costs with 10 and with 10,000 runs in the store, and how long a fresh process takes to list the newest 50. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { silentLog, systemClock } from "../../src/core/ports";
import { openRunStore } from "../../src/core/store/openRunStore";
import type { DriftRun } from "../../src/shared/model";
import { endedRun, fillStore, idOf, inTemporaryFolder, runningRun } from "../unit/store/runs";
import { compared, type Figure, median } from "./measure";

const MANY = 10_000;
const FEW = 10;
const SAMPLES = 51;
const LISTINGS = 11;
const DRIFTED = 20;

export async function storeBench(): Promise<Figure[]> {
  return inTemporaryFolder((small) => inTemporaryFolder((large) => measure(small, large)));
}

async function measure(small: string, large: string): Promise<Figure[]> {
  await fillStore(small, runs(FEW));
  await fillStore(large, runs(MANY));
  const listing = median(Array.from({ length: LISTINGS }, () => coldListing(large)));
  const times = { few: [] as number[], many: [] as number[], full: [] as number[] };
  for (let number = MANY; number < MANY + SAMPLES; number++) {
    times.few.push(await store(small, number, 2 * MANY));
    times.many.push(await store(large, number, 2 * MANY));
    times.full.push(await store(large, number, MANY));
  }
  const theirs = `storing a run beside ${FEW}`;
  return [
    ...compared(
      { what: "storing a run beside 10,000, against beside 10", ours: "storing a run beside 10,000", theirs },
      { ours: times.many, theirs: times.few },
      2,
    ),
    {
      what: "the same where the oldest has to go",
      value: median(times.full) / median(times.few),
      unit: "×",
      budget: 2,
    },
    { what: "listing the newest 50 of 10,000, cold", value: listing, unit: "ms", budget: 50 },
  ];
}

function runs(count: number): DriftRun[] {
  return Array.from({ length: count }, (_, number) => endedRun(number, DRIFTED));
}

/** Stores a run, begin and finish, and says how long that took; afterwards there are as many as before. */
async function store(dir: string, number: number, limit: number): Promise<number> {
  const opened = openRunStore(dir, { limit: () => limit, log: silentLog, clock: systemClock });
  const start = performance.now();
  await opened.begin(runningRun(number));
  await opened.finish(endedRun(number, DRIFTED));
  const time = performance.now() - start;
  if (limit > MANY) await opened.delete(idOf(number));
  opened.dispose();
  return time;
}

function coldListing(dir: string): number {
  return Number(execFileSync(process.execPath, [join(__dirname, "listNewest.js"), dir], { encoding: "utf8" }));
}
