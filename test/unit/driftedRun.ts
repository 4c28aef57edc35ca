/** A drifted resource, and runs that hold it, for what decides about changes of the code. */
import type { AttributeChange, DriftedResource, DriftRun, PendingChange } from "../../src/shared/model";

export const ADDRESS = "lab_server.web";

export function changeOf(attribute: string, more: Partial<AttributeChange> = {}): AttributeChange {
  return {
    attribute,
    action: "update",
    before: "medium",
    after: "large",
    planned: "medium",
    effect: "reverted",
    reason: "changed_outside",
    sensitive: false,
    location: null,
    ...more,
  };
}

export function resourceOf(changes: AttributeChange[], more: Partial<DriftedResource> = {}): DriftedResource {
  return {
    address: ADDRESS,
    moduleAddress: null,
    type: "lab_server",
    name: "web",
    index: null,
    provider: "demo/lab",
    action: "update",
    remedy: "revert",
    reason: "changed_outside",
    severity: "warning",
    severityReason: "",
    ignored: null,
    changes,
    location: null,
    ...more,
  };
}

/** A pending change, with what of it would change. */
export interface PendingOf extends PendingChange {
  readonly attributes?: string[];
}

export function runOf(
  driftedResources: DriftedResource[],
  pending: readonly PendingOf[] = [],
  complete = true,
): DriftRun {
  return {
    id: "run_1",
    projectId: "shop",
    workspaceId: ".",
    status: complete ? "drift_detected" : "error",
    trigger: "manual",
    startedAt: "2026-01-01T00:00:00.000Z",
    endedAt: "2026-01-01T00:00:01.000Z",
    output: "",
    metadata: {
      complete,
      targets: null,
      totalResources: 1,
      driftedCount: driftedResources.length,
      ignoredCount: 0,
      noiseCount: 0,
      pendingCount: pending.length,
      threshold: "warning",
      driftedResources,
      pendingChanges: pending.map(({ address, actions }) => ({ address, actions })),
      pendingAttributes: pending.flatMap(({ address, attributes }) =>
        attributes === undefined ? [] : [{ address, attributes }],
      ),
      outputChanges: [],
      uncheckedAddresses: [],
      diagnostics: [],
      tool: { binary: "terraform", version: "1.11.4", formatVersion: "1.2" },
      source: {},
    },
  };
}
