import assert from "node:assert/strict";
import { compareRuns, type RunComparison } from "../../src/core/history/compareRuns";
import { identityOf, sameJson } from "../../src/core/history/jsonIdentity";
import { coverage, covers } from "../../src/core/history/targets";
import type { AttributeChange, DriftedResource, Json, RunMetadata } from "../../src/shared/model";
import { change, kept, realisticRun, resource, run } from "./reportSample";

const web = resource({ address: "aws_instance.web" });
const db = resource({ address: 'aws_db_instance.db["a"]' });
const deep = resource({ address: 'module.net["eu"].aws_subnet.a[0]' });
const noise = resource({ reason: "noise", severity: "info", changes: [change({ effect: "noise" })] });

const runOf = (driftedResources: DriftedResource[], metadata: Partial<RunMetadata> = {}) =>
  run({ driftedResources, ...metadata });
const compared = (older: DriftedResource[], newer: DriftedResource[]): RunComparison =>
  compareRuns(runOf(older), runOf(newer));

/** What a comparison holds, as addresses. */
function lists(comparison: RunComparison): Record<string, string[]> {
  const { appeared, newlyRead, gone, unread, changed } = comparison;
  const named = Object.entries({ appeared, newlyRead, gone, unread, changed: changed.map(({ newer }) => newer) });
  return Object.fromEntries(
    named.filter(([, list]) => list.length > 0).map(([name, list]) => [name, list.map(({ address }) => address)]),
  );
}

/** How a comparison of two runs with one resource calls a difference of its only attribute. */
function differs(older: AttributeChange, newer: AttributeChange): boolean {
  const { changed, sameCount } = compared([resource({ changes: [older] })], [resource({ changes: [newer] })]);
  assert.equal(changed.length + sameCount, 1);
  return changed.length === 1;
}

describe("two runs compared", () => {
  it("tells what appeared, what is gone and how many are the same", () => {
    const comparison = compared([web, db], [db, deep]);
    assert.deepEqual(lists(comparison), { appeared: [deep.address], gone: [web.address] });
    assert.equal(comparison.sameCount, 1);
  });

  it("finds nothing between a run and itself", () => {
    const comparison = compareRuns(realisticRun(), realisticRun());
    assert.deepEqual(lists(comparison), {});
    assert.equal(comparison.sameCount, 6, "the noise is left out");
  });

  it("leaves noise out on both sides, of resources and of attributes", () => {
    assert.deepEqual(lists(compared([], [noise])), {});
    assert.deepEqual(lists(compared([noise], [])), {});
    assert.deepEqual(lists(compared([noise], [resource()])), { appeared: [web.address] });
    assert.deepEqual(lists(compared([resource()], [noise])), { gone: [web.address] });
    const withNoise = resource({ changes: [change(), kept({ attribute: "etag", effect: "noise" })] });
    assert.equal(compared([web], [withNoise]).sameCount, 1);
  });

  it("has the gravest first in every list, then the order of the run", () => {
    const severities = ["info", "critical", "warning", "critical"] as const;
    const found = severities.map((severity, i) => resource({ address: `aws_x.y[${i}]`, severity }));
    const mild = found.map((one) => ({ ...one, severity: "info" as const, reason: "not_in_code" as const })).reverse();
    const order = ["aws_x.y[1]", "aws_x.y[3]", "aws_x.y[2]", "aws_x.y[0]"];
    assert.deepEqual(lists(compared([], found)), { appeared: order });
    assert.deepEqual(lists(compared(found, [])), { gone: order });
    assert.deepEqual(lists(compared(mild, found)), { changed: order });
    assert.deepEqual(lists(compareRuns(runOf(found), runOf([], { complete: false }))), { unread: order });
    assert.deepEqual(lists(compareRuns(runOf([], { complete: false }), runOf(found))), { newlyRead: order });
  });

  it("leaves the runs as they were", () => {
    const older = runOf([web, resource({ address: "aws_x.y", severity: "critical" })]);
    const newer = runOf([db, deep]);
    const copies = structuredClone([older, newer]);
    compareRuns(older, newer);
    assert.deepEqual([older, newer], copies);
  });
});

