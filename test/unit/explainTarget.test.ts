import assert from "node:assert/strict";
import { explainTarget } from "../../src/host/history/explainTarget";
import type { RootState } from "../../src/host/state/driftState";
import { type DriftNode, none, type ResourceRef } from "../../src/host/tree/driftNode";
import { resource, run } from "./reportSample";

/** The run in which each resource is shown. */
const RUNS = new Map([
  ["a.one", "run_all"],
  ["a.two", "run_all"],
  ["a.three", "run_targeted"],
]);
const state = {
  root: (id: string) => (id === "net" ? ({ run: run({}, { id: "run_all" }) } as RootState) : undefined),
  runIdOf: (rootId: string, address: string) => (rootId === "net" ? RUNS.get(address) : undefined),
};
const ref = (address: string, rootId = "net"): ResourceRef => ({
  rootId,
  resource: resource({ address }),
  change: null,
});
const node = (parts: Partial<DriftNode>): DriftNode => ({
  ...{ id: "x", label: "x", context: "x", state: "leaf", children: none, rootId: "net" },
  ...parts,
});

describe("what is to be explained", () => {
  it("is a resource in the run that shows it, also from one of its attributes", () => {
    assert.deepEqual(explainTarget(state, node({ ref: ref("a.three") })), {
      runId: "run_targeted",
      addresses: ["a.three"],
    });
  });

  it("is a group as it is shown, of the run that has the most of it", () => {
    const addresses = ["a.three", "a.one", "a.two"];
    assert.deepEqual(explainTarget(state, node({ addresses })), { runId: "run_all", addresses: ["a.one", "a.two"] });
  });

  it("is all that drifted in a root module", () => {
    assert.deepEqual(explainTarget(state, node({})), { runId: "run_all" });
  });

  it("is each resource of a mark in the code once, of one root module", () => {
    const refs = [ref("a.one"), ref("a.one"), ref("a.two"), ref("a.one", "other")];
    assert.deepEqual(explainTarget(state, refs), { runId: "run_all", addresses: ["a.one", "a.two"] });
  });

  it("is nothing where no run is known any more", () => {
    for (const asked of [node({ rootId: "gone" }), node({ ref: ref("a.gone") }), node({ addresses: ["a.gone"] }), []]) {
      assert.equal(explainTarget(state, asked), null);
    }
  });
});
