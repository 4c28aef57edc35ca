import { rm } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { DriftError } from "../../shared/errors";
import { reconcileRecord, type ReconcileRecord } from "../../shared/reconcile";
import { makeFolder, namesIn, readIfThere, writeAtomically } from "./atomicFile";
import { schemaVersionOf } from "./lowdbAdapter";
import { RECONCILE_SCHEMA_VERSION } from "./reconcileIndex";
import { isReconcileId } from "./runId";
import { storeNewer } from "./storeErrors";

const storedRecord = z.object({ schemaVersion: z.int().positive(), record: reconcileRecord });

/** A record, or why it cannot be told; both null where it has no file. */
export type RecordContent = { record: ReconcileRecord; problem: null } | { record: null; problem: DriftError | null };

/** The folder of the records' own files. */
export function reconcilesFolder(dir: string): string {
  return join(dir, "reconciles");
}

function recordFile(dir: string, id: string): string {
  return join(reconcilesFolder(dir), `${id}.json`);
}

/** Replaces the whole record. */
export async function writeRecordFile(dir: string, record: ReconcileRecord): Promise<void> {
  await makeFolder(reconcilesFolder(dir));
  const text = JSON.stringify({ schemaVersion: RECONCILE_SCHEMA_VERSION, record });
  await writeAtomically(recordFile(dir, record.id), text);
}

/** `id` must be a valid one. Throws only what the file system says. */
export async function readRecordFile(dir: string, id: string): Promise<RecordContent> {
  const file = recordFile(dir, id);
  const text = await readIfThere(file);
  if (text === null) return { record: null, problem: null };
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return { record: null, problem: recordUnreadable(id, `${file} is damaged`) }; // the text may hold values: say no more
  }
  if (schemaVersionOf(document) > RECONCILE_SCHEMA_VERSION) return { record: null, problem: storeNewer(file) };
  const parsed = storedRecord.safeParse(document);
  return parsed.success && parsed.data.record.id === id
    ? { record: parsed.data.record, problem: null }
    : { record: null, problem: recordUnreadable(id, `${file} holds something else`) };
}

/** The error for a record that is known of, and cannot be told. */
export function recordUnreadable(id: string, why: string): DriftError {
  return new DriftError(
    "run_unreadable",
    `The record ${id} cannot be read: ${why}.`,
    "Check again to see what is there now.",
  );
}

/** The ids of all records that have a file. */
export async function storedRecordIds(dir: string): Promise<string[]> {
  const names = await namesIn(reconcilesFolder(dir));
  return names
    .filter((name) => name.endsWith(".json"))
    .map((name) => name.slice(0, -".json".length))
    .filter(isReconcileId);
}

/** Nothing happens where there is no such file. */
export async function removeRecordFile(dir: string, id: string): Promise<void> {
  await rm(recordFile(dir, id), { force: true });
}
