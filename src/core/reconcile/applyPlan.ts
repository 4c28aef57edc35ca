/** Applies one plan file, and says what came of it. */
import { oneLine } from "../../shared/errors";
import type { Diagnostic } from "../../shared/model";
import type { ReconcileProgress } from "./reconcile";
import type { ReconcileRecord } from "../../shared/reconcile";
import { redactDiagnostic } from "../local/checkOutcome";
import type { Log } from "../ports";
import { applyArguments, assertApplying } from "../terraform/applyArguments";
import { type ApplyReport, createApplyFollower } from "../terraform/applyEvents";
import { forEachLine } from "../terraform/lines";
import { type Ending, runTerraform } from "../terraform/runner";
import { APPLY_GRACE } from "../terraform/stopSteps";
import { aftermathOf, type Remains } from "./aftermath";
import type { HeldReview } from "./heldReview";
import { erroredStateOf, keepUnstoredState } from "./unstoredState";

/** What is recorded of an apply that has ended. */
export type ApplyOutcome = Pick<
  ReconcileRecord,
  "status" | "applied" | "exitCode" | "output" | "diagnostics" | "aftermath"
>;

export interface ApplyOrders {
  /** Aborted: Terraform finishes what it has begun, and begins nothing more. */
  readonly signal: AbortSignal;
  /** Aborted: it stops at once. */
  readonly hurry: AbortSignal;
  readonly onProgress: (progress: ReconcileProgress) => void;
  readonly log: Log;
}

/** Never rejects: whatever happens is part of the record. */
export async function applyPlan(
  held: HeldReview,
  { signal, hurry, onProgress, log }: ApplyOrders,
): Promise<ApplyOutcome> {
  const { review, root, place, planFile, program, settings, redact } = held;
  const follower = createApplyFollower(review.changes.length, onProgress);
  const before = await erroredStateOf(root.dir);
  try {
    const args = applyArguments(planFile, settings);
    assertApplying(args, planFile);
    const ending = await runTerraform(
      program.binary,
      args,
      {
        ...program.options,
        ...{ signal, hurry, grace: APPLY_GRACE, watchdog: place.watchdog },
        outputFolder: place.folder.path, // our own end must not be Terraform's: it would lose what it is making
      },
      (stdout) => forEachLine(stdout, (line, cut) => follower.line(line, cut)),
    );
    const report = follower.report();
    const kept = { before, dump: report.stateDump, name: review.id, log };
    const unstoredState = await keepUnstoredState(root.dir, kept);
    return outcomeOf(ending, report, { held, unstoredState, isHurried: hurry.aborted });
  } catch (error) {
    log.error("The apply failed unexpectedly.", error);
    const { applied, messages, diagnostics } = follower.report();
    const failure: Diagnostic = { severity: "error", summary: redact.text(oneLine(error)), detail: "" };
    return {
      ...{ status: "failed", applied, exitCode: null, aftermath: null },
      output: redact.lines(messages).join("\n"),
      diagnostics: [failure, ...diagnostics.map((diagnostic) => redactDiagnostic(diagnostic, redact))],
    };
  }
}

function outcomeOf(
  ending: Ending<void>,
  report: ApplyReport,
  {
    held: { redact },
    unstoredState,
    isHurried,
  }: { held: HeldReview; unstoredState: Remains["unstoredState"]; isHurried: boolean },
): ApplyOutcome {
  const { exitCode } = ending;
  const isStoppedAtOnce = exitCode === null || (isHurried && exitCode !== 0);
  const diagnostics = report.diagnostics.map((diagnostic) => redactDiagnostic(diagnostic, redact));
  const stderr = ending.stderrTail.trim() === "" ? [] : [ending.stderrTail.trim()];
  if (exitCode !== 0 && ending.ended === "exited" && diagnostics.every(({ severity }) => severity !== "error")) {
    const summary = `Terraform ended with ${exitCode === null ? String(ending.signal) : `exit code ${exitCode}`} and no error of its own.`;
    diagnostics.push({ severity: "error", summary, detail: redact.text(stderr.join("")) });
  }
  return {
    status: exitCode === 0 ? "applied" : ending.ended === "cancelled" ? "cancelled" : "failed",
    applied: report.applied,
    exitCode,
    output: redact.lines([...report.messages, ...stderr]).join("\n"),
    diagnostics,
    aftermath: aftermathOf({ unstoredState, isStoppedAtOnce, unfinished: report.unfinished.map(redact.address) }),
  };
}
