import assert from "node:assert/strict";
import { createReadStream } from "node:fs";
import { type PlanReport, readPlanReport } from "../../src/core/plan/planReport";
import type { ClassifyOptions, CodeKnowledge } from "../../src/core/plan/classify";
import type { DriftedResource } from "../../src/shared/model";

const report = (file: string, options?: ClassifyOptions): Promise<PlanReport> =>
  readPlanReport(createReadStream(`test/unit/fixtures/plans/${file}.json`), options);

/** `address action remedy reason severity` and, indented, `path action effect`. */
function outline(resources: readonly DriftedResource[]): string[] {
  return resources.flatMap((one) => [
    `${one.address} ${one.action} ${one.remedy} ${one.reason} ${one.severity}`,
    ...one.changes.map((change) => `  ${change.attribute} ${change.action} ${change.effect}`),
  ]);
}

const ignoring = (address: string, ignored: string[] | "all"): CodeKnowledge => ({
  ignoreChanges: (asked) => (asked === address ? ignored : []),
  configures: () => false,
});

describe("what a plan says, on plans of real Terraform", () => {
  const rows: Record<string, { drift: string[]; pending?: string[]; outputs?: string[]; total?: number }> = {
    "no-change": { drift: [] },
    "drift-update": {
      drift: ["lab_server.web update revert changed_outside warning", "  size update reverted"],
    },
    sensitive: {
      drift: ["lab_server.web update revert changed_outside critical", "  password update reverted"],
    },
    "drift-nested-block": {
      drift: ["lab_server.web update revert changed_outside critical", "  ingress[0].cidrs[1] create reverted"],
    },
    "drift-replace": {
      drift: ["lab_server.web update replace changed_outside critical", "  image update replaced"],
      pending: ["lab_bucket.logs update because of lab_server.web"],
      outputs: ["web_status"],
    },
    "drift-computed-no-effect": {
      drift: ["lab_bucket.logs update none not_in_code info", "  size_bytes update kept"],
    },
    "drift-computed-output": {
      drift: ["lab_server.web update none not_in_code info", "  status update kept"],
      outputs: ["web_status"],
    },
    "drift-computed-feeds-resource": {
      drift: ["lab_server.web update none not_in_code info", "  private_ip update kept"],
      pending: ["lab_bucket.logs update because of lab_server.web"],
    },
    "drift-ignore-changes": {
      drift: ["lab_server.web update none not_in_code info", "  size update kept"],
    },
    "drift-delete": { drift: ["lab_bucket.logs delete recreate deleted_outside critical"] },
    "deleted-and-removed": { drift: ["lab_bucket.logs delete none deleted_outside critical"] },
    "config-change": { drift: [], pending: ["lab_server.web update"] },
    "output-only": { drift: [], outputs: ["static"] },
    "both-same-attribute": {
      drift: ["lab_server.web update revert changed_outside warning", "  size update conflict"],
    },
    both: {
      drift: ["lab_bucket.logs update revert changed_outside warning", "  versioning update reverted"],
      pending: ["lab_server.web update"],
    },
    "both-same-resource": {
      drift: ["lab_server.web update revert changed_outside info", '  tags["env"] update reverted'],
      pending: ["lab_server.web update"],
    },
    converged: { drift: ["lab_server.web update none converged info", "  size update converged"] },
    "after-accept-refresh-only": { drift: [], pending: ["lab_server.web update"] },
    "refresh-only-no-change": { drift: [] },
    "refresh-only-drift-update": {
      drift: ["lab_server.web update revert changed_outside warning", "  size update reverted"],
    },
    "refresh-only-drift-delete": { drift: ["lab_bucket.logs delete recreate deleted_outside critical"] },
    "module-foreach": {
      drift: [
        "lab_database.main update revert changed_outside critical",
        "  admin_password update reverted",
        'module.site["us"].lab_bucket.assets["img"] delete recreate deleted_outside critical',
        'module.site["eu"].lab_server.node[1] update revert changed_outside warning',
        "  size update reverted",
        '  tags["rogue"] create reverted',
      ],
      total: 11,
    },
  };

  for (const [file, { drift, pending = [], outputs = [], total = 3 }] of Object.entries(rows)) {
    it(file, async () => {
      const plan = await report(file);
      assert.deepEqual(outline(plan.driftedResources), drift);
      const shown = plan.pendingChanges.map(
        ({ address, actions, causedBy }) =>
          `${address} ${actions.join("+")}${causedBy === undefined ? "" : ` because of ${causedBy}`}`,
      );
      assert.deepEqual(shown, pending);
      assert.deepEqual(plan.outputChanges, outputs);
      assert.equal(plan.totalResources, total);
      assert.ok(plan.complete);
    });
  }

  it("read-error-partial: keeps what was found and does not call itself complete", async () => {
    const plan = await report("read-error-partial");
    assert.deepEqual(outline(plan.driftedResources), [
      "lab_database.main update revert changed_outside warning",
      "  storage_gb update reverted",
    ]);
    assert.ok(plan.errored);
    assert.ok(!plan.complete);
  });

  it("knows ignore_changes where the code is at hand", async () => {
    const plan = await report("drift-ignore-changes", { code: ignoring("lab_server.web", ["size"]) });
    assert.deepEqual(outline(plan.driftedResources), [
      "lab_server.web update none lifecycle_ignored info",
      "  size update kept",
    ]);
    const all = await report("drift-ignore-changes", { code: ignoring("lab_server.web", "all") });
    assert.equal(all.driftedResources[0]?.reason, "lifecycle_ignored");
  });

  it("says what recorded, actual and planned are", async () => {
    const [conflict] = (await report("both-same-attribute")).driftedResources;
    assert.deepEqual(conflict?.changes, [
      {
        attribute: "size",
        action: "update",
        before: "medium",
        after: "large",
        planned: "small",
        effect: "conflict",
        reason: "changed_outside",
        severity: "warning",
        severityReason: "changed in the code and outside, differently",
        sensitive: false,
        location: null,
      },
    ]);
    const [kept] = (await report("drift-computed-no-effect")).driftedResources;
    assert.ok(!Object.hasOwn(kept!.changes[0]!, "planned"), "what the code does not decide has no planned value");
  });

  it("hides a sensitive value and says that it changed", async () => {
    const plan = await report("sensitive");
    assert.deepEqual(
      plan.driftedResources[0]?.changes.map(({ before, after, planned, sensitive }) => ({
        before,
        after,
        planned,
        sensitive,
      })),
      [{ before: "(sensitive)", after: "(sensitive)", planned: "(sensitive)", sensitive: true }],
    );
    assert.ok(!JSON.stringify(plan).includes("s3cret"));
  });

  it("lets the repository's own rules decide the severity, of single attributes and of whole resources", async () => {
    const lowered = await report("drift-nested-block", {
      override: (_, attribute) =>
        attribute?.startsWith("ingress") ? { severity: "info", reason: "a test network" } : null,
    });
    assert.equal(lowered.driftedResources[0]?.severity, "info");
    assert.match(lowered.driftedResources[0].severityReason, /a test network/);
    const deleted = await report("drift-delete", {
      override: (_, attribute) => (attribute === null ? { severity: "warning", reason: "comes and goes" } : null),
    });
    assert.equal(deleted.driftedResources[0]?.severity, "warning");
  });
});
