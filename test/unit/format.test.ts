import assert from "node:assert/strict";
import {
  changeSentence,
  driftCountWords,
  durationOf,
  formatDuration,
  plannedActionWords,
  plural,
  relativeTime,
  resourceSentence,
  sourceWords,
} from "../../src/shared/format";
import type { AttributeChange, Reason } from "../../src/shared/model";
import { UNKNOWN } from "../../src/shared/vocabulary";
import { change, kept, resource } from "./reportSample";

describe("a change in one sentence", () => {
  const cases: [name: string, change: AttributeChange, sentence: string, reason?: Reason][] = [
    ["reverted", change(), 'size is "large" in the cloud, the code says "small"; applying puts it back.'],
    [
      "reverted, where the code has nothing",
      change({ action: "create", before: null, after: "x", planned: null }),
      'size was added in the cloud as "x", the code does not set it; applying removes it.',
    ],
    [
      "reverted, gone",
      change({ action: "delete", after: null }),
      'size was removed in the cloud, it was "small", the code says "small"; applying puts it back.',
    ],
    [
      "conflict",
      change({ effect: "conflict", planned: "medium" }),
      'size changed from "small" to "large" in the cloud, the code says "medium"; applying sets what the code says.',
    ],
    [
      "converged",
      change({ effect: "converged", planned: "large" }),
      'size changed from "small" to "large" in the cloud, the code already says so; applying changes nothing.',
    ],
    [
      "kept",
      kept(),
      'size changed from "small" to "large" in the cloud, the code says nothing about it; applying will not put it back.',
    ],
    [
      "kept by ignore_changes",
      kept(),
      'size changed from "small" to "large" in the cloud, lifecycle.ignore_changes covers it; applying will not put it back.',
      "lifecycle_ignored",
    ],
    [
      "replaced",
      change({ effect: "replaced" }),
      'size is "large" in the cloud, the code says "small"; applying replaces the resource.',
    ],
    [
      "replaced, known after the apply",
      change({ effect: "replaced", planned: UNKNOWN }),
      'size is "large" in the cloud, its value will be known after the apply; applying replaces the resource.',
    ],
    [
      "recreated",
      change({ effect: "recreated", action: "delete", after: null }),
      'size was "small" before the resource was deleted outside, the code says "small"; applying creates the resource again.',
    ],
    [
      "noise",
      kept({ effect: "noise", before: null, after: "" }),
      'size (null and ""): nothing happened, it differs only in form.',
    ],
    [
      "sensitive",
      change({ sensitive: true, before: "(sensitive)", after: "(sensitive)", planned: "(sensitive)" }),
      "size changed in the cloud, its value is hidden; applying puts it back.",
    ],
  ];
  for (const [name, input, sentence, reason = "changed_outside"] of cases) {
    it(`says it for ${name}`, () => assert.equal(changeSentence(input, reason), sentence));
  }

  it("does not say a long value twice", () => {
    const long = "x".repeat(60);
    assert.match(
      changeSentence(change({ before: long, planned: long }), "changed_outside"),
      /, the code says what is recorded;/,
    );
  });
});

describe("a resource in one sentence", () => {
  it("says what happened and what applying would do", () => {
    const cases: [Parameters<typeof resource>[0], string][] = [
      [{}, "Changed outside; applying puts it back."],
      [
        { action: "delete", remedy: "recreate", reason: "deleted_outside" },
        "Deleted outside; applying creates it again.",
      ],
      [
        { action: "delete", remedy: "none", reason: "deleted_outside" },
        "Deleted outside; the code no longer has it, so there is nothing to apply.",
      ],
      [{ remedy: "replace" }, "Changed outside; applying deletes it and creates it anew."],
      [{ remedy: "none", reason: "not_in_code" }, "Changed outside, not in the code; applying will not put it back."],
      [{ remedy: "none", reason: "noise" }, "Differs only in form: nothing happened."],
    ];
    for (const [parts, sentence] of cases) assert.equal(resourceSentence(resource(parts)), sentence);
  });
});

describe("numbers and times in words", () => {
  it("get their plurals right", () => {
    assert.deepEqual(
      [plural(0, "resource"), plural(1, "resource"), plural(12_345, "resource"), plural(2, "entry", "entries")],
      ["0 resources", "1 resource", "12,345 resources", "2 entries"],
    );
    assert.deepEqual(
      [driftCountWords(0, 0), driftCountWords(0, 3), driftCountWords(2, 3)],
      ["no drift", "3 drifted", "2 critical, 3 drifted"],
    );
  });

  it("give durations in the two units that matter", () => {
    const cases: [number, string][] = [
      [0, "0.0 s"],
      [420, "0.4 s"],
      [9960, "10 s"],
      [59_600, "1 min"],
      [125_000, "2 min 5 s"],
      [3_600_000, "1 h"],
      [3_780_000, "1 h 3 min"],
      [-5, "0.0 s"],
    ];
    for (const [milliseconds, words] of cases) assert.equal(formatDuration(milliseconds), words);
    assert.equal(durationOf({ startedAt: "2026-01-01T00:00:00Z", endedAt: "2026-01-01T00:00:02Z" }), 2000);
    assert.equal(durationOf({ startedAt: "2026-01-01T00:00:00Z", endedAt: null }), null);
    assert.equal(durationOf({ startedAt: "?", endedAt: "2026-01-01T00:00:02Z" }), null);
  });

  it("give times relative to now", () => {
    const now = new Date("2026-11-22T12:00:00Z");
    const cases: [string, string][] = [
      ["2026-11-22T11:59:30Z", "just now"],
      ["2026-11-22T11:58:00Z", "2 min ago"],
      ["2026-11-22T08:30:00Z", "3 h ago"],
      ["2026-11-20T12:00:00Z", "2 d ago"],
      ["2026-11-22T12:05:00Z", "in 5 min"],
      ["yesterday", "at an unknown time"],
    ];
    for (const [iso, words] of cases) assert.equal(relativeTime(iso, now), words);
  });

  it("name commits and planned actions", () => {
    assert.equal(sourceWords({ commit: "1a2b3c4d5e", branch: "main" }), "main@1a2b3c4");
    assert.equal(sourceWords({ commit: "1a2b3c4d5e", dirty: true }), "1a2b3c4 and uncommitted edits");
    assert.equal(sourceWords({}), "");
    assert.equal(plannedActionWords(["delete", "create"]), "replace");
    assert.equal(plannedActionWords(["constructor"]), "constructor");
  });
});
