/** Runs to store. Shared by the tests of the store, their child programs and the benchmark. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLog, systemClock } from "../../../src/core/ports";
import type { Log } from "../../../src/core/ports";
import { IndexFile } from "../../../src/core/store/indexFile";
import { writeRunFile } from "../../../src/core/store/runFiles";
import { endedEntry } from "../../../src/core/store/runIndex";
import { openRunStore } from "../../../src/core/store/openRunStore";
import type { RunStore, RunStoreOptions } from "../../../src/core/store/runStore";
import type { DriftedResource, DriftRun } from "../../../src/shared/model";

/** `run_000007` and the like. */
export function idOf(number: number): string {
  return `run_${String(number).padStart(6, "0")}`;
}

/** A run that starts `number` seconds after midnight. */
export function runningRun(number: number, more: Partial<DriftRun> = {}): DriftRun {
  return {
    id: idOf(number),
    projectId: "shop",
    workspaceId: "network",
    status: "running",
    trigger: "manual",
    startedAt: new Date(Date.UTC(2026, 0, 1) + number * 1000).toISOString(),
    endedAt: null,
    output: "",
    metadata: {
      complete: false,
      targets: null,
      totalResources: 0,
      driftedCount: 0,
      countedBySeverity: { critical: 0, warning: 0, info: 0 },
      ignoredCount: 0,
      noiseCount: 0,
      pendingCount: 0,
      threshold: "warning",
      driftedResources: [],
      pendingChanges: [],
      outputChanges: [],
      uncheckedAddresses: [],
      diagnostics: [],
      tool: { binary: "terraform", version: "1.11.4", formatVersion: "1.2" },
      source: {},
    },
    ...more,
  };
}

/** The same run, ended, with `drifted` resources `lab_server.web[0]`, … that count. */
export function endedRun(number: number, drifted = 0, more: Partial<DriftRun> = {}): DriftRun {
  const run = runningRun(number);
  return {
    ...run,
    status: drifted > 0 ? "drift_detected" : "clean",
    endedAt: new Date(Date.parse(run.startedAt) + 500).toISOString(),
    output: `Run ${number} has ended.\n`,
    metadata: {
      ...run.metadata,
      complete: true,
      totalResources: 40,
      driftedCount: drifted,
      countedBySeverity: { critical: 0, warning: drifted, info: 0 },
      driftedResources: Array.from({ length: drifted }, (_, index) => driftedServer(index)),
    },
    ...more,
  };
}

function driftedServer(index: number): DriftedResource {
  return {
    address: `lab_server.web[${index}]`,
    moduleAddress: null,
    type: "lab_server",
    name: "web",
    index,
    provider: "registry.terraform.io/example/lab",
    action: "update",
    remedy: "revert",
    reason: "changed_outside",
    severity: "warning",
    severityReason: "Applying the code would put it back.",
    ignored: null,
    changes: [
      {
        attribute: 'tags["Env"]',
        action: "update",
        before: "production",
        after: "staging",
        planned: "production",
        effect: "reverted",
        sensitive: false,
        location: null,
      },
    ],
    location: { file: "main.tf", line: 12, column: 1 },
  };
}

/** Gives the action a folder of its own and removes it afterwards, whatever happens. */
export async function inTemporaryFolder<T>(action: (dir: string) => Promise<T>): Promise<T> {
  const dir = await mkdtemp(join(tmpdir(), "drift-store-"));
  try {
    return await action(dir);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** A store that keeps enough for a test and speaks to nobody. */
export function openStore(dir: string, more: Partial<RunStoreOptions> = {}): RunStore {
  return openRunStore(dir, { limit: () => 100_000, log: silentLog, clock: systemClock, ...more });
}

/** Stores many runs in one change: the store's own way, without the cost of a change for each. */
export async function fillStore(dir: string, runs: readonly DriftRun[]): Promise<void> {
  const index = new IndexFile(dir, {
    clock: systemClock,
    log: silentLog,
    lockTimeoutMs: 1_000,
    report: () => undefined,
  });
  await index.change(async (draft) => {
    for (let first = 0; first < runs.length; first += 50) {
      await Promise.all(runs.slice(first, first + 50).map((run) => writeRunFile(dir, run)));
    }
    draft.index.entries.push(...runs.map((run) => endedEntry(run, [])));
  });
}

/** Ended runs with the numbers from `first` up to, and without, `end`. */
export function endedRuns(first: number, end: number, step = 1): DriftRun[] {
  return Array.from({ length: Math.ceil((end - first) / step) }, (_, index) => endedRun(first + index * step));
}

/** A log that keeps its warnings. */
export function recordingLog(): Log & { warnings: string[] } {
  const warnings: string[] = [];
  return { ...silentLog, warnings, warn: (message) => void warnings.push(message) };
}
