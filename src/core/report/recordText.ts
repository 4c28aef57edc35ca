/** The record of an apply, as a person reads it. */
import { durationOf, formatDuration, listed, rootModuleName, sourceWords } from "../../shared/format";
import { visible } from "../../shared/formatValue";
import type { ReconcileRecord, ReconcileStatus } from "../../shared/reconcile";
import { writePlanned } from "./plannedText";
import {
  countWords,
  kindName,
  reconcileStatusWords,
  reviewCountWords,
  scopeWords,
  verifiedSentence,
} from "./reconcileWords";
import { DOCUMENT_LOOK, type ReviewTextOptions, timeWords, toolWords, writeOutputs } from "./reviewText";
import { writeDiagnostics } from "./textDiagnostics";
import type { Ink } from "./textLayout";
import { newPage, writeHeading, writeNamed, writeParts, writeText, type Page } from "./textPage";
import { writeUntouched } from "./untouchedText";

export type RecordTextOptions = Omit<Partial<ReviewTextOptions>, "now">;

/** Plain text, ending with a line feed: what came of it first, then what was agreed to, then all that was to be changed, then Terraform's output. */
export function renderRecord(
  record: ReconcileRecord,
  { name = rootModuleName(record), ...look }: RecordTextOptions = {},
): string {
  const page = newPage({ ...DOCUMENT_LOOK, ...look });
  const prefix = page.rootPrefix(record);
  writeHeadline(page, record, name);
  writeAftermath(page, record.aftermath);
  writeDone(page, record);
  writePlanned(page, record, prefix);
  writeOutputs(page, record.outputChanges);
  writeUntouched(page, record, prefix);
  writeDiagnostics(page, record.diagnostics, prefix);
  writeOutput(page, record.output);
  return `${page.lines.join("\n")}\n`;
}

function writeHeadline(page: Page, record: ReconcileRecord, name: string): void {
  const { symbol, ink } = look(page, record.status);
  writeNamed(page, {
    mark: { symbol, ink: ["bold", ink] },
    name: visible(name),
    nameInk: ["bold"],
    rest: reconcileStatusWords(record.status),
    restInk: ["bold", ink],
    indent: 0,
  });
  const duration = durationOf(record);
  const facts = [
    kindName(record.kind),
    scopeWords(record.targets),
    `by ${visible(record.by)}`,
    timeWords(record.startedAt),
    duration === null ? "" : `took ${formatDuration(duration)}`,
    toolWords(record.tool),
    sourceWords(record.source),
    record.id,
  ];
  writeParts(
    page,
    facts.filter((fact) => fact !== ""),
    { indent: 2, ink: ["dim"] },
  );
}

function look({ symbols }: Page, status: ReconcileStatus): { symbol: string; ink: Ink } {
  switch (status) {
    case "applied":
      return { symbol: symbols.good, ink: "green" };
    case "applying":
      return { symbol: symbols.info, ink: "cyan" };
    case "failed":
    case "cancelled":
    case "interrupted":
      return { symbol: symbols.bad, ink: "red" };
  }
}

function writeAftermath(page: Page, aftermath: string | null): void {
  if (aftermath === null) return;
  writeHeading(page, "Before anything else", "", ["red"]);
  writeText(page, visible(aftermath), { indent: 4, ink: ["bold"] });
}

function writeDone(page: Page, record: ReconcileRecord): void {
  writeHeading(page, "What was done");
  for (const sentence of [doneSentence(record), verifiedSentence(record), agreedSentence(record)]) {
    writeText(page, sentence, { indent: 4 });
  }
}

/** What Terraform says it did, and what the plan was where that is not the same. */
export function doneSentence(record: ReconcileRecord): string {
  const { kind, applied, summary, status } = record;
  const planned = reviewCountWords(record);
  if (status === "applying") return `Planned: ${planned}. It is being applied.`;
  if (kind === "accept_state") {
    return status === "applied" ? `Planned and done: ${planned}.` : `Planned: ${planned}. What was done is not known.`;
  }
  if (applied === null) return `Planned: ${planned}. Terraform did not get to say what it did.`;
  const isAll = applied.add === summary.add && applied.change === summary.change && applied.remove === summary.remove;
  return `${countWords(applied, "done")}${isAll ? "" : ` (planned: ${planned})`}.`;
}

function agreedSentence({ allowedDestroy, includedPending }: ReconcileRecord): string {
  const agreed = [
    ...(allowedDestroy.length === 0
      ? []
      : [
          `the loss of ${listed(
            allowedDestroy.map((address) => visible(address)),
            20,
          )}`,
        ]),
    ...(includedPending ? ["changes because the code moved on"] : []),
  ];
  return agreed.length === 0
    ? "Agreed to: the plan, and nothing beside it."
    : `Agreed to beside the plan: ${agreed.join("; ")}.`;
}

function writeOutput(page: Page, output: string): void {
  if (output.trim() === "") return;
  writeHeading(page, "Terraform's output");
  for (const line of output.trimEnd().split(/\r?\n/)) {
    writeText(page, visible(line.replaceAll("\t", "  ")), { indent: 4, keepWords: true });
  }
}
