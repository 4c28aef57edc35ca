/** What was applied before: `reconcile --list` and `show rec_…`. */
import { renderRecord } from "../core/report/recordText";
import { countWords, kindName, reviewCountWords } from "../core/report/reconcileWords";
import { DriftError } from "../shared/errors";
import { relativeTime } from "../shared/format";
import { visible } from "../shared/formatValue";
import type { ReconcileRecord } from "../shared/reconcile";
import { EXIT_CODES } from "./flags";
import { aligned, type Format, lookOf, print, printJson } from "./output";

/** Whether an id is that of a record, not of a run. */
export function isRecordId(id: string): boolean {
  return id.startsWith("rec_");
}

export async function printRecord(record: ReconcileRecord, format: Format): Promise<void> {
  if (format === "json") return printJson(record);
  if (format !== "text") throw new DriftError("usage", `What was applied cannot be shown as ${format}.`, "Use --json.");
  await print(renderRecord(record, lookOf(process.stdout)));
}

/** A table, or with `asJson` all of them. Answers with the exit code. */
export async function printRecords(records: readonly ReconcileRecord[], asJson: boolean): Promise<number> {
  if (asJson) await printJson(records);
  else await print(records.length === 0 ? "Nothing was applied here yet.\n" : table(records));
  return EXIT_CODES.clean;
}

function table(records: readonly ReconcileRecord[]): string {
  const now = new Date();
  const rows = records.map((record) => [
    record.id,
    kindName(record.kind),
    record.status,
    record.applied === null || record.kind === "accept_state"
      ? reviewCountWords(record)
      : countWords(record.applied, "done"),
    verifiedWord(record),
    relativeTime(record.startedAt, now),
    visible(record.by),
  ]);
  return `${aligned(rows).join("\n")}\n`;
}

function verifiedWord({ verified }: ReconcileRecord): string {
  if (verified === null || (!verified.complete && verified.left.length === 0)) return "not verified";
  return verified.left.length === 0 ? "verified" : `${verified.left.length} left`;
}
