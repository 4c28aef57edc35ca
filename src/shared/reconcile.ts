/** The shapes of putting drift right: what is reviewed before anything changes, and the record of what then was done. */
import * as z from "zod";
import { diagnostic, driftedResource, type Json, runMetadata } from "./model";

/** `apply`: the cloud becomes what the code says. `accept_state`: the state takes over what is there now, and the cloud stays as it is. */
export const reconcileKind = z.enum(["apply", "accept_state"]);
export type ReconcileKind = z.infer<typeof reconcileKind>;

const json = z.unknown() as unknown as z.ZodType<Json>;

/** One position that would change. Values are redacted. */
export const plannedAttribute = z.object({
  /** Terraform's own notation: `tags["Env"]`. */
  attribute: z.string(),
  /** Now: the actual value, or, of `accept_state`, the recorded one. Absent values are null. */
  before: json,
  /** Afterwards. What Terraform only learns while it applies is "(known after apply)". */
  after: json,
  sensitive: z.boolean(),
  /** It changed outside, and is put back or taken over; else the code moved on. */
  drifted: z.boolean(),
});
export type PlannedAttribute = z.infer<typeof plannedAttribute>;

/** One resource instance that would change. */
export const plannedChange = z.object({
  address: z.string(),
  /** Terraform's own words (`update`; `delete`, `create`; `forget`), and `move`, `import`, `invoke` for what else an apply does. */
  actions: z.array(z.string()),
  /** `drift`: nothing but what changed outside is put back or taken over. `pending`: the code moved on, at least in part. */
  origin: z.enum(["drift", "pending"]),
  /** The drifted resource of which a pending change is, as far as anybody can tell, only the consequence. */
  causedBy: z.string().optional(),
  /** An object is lost: it is deleted, or replaced by a new one. */
  destroys: z.boolean(),
  /** Attributes that force a replacement. */
  replacedBy: z.array(z.string()),
  attributes: z.array(plannedAttribute),
  /** Further positions, too many to be listed. */
  moreAttributes: z.int().nonnegative(),
});
export type PlannedChange = z.infer<typeof plannedChange>;

/** As Terraform counts: a replacement is one of `add` and one of `remove`. */
export const changeCounts = z.object({
  add: z.int().nonnegative(),
  change: z.int().nonnegative(),
  remove: z.int().nonnegative(),
});
export type ChangeCounts = z.infer<typeof changeCounts>;

const reviewed = {
  projectId: z.string(),
  workspaceId: z.string(),
  kind: reconcileKind,
  /** Null: the whole root module. */
  targets: z.array(z.string()).nullable(),
  summary: changeCounts,
  /** What loses an object first, then what puts drift right, then what is pending; of these by address. */
  changes: z.array(plannedChange),
  /** Names of root outputs that would change. */
  outputChanges: z.array(z.string()),
  /** All drift that the plan saw, gravest first: applying erases the evidence. */
  driftedResources: z.array(driftedResource),
  tool: runMetadata.shape.tool,
  source: runMetadata.shape.source,
};

/** A plan that was made to be read. Only exactly this one is ever applied. */
export const review = z.object({
  /** "rev_…" */
  id: z.string().regex(/^rev_[0-9A-Za-z_-]{1,60}$/),
  ...reviewed,
  createdAt: z.string(),
  /** ISO 8601. From then on it is not applied any more. */
  expiresAt: z.string(),
  /** Terraform's warnings. */
  diagnostics: z.array(diagnostic),
});
export type Review = z.infer<typeof review>;

export const reconcileStatus = z.enum([
  "applying",
  "applied", // all of it
  "failed", // Terraform said so; a part may have been done
  "cancelled", // on demand; a part may have been done
  "interrupted", // whoever applied is gone: what was done is not known
]);
export type ReconcileStatus = z.infer<typeof reconcileStatus>;

/** What was done to put drift right, by whom, and what came of it. Secrets removed. */
export const reconcileRecord = z.object({
  /** "rec_" and a part that sorts by start; valid in a URL and as a file name. */
  id: z.string().regex(/^rec_[0-9A-Za-z_-]{1,60}$/),
  ...reviewed,
  status: reconcileStatus,
  /** Who let it be applied: name and machine, as far as they are known. */
  by: z.string(),
  /** ISO 8601; when the plan was made. */
  reviewedAt: z.string(),
  startedAt: z.string(),
  endedAt: z.string().nullable(),
  /** What was agreed to beside the plan itself. */
  allowedDestroy: z.array(z.string()),
  includedPending: z.boolean(),
  /** Of the plan file that was applied: SHA-256, in hexadecimal digits. */
  planDigest: z.string(),
  /** What Terraform says it did; null where it did not get to say so. */
  applied: changeCounts.nullable(),
  exitCode: z.int().nullable(),
  /** Terraform's own messages. */
  output: z.string(),
  diagnostics: z.array(diagnostic),
  /** What is to be known before anything else is done here (a lock or objects left behind), with a way out; null: nothing. */
  aftermath: z.string().nullable(),
  /** The check that was made afterwards; null while there is none. */
  verifyRunId: z.string().nullable(),
  /** What that check found of what was to be put right; null until it has ended. */
  verified: z
    .object({
      /** It could read all of it. */
      complete: z.boolean(),
      /** Addresses that still are not as they should be. */
      left: z.array(z.string()),
    })
    .nullable(),
});
export type ReconcileRecord = z.infer<typeof reconcileRecord>;

/** The body of `POST /api/v1/drift/reconcile`. */
export const reconcileBody = z.object({
  workspaceId: z.string().min(1),
  projectId: z.string().min(1),
  kind: reconcileKind.default("apply"),
  /** Absent: the whole root module. An empty list is refused: whoever names nothing must not get everything. */
  targets: z.array(z.string().min(1)).min(1).max(1000).optional(),
  includePending: z.boolean().default(false),
  allowDestroy: z.array(z.string().min(1)).max(1000).default([]),
  /** Nothing is applied: the plan is made, kept, and described. */
  review: z.boolean().default(false),
  /** Applies exactly that plan. */
  reviewId: z.string().optional(),
});
export type ReconcileBody = z.input<typeof reconcileBody>;

/** What it answers with after an apply. */
export const reconcileAnswer = z.object({
  success: z.boolean(),
  exitCode: z.int().nullable(),
  summary: changeCounts,
  output: z.string(),
  /** The verifying check. */
  runId: z.string().nullable(),
  /** Of the record, an addition of ours; null: there was nothing to apply. */
  reconcileId: z.string().nullable(),
});
export type ReconcileAnswer = z.infer<typeof reconcileAnswer>;
