import { rm } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { DriftError } from "../../shared/errors";
import { driftRun } from "../../shared/model";
import type { DriftRun, RunSummary } from "../../shared/model";
import { makeFolder, namesIn, readIfThere, writeAtomically } from "./atomicFile";
import { schemaVersionOf } from "./lowdbAdapter";
import { isRunId } from "./runId";
import { SCHEMA_VERSION } from "./runIndex";
import { storeNewer } from "./storeErrors";

const storedRun = z.object({ schemaVersion: z.int().positive(), run: driftRun });

/** A run as it ended, or why that cannot be told. */
export type RunContent = { run: DriftRun; problem?: never } | { run: null; problem: DriftError };

/** The folder of the runs' own files. */
export function runsFolder(dir: string): string {
  return join(dir, "runs");
}

function runFile(dir: string, id: string): string {
  return join(runsFolder(dir), `${id}.json`);
}

/** Writes what never changes again about a run that has ended. */
export async function writeRunFile(dir: string, run: DriftRun): Promise<void> {
  await makeFolder(runsFolder(dir));
  await writeAtomically(runFile(dir, run.id), JSON.stringify({ schemaVersion: SCHEMA_VERSION, run }));
}

/** `id` must be a valid one. Throws only what the file system says. */
export async function readRunFile(dir: string, id: string): Promise<RunContent> {
  const file = runFile(dir, id);
  const text = await readIfThere(file);
  if (text === null) return unreadable(`The details of run ${id} are missing: there is no ${file}.`);
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return unreadable(`The details of run ${id} cannot be read: ${file} is damaged.`); // the text may hold values: say no more
  }
  if (schemaVersionOf(document) > SCHEMA_VERSION) return { run: null, problem: storeNewer(file) };
  const parsed = storedRun.safeParse(document);
  return parsed.success && parsed.data.run.id === id
    ? { run: parsed.data.run }
    : unreadable(`The details of run ${id} cannot be read: ${file} holds something else.`);
}

function unreadable(message: string): RunContent {
  return { run: null, problem: new DriftError("run_unreadable", message, "Check again to get them anew.") };
}

/** The ids of all runs that have a file of their own. */
export async function storedRunIds(dir: string): Promise<string[]> {
  const names = await namesIn(runsFolder(dir));
  return names
    .filter((name) => name.endsWith(".json"))
    .map((name) => name.slice(0, -".json".length))
    .filter(isRunId);
}

/** Nothing happens where there is no such file. */
export async function removeRunFile(dir: string, id: string): Promise<void> {
  await rm(runFile(dir, id), { force: true });
}

/** The run of a summary whose details are not known, or not yet. */
export function withoutDetails(summary: RunSummary): DriftRun {
  return { ...summary, output: "", metadata: { ...summary.metadata, driftedResources: [] } };
}
