import type { DriftRun } from "../../shared/model";
import type { Clock } from "../ports";
import { renderDifferences } from "../report/text";
import type { CheckOutcome } from "./checkOutcome";

/** The run with what it came to. Its output is readable and complete: Terraform's messages, then the differences, from redacted data. */
export function endedRun(run: DriftRun, { status, metadata, messages }: CheckOutcome, clock: Clock): DriftRun {
  const ended = { ...run, status, metadata, endedAt: clock.now().toISOString() };
  return { ...ended, output: [...messages, "", renderDifferences(ended)].join("\n") };
}
