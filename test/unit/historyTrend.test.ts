import assert from "node:assert/strict";
import { type Trend, trendOf } from "../../src/core/history/trend";
import { type DriftRun, type RunMetadata, type RunSummary, summarize } from "../../src/shared/model";
import { run } from "./reportSample";

const time = (minute: number): string => new Date(Date.UTC(2026, 10, 22, 9, minute)).toISOString();

/** A run that took half a minute, with so many counted resources: critical, warning, info; null where it does not say which. */
function counted(
  minute: number,
  counts: readonly [number, number, number] | number,
  parts: Partial<DriftRun> = {},
  metadata: Partial<RunMetadata> = {},
): RunSummary {
  const [critical, warning, info] = typeof counts === "number" ? [counts, 0, 0] : counts;
  const driftedCount = critical + warning + info;
  const sorted = typeof counts === "number" ? {} : { countedBySeverity: { critical, warning, info } };
  const startedAt = time(minute);
  const endedAt = startedAt.replace(":00.000Z", ":30.000Z");
  const status = driftedCount > 0 ? "drift_detected" : "clean";
  const id = `run_${String(minute).padStart(4, "0")}`;
  return summarize(run({ driftedCount, ...sorted, ...metadata }, { id, startedAt, endedAt, status, ...parts }));
}

const staging = { workspaceId: "infra/staging" };
const oldestFirst = (...runs: RunSummary[]): Trend => trendOf(runs.toReversed());
const drifted = ({ points }: Trend): number[] => points.map((point) => point.drifted);

describe("the trend of one root module", () => {
  it("has a point for each run, oldest first, at its end", () => {
    assert.deepEqual(oldestFirst(counted(1, [1, 2, 3]), counted(2, [0, 0, 0])).points, [
      {
        runId: "run_0001",
        at: "2026-11-22T09:01:30.000Z",
        drifted: 6,
        bySeverity: { critical: 1, warning: 2, info: 3 },
        unsorted: 0,
        own: 6,
        rootModules: 1,
      },
      {
        runId: "run_0002",
        at: "2026-11-22T09:02:30.000Z",
        drifted: 0,
        bySeverity: { critical: 0, warning: 0, info: 0 },
        unsorted: 0,
        own: 0,
        rootModules: 1,
      },
    ]);
  });

  it("says of runs without severities how many those are", () => {
    const [older, newer] = oldestFirst(counted(1, 3), counted(2, [1, 1, 0])).points;
    assert.deepEqual([older?.drifted, older?.unsorted, older?.bySeverity.critical], [3, 3, 0]);
    assert.deepEqual([newer?.drifted, newer?.unsorted, newer?.bySeverity.critical], [2, 0, 1]);
  });

  it("has failures apart, which leave the known count as it is", () => {
    const trend = oldestFirst(
      counted(1, [0, 2, 0]),
      counted(2, [0, 1, 0], { status: "error" }, { complete: false }),
      counted(3, 0, { status: "cancelled" }),
      counted(4, [0, 2, 1]),
    );
    assert.deepEqual(drifted(trend), [2, 3]);
    assert.deepEqual(trend.failures, [
      { runId: "run_0002", at: "2026-11-22T09:02:30.000Z", status: "error" },
      { runId: "run_0003", at: "2026-11-22T09:03:30.000Z", status: "cancelled" },
    ]);
  });

  it("leaves out runs of chosen addresses, failed ones too, and what is still running", () => {
    const targets = { targets: ["aws_instance.web"] };
    const trend = oldestFirst(
      counted(1, 2),
      counted(2, 1, {}, targets),
      counted(3, 0, { status: "error" }, targets),
      counted(4, 0, { status: "running", endedAt: null }),
    );
    assert.deepEqual(drifted(trend), [2]);
    assert.deepEqual(trend.failures, []);
  });

  it("takes the start of a run whose end is not known", () => {
    assert.equal(oldestFirst(counted(1, 1, { endedAt: null })).points[0]?.at, time(1));
  });

  it("does not believe that a partial run is clean", () => {
    assert.deepEqual(oldestFirst(counted(1, 0, {}, { complete: false })), { points: [], failures: [] });
  });

  it("is empty without runs", () => {
    assert.deepEqual(trendOf([]), { points: [], failures: [] });
  });
});

