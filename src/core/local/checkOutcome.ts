/** What a check came to: findings, code and rules put together into a run's metadata. */
import { join, relative, sep } from "node:path";
import { DriftError } from "../../shared/errors";
import type { Diagnostic, RunMetadata, RunStatus } from "../../shared/model";
import { countDrift, settledStatus } from "../../shared/vocabulary";
import type { PlanReport, Redact } from "../plan/planReport";
import type { Clock } from "../ports";
import type { RuleProblem } from "../rules/rule";
import type { RuleUse } from "../rules/ruleFindings";
import type { StreamReport } from "../terraform/events";
import { documentDiagnostics } from "./documentDiagnostics";
import {
  completeFindings,
  ownRuleFindings,
  ruleFindingDiagnostics,
  ruleProblemDiagnostics,
  type Surroundings,
} from "./findings";
import type { CheckSettings, RootModule } from "./rootModule";

/** What a check came to; everything in it is redacted. */
export interface CheckOutcome {
  readonly status: Exclude<RunStatus, "running">;
  readonly metadata: RunMetadata;
  /** Terraform's own messages; the differences are rendered by whoever stores the run. */
  readonly messages: readonly string[];
  /** Why there is no complete result, in one sentence with a way out; null where there is one. */
  readonly failure: DriftError | null;
  readonly ruleUses: readonly RuleUse[];
}

/** What was asked for. */
export interface Asked {
  readonly root: RootModule;
  readonly settings: CheckSettings;
  /** Null: everything. */
  readonly targets: readonly string[] | null;
  readonly clock: Clock;
}

/** What was found. */
export interface Found {
  readonly report: PlanReport;
  readonly surroundings: Surroundings;
  readonly stream: StreamReport;
  readonly failure: DriftError | null;
  readonly source: RunMetadata["source"];
  readonly binary: "terraform" | "tofu";
}

/** A run with a plan, whole or in part. */
export function conclude(request: Asked, found: Found): CheckOutcome {
  const { report, surroundings, stream, source, binary } = found;
  const { settings, root, targets } = request;
  const failure = redactFailure(found.failure, report.redact);
  // A targeted plan calls itself incomplete: what counts is whether what was asked for was read.
  const complete =
    failure === null && !report.errored && report.unreadable.length === 0 && (targets !== null || report.complete);
  const { driftedResources, uses } = completeFindings(report, surroundings, request.clock.now());
  const counts = countDrift(driftedResources, settings.threshold);
  const metadata: RunMetadata = {
    complete,
    targets: targets === null ? null : [...targets],
    totalResources: report.totalResources,
    ...counts,
    pendingCount: report.pendingChanges.length,
    threshold: settings.threshold,
    driftedResources,
    pendingChanges: [...report.pendingChanges],
    pendingAttributes: report.pendingAttributes,
    outputChanges: [...report.outputChanges],
    uncheckedAddresses: stream.uncheckedAddresses.map(report.redact.address),
    diagnostics: [
      ...diagnosticsOf(stream, failure, report.redact),
      ...(failure === null ? documentDiagnostics(report, targets === null) : []),
      ...ruleDiagnostics(root, surroundings.rules.problems, uses, complete && targets === null),
    ],
    tool: {
      binary,
      version: report.terraformVersion || (stream.tool?.version ?? ""),
      formatVersion: report.formatVersion,
    },
    source,
  };
  return {
    status: settledStatus(metadata),
    metadata,
    messages: report.redact.lines(stream.messages),
    failure,
    ruleUses: complete && targets === null ? uses : [],
  };
}

/** Errors in the rules files, and rules that somebody should look at. */
export function ruleDiagnostics(
  root: RootModule,
  problems: readonly RuleProblem[],
  uses: readonly RuleUse[],
  complete: boolean,
): Diagnostic[] {
  const folder = slashes(relative(root.topDir, root.dir)) || ".";
  const shown = (file: string): string => slashes(relative(root.dir, join(root.topDir, file)));
  return [
    ...ruleProblemDiagnostics(problems, shown),
    ...ruleFindingDiagnostics(ownRuleFindings(uses, complete, folder), shown),
  ];
}

/** What is known of a run before anything was found. */
export const EMPTY_METADATA: RunMetadata = {
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
  tool: { binary: "terraform", version: "", formatVersion: "" },
  source: {},
};

/** A run without a plan: nothing is known about drift, and nothing is claimed. */
export function failed(
  { settings, targets }: Asked,
  cause: DriftError,
  known: { stream: StreamReport | null; redact: Redact; source: RunMetadata["source"] },
): CheckOutcome {
  const { stream, redact, source } = known;
  const failure = redactFailure(cause, redact);
  const metadata: RunMetadata = {
    ...EMPTY_METADATA,
    targets: targets === null ? null : [...targets],
    threshold: settings.threshold,
    uncheckedAddresses: (stream?.uncheckedAddresses ?? []).map(redact.address),
    diagnostics: stream === null ? [diagnosticOf(failure)] : diagnosticsOf(stream, failure, redact),
    tool: { binary: stream?.tool?.binary ?? "terraform", version: stream?.tool?.version ?? "", formatVersion: "" },
    source,
  };
  return {
    status: failure.reason === "cancelled" ? "cancelled" : "error",
    metadata,
    messages: redact.lines(stream?.messages ?? []),
    failure,
    ruleUses: [],
  };
}

/** An error without secrets; what caused it is left out, too. */
export function redactFailure<T extends DriftError | null>(failure: T, redact: Redact): T {
  if (failure === null) return failure;
  return new DriftError(failure.reason, redact.text(failure.message), failure.wayOut) as T;
}

/** A diagnostic of Terraform's without secrets. */
export function redactDiagnostic(diagnostic: Diagnostic, redact: Redact): Diagnostic {
  const { summary, detail, address } = diagnostic;
  return {
    ...diagnostic,
    summary: redact.text(summary),
    detail: redact.text(detail),
    ...(address === undefined ? {} : { address: redact.address(address) }),
  };
}

/** Terraform's own diagnostics, with what to do about them: beside the one that it is about, else first. */
function diagnosticsOf(stream: StreamReport, failure: DriftError | null, redact: Redact): Diagnostic[] {
  const said = stream.diagnostics.map((diagnostic) => redactDiagnostic(diagnostic, redact));
  if (failure === null) return said;
  const cause = said.find(({ severity, summary }) => severity === "error" && isAbout(failure, summary));
  if (cause === undefined) return [diagnosticOf(failure), ...said];
  const detail = [cause.detail, failure.wayOut].filter((part) => part !== "").join("\n\n");
  return said.map((diagnostic) => (diagnostic === cause ? { ...cause, detail } : diagnostic));
}

function isAbout(failure: DriftError, summary: string): boolean {
  const words = summary
    .replace(/\s+/g, " ")
    .trim()
    .replace(/[.\s]+$/, "");
  return words !== "" && failure.message.startsWith(words);
}

function diagnosticOf(failure: DriftError): Diagnostic {
  return { severity: "error", summary: failure.message, detail: failure.wayOut };
}

function slashes(path: string): string {
  return path.split(sep).join("/");
}