describe("a resource that drifted in both runs", () => {
  it("changed where another severity, reason, action or remedy does, without an attribute", () => {
    for (const parts of [
      { severity: "critical" },
      { reason: "not_in_code" },
      { action: "delete" },
      { remedy: "replace" },
    ] as const) {
      const { changed } = compared([web], [{ ...web, ...parts }]);
      assert.deepEqual(changed, [{ older: web, newer: { ...web, ...parts }, attributes: [] }]);
    }
  });

  it("changed where it became ignored or no longer is, but not where it is ignored for another reason", () => {
    const byHand = { ...web, ignored: { by: "run" as const } };
    const byRule = { ...web, ignored: { by: "rule" as const, reason: "The autoscaler sets it" } };
    assert.equal(compared([web], [byHand]).changed.length, 1);
    assert.equal(compared([byRule], [web]).changed.length, 1);
    assert.equal(compared([byHand], [byRule]).sameCount, 1);
  });

  it("is the same where only wording and places differ", () => {
    const elsewhere = {
      ...web,
      severityReason: "worded differently",
      location: null,
      changes: [change({ severityReason: "so", location: { line: 1, column: 2, endLine: 3, endColumn: 4 } })],
    };
    assert.equal(compared([web], [elsewhere]).sameCount, 1);
  });

  it("lists the attributes that differ in the order of the newer, then those that are gone", () => {
    const named = (...names: string[]) => names.map((attribute) => change({ attribute }));
    const older = resource({ changes: [...named("gone", "size"), change({ attribute: "zone", after: "a" })] });
    const newer = resource({
      changes: [...named("fresh"), change({ attribute: "zone", after: "b" }), ...named("size")],
    });
    const [found] = compared([older], [newer]).changed;
    assert.deepEqual(
      found?.attributes.map((one) => [one.attribute, one.older?.after ?? null, one.newer?.after ?? null]),
      [
        ["fresh", null, "large"],
        ["zone", "a", "b"],
        ["gone", "large", null],
      ],
    );
  });

  it("takes an attribute that became noise for gone", () => {
    const [found] = compared([web], [resource({ changes: [change({ effect: "noise" })] })]).changed;
    assert.deepEqual(found?.attributes, [{ attribute: "size", older: change(), newer: null }]);
  });
});

describe("an attribute that drifted in both runs", () => {
  it("differs by each of its values, its action and its effect", () => {
    assert.equal(differs(change(), change()), false);
    assert.equal(differs(change(), change({ before: "tiny" })), true);
    assert.equal(differs(change(), change({ after: "huge" })), true);
    assert.equal(differs(change(), change({ planned: "huge" })), true);
    assert.equal(differs(change(), change({ action: "create" })), true);
    assert.equal(differs(change(), change({ effect: "conflict" })), true);
  });

  it("tells a value that the code does not decide from one that it removes", () => {
    assert.equal(differs(kept(), change({ effect: "kept", planned: null })), true);
  });

  it("does not differ by the order of keys, at any depth", () => {
    const one = { a: [{ x: 1, y: null }], b: 2 };
    const other = { b: 2, a: [{ y: null, x: 1 }] };
    assert.equal(differs(change({ after: one }), change({ after: other })), false);
    assert.equal(differs(change({ after: one }), change({ after: { ...other, c: null } })), true);
  });

  it("does not differ where its values are hidden", () => {
    const hidden = { before: "(sensitive)", after: "(sensitive)", planned: "(sensitive)", sensitive: true };
    assert.equal(differs(change(hidden), change(hidden)), false);
    assert.equal(differs(change(), change(hidden)), true);
  });
});

