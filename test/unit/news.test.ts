import assert from "node:assert/strict";
import type { RootState } from "../../src/host/state/driftState";
import { newsOf } from "../../src/host/checks/news";
import type { NewsLevel } from "../../src/host/settings";
import { DriftError } from "../../src/shared/errors";
import type { DriftRun } from "../../src/shared/model";
import { resource, run } from "./reportSample";

const drifted = (...addresses: string[]): DriftRun =>
  run({
    driftedResources: addresses.map((address) => resource({ address })),
    driftedCount: addresses.length,
  });

function state(found: DriftRun | null, failure: DriftError | null = null): RootState {
  const root = { projectId: "shop", workspaceId: "prod", dir: "/shop/prod", topDir: "/shop" };
  return { id: "shop/prod", root, name: "prod", run: found, parts: [], running: null, isStale: false, failure };
}

const told = (before: RootState, after: RootState, level: NewsLevel): string | null =>
  newsOf(before, after, level)?.text ?? null;

describe("the news of a check that nobody started", () => {
  const appeared = [state(drifted("a.a")), state(drifted("a.a", "a.b"))] as const;

  it("are none when nobody wants them", () => {
    assert.equal(told(...appeared, "off"), null);
  });

  it("are what appeared and what went", () => {
    assert.equal(told(...appeared, "changes"), "prod: 1 resource drifted (a.b)");
    assert.equal(told(state(drifted("a.a", "a.b")), state(drifted()), "changes"), "prod: 2 resources no longer drift");
    const both = told(state(drifted("a.a")), state(drifted("a.b", "a.c", "a.d", "a.e")), "changes");
    assert.equal(both, "prod: 4 resources drifted (a.b, a.c, a.d and 1 more), 1 resource no longer drifts");
  });

  it("leave out what does not count", () => {
    const mild = run({ driftedResources: [resource({ severity: "info" })], driftedCount: 0 });
    assert.equal(told(state(drifted()), state(mild), "changes"), null);
  });

  it("are every result for those who want all", () => {
    assert.equal(told(state(drifted("a.a")), state(drifted("a.a")), "changes"), null);
    assert.equal(told(state(drifted("a.a")), state(drifted("a.a")), "all"), "prod: 1 drifted");
    assert.equal(told(state(null), state(drifted()), "all"), "prod: no drift");
  });

  it("are failures only for those who want all, and once", () => {
    const failure = new DriftError("state_locked", "The state is locked.");
    const [before, after] = [state(drifted("a.a")), state(drifted("a.a"), failure)];
    assert.equal(told(before, after, "changes"), null);
    assert.deepEqual(newsOf(before, after, "all"), { text: "prod: The state is locked.", isBad: true });
  });
});
