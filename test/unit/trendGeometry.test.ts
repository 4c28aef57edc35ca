import assert from "node:assert/strict";
import type { TrendChart, TrendDot } from "../../src/shared/protocol";
import { nearestDot, niceTop, trendShapes } from "../../webview/trendGeometry";

const BOX = { width: 400, height: 132 };

function dot(day: number, counts: Partial<TrendDot["bySeverity"]>, unsorted = 0): TrendDot {
  const at = new Date(Date.UTC(2026, 10, day)).toISOString();
  return { runId: `run_${day}`, at, bySeverity: { critical: 0, warning: 0, info: 0, ...counts }, unsorted };
}

function chart(...points: TrendDot[]): TrendChart {
  return { points, failures: [], isCut: false };
}

/** The corners of a path. */
function corners(path: string): number[][] {
  return path
    .slice(1, -1)
    .split("L")
    .map((pair) => pair.split(",").map(Number));
}

describe("the shapes of the trend", () => {
  it("stack the severities, the gravest at the bottom, and leave out those that never occur", () => {
    const shapes = trendShapes(chart(dot(1, { critical: 2 }), dot(5, { critical: 1, warning: 3 })), BOX);
    assert.deepEqual(
      shapes.areas.map(({ as }) => as),
      ["critical", "warning"],
    );
    const [critical, warning] = shapes.areas.map(({ path }) => corners(path));
    const height = (value: number): number => shapes.baseline - (value / 4) * (shapes.baseline - 10);
    assert.deepEqual(critical![0], [shapes.left, height(2)]);
    assert.deepEqual(warning![0], [shapes.dots[1]!.x, height(4)], "before that there was none");
    assert.equal(warning!.at(-1)![1], height(1), "it stands upon the critical ones");
    assert.equal(shapes.dots[1]!.y, height(4));
  });

  it("have a gap where there was nothing", () => {
    const { areas } = trendShapes(chart(dot(1, { info: 1 }), dot(2, {}), dot(3, { info: 2 })), BOX);
    assert.equal(areas.length, 1);
    assert.equal(areas[0]!.path.match(/M/g)!.length, 2);
  });

  it("keep a count until the next check, and the last one until the edge", () => {
    const shapes = trendShapes(chart(dot(1, { warning: 4 }), dot(11, { warning: 2 })), BOX);
    const [first, step, , edge] = corners(shapes.areas[0]!.path);
    assert.equal(step![1], first![1]);
    assert.equal(step![0], shapes.dots[1]!.x);
    assert.equal(edge![0], shapes.right);
    assert.ok(shapes.dots[1]!.x < shapes.right);
  });

  it("put checks where they were in time", () => {
    const { dots } = trendShapes(chart(dot(1, {}), dot(2, {}), dot(11, {})), BOX);
    const [first, second, last] = dots.map(({ x }) => x);
    assert.ok(Math.abs((second! - first!) / (last! - first!) - 0.1) < 0.01);
  });

  it("hold for a single check, for checks at one moment, and without any drift", () => {
    for (const points of [[dot(1, { info: 1 })], [dot(1, {}), dot(1, {})]]) {
      const shapes = trendShapes(chart(...points), BOX);
      assert.ok(shapes.dots.every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y)));
      assert.doesNotMatch(JSON.stringify(shapes), /null|NaN/);
    }
  });

  it("show failed checks on the axis without counting them", () => {
    const failed = {
      ...chart(dot(1, { warning: 1 })),
      failures: [{ runId: "run_2", at: dot(3, {}).at, status: "Incomplete" }],
    };
    const { failures, dots } = trendShapes(failed, BOX);
    assert.equal(dots.length, 1);
    assert.ok(failures[0]!.x > dots[0]!.x);
  });

  it("never leave the box, however narrow it is", () => {
    const shapes = trendShapes(chart(dot(1, { critical: 1 }), dot(2, { critical: 3 })), { width: 10, height: 132 });
    assert.ok(shapes.right > shapes.left);
  });

  it("have an axis of round numbers", () => {
    assert.deepEqual([1, 2, 3, 5, 7, 11, 99, 101, 5000].map(niceTop), [1, 2, 4, 6, 8, 12, 100, 120, 6000]);
  });

  it("find the check nearest to the pointer", () => {
    const dots = [0, 10, 20].map((x) => ({ x, y: 0 }));
    assert.deepEqual(
      [-5, 4, 6, 16, 99].map((x) => nearestDot(dots, x)),
      [0, 0, 1, 2, 2],
    );
    assert.equal(nearestDot([], 5), -1);
  });
});