describe("what a run did not read", () => {
  const unread = (metadata: Partial<RunMetadata>, parts = {}) =>
    lists(compareRuns(runOf([web, db, deep]), run(metadata, parts)));
  const all = { unread: [web.address, db.address, deep.address] };

  it("is nothing that is gone: one object, a resource without its key, a module", () => {
    assert.deepEqual(unread({ uncheckedAddresses: ["aws_instance.web", "aws_db_instance.db", "module.net"] }), all);
    assert.deepEqual(unread({ uncheckedAddresses: ['module.net["eu"]'] }), {
      gone: [web.address, db.address],
      unread: [deep.address],
    });
    assert.deepEqual(unread({ uncheckedAddresses: ["aws_instance.we", 'aws_db_instance.db["b"]', "module.n"] }), {
      gone: all.unread,
    });
  });

  it("is everything that an incomplete run does not list", () => {
    assert.deepEqual(unread({ complete: false }), all);
    assert.deepEqual(unread({ complete: false, driftedResources: [db] }), { unread: [web.address, deep.address] });
  });

  it("is not what an incomplete run lists as noise", () => {
    assert.deepEqual(unread({ complete: false, driftedResources: [noise] }), {
      gone: [web.address],
      unread: [db.address, deep.address],
    });
  });

  it("is everything in a run that has not ended or that ended before it read anything", () => {
    assert.deepEqual(unread({}, { status: "running" }), all);
    assert.deepEqual(unread({ totalResources: 0 }, { status: "error" }), all);
    assert.deepEqual(unread({ totalResources: 0 }, { status: "cancelled" }), all);
    assert.deepEqual(unread({ totalResources: 0 }), { gone: all.unread }, "a root module that is empty by now");
  });

  it("is what nobody asked for: a target is an instance, a resource or a module", () => {
    assert.deepEqual(unread({ targets: ["aws_db_instance.db", 'module.net["eu"]'] }), {
      gone: [db.address, deep.address],
      unread: [web.address],
    });
    assert.deepEqual(unread({ targets: [] }), all);
  });

  it("did not provably appear when the next run reads it", () => {
    const { appeared, newlyRead } = compareRuns(runOf([], { targets: [web.address] }), runOf([web, db]));
    assert.deepEqual([appeared, newlyRead], [[web], [db]]);
  });
});

describe("targets", () => {
  it("cover what lies below them, one by one as all together", () => {
    const targets = ["module.a", 'module.b["x.y"]', "aws_x.y", "aws_x.z[1]", ""];
    const addresses = [
      "module.a",
      "module.a.aws_x.y",
      "module.a[0].aws_x.y",
      "module.ab.aws_x.y",
      'module.b["x.y"].aws_x.y',
      'module.b["x"].aws_x.y',
      "aws_x.y",
      'aws_x.y["k"]',
      "aws_x.z",
      "aws_x.z[1]",
      "aws_x.z[10]",
      "",
      "__proto__",
    ];
    const covered = addresses.filter(coverage(targets));
    assert.deepEqual(
      covered,
      addresses.filter((address) => targets.some((target) => covers(target, address))),
    );
    assert.deepEqual(covered, [
      "module.a",
      "module.a.aws_x.y",
      "module.a[0].aws_x.y",
      'module.b["x.y"].aws_x.y',
      "aws_x.y",
      'aws_x.y["k"]',
      "aws_x.z[1]",
      "",
    ]);
  });
});