describe("the trend of several root modules", () => {
  it("keeps the newest count of each until its next run", () => {
    const trend = oldestFirst(
      counted(1, [1, 0, 0]),
      counted(2, [0, 5, 0], staging),
      counted(3, [0, 0, 0]),
      counted(4, [0, 3, 1], staging),
    );
    assert.deepEqual(drifted(trend), [1, 6, 5, 4]);
    assert.deepEqual(
      trend.points.map(({ own, rootModules }) => [own, rootModules]),
      [
        [1, 1],
        [5, 2],
        [0, 2],
        [4, 2],
      ],
    );
    assert.deepEqual(trend.points[1]?.bySeverity, { critical: 1, warning: 5, info: 0 });
    assert.deepEqual(trend.points[3]?.bySeverity, { critical: 0, warning: 3, info: 1 });
  });

  it("has severities and unsorted ones together, which always add up", () => {
    const { points } = oldestFirst(
      counted(1, 4),
      counted(2, [2, 1, 0], staging),
      counted(3, [0, 1, 0]),
      counted(4, 7, staging),
    );
    assert.deepEqual(
      points.map(({ unsorted }) => unsorted),
      [4, 4, 0, 7],
    );
    for (const { bySeverity, unsorted, drifted: all } of points) {
      assert.equal(bySeverity.critical + bySeverity.warning + bySeverity.info + unsorted, all);
    }
  });

  it("tells root modules of one path in several projects apart, whatever their names", () => {
    const names = [
      ["shop", "a"],
      ["shop,a", ""],
      ["", "shop,a"],
      ["__proto__", "constructor"],
    ] as const;
    const trend = oldestFirst(
      ...names.map(([projectId, workspaceId], i) => counted(i + 1, 1, { projectId, workspaceId })),
    );
    assert.deepEqual(drifted(trend), [1, 2, 3, 4]);
  });

  it("follows the order in which the runs ended, not that in which they began", () => {
    const slow = counted(1, 2, { endedAt: time(9) });
    const trend = oldestFirst(slow, counted(2, 3, staging));
    assert.deepEqual(
      trend.points.map(({ runId, drifted: all }) => [runId, all]),
      [
        ["run_0002", 3],
        ["run_0001", 5],
      ],
    );
  });

  it("keeps the order of the store for runs that ended at the same time", () => {
    const endedAt = time(9);
    const trend = oldestFirst(counted(1, 1, { endedAt }), counted(2, 2, { endedAt }), counted(3, 3, { endedAt }));
    assert.deepEqual(drifted(trend), [1, 2, 3]);
  });
});

describe("the trend of damaged runs", () => {
  it("leaves out those whose time cannot be read", () => {
    const trend = oldestFirst(
      counted(1, 1),
      counted(2, 2, { endedAt: "yesterday" }),
      counted(3, 3, { endedAt: null, startedAt: "" }),
      counted(4, 0, { status: "error", endedAt: "+999999-01-01T00:00:00Z" }),
    );
    assert.deepEqual(drifted(trend), [1]);
    assert.deepEqual(trend.failures, []);
  });

  it("says every time in the same manner", () => {
    assert.equal(
      oldestFirst(counted(1, 1, { endedAt: "2026-11-22T10:01:30+01:00" })).points[0]?.at,
      "2026-11-22T09:01:30.000Z",
    );
  });

  it("does not believe severities that do not add up, nor counts below none", () => {
    const { points } = oldestFirst(
      counted(1, [1, 1, 0], {}, { driftedCount: 5 }),
      counted(2, 0, {}, { driftedCount: 1, countedBySeverity: { critical: -1, warning: 2, info: 0 } }),
      counted(3, 0, {}, { driftedCount: -4 }),
    );
    assert.deepEqual(
      points.map(({ drifted: all, unsorted, own }) => [all, unsorted, own]),
      [
        [5, 5, 5],
        [1, 1, 1],
        [0, 0, 0],
      ],
    );
  });

  it("may be that of many thousand runs", () => {
    const base = counted(1, [1, 1, 1]);
    const runs = Array.from({ length: 50_000 }, (_, i) => ({
      ...base,
      workspaceId: `root${i % 500}`,
      endedAt: new Date(Date.UTC(2026, 0, 1) + i * 1000).toISOString(),
    }));
    const { points } = oldestFirst(...runs);
    assert.equal(points.length, 50_000);
    assert.equal(points.at(-1)?.drifted, 1500);
  });
});
