/** What came of an apply: the exit code, and what is said about it. */
import { doneSentence } from "../core/report/recordText";
import { reconcileStatusWords, verifiedSentence } from "../core/report/reconcileWords";
import { visible } from "../shared/formatValue";
import type { ReconcileRecord } from "../shared/reconcile";
import { EXIT_CODES } from "./flags";

export function reconcileExitCode({ status, verified }: ReconcileRecord): number {
  if (status === "cancelled") return EXIT_CODES.cancelled;
  if (status !== "applied" || verified?.complete !== true) return EXIT_CODES.error;
  return verified.left.length === 0 ? EXIT_CODES.clean : EXIT_CODES.drift;
}

/** The last words, a line each. */
export function outcomeLines(record: ReconcileRecord): string[] {
  const { id, status, aftermath, diagnostics } = record;
  return [
    `${reconcileStatusWords(status)}.`,
    ...(aftermath === null ? [] : [visible(aftermath)]),
    ...diagnostics.map(({ severity, summary, detail, address }) =>
      visible(
        [`${severity}: ${summary.replace(/\.$/, "")}.`, address ?? "", detail.split(/\r?\n/, 1)[0] ?? ""]
          .filter((part) => part !== "")
          .join(" "),
      ),
    ),
    doneSentence(record),
    verifiedSentence(record),
    `The whole record: terraform-drift show ${id}`,
  ];
}