describe("values compared", () => {
  it("are told apart where their texts could run into each other", () => {
    const values: Json[] = [null, "null", true, "true", 1, "1", [], [[]], {}, [{}], [1, 2], [12], [[1], 2], [1, [2]]];
    values.push(
      { a: 1 },
      { a: { b: 1 } },
      { "a:1": 1 },
      ["a", 1],
      "[1,2]",
      { a: null },
      [null],
      "",
      "\ud800",
      "\ud801",
    );
    assert.equal(new Set(values.map(identityOf)).size, values.length);
    assert.equal(identityOf(undefined), identityOf(undefined));
    assert.ok(!values.map(identityOf).includes(identityOf(undefined)));
  });

  it("may have any keys and nest without end", () => {
    const parsed = (text: string): Json => JSON.parse(text) as Json;
    assert.ok(sameJson(parsed('{"__proto__": 1, "10": 2}'), parsed('{"10": 2, "__proto__": 1}')));
    assert.ok(!sameJson(parsed('{"__proto__": 1}'), parsed('{"__proto__": 2}')));
    assert.ok(!sameJson(parsed('{"__proto__": {}}'), {}));
    const nested = (inner: Json): Json => {
      let value = inner;
      for (let depth = 0; depth < 100_000; depth++) value = depth % 2 === 0 ? [value] : { a: value };
      return value;
    };
    assert.ok(sameJson(nested(1), nested(1)));
    assert.ok(!sameJson(nested(1), nested(2)));
  });
});

describe("damaged and hostile runs compared", () => {
  it("know addresses and attributes that are names of JavaScript's", () => {
    const named = ["__proto__", "constructor", "toString"].map((address) =>
      resource({ address, changes: [change({ attribute: "__proto__" }), change({ attribute: "constructor" })] }),
    );
    const addresses = named.map(({ address }) => address);
    assert.deepEqual(lists(compared([], named)), { appeared: addresses });
    assert.deepEqual(lists(compared(named, [])), { gone: addresses });
    assert.equal(compared(named, named).sameCount, 3);
  });

  it("match what has one address in the order in which it is listed, and lose none", () => {
    const key = (after: string) => resource({ address: 'aws_x.y["(sensitive)"]', changes: [change({ after })] });
    assert.equal(compared([key("a"), key("b")], [key("a"), key("b")]).sameCount, 2);
    const fewer = compared([key("a"), key("b"), key("c")], [key("a"), key("z")]);
    assert.equal(fewer.sameCount, 1);
    assert.deepEqual(fewer.changed, [
      {
        older: key("b"),
        newer: key("z"),
        attributes: [{ attribute: "size", older: change({ after: "b" }), newer: change({ after: "z" }) }],
      },
    ]);
    assert.deepEqual(fewer.gone, [key("c")]);
    const twice = resource({ changes: [change({ after: "a" }), change({ after: "b" })] });
    assert.deepEqual(compared([twice], [web]).changed[0]?.attributes.length, 2);
  });

  it("may hold thousands of resources and unchecked addresses, and values of a megabyte", () => {
    const many = (after: Json) =>
      Array.from({ length: 5000 }, (_, i) =>
        resource({ address: `module.m${i % 50}.aws_x.y[${i}]`, changes: [change({ after })] }),
      );
    const uncheckedAddresses = Array.from({ length: 5000 }, (_, i) => `module.n${i}`);
    const newer = runOf(many("large"), { uncheckedAddresses });
    assert.equal(compareRuns(runOf(many("large"), { uncheckedAddresses }), newer).sameCount, 5000);
    assert.equal(compareRuns(runOf(many("other")), newer).changed.length, 5000);
    assert.equal(compareRuns(runOf([], { uncheckedAddresses }), newer).appeared.length, 5000);
    const long = "x".repeat(1_000_000);
    assert.ok(!differs(change({ after: { policy: `${long}a` } }), change({ after: { policy: `${long}a` } })));
    assert.ok(differs(change({ after: [`${long}a`] }), change({ after: [`${long}b`] })));
  });

  it("may be named by a megabyte", () => {
    const address = "a.".repeat(500_000);
    const { gone, unread } = compareRuns(
      runOf([web, resource({ address })]),
      run({ uncheckedAddresses: [address.slice(0, -1)] }),
    );
    assert.deepEqual([gone.length, unread.length], [1, 1]);
  });
});
