import assert from "node:assert/strict";
import { type Pattern, patternOf } from "../../src/core/history/pattern";
import type { Presence } from "../../src/shared/vocabulary";
import {
  type AttributeRecurrence,
  evidenceOf,
  type Recurrence,
  recurrencesOf,
  type RunEvidence,
} from "../../src/core/history/recurrence";
import { patternWords, recurrenceWords } from "../../src/core/history/recurrenceWords";
import { visible } from "../../src/shared/formatValue";
import type { DriftedResource, Json } from "../../src/shared/model";
import { change, HOSTILE, resource, run } from "./reportSample";

/** Runs, oldest first, each by what it lists; null: a run that came to nothing. */
function evidence(...runs: (readonly DriftedResource[] | null)[]): RunEvidence[] {
  return runs.map((resources, i) => ({
    id: `run_${i}`,
    startedAt: new Date(Date.UTC(2026, 10, i + 1)).toISOString(),
    complete: resources !== null,
    uncheckedAddresses: [],
    resources: resources ?? [],
  }));
}

/** The web server with its size drifted to a value. */
const sized = (after: Json, parts: Partial<DriftedResource> = {}): DriftedResource =>
  resource({ changes: [change({ after })], ...parts });
const deleted = resource({
  action: "delete",
  reason: "deleted_outside",
  changes: [change({ action: "delete", after: null, effect: "recreated" })],
});
const hidden = resource({
  changes: [change({ before: "(sensitive)", after: "(sensitive)", planned: "(sensitive)", sensitive: true })],
});

function only(runs: RunEvidence[]): Recurrence {
  const [found, ...others] = recurrencesOf(runs);
  assert.ok(found !== undefined && others.length === 0);
  return found;
}

/** The recurrence of the only attribute of the only resource. */
function attributeOf(...runs: (DriftedResource | "absent" | null)[]): AttributeRecurrence {
  const { attributes } = only(evidence(...runs.map((one) => (one === "absent" ? [] : one === null ? null : [one]))));
  assert.equal(attributes.length, 1);
  return attributes[0]!;
}

const patternOfValues = (...values: (string | null)[]): Pattern =>
  attributeOf(...values.map((value) => (value === null || value === "absent" ? value : sized(value)))).pattern;

describe("how often something drifted", () => {
  it("counts the runs in which it did, of those that could tell", () => {
    const found = only(evidence([sized("a")], [], null, [sized("a")], [sized("a")]));
    assert.equal(found.address, "aws_instance.web");
    assert.deepEqual([found.runs, found.of], [3, 4]);
    const presence: Presence[] = ["drifted", "absent", "unknown", "drifted", "drifted"];
    assert.deepEqual(found.presence, presence);
    assert.deepEqual(found.attributes[0]?.presence, presence);
  });

  it("does not know about what could not be checked, below a module too", () => {
    const address = 'module.a["k"].aws_x.y[0]';
    const runs = evidence([resource({ address })], [], [], [], []);
    const unchecked = ["module.a", "module.a[1]", 'module.a["k"].aws_x.y', "aws_x.y"];
    const { presence } = only(
      runs.map((one, i) => ({ ...one, uncheckedAddresses: i === 0 ? [] : [unchecked[i - 1]!] })),
    );
    assert.deepEqual(presence, ["drifted", "unknown", "absent", "unknown", "absent"]);
  });

  it("believes what an incomplete run lists, drift or noise, and knows nothing of the rest", () => {
    const noise = resource({ reason: "noise", severity: "info", changes: [change({ effect: "noise" })] });
    const runs = evidence([sized("a")], [sized("a")], [noise], []).map((one, i) => ({ ...one, complete: i === 0 }));
    assert.deepEqual(only(runs).presence, ["drifted", "drifted", "absent", "unknown"]);
  });

  it("leaves noise out, of resources and of attributes", () => {
    assert.deepEqual(recurrencesOf(evidence([resource({ reason: "noise" })])), []);
    const { attributes } = only(evidence([resource({ changes: [change({ effect: "noise" })] })]));
    assert.deepEqual(attributes, []);
  });

  it("has what is ignored, and says so by the newest run in which it drifted", () => {
    const ignored = sized("b", { ignored: { by: "run" }, severity: "critical" });
    const found = only(evidence([sized("a")], [ignored], []));
    assert.deepEqual([found.ignored, found.severity, found.latest], [true, "critical", ignored]);
    assert.equal(found.attributes[0]?.latest.after, "b");
    assert.equal(only(evidence([ignored], [sized("a")])).ignored, false);
  });

  it("knows nothing of the attributes of a resource while it is deleted", () => {
    const found = only(evidence([sized("a")], [deleted], [sized("a")]));
    assert.deepEqual(found.presence, ["drifted", "drifted", "drifted"]);
    const [size] = found.attributes;
    assert.deepEqual([size?.presence, size?.pattern], [["drifted", "unknown", "drifted"], { kind: "steady" }]);
    assert.deepEqual(only(evidence([deleted], [deleted])).attributes, []);
  });

  it("knows that an attribute did not drift where its resource did otherwise", () => {
    const other = resource({ changes: [change({ attribute: "zone" })] });
    const found = only(evidence([sized("a")], [other]));
    assert.deepEqual(
      found.attributes.map(({ attribute, presence }) => [attribute, ...presence]),
      [
        ["size", "drifted", "absent"],
        ["zone", "absent", "drifted"],
      ],
    );
    assert.deepEqual(found.pattern, { kind: "lasts" });
  });

  it("is nothing without runs or without drift", () => {
    assert.deepEqual(recurrencesOf([]), []);
    assert.deepEqual(recurrencesOf(evidence([], null, [])), []);
  });
});

