/** What is left after an apply, what it may leave behind, and what a consent covers. */
import assert from "node:assert/strict";
import { aftermathOf } from "../../src/core/reconcile/aftermath";
import { countChanges } from "../../src/core/reconcile/reviewedChanges";
import { whatIsLeft } from "../../src/core/reconcile/whatIsLeft";
import type { DriftedResource } from "../../src/shared/model";
import { canLeavePending } from "../../src/host/reconcile/reconcileOrder";
import { driftedTargets, unmetBy } from "../../src/shared/consent";
import type { PlannedChange } from "../../src/shared/reconcile";
import { resource, run as runOf } from "./reportSample";

const change = (address: string, more: Partial<PlannedChange> = {}): PlannedChange => ({
  ...{
    address,
    actions: ["update"],
    origin: "drift",
    destroys: false,
    replacedBy: [],
    attributes: [],
    moreAttributes: 0,
  },
  ...more,
});

describe("what is left", () => {
  const withDrift = (...found: Partial<DriftedResource>[]) =>
    runOf({
      complete: true,
      pendingChanges: [{ address: "a.pending", actions: ["update"] }],
      driftedResources: found.map(resource),
    });

  it("of an apply is what applying again would change", () => {
    const after = withDrift(
      { address: "a.again", remedy: "revert", reason: "changed_outside" },
      { address: "a.kept", remedy: "none", reason: "not_in_code" },
      { address: "a.other", remedy: "revert", reason: "changed_outside" },
    );
    const changes = [change("a.again"), change("a.kept"), change("a.pending"), change("a.right"), change("a.again")];
    assert.deepEqual(whatIsLeft({ kind: "apply", changes }, after), { complete: true, left: ["a.again", "a.pending"] });
  });

  it("of what the state took over is any drift but noise", () => {
    const after = withDrift(
      { address: "a.kept", remedy: "none", reason: "not_in_code" },
      { address: "a.noise", remedy: "none", reason: "noise" },
    );
    const changes = [change("a.kept"), change("a.noise"), change("a.pending")];
    assert.deepEqual(whatIsLeft({ kind: "accept_state", changes }, after).left, ["a.kept"]);
  });
});

describe("the aftermath of an apply", () => {
  it("is none where it ended in order", () => {
    assert.equal(aftermathOf({ unstoredState: null, isStoppedAtOnce: false, unfinished: ["a.x"] }), null);
  });

  it("says where the state is that could not be stored, or that it is lost", () => {
    const found = aftermathOf({ unstoredState: "errored.tfstate", isStoppedAtOnce: false, unfinished: [] });
    assert.match(found!, /it lies in errored\.tfstate\. .*`terraform state push`/);
    assert.match(aftermathOf({ unstoredState: undefined, isStoppedAtOnce: false, unfinished: [] })!, /it is lost/);
  });

  it("names what was being changed when it was stopped at once", () => {
    const unfinished = Array.from({ length: 7 }, (_, i) => `a.x${i}`);
    assert.match(
      aftermathOf({ unstoredState: null, isStoppedAtOnce: true, unfinished })!,
      /^Terraform was stopped at once: a\.x0, a\.x1, a\.x2, a\.x3, a\.x4 and 2 more may be half-made.*force-unlock/,
    );
  });
});

describe("a consent", () => {
  const lost = change("a.lost", { destroys: true, actions: ["delete", "create"] });
  const moved = change("a.moved", { origin: "pending" });

  it("is needed for each object that is lost, and for what the code changes", () => {
    const changes = [lost, lost, moved, change("a.fine")];
    assert.deepEqual(unmetBy({ changes }, {}), { destroys: ["a.lost"], pending: ["a.moved"] });
    assert.deepEqual(unmetBy({ changes }, { includePending: true }), { destroys: ["a.lost"], pending: [] });
    assert.equal(unmetBy({ changes }, { includePending: true, allowDestroy: ["a.lost", "a.more"] }), null);
    assert.equal(unmetBy({ changes: [change("a.fine")] }, {}), null);
  });

  it("to one thing is none to the other, where an object is lost by the code", () => {
    const both = change("a.both", { destroys: true, origin: "pending" });
    assert.deepEqual(unmetBy({ changes: [both] }, { includePending: true }), { destroys: ["a.both"], pending: [] });
    assert.deepEqual(unmetBy({ changes: [both] }, { allowDestroy: ["a.both"] }), { destroys: [], pending: ["a.both"] });
  });
});

describe("what drifted alone", () => {
  const moved = change("c.d", { origin: "pending" });

  it("is what the code does not change, too", () => {
    const of = change("a.b");
    const twice = [change("e.f"), change("e.f", { origin: "pending" })]; // another object of the same address
    assert.deepEqual(driftedTargets({ changes: [of, moved, of, ...twice] }), ["a.b"]);
  });

  it("can be put back without the rest, where there is a rest", () => {
    const possible = (...changes: PlannedChange[]): boolean => canLeavePending({ changes });
    assert.deepEqual([possible(change("a.b"), moved), possible(change("a.b")), possible(moved)], [true, false, false]);
  });
});

describe("the counts of a review", () => {
  it("are Terraform's: a replacement is one of each", () => {
    const changes = [
      change("a", { actions: ["delete", "create"] }),
      change("b", { actions: ["create"] }),
      change("c"),
      change("d", { actions: ["move", "update"] }),
      change("e", { actions: ["forget"] }),
      change("f", { actions: ["import"] }),
    ];
    assert.deepEqual(countChanges("apply", changes), { add: 2, change: 2, remove: 1 });
  });

  it("of what the state takes over are its entries", () => {
    const changes = [change("a"), change("b", { actions: ["forget"] })];
    assert.deepEqual(countChanges("accept_state", changes), { add: 0, change: 1, remove: 1 });
  });
});
