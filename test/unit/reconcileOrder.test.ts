import assert from "node:assert/strict";
import { codeSelectionsOf, selectionsOf } from "../../src/host/reconcile/reconcileOrder";
import type { DriftNode, ResourceRef } from "../../src/host/tree/driftNode";
import { change, resource } from "./reportSample";

const ref = (rootId: string, address: string, attribute?: string): ResourceRef => ({
  rootId,
  resource: resource({ address }),
  change: attribute === undefined ? null : change({ attribute }),
});

const node = (parts: Partial<DriftNode>): DriftNode => ({
  id: "net#a.b",
  rootId: "net",
  label: "",
  context: "",
  state: "leaf",
  children: () => [],
  ...parts,
});

describe("what is to be put right", () => {
  it("is a whole root module, a resource, or the resources of a group", () => {
    assert.deepEqual(selectionsOf(node({ id: "net" })), [{ rootId: "net", targets: null }]);
    assert.deepEqual(selectionsOf(node({ ref: ref("net", "a.b") })), [{ rootId: "net", targets: ["a.b"] }]);
    assert.deepEqual(selectionsOf(node({ ref: ref("net", "a.b", "size") })), [{ rootId: "net", targets: ["a.b"] }]);
    assert.deepEqual(selectionsOf(node({ addresses: ["a.b", "c.d", "a.b"] })), [
      { rootId: "net", targets: ["a.b", "c.d"] },
    ]);
  });

  it("is nothing where nothing was chosen, and never a whole root module by accident", () => {
    assert.deepEqual(selectionsOf(undefined), []);
    assert.deepEqual(selectionsOf([]), []);
    assert.deepEqual(selectionsOf(node({ addresses: [] })), []);
    assert.deepEqual(selectionsOf(node({ address: "a.b" })), []);
  });

  it("is told apart by root module", () => {
    const refs = [ref("net", "a.b[0]"), ref("db", "a.b[0]"), ref("net", "a.b[1]"), ref("net", "a.b[1]", "size")];
    assert.deepEqual(selectionsOf(refs), [
      { rootId: "net", targets: ["a.b[0]", "a.b[1]"] },
      { rootId: "db", targets: ["a.b[0]"] },
    ]);
  });

  it("is in the code one resource instance at a time, with its attributes", () => {
    assert.deepEqual(codeSelectionsOf(undefined), []);
    assert.deepEqual(codeSelectionsOf(node({ id: "net" })), []);
    const all = { rootId: "net", address: "a.b", attributes: null };
    assert.deepEqual(codeSelectionsOf(node({ ref: ref("net", "a.b") })), [all]);
    const refs = [
      ref("net", "a.b", "size"),
      ref("net", "c.d", "x"),
      ref("net", "a.b", "tags"),
      ref("net", "a.b", "size"),
    ];
    assert.deepEqual(codeSelectionsOf(refs), [
      { rootId: "net", address: "a.b", attributes: ["size", "tags"] },
      { rootId: "net", address: "c.d", attributes: ["x"] },
    ]);
    assert.deepEqual(codeSelectionsOf([ref("net", "a.b", "size"), ref("net", "a.b")]), [all]);
  });
});
