import assert from "node:assert/strict";
import { createApplyFollower } from "../../src/core/terraform/applyEvents";
import type { Progress } from "../../src/core/terraform/events";

const event = (type: string, addr: string, action: string, message = `${addr}: ${type}`): string =>
  JSON.stringify({ type, "@message": message, hook: { resource: { addr }, action } });

function followed(lines: readonly string[], total = 3) {
  const progress: Progress[] = [];
  const follower = createApplyFollower(total, (step) => progress.push(step));
  for (const line of lines) follower.line(line);
  return { ...follower.report(), progress };
}

describe("the events of an apply", () => {
  it("count what was done, and say what is being done", () => {
    const { applied, unfinished, progress, messages } = followed([
      event("apply_start", "a.x", "update"),
      event("apply_start", "a.y", "create"),
      event("apply_complete", "a.x", "update"),
      event("apply_complete", "a.y", "create"),
    ]);
    assert.deepEqual([applied, unfinished], [{ add: 1, change: 1, remove: 0 }, []]);
    assert.deepEqual(progress, [
      { done: 0, total: 3, current: "a.x" },
      { done: 0, total: 3, current: "a.x" },
      { done: 1, total: 3, current: "a.y" },
      { done: 2, total: 3, current: null },
    ]);
    assert.equal(messages[0], "a.x: apply_start");
  });

  it("count a replacement as one added and one removed, and as one that is done", () => {
    const { applied, progress } = followed(
      [
        event("apply_start", "a.x", "delete"),
        event("apply_complete", "a.x", "delete"),
        event("apply_start", "a.x", "create"),
        event("apply_complete", "a.x", "create"),
      ],
      1,
    );
    assert.deepEqual(applied, { add: 1, change: 0, remove: 1 });
    assert.deepEqual(progress.at(-1), { done: 1, total: 1, current: null });
    assert.equal(progress[2]?.done, 0, "half of it is not done");
  });

  it("name what failed, and what never ended", () => {
    const { applied, unfinished } = followed([
      event("apply_start", "a.x", "update"),
      event("apply_errored", "a.x", "update"),
      event("apply_start", "a.y", "delete"),
    ]);
    assert.deepEqual([applied, unfinished], [{ add: 0, change: 0, remove: 0 }, ["a.y", "a.x"]]);
  });

  it("are not those of data sources", () => {
    const { applied, progress } = followed([
      event("apply_start", "data.a.x", "read"),
      event("apply_complete", "data.a.x", "read"),
    ]);
    assert.deepEqual([applied, progress], [{ add: 0, change: 0, remove: 0 }, []]);
  });

  it("keep a state that could be stored nowhere, and say nothing of what is in it", () => {
    const { stateDump, messages } = followed([
      JSON.stringify({ "@message": "Emergency state dump", type: "log", state: { serial: 3, secret: "tZ9qLw" } }),
    ]);
    assert.deepEqual(JSON.parse(stateDump!), { serial: 3, secret: "tZ9qLw" });
    assert.doesNotMatch(messages.join("\n"), /tZ9qLw/);
    assert.equal(followed([]).stateDump, null);
  });

  it("may be anything", () => {
    const rubbish = [
      "",
      "{",
      "null",
      "[]",
      "{}",
      '{"type":"apply_start"}',
      '{"type":"apply_start","hook":{"resource":{"addr":1}}}',
    ];
    const { applied } = followed([
      ...rubbish,
      event("apply_complete", "a.x", "__proto__"),
      event("apply_complete", "a.x", "toString"),
    ]);
    assert.deepEqual(applied, { add: 0, change: 0, remove: 0 });
  });
});
