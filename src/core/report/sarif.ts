import { createHash } from "node:crypto";
import type { Invocation, Location, Log, Notification, ReportingDescriptor, Result, Run } from "sarif";
import { changeSentence, reasonWords, resourceSentence } from "../../shared/format";
import { visible } from "../../shared/formatValue";
import type { AttributeChange, DriftedResource, DriftRun, Severity } from "../../shared/model";
import { REASONS } from "../../shared/vocabulary";
import { codePath, projectPath, type RootPrefix } from "./codePlace";
import { SARIF_RULES } from "./sarifRules";

export interface SarifOptions {
  /** Of this program. */
  version: string;
  /** The root module relative to the top of the repository; by default relative to the project. */
  rootPrefix?: RootPrefix;
}

/** GitHub refuses a run with more. The gravest are kept. */
const RESULTS_AT_MOST = 25_000;
const VALUES = { width: 200 };
const SOURCE_ROOT = "%SRCROOT%";
/** Version of the way fingerprints are made: a new one makes every alert a new one. */
const FINGERPRINT = "terraformDriftAttribute/v1";

/**
 * The report as SARIF 2.1.0: one SARIF run for each root module, one result for each drifted attribute, or for the resource where it was deleted.
 * Ignored drift is suppressed, noise is informational. GitHub needs a file for every result: where none is known, the first line of the root module's
 * `main.tf` stands in, and the logical location says which resource it is.
 */
export function renderSarif(runs: readonly DriftRun[], options: SarifOptions): Log {
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: runs.map((run) => sarifRun(run, options)),
  };
}

const LEVEL = { critical: "error", warning: "warning", info: "note" } as const satisfies Record<Severity, Result.level>;
const RANK: Record<Severity, number> = { critical: 0, warning: 1, info: 2 };

function sarifRun(run: DriftRun, options: SarifOptions): Run {
  const prefix = (options.rootPrefix ?? projectPath)(run);
  const resources = [...run.metadata.driftedResources].sort((a, b) => RANK[a.severity] - RANK[b.severity]);
  const results = resources.flatMap((resource) => resultsOf(run, resource, prefix));
  const leftOut = results.length - RESULTS_AT_MOST;
  return {
    tool: {
      driver: { name: "Terraform Drift", semanticVersion: options.version, rules: REASONS.map(ruleOf) },
      extensions: [{ name: run.metadata.tool.binary, version: run.metadata.tool.version }],
    },
    automationDetails: { id: `terraform-drift/${run.workspaceId}/` },
    columnKind: "utf16CodeUnits",
    originalUriBaseIds: { [SOURCE_ROOT]: { description: { text: "The top of the repository." } } },
    invocations: [invocationOf(run, prefix, leftOut)],
    results: results.slice(0, RESULTS_AT_MOST),
    properties: { runId: run.id, projectId: run.projectId, workspaceId: run.workspaceId, status: run.status },
  };
}

function ruleOf(reason: DriftedResource["reason"]): ReportingDescriptor {
  const { name, help } = SARIF_RULES[reason];
  return {
    id: reason,
    name,
    shortDescription: { text: `Terraform resource ${reasonWords(reason)}` },
    fullDescription: { text: help },
    help: { text: help },
    defaultConfiguration: { level: reason === "noise" ? "none" : "warning" },
    properties: { tags: ["terraform", "drift"] },
  };
}

function resultsOf(run: DriftRun, resource: DriftedResource, prefix: string): Result[] {
  const isWhole = resource.action === "delete" || resource.changes.length === 0;
  if (isWhole) return [resultOf(run, resource, null, prefix)];
  return resource.changes.map((change) => resultOf(run, resource, change, prefix));
}

