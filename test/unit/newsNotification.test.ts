import assert from "node:assert/strict";
import { newsOf } from "../../src/core/notify/news";
import { notificationOf, type ToldRun } from "../../src/host/notify/newsNotification";
import type { DriftRun } from "../../src/shared/model";
import { cancelled, failed, numbered, targeted } from "../notify/newsRuns";

/** What a window tells of a run, after others. */
function told(before: readonly DriftRun[], run: DriftRun, name: string | undefined = "prod"): ToldRun {
  return { run, name, news: newsOf(before, run) };
}

describe("the notification about checks that nobody started", () => {
  const appeared = told([numbered(0, "a")], numbered(1, "ab"));
  const same = told([numbered(0, "a")], numbered(1, "a"));

  it("is none when nobody wants one", () => {
    assert.equal(notificationOf([appeared], "off"), null);
  });

  it("says what is new, and leads to the run", () => {
    const expected = { text: "prod: 1 resource drifted (lab.b)", isBad: true, runId: "run_000001" };
    for (const level of ["changes", "all"] as const) assert.deepEqual(notificationOf([appeared], level), expected);
    assert.deepEqual(notificationOf([told([numbered(0, "ab")], numbered(1, ""))], "changes"), {
      text: "prod: 2 resources no longer drift, no drift is left",
      isBad: false,
      runId: "run_000001",
    });
  });

  it("is none where nothing is new, but for those who want all", () => {
    assert.equal(notificationOf([same], "changes"), null);
    assert.equal(notificationOf([same], "all")?.text, "prod: 1 drifted");
    assert.deepEqual(notificationOf([told([], failed(1))], "all"), {
      text: "prod: The state is locked.",
      isBad: true,
      runId: "run_000001",
    });
    assert.equal(notificationOf([told([], failed(1))], "changes"), null);
  });

  it("says in one what is new in a run in several ways", () => {
    const before = [numbered(0, ""), failed(1), failed(2), failed(3)];
    assert.deepEqual(notificationOf([told(before, numbered(4, "a"))], "changes"), {
      text: "prod: the check works again, 1 drifted. prod: 1 resource drifted (lab.a)",
      isBad: true,
      runId: "run_000004",
    });
  });

  it("is one for several root modules, however many", () => {
    const several = ["a", "b", "c", "d", "e"].map((name, at) => told([], numbered(at, name), name));
    assert.deepEqual(notificationOf([same, ...several], "changes"), {
      text: "a: 1 resource drifted (lab.a). b: 1 resource drifted (lab.b). c: 1 resource drifted (lab.c). … and 2 more",
      isBad: true,
      runId: null,
    });
  });

  it("is none for cancelled checks and for those of single resources", () => {
    assert.equal(notificationOf([told([], cancelled(1)), told([], targeted(2, "a"))], "all"), null);
    assert.equal(notificationOf([], "all"), null);
  });

  it("calls a root module that is gone by its path", () => {
    assert.equal(notificationOf([{ ...same, name: undefined }], "all")?.text, "infra/prod: 1 drifted");
  });
});
