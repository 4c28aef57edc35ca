import * as z from "zod";
import { reconcileRecord, type ReconcileRecord } from "../../shared/reconcile";
import type { StoredShape } from "./lowdbAdapter";
import { owner, type Owner } from "./runIndex";
import { soundOnes } from "./soundOnes";

/** Of the index and of the records' files. What has a greater one is neither read nor touched. */
export const RECONCILE_SCHEMA_VERSION = 1;

const { id, projectId, workspaceId, status, startedAt } = reconcileRecord.shape;
const reconcileEntry = z.object({
  ...{ id, projectId, workspaceId, status, startedAt },
  /** Set exactly while it is applied. */
  owner: owner.nullable(),
});
/** What the index knows of one record: whose it is, and whether it is still going on. */
export type ReconcileEntry = z.infer<typeof reconcileEntry>;

/** All records of a data folder, in no order. */
export interface ReconcileIndex {
  schemaVersion: number;
  entries: ReconcileEntry[];
}

/** That of a folder without records. */
export function emptyReconcileIndex(): ReconcileIndex {
  return { schemaVersion: RECONCILE_SCHEMA_VERSION, entries: [] };
}

/** `ownedBy` counts only while it is applied. */
export function reconcileEntryOf(record: ReconcileRecord, ownedBy: Owner): ReconcileEntry {
  const { id, projectId, workspaceId, status, startedAt } = record;
  return { id, projectId, workspaceId, status, startedAt, owner: status === "applying" ? ownedBy : null };
}

/** Sorts from the newest to the oldest. */
export function newestRecordFirst(a: ReconcileEntry, b: ReconcileEntry): number {
  return `${a.startedAt}|${a.id}` < `${b.startedAt}|${b.id}` ? 1 : -1;
}

const indexDocument = z.object({ schemaVersion: z.int().positive(), entries: z.array(z.unknown()) });

/** `reconciles.json`. */
export const reconcileIndexShape: StoredShape<ReconcileIndex> = {
  version: RECONCILE_SCHEMA_VERSION,
  parse(document) {
    const parsed = indexDocument.safeParse(document);
    if (!parsed.success) return null;
    const { sound, rejected } = soundOnes(reconcileEntry, parsed.data.entries);
    return { data: { schemaVersion: parsed.data.schemaVersion, entries: sound }, rejected };
  },
};
