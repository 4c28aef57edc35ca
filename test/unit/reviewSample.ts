import type { PlannedAttribute, PlannedChange, ReconcileRecord, Review } from "../../src/shared/reconcile";
import { change, kept, resource } from "./reportSample";

/** Data for the tests of what is said and asked before an apply, and after it. */
export function planned(parts: Partial<PlannedChange> = {}): PlannedChange {
  return {
    address: "aws_instance.web",
    actions: ["update"],
    origin: "drift",
    destroys: false,
    replacedBy: [],
    attributes: [attribute()],
    moreAttributes: 0,
    ...parts,
  };
}

/** Of `resource()` in the sample of reports: what drifted is put back. */
export function attribute(parts: Partial<PlannedAttribute> = {}): PlannedAttribute {
  return { attribute: "size", before: "large", after: "small", sensitive: false, drifted: true, ...parts };
}

export function review(parts: Partial<Review> = {}): Review {
  return {
    id: "rev_01k9sample",
    projectId: "shop",
    workspaceId: "infra/prod",
    kind: "apply",
    targets: null,
    summary: { add: 0, change: 1, remove: 0 },
    changes: [planned()],
    outputChanges: [],
    driftedResources: [resource()],
    tool: { binary: "terraform", version: "1.11.4", formatVersion: "1.2" },
    source: { commit: "1a2b3c4d5e6f", branch: "main", dirty: false },
    createdAt: "2026-11-22T09:00:00.000Z",
    expiresAt: "2026-11-22T09:15:00.000Z",
    diagnostics: [],
    ...parts,
  };
}

export function record(parts: Partial<ReconcileRecord> = {}): ReconcileRecord {
  const { projectId, workspaceId, kind, targets, summary, changes, outputChanges } = review();
  const { driftedResources, tool, source, createdAt } = review();
  return {
    ...{ projectId, workspaceId, kind, targets, summary, changes, outputChanges, driftedResources, tool, source },
    id: "rec_01k9sample",
    status: "applied",
    by: "ada@forge",
    reviewedAt: createdAt,
    startedAt: "2026-11-22T09:02:00.000Z",
    endedAt: "2026-11-22T09:02:12.000Z",
    allowedDestroy: [],
    includedPending: false,
    planDigest: "0".repeat(64),
    applied: { add: 0, change: 1, remove: 0 },
    exitCode: 0,
    output: "aws_instance.web: Modifying...\naws_instance.web: Modifications complete\n",
    diagnostics: [],
    aftermath: null,
    verifyRunId: "run_01k9verify",
    verified: { complete: true, left: [] },
    ...parts,
  };
}

/** Something of everything: a loss by drift and one by the code, what is put back, pending changes, and what stays. */
export function fullReview(): Review {
  return review({
    targets: null,
    summary: { add: 2, change: 2, remove: 2 },
    changes: [
      planned({
        address: 'aws_db_instance.main["eu"]',
        actions: ["delete", "create"],
        destroys: true,
        replacedBy: ["engine_version", "storage"],
        attributes: [
          attribute({ attribute: "engine_version", before: "15", after: "16" }),
          attribute({ attribute: "storage", before: 20, after: 40, drifted: false }),
          attribute({ attribute: "endpoint", before: "db.example", after: "(known after apply)", drifted: false }),
        ],
      }),
      planned({
        address: "aws_s3_bucket.old",
        actions: ["delete"],
        origin: "pending",
        destroys: true,
        attributes: [attribute({ after: null, drifted: false })],
      }),
      planned({
        address: "aws_instance.web",
        attributes: [
          attribute(),
          attribute({ attribute: "monitoring", before: false, after: true }),
          attribute({ attribute: "user_data", before: "(sensitive)", after: "(sensitive)", sensitive: true }),
          attribute({ attribute: 'tags["CostCentre"]', before: "4711", after: null }),
        ],
        moreAttributes: 3,
      }),
      planned({
        address: "aws_sqs_queue.orders",
        actions: ["create"],
        attributes: [attribute({ attribute: "name", before: null, after: "orders" })],
      }),
      planned({
        address: "aws_instance.app",
        origin: "pending",
        attributes: [
          attribute({ attribute: "instance_type", before: "t3.large", after: "t3.medium" }),
          attribute({ attribute: "ami", before: "ami-1", after: "ami-2", drifted: false }),
        ],
      }),
      planned({
        address: "aws_lb_listener.https",
        origin: "pending",
        causedBy: "aws_instance.web",
        attributes: [attribute({ attribute: "port", before: 80, after: 443, drifted: false })],
      }),
    ],
    outputChanges: ["app_url"],
    driftedResources: [
      resource({
        address: 'aws_db_instance.main["eu"]',
        remedy: "replace",
        severity: "critical",
        changes: [change({ attribute: "engine_version", before: "16", after: "15", effect: "replaced" })],
        location: { file: "database.tf", line: 1, column: 1 },
      }),
      resource({
        changes: [
          change(),
          change({ attribute: "monitoring", before: true, after: false, planned: true }),
          change({
            attribute: "user_data",
            before: "(sensitive)",
            after: "(sensitive)",
            planned: "(sensitive)",
            sensitive: true,
          }),
          change({ attribute: 'tags["CostCentre"]', action: "create", before: null, after: "4711", planned: null }),
          kept({ attribute: "ebs_optimized", before: false, after: true, reason: "not_in_code" }),
          kept({ attribute: "root_size", before: 8, after: 16, reason: "lifecycle_ignored" }),
        ],
      }),
      resource({
        address: "aws_sqs_queue.orders",
        action: "delete",
        remedy: "recreate",
        reason: "deleted_outside",
        severity: "critical",
        changes: [change({ action: "delete", after: null, effect: "recreated" })],
        location: { file: "queues.tf", line: 3, column: 1 },
      }),
      resource({
        address: "aws_instance.app",
        ignored: { by: "rule", reason: "The autoscaler sets it", until: "2027-01-31" },
        changes: [
          change({
            attribute: "instance_type",
            before: "t3.small",
            after: "t3.large",
            planned: "t3.medium",
            effect: "conflict",
          }),
        ],
      }),
      resource({ address: "aws_security_group.web", reason: "not_in_code", remedy: "none", changes: [kept()] }),
      resource({ address: "aws_iam_role.a", reason: "lifecycle_ignored", remedy: "none", changes: [kept()] }),
      resource({ address: "aws_iam_role.b", reason: "converged", remedy: "none", changes: [] }),
      resource({ address: "aws_iam_role.c", ignored: { by: "run" }, remedy: "none", changes: [kept()] }),
      resource({ address: "aws_iam_role.d", action: "delete", reason: "deleted_outside", remedy: "none", changes: [] }),
      resource({ address: "aws_iam_role.e", reason: "noise", remedy: "none", changes: [kept({ effect: "noise" })] }),
    ],
    diagnostics: [{ severity: "warning", summary: "Deprecated argument", detail: "Use another one." }],
  });
}
