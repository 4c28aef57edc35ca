/** What a plan document says about itself, or leaves unsaid. */
import type { Diagnostic } from "../../shared/model";
import type { PlanReport } from "../plan/planReport";

/** `everything`: all was asked for; a targeted plan calls itself incomplete, and rightly so. */
export function documentDiagnostics(report: PlanReport, everything: boolean): Diagnostic[] {
  const { errored, complete, hasChanges, formatVersion, unreadable } = report;
  const found: Diagnostic[] = unreadable.map((detail) => ({
    severity: "error",
    summary: "Part of the plan could not be read",
    detail,
  }));
  if (errored) {
    found.push({
      severity: "error",
      summary: "The plan ended with errors",
      detail: "What is shown is what was read until then; anything else may have drifted, too.",
    });
  } else if (everything && !complete && unreadable.length === 0) {
    found.push({
      severity: "error",
      summary: "The plan calls itself incomplete",
      detail: "It was made with -target, or some changes were deferred; anything else may have drifted, too.",
    });
  }
  if (!hasChanges && !errored) {
    found.push({
      severity: "warning",
      summary: "The plan has no resource_changes",
      detail:
        "It was made with -refresh-only: what applying would do is inferred from the code. An ordinary plan says it for certain.",
    });
  }
  const [, major = "1"] = /^(\d+)/.exec(formatVersion) ?? [];
  if (Number(major) > 1) {
    found.push({
      severity: "warning",
      summary: `Plan format ${formatVersion} is newer than this program`,
      detail: "What it knows was read; see whether there is a newer version of terraform-drift.",
    });
  }
  return found;
}
