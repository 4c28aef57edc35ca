/** A past for the history: runs made from a real one, back in time, stored as the extension stores them. */
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DriftedResource, DriftRun } from "../../src/shared/model";
import { countDrift, settledStatus } from "../../src/shared/vocabulary";
import { fillStore, openStore } from "../unit/store/runs";

const HOURS = 3_600_000;

/** The newest run of the folder, with all that it found. */
export async function newestRun(dataDir: string): Promise<DriftRun> {
  const store = openStore(dataDir);
  try {
    const [newest] = (await store.list({ limit: 1 })).runs;
    const run = newest === undefined ? null : await store.get(newest.id);
    if (run === null) throw new Error("There is no run yet.");
    return run;
  } finally {
    store.dispose();
  }
}

/** The id of the run so many steps before the real one. */
export function pastId(step: number): string {
  return `run_0${String(1_000_000 - step)}`;
}

/**
 * So many runs, one every nine hours: drift comes and goes, one value flips from run to run, every thirteenth failed or was
 * cancelled, every fifth is of another root module.
 */
export function pastRuns(real: DriftRun, count: number): DriftRun[] {
  return Array.from({ length: count }, (_, index) => pastRun(real, index + 1));
}

function pastRun(real: DriftRun, step: number): DriftRun {
  const started = Date.parse(real.startedAt) - step * 9 * HOURS;
  const driftedResources = real.metadata.driftedResources
    .filter((_, at) => (step * 7 + at * 3) % 11 > (step / 8) % 9)
    .map((resource) => flipped(resource, step));
  const isWhole = step % 13 !== 5;
  const metadata = {
    ...real.metadata,
    driftedResources,
    ...countDrift(driftedResources, real.metadata.threshold),
    complete: isWhole,
    source: { branch: "main", commit: "1a2b3c4d5e6f" },
  };
  return {
    ...real,
    id: pastId(step),
    workspaceId: step % 5 === 0 ? "infra/prod" : real.workspaceId,
    trigger: step % 3 === 0 ? "manual" : "schedule",
    startedAt: new Date(started).toISOString(),
    endedAt: new Date(started + 12_000).toISOString(),
    metadata,
    status: isWhole ? settledStatus(metadata) : step % 2 === 0 ? "error" : "cancelled",
  };
}

/** The size of servers: "large" in one run, "huge" in the next. */
function flipped(resource: DriftedResource, step: number): DriftedResource {
  const changes = resource.changes.map((change) =>
    change.attribute === "size" && step % 2 === 0 ? { ...change, after: "huge" } : change,
  );
  return { ...resource, changes };
}

/** Stores them beside those that are there. */
export async function storePast(dataDir: string, runs: readonly DriftRun[]): Promise<void> {
  await fillStore(dataDir, [...runs].reverse());
}

/** Leaves half a file of a run, or none. */
export function damage(dataDir: string, run: string, how: "cut" | "missing"): void {
  const file = join(dataDir, "runs", `${run}.json`);
  rmSync(file);
  if (how === "cut") writeFileSync(file, '{ "schemaVersion": 1, "run": {');
}