function resultOf(run: DriftRun, resource: DriftedResource, change: AttributeChange | null, prefix: string): Result {
  const isNoise = resource.reason === "noise" || change?.effect === "noise";
  const sentence = change === null ? resourceSentence(resource) : changeSentence(change, resource.reason, VALUES);
  const reason = isNoise ? "noise" : (change?.reason ?? resource.reason);
  const severity = change?.severity ?? resource.severity;
  return {
    ruleId: reason,
    ruleIndex: REASONS.indexOf(reason),
    ...(isNoise ? { kind: "informational", level: "none" } : { kind: "fail", level: LEVEL[severity] }),
    message: { text: messageText(`${visible(resource.address)}: ${sentence}`) },
    locations: [locationOf(resource, change, prefix)],
    partialFingerprints: { [FINGERPRINT]: fingerprint(run, resource, change) },
    ...(resource.ignored === null ? {} : { suppressions: [suppressionOf(resource.ignored)] }),
    properties: {
      severity,
      severityReason: change?.severityReason ?? resource.severityReason,
      remedy: resource.remedy,
    },
  };
}

/** In SARIF `[text](target)` is a link and `{0}` a placeholder, even in plain text. */
function messageText(text: string): string {
  return text.replaceAll("](", "\\](").replace(/\{(\d+)\}/g, "{{$1}}");
}

/** Line by line, since a message may have several. */
function linesOf(text: string): string {
  return text.split(/\r?\n/).map(visible).join("\n");
}

function suppressionOf({ by, reason, until }: NonNullable<DriftedResource["ignored"]>): {
  kind: "external";
  status: "accepted";
  justification: string;
} {
  const words = reason ?? (by === "run" ? "ignored in this run" : "ignored by a rule");
  return {
    kind: "external",
    status: "accepted",
    justification: until === undefined ? words : `${words} (until ${until})`,
  };
}

function locationOf(resource: DriftedResource, change: AttributeChange | null, prefix: string): Location {
  const { location } = resource;
  const uri = location === null ? codePath(prefix, "main.tf") : codePath(prefix, location.file);
  const header = location === null ? { startLine: 1 } : { startLine: location.line, startColumn: location.column };
  const at = location === null ? null : (change?.location ?? null);
  const region =
    at === null ? header : { startLine: at.line, startColumn: at.column, endLine: at.endLine, endColumn: at.endColumn };
  return {
    physicalLocation: { artifactLocation: { uri: encodedPath(uri), uriBaseId: SOURCE_ROOT }, region },
    logicalLocations: [{ name: resource.name, fullyQualifiedName: resource.address, kind: "resource" }],
  };
}

function encodedPath(path: string): string {
  return path.split("/").map(encodeSegment).join("/");
}

/** A lone surrogate, which no encoding has, becomes the replacement character. */
function encodeSegment(segment: string): string {
  return encodeURIComponent(segment.replace(/\p{Cs}/gu, "\ufffd"));
}

/** Of what drifted, not of the values: the same alert over many runs. */
function fingerprint(run: DriftRun, resource: DriftedResource, change: AttributeChange | null): string {
  const identity = [run.projectId, run.workspaceId, resource.address, change?.attribute ?? null];
  return createHash("sha256").update(JSON.stringify(identity)).digest("hex");
}

function invocationOf(run: DriftRun, prefix: string, leftOut: number): Invocation {
  const { metadata } = run;
  const notifications: Notification[] = [
    ...metadata.diagnostics.map(({ severity, summary, detail, file, line }): Notification => ({
      level: severity,
      message: { text: messageText(linesOf(detail.trim() === "" ? summary : `${summary}: ${detail.trim()}`)) },
      ...(file === undefined
        ? {}
        : {
            locations: [
              {
                physicalLocation: {
                  artifactLocation: { uri: encodedPath(codePath(prefix, file)), uriBaseId: SOURCE_ROOT },
                  region: { startLine: line ?? 1 },
                },
              },
            ],
          }),
    })),
    ...metadata.uncheckedAddresses.map((address): Notification => ({
      level: "error",
      message: { text: messageText(`${visible(address)} could not be checked.`) },
    })),
  ];
  if (leftOut > 0)
    notifications.push({ level: "warning", message: { text: `${leftOut} further results were left out.` } });
  return {
    executionSuccessful: metadata.complete && run.status !== "error" && run.status !== "cancelled",
    startTimeUtc: run.startedAt,
    ...(run.endedAt === null ? {} : { endTimeUtc: run.endedAt }),
    ...(notifications.length === 0 ? {} : { toolExecutionNotifications: notifications }),
  };
}