describe("a pattern", () => {
  it("is that something drifted once, whatever came before and after", () => {
    assert.deepEqual(patternOfValues("a"), { kind: "once" });
    assert.deepEqual(patternOfValues("absent", "a", "absent", null), { kind: "once" });
  });

  it("is steady with one value ever since, though some runs could not tell", () => {
    assert.deepEqual(patternOfValues("absent", "a", null, "a", "a", null), { kind: "steady" });
  });

  it("is that a value flips, counting its returns", () => {
    const flips = (values: Json[], times: number, distinct = values.length) => ({
      kind: "flips",
      values,
      distinct,
      times,
    });
    assert.deepEqual(patternOfValues("a", "b", "a"), flips(["a", "b"], 1));
    assert.deepEqual(patternOfValues("a", "a", "b", "b", "a", "b", "b"), flips(["a", "b"], 2));
    assert.deepEqual(patternOfValues("a", "b", "c", "a"), flips(["a", "b", "c"], 1));
    assert.deepEqual(patternOfValues("a", "b", "c", "d", "e", "a"), flips(["a", "b", "c"], 1, 5));
  });

  it("is that a value flips though it did not drift in between", () => {
    const found = patternOfValues("a", "absent", "b", null, "a", "absent");
    assert.deepEqual(found, { kind: "flips", values: ["a", "b"], distinct: 2, times: 1 });
  });

  it("tells values apart by what they are, not by the order of their keys", () => {
    const [one, other] = [
      { x: 1, y: 2 },
      { y: 2, x: 1 },
    ];
    assert.deepEqual(attributeOf(sized(one), sized(other), sized(one)).pattern, { kind: "steady" });
    assert.equal(attributeOf(sized(1), sized("1"), sized(1)).pattern.kind, "flips");
    assert.deepEqual(attributeOf(sized(null), sized("a"), sized(null)).pattern, {
      kind: "flips",
      values: [null, "a"],
      distinct: 2,
      times: 1,
    });
  });

  it("is that drift went away and came back, where a run could tell", () => {
    assert.deepEqual(patternOfValues("a", "absent", "a"), { kind: "returns", times: 1 });
    assert.deepEqual(patternOfValues("absent", "a", "absent", "a", "absent", null, "b", "absent"), {
      kind: "returns",
      times: 2,
    });
    assert.deepEqual(patternOfValues("a", null, "a"), { kind: "steady" });
  });

  it("is that the value changes, never to a former one", () => {
    assert.deepEqual(patternOfValues("a", "b", "b", "c"), { kind: "changes", times: 2 });
    assert.deepEqual(patternOfValues("a", "b", "absent"), { kind: "changes", times: 1 });
  });

  it("is that drift of several runs is gone", () => {
    assert.deepEqual(patternOfValues("absent", "a", "a", "absent", null), { kind: "gone" });
  });

  it("never takes hidden values for flipping or for the same", () => {
    assert.deepEqual(attributeOf(hidden, hidden, hidden).pattern, { kind: "lasts" });
    assert.deepEqual(attributeOf(sized("a"), hidden, sized("a")).pattern, { kind: "lasts" });
    assert.deepEqual(attributeOf(hidden, sized("a"), hidden).pattern, { kind: "lasts" });
    const unmarked = sized("(sensitive)");
    assert.deepEqual(attributeOf(unmarked, sized("a"), unmarked).pattern, { kind: "lasts" });
    const marked = (after: string) => resource({ changes: [change({ after, sensitive: true })] });
    assert.deepEqual(attributeOf(marked("a"), marked("b"), marked("a")).pattern, { kind: "lasts" });
    assert.deepEqual(attributeOf(hidden, "absent", hidden).pattern, { kind: "returns", times: 1 });
    assert.deepEqual(attributeOf(hidden, hidden, "absent").pattern, { kind: "gone" });
  });

  it("of a resource is that of its presence", () => {
    const flipping = only(evidence([sized("a")], [sized("b")], [sized("a")]));
    assert.deepEqual(flipping.pattern, { kind: "lasts" });
    assert.equal(flipping.attributes[0]?.pattern.kind, "flips");
    assert.deepEqual(only(evidence([deleted], [], [sized("a")])).pattern, { kind: "returns", times: 1 });
    assert.deepEqual(only(evidence([deleted], [deleted], [])).pattern, { kind: "gone" });
  });

  it("is one of those that its presence allows, for any course of events", () => {
    const letters = ["a", "b", "absent", "unknown"] as const;
    const courses = Array.from({ length: 4 ** 6 }, (_, n) =>
      Array.from({ length: 6 }, (_, i) => letters[Math.floor(n / 4 ** i) % 4]!),
    );
    for (const course of courses) {
      const presence = course.map((one): Presence => (one === "a" || one === "b" ? "drifted" : one));
      const values = course.filter((one) => one === "a" || one === "b");
      if (values.length === 0) continue;
      const { kind } = patternOf(presence, values);
      const text = presence.map((one) => one[0]).join("");
      assert.equal(kind === "once", values.length === 1, text);
      assert.equal(kind === "flips", /a+b+a|b+a+b/.test(values.join("")), text);
      if (kind === "returns") assert.match(text, /d.*a.*d/);
      if (kind === "gone") assert.match(text, /d.*d.*au*$/);
      if (kind === "steady") assert.match(text, /^[au]*d[du]*$/);
      assert.notEqual(kind, "lasts", "all values are known");
    }
  });
});

