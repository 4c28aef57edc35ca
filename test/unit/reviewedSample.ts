import type { PlannedChange, ReconcileRecord, Review } from "../../src/shared/reconcile";
import * as sample from "./reviewSample";

/** The samples of what is reviewed and recorded, of a root module called "network", as the surfaces of VS Code show them. */
export function planned(parts: Partial<PlannedChange> = {}): PlannedChange {
  return sample.planned({ address: "lab_server.web", ...parts });
}

export const REPLACED = planned({
  address: "lab_volume.data",
  actions: ["delete", "create"],
  destroys: true,
  replacedBy: ["engine"],
});

export const PENDING = planned({ address: "lab_server.db", origin: "pending" });

const OF_NETWORK = { workspaceId: "network", changes: [planned()], driftedResources: [], source: {} };

export function sampleReview(parts: Partial<Review> = {}): Review {
  return sample.review({ ...OF_NETWORK, id: "rev_sample", ...parts });
}

export function sampleRecord(parts: Partial<ReconcileRecord> = {}): ReconcileRecord {
  return sample.record({
    ...OF_NETWORK,
    id: "rec_sample",
    startedAt: "2026-11-22T09:01:00.000Z",
    by: "ada@laptop",
    output: "",
    ...parts,
  });
}
