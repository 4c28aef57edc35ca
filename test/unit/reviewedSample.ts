import type { PlannedChange, ReconcileRecord, Review } from "../../src/shared/reconcile";

/** Data for the tests of reviews and what is said of them. */
export function planned(parts: Partial<PlannedChange> = {}): PlannedChange {
  return {
    address: "lab_server.web",
    actions: ["update"],
    origin: "drift",
    destroys: false,
    replacedBy: [],
    attributes: [{ attribute: "size", before: "large", after: "small", sensitive: false, drifted: true }],
    moreAttributes: 0,
    ...parts,
  };
}

export const REPLACED = planned({
  address: "lab_volume.data",
  actions: ["delete", "create"],
  destroys: true,
  replacedBy: ["engine"],
});

export const PENDING = planned({ address: "lab_server.db", origin: "pending" });

export function sampleReview(parts: Partial<Review> = {}): Review {
  return {
    id: "rev_sample",
    projectId: "shop",
    workspaceId: "network",
    kind: "apply",
    targets: null,
    summary: { add: 0, change: 1, remove: 0 },
    changes: [planned()],
    outputChanges: [],
    driftedResources: [],
    tool: { binary: "terraform", version: "1.11.4", formatVersion: "1.2" },
    source: {},
    createdAt: "2026-11-22T09:00:00.000Z",
    expiresAt: "2026-11-22T09:15:00.000Z",
    diagnostics: [],
    ...parts,
  };
}

export function sampleRecord(parts: Partial<ReconcileRecord> = {}): ReconcileRecord {
  const { createdAt, ...review } = sampleReview();
  return {
    ...review,
    id: "rec_sample",
    status: "applied",
    by: "ada@laptop",
    reviewedAt: createdAt,
    startedAt: "2026-11-22T09:01:00.000Z",
    endedAt: "2026-11-22T09:02:00.000Z",
    allowedDestroy: [],
    includedPending: false,
    planDigest: "00",
    applied: { add: 0, change: 1, remove: 0 },
    exitCode: 0,
    output: "",
    aftermath: null,
    verifyRunId: "run_sample",
    verified: { complete: true, left: [] },
    ...parts,
  };
}