describe("the order of what recurs", () => {
  it("is flips, then runs, then severity, then address", () => {
    const at = (name: string, after: string, parts: Partial<DriftedResource> = {}) =>
      sized(after, { address: `aws_x.${name}`, ...parts });
    const critical = { severity: "critical" as const };
    const found = recurrencesOf(
      evidence(
        [at("flips", "a", { severity: "info" }), at("often", "a")],
        [
          at("flips", "b", { severity: "info" }),
          at("often", "a"),
          at("z", "a"),
          at("b", "a"),
          at("grave", "a", critical),
        ],
        [at("flips", "a", { severity: "info" }), at("often", "a")],
        [at("often", "a")],
      ),
    );
    assert.deepEqual(
      found.map(({ address }) => address),
      ["aws_x.flips", "aws_x.often", "aws_x.grave", "aws_x.b", "aws_x.z"],
    );
  });

  it("of attributes is flips, then runs, then appearance", () => {
    const changes = (...pairs: [string, string][]) => [
      resource({ changes: pairs.map(([attribute, after]) => change({ attribute, after })) }),
    ];
    const { attributes } = only(
      evidence(
        changes(["z", "1"], ["b", "1"], ["often", "1"], ["flips", "1"]),
        changes(["often", "1"], ["flips", "2"]),
        changes(["often", "1"], ["flips", "1"]),
        changes(["often", "1"]),
      ),
    );
    assert.deepEqual(
      attributes.map(({ attribute }) => attribute),
      ["flips", "often", "z", "b"],
    );
  });
});

describe("the evidence of a stored run", () => {
  it("is complete only for a complete run of everything that has ended", () => {
    const complete = (...[metadata, parts]: Parameters<typeof run>) => evidenceOf(run(metadata, parts)).complete;
    assert.equal(complete(), true);
    assert.equal(complete({ complete: false }), false);
    assert.equal(complete({ targets: ["aws_instance.web"] }), false);
    assert.equal(complete({}, { status: "running" }), false);
    assert.equal(complete({ totalResources: 0 }, { status: "error" }), false);
  });

  it("has all that the run lists, noise and ignored too", () => {
    const driftedResources = [resource(), resource({ reason: "noise" }), resource({ ignored: { by: "run" } })];
    const stored = run({ driftedResources, uncheckedAddresses: ["aws_x.y"] });
    assert.deepEqual(evidenceOf(stored), {
      id: stored.id,
      startedAt: stored.startedAt,
      complete: true,
      uncheckedAddresses: ["aws_x.y"],
      resources: driftedResources,
    });
  });
});

