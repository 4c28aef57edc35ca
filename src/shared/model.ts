/**
 * The shapes of a drift check: what the engine finds, the store keeps, every surface shows and the API sends.
 * These schemas are their only definition.
 */
import * as z from "zod";
import { REASONS, SEVERITIES } from "./vocabulary";

/** Any JSON value. Unchecked on purpose: attribute values are arbitrary and may be 10 MB large. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
const json = z.unknown().meta({ id: "Json" }) as unknown as z.ZodType<Json>;

export const runStatus = z.enum(["running", "clean", "drift_detected", "error", "cancelled"]);
export type RunStatus = z.infer<typeof runStatus>;

export const severity = z.enum(SEVERITIES);
export type Severity = z.infer<typeof severity>;

export const trigger = z.enum(["manual", "schedule", "api", "verify"]);
export type Trigger = z.infer<typeof trigger>;

/** What applying the code would do to one drifted attribute (design: semantics, section 2). */
export const effect = z.enum(["reverted", "conflict", "converged", "kept", "replaced", "recreated", "noise"]);
export type Effect = z.infer<typeof effect>;

export const reason = z.enum(REASONS);
export type Reason = z.infer<typeof reason>;

export const attributeChange = z.object({
  /** Terraform's own notation: `tags["Env"]`, `ingress[0].cidr_blocks[1]`. */
  attribute: z.string(),
  /** What happened to it outside: the value changed, appeared or disappeared. */
  action: z.enum(["update", "create", "delete"]),
  /** Recorded in the state. Absent values are null. */
  before: json,
  /** Actual now. */
  after: json,
  /** What the code asks for; absent when the code does not decide it. */
  planned: json.optional(),
  effect,
  /** Why it drifted, how grave that alone is, and why: additions of ours, which runs of other servers lack. */
  reason: reason.optional(),
  severity: severity.optional(),
  severityReason: z.string().optional(),
  /** Then `before`, `after` and `planned` are `(sensitive)`. */
  sensitive: z.boolean(),
  /** Where the code says it, 1-based, in the file of the resource's own location; null where the code does not say it. */
  location: z.object({ line: z.int(), column: z.int(), endLine: z.int(), endColumn: z.int() }).nullable(),
});
export type AttributeChange = z.infer<typeof attributeChange>;

export const driftedResource = z.object({
  address: z.string(),
  moduleAddress: z.string().nullable(),
  type: z.string(),
  name: z.string(),
  /** The key of `count` (number) or `for_each` (string). */
  index: z.union([z.string(), z.number()]).nullable(),
  provider: z.string(),
  /** What happened outside. Our own engine never says "create"; other servers may. */
  action: z.enum(["update", "delete", "create"]),
  /** What applying the code would do about it. */
  remedy: z.enum(["revert", "recreate", "replace", "none"]),
  reason,
  severity,
  severityReason: z.string(),
  ignored: z
    .object({ by: z.enum(["run", "rule"]), reason: z.string().optional(), until: z.string().optional() })
    .nullable(),
  changes: z.array(attributeChange),
  /** The block's header, 1-based; the file is relative to the root module with "/", never absolute. */
  location: z.object({ file: z.string(), line: z.int(), column: z.int() }).nullable(),
});
export type DriftedResource = z.infer<typeof driftedResource>;

/** How many positions of a pending change are named. */
export const PENDING_ATTRIBUTES_AT_MOST = 50;

/** A change that applying the code would make where nothing drifted: the code moved on, not the cloud. */
export const pendingChange = z.object({
  address: z.string(),
  actions: z.array(z.string()),
  /** The drifted resource of which this change is only the consequence. */
  causedBy: z.string().optional(),
});
export type PendingChange = z.infer<typeof pendingChange>;

/** Something that the check has to say beside its findings, secrets removed. `detail` may hold line feeds. */
export const diagnostic = z.object({
  severity: z.enum(["error", "warning"]),
  summary: z.string(),
  detail: z.string(),
  address: z.string().optional(),
  /** Where in the code, relative to the root module, 1-based. */
  file: z.string().optional(),
  line: z.int().optional(),
});
export type Diagnostic = z.infer<typeof diagnostic>;

export const runMetadata = z.object({
  /** Everything that was asked for was read. */
  complete: z.boolean(),
  /** Set: only these addresses were asked for. Such a run never becomes a summary's last run. */
  targets: z.array(z.string()).nullable(),
  /** Resource instances covered: changed, unchanged and drifted ones together (design: semantics, section 2). */
  totalResources: z.int(),
  /** Counted drift: not ignored, no noise, severity at or above `threshold`. */
  driftedCount: z.int(),
  /** The same by severity; an addition of ours, which runs of other servers and of earlier versions lack. */
  countedBySeverity: z.object({ critical: z.int(), warning: z.int(), info: z.int() }).optional(),
  ignoredCount: z.int(),
  noiseCount: z.int(),
  pendingCount: z.int(),
  /** The mildest severity that counts; runs of other servers may lack it, then it is "warning". */
  threshold: severity.default("warning"),
  /** All of them, ignored and noise too, each marked. */
  driftedResources: z.array(driftedResource),
  pendingChanges: z.array(pendingChange),
  /**
   * What of these resources would change although it did not drift, the first 50 positions of each (`PENDING_ATTRIBUTES_AT_MOST`); an addition of ours.
   * Resources that come or go as a whole are not in it.
   */
  pendingAttributes: z.array(z.object({ address: z.string(), attributes: z.array(z.string()) })).optional(),
  /** Names of root outputs that would change. */
  outputChanges: z.array(z.string()),
  /** What could not be read. */
  uncheckedAddresses: z.array(z.string()),
  diagnostics: z.array(diagnostic),
  tool: z.object({ binary: z.enum(["terraform", "tofu"]), version: z.string(), formatVersion: z.string() }),
  source: z.object({ commit: z.string().optional(), branch: z.string().optional(), dirty: z.boolean().optional() }),
});
export type RunMetadata = z.infer<typeof runMetadata>;

export const driftRun = z.object({
  /** "run_" and a part that sorts by start; valid in a URL and as a file name. */
  id: z.string().regex(/^run_[0-9A-Za-z_-]{1,60}$/),
  /** The opened folder (repository). */
  projectId: z.string(),
  /** The root module, relative with "/", "." at the top; "@name" appended for a Terraform workspace other than default. */
  workspaceId: z.string(),
  status: runStatus,
  trigger,
  /** ISO 8601, UTC. */
  startedAt: z.string(),
  endedAt: z.string().nullable(),
  /** Readable and complete: Terraform's messages, then the differences, rendered from redacted data. */
  output: z.string(),
  metadata: runMetadata,
});
export type DriftRun = z.infer<typeof driftRun>;

/** A run as lists carry it: without what may be large. */
export const runSummary = driftRun
  .omit({ output: true })
  .extend({ metadata: runMetadata.omit({ driftedResources: true, pendingAttributes: true }) });
export type RunSummary = z.infer<typeof runSummary>;

/** Drops what lists do not carry. */
export function summarize(run: DriftRun): RunSummary {
  return runSummary.parse(run);
}
