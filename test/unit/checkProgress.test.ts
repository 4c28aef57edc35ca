import assert from "node:assert/strict";
import { CheckProgress } from "../../src/host/checks/checkProgress";
import { summarize } from "../../src/shared/model";
import { run } from "./reportSample";

const started = (id: string, workspaceId: string) =>
  ({ kind: "started", run: summarize(run({}, { id, workspaceId, status: "running" })) }) as const;
const ended = (id: string) => ({ kind: "ended", run: run({}, { id }), failure: null }) as const;
const progress = (runId: string, done: number, total: number | null, current: string | null = null) =>
  ({ kind: "progress", runId, done, total, current }) as const;

describe("the progress of a check", () => {
  it("says how much was read and what is being read", () => {
    const shown = new CheckProgress(1);
    assert.deepEqual(shown.next(started("run_a", "prod")), { message: "", increment: 0 });
    assert.deepEqual(shown.next(progress("run_a", 10, 40, "aws_instance.web")), {
      message: "10 of 40 read · aws_instance.web",
      increment: 25,
    });
    assert.deepEqual(shown.next(progress("run_a", 1200, null)), { message: "1,200 read", increment: 0 });
  });

  it("adds up several root modules to a hundred, never going back", () => {
    const shown = new CheckProgress(2);
    const events = [
      started("run_a", "prod"),
      started("run_b", "stage"),
      progress("run_a", 5, 10),
      progress("run_a", 5, 20),
      progress("run_b", 1, 1),
      ended("run_b"),
      ended("run_a"),
    ];
    const steps = events.map((event) => shown.next(event)!);
    assert.ok(steps.every(({ increment }) => increment >= 0));
    assert.equal(
      steps.reduce((sum, { increment }) => sum + increment, 0),
      100,
    );
    assert.equal(steps[2]!.message, "0 of 2 root modules · prod · 5 of 10 read");
    assert.equal(steps[5]!.message, "1 of 2 root modules · prod · 5 of 20 read");
    assert.equal(steps[6]!.message, "2 of 2 root modules");
  });

  it("passes over runs that it does not know", () => {
    const shown = new CheckProgress(1);
    assert.equal(shown.next(progress("run_x", 1, 1)), null);
    assert.equal(shown.next(ended("run_x")), null);
    assert.equal(shown.next({ kind: "changed", run: run() }), null);
  });
});