describe("damaged and hostile evidence", () => {
  it("counts an address once per run, by its first entry", () => {
    const found = only(evidence([sized("a"), sized("b")], [sized("a")], [sized("a"), sized("c")]));
    assert.equal(found.runs, 3);
    assert.deepEqual(found.attributes[0]?.pattern, { kind: "steady" });
  });

  it("knows addresses and attributes that are names of JavaScript's", () => {
    const named = ["__proto__", "constructor"].map((address) =>
      resource({ address, changes: [change({ attribute: "__proto__" }), change({ attribute: "toString" })] }),
    );
    const found = recurrencesOf(evidence(named, [], named));
    assert.deepEqual(
      found.map(({ address, runs, attributes }) => [address, runs, ...attributes.map(({ attribute }) => attribute)]),
      [
        ["__proto__", 2, "__proto__", "toString"],
        ["constructor", 2, "__proto__", "toString"],
      ],
    );
  });

  it("may hold values of a megabyte that flip, and says which without saying all", () => {
    const long = "x".repeat(1_000_000);
    const { pattern } = attributeOf(sized(`${long}a`), sized(`${long}b`), sized(`${long}a`));
    assert.equal(pattern.kind, "flips");
    const words = patternWords(pattern);
    assert.ok(words.length < 150, words);
    assert.match(words, /1,000,001 characters/);
  });

  it("may hold thousands of resources in each of many runs, unchecked addresses and strangers", () => {
    const runs = Array.from({ length: 20 }, (_, n) => ({
      ...evidence(
        Array.from({ length: 5000 }, (_, i) => {
          return sized(n % 2 === 0 ? "a" : "b", { address: i < 4000 ? `aws_x.y[${i}]` : `aws_x.only${n}[${i}]` });
        }),
      )[0]!,
      uncheckedAddresses: Array.from({ length: 2000 }, (_, i) => `aws_z.z[${i}]`),
    }));
    const found = recurrencesOf(runs);
    assert.equal(found.length, 4000 + 20 * 1000);
    assert.ok(
      found.slice(0, 4000).every(({ runs: times, attributes }) => {
        return times === 20 && attributes[0]?.pattern.kind === "flips" && attributes[0].pattern.times === 18;
      }),
    );
    assert.deepEqual(found.at(-1)?.pattern, { kind: "once" });
  });
});

describe("the words for what recurs", () => {
  it("say how often", () => {
    const words = (...presence: Presence[]) =>
      recurrenceWords({ presence, runs: presence.filter((one) => one === "drifted").length });
    assert.equal(words("drifted"), "the only run");
    assert.equal(words("absent", "drifted"), "1 of the last 2 runs");
    assert.equal(words("drifted", "unknown", "drifted"), "2 of the last 3 runs, 1 of which could not tell");
    assert.equal(recurrenceWords(only(evidence([sized("a")], [], [sized("a")], [sized("a")]))), "3 of the last 4 runs");
  });

  it("say how", () => {
    const flips = { kind: "flips", values: ["small", "large"], distinct: 2, times: 3 } as const;
    assert.equal(patternWords(flips), 'flips between "small" and "large", 3 times');
    assert.equal(
      patternWords({ ...flips, values: [null, 2, [true]], distinct: 3, times: 1 }),
      "flips between not set, 2 and [true], once",
    );
    assert.equal(
      patternWords({ ...flips, values: [1, 2, 3], distinct: 1234, times: 2 }),
      "flips between 1, 2, 3 and 1,231 more, twice",
    );
    assert.equal(patternWords({ kind: "returns", times: 2 }), "went away and came back twice");
    assert.equal(patternWords({ kind: "returns", times: 1200 }), "went away and came back 1,200 times");
    assert.equal(patternWords({ kind: "changes", times: 1 }), "became another value once");
    assert.equal(patternWords({ kind: "gone" }), "no longer drifted");
    assert.equal(patternWords({ kind: "steady" }), "the same since it appeared");
    assert.equal(patternWords({ kind: "lasts" }), "ever since it appeared");
    assert.equal(patternWords({ kind: "once" }), "");
  });

  it("show where long values differ", () => {
    const policy = (action: string) =>
      JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: action }] });
    const words = patternWords({
      kind: "flips",
      values: [policy("s3:GetObject"), policy("s3:*"), policy("s3:PutObject")],
      distinct: 3,
      times: 2,
    });
    assert.match(words, /s3:GetObject.+s3:\*.+s3:PutObject/);
    assert.ok(words.length < 3 * 40 + 40, words);
  });

  it("hold nothing that could act or hide, and no Unicode where there is none", () => {
    const hostile: Pattern = { kind: "flips", values: [HOSTILE, `${HOSTILE}b`], distinct: 2, times: 1 };
    const words = patternWords(hostile, { width: 400 });
    assert.equal(words, visible(words));
    assert.match(patternWords(hostile, { unicode: false }), /^[ -~]*$/);
  });
});
