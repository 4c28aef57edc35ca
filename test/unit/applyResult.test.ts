import assert from "node:assert/strict";
import { ApplyProgress } from "../../src/host/reconcile/applyProgress";
import { isNewInterruption } from "../../src/host/reconcile/interruptions";
import { recordRow, resultOf } from "../../src/host/reconcile/resultWords";
import { sampleRecord } from "./reviewedSample";

describe("the end of an apply", () => {
  const says = (parts: Parameters<typeof sampleRecord>[0], level: string, text: RegExp): void => {
    const result = resultOf("network", sampleRecord(parts));
    assert.equal(result.level, level);
    assert.match(result.text, text);
  };

  it("is told as what a check found afterwards", () => {
    says({}, "information", /^network was put right, and a check found nothing left\.$/);
    says({ kind: "accept_state" }, "information", /^The state of network has what is there now, and a check/);
    const left = ["a.b", "c.d", "e.f", "g.h"];
    says({ verified: { complete: true, left } }, "warning", /but still drifted: a\.b, c\.d, e\.f and 1 more\.$/);
    says({ verified: { complete: false, left: [] } }, "warning", /could not read all of it\.$/);
    says({ verified: null, verifyRunId: null }, "warning", /no check could confirm it\.$/);
  });

  it("names the first error where it failed, and what was done where it was cancelled", () => {
    const error = { severity: "error", summary: "Quota exceeded.", detail: "" } as const;
    const warning = { severity: "warning", summary: "Old", detail: "" } as const;
    says(
      { status: "failed", diagnostics: [warning, error] },
      "error",
      /^The apply of network failed: Quota exceeded\.$/,
    );
    says({ status: "failed", exitCode: 1 }, "error", /ended with code 1\.$/);
    says({ status: "failed", exitCode: null }, "error", /could not be run to its end\.$/);
    says({ status: "cancelled" }, "warning", /cancelled: 1 change had been made until then\.$/);
    says({ status: "cancelled", applied: { add: 0, change: 0, remove: 0 } }, "warning", /nothing was changed\.$/);
    says({ status: "cancelled", applied: null }, "warning", /is in its record\.$/);
    says({ status: "interrupted" }, "warning", /was interrupted/);
  });

  it("is a warning where something has to be known before anything else is done", () => {
    says({ aftermath: "The state is still locked." }, "warning", /nothing left\. The state is still locked\.$/);
    says({ status: "failed", aftermath: "The state is still locked." }, "error", /The state is still locked\.$/);
  });

  it("is a row of a list", () => {
    const now = new Date("2026-11-22T11:01:00.000Z");
    assert.deepEqual(recordRow("network", sampleRecord(), now), {
      label: "network: put back, applied, verified",
      description: "2 h ago",
      detail: "1 resource · ada@laptop",
    });
    const other = sampleRecord({ kind: "accept_state", status: "interrupted", verified: null, targets: ["a.b"] });
    assert.deepEqual(recordRow("network", other, now), {
      label: "network: accepted into state, interrupted",
      description: "2 h ago",
      detail: "a.b · ada@laptop",
    });
  });

  it("is come nearer to by a bar that never goes back", () => {
    const progress = new ApplyProgress();
    const at = (done: number, total: number | null, current: string | null): unknown =>
      progress.next({ done, total, current });
    assert.deepEqual(at(0, 4, "a.b"), { message: "0 of 4: a.b", increment: 0 });
    assert.deepEqual(at(2, 4, "c.d"), { message: "2 of 4: c.d", increment: 50 });
    assert.deepEqual(at(1, 4, null), { message: "1 of 4", increment: 0 });
    assert.deepEqual(at(9, 4, null), { message: "9 of 4", increment: 50 });
    assert.deepEqual(at(9, null, "a\nb"), { message: "9: a\\nb", increment: 0 });
  });

  it("is told once where nobody saw it, of root modules of this window", () => {
    const record = sampleRecord({ status: "interrupted" });
    const here = [{ projectId: "shop", workspaceId: "network" }];
    assert.equal(isNewInterruption(record, [], here), true);
    assert.equal(isNewInterruption(record, [record.id], here), false);
    assert.equal(isNewInterruption(record, [], [{ projectId: "shop", workspaceId: "db" }]), false);
    assert.equal(isNewInterruption(sampleRecord(), [], here), false);
  });
});
