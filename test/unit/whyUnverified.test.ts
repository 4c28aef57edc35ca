import assert from "node:assert/strict";
import { type Reach, whyUnverified } from "../../src/core/reconcile/whyUnverified";
import type { DriftRun } from "../../src/shared/model";
import { ADDRESS, changeOf, type PendingOf, resourceOf, runOf } from "./driftedRun";

const BEFORE = runOf([resourceOf([changeOf("size"), changeOf('tags["env"]')])]);
const CONVERGED = changeOf("size", { effect: "converged", reason: "converged" });
const IGNORED = changeOf("size", { effect: "kept", reason: "lifecycle_ignored" });

interface Case {
  readonly kind?: "accept" | "ignore";
  readonly was?: DriftRun;
  readonly is: DriftRun;
  readonly attributes?: readonly string[];
  readonly reach?: Reach;
  readonly address?: string;
}

function why({ kind = "accept", was = BEFORE, is, attributes = ["size"], reach = "block", address = ADDRESS }: Case) {
  return whyUnverified({ kind, address, run: was }, attributes, is, reach);
}
const pending = (address: string, attributes?: string[], actions = ["update"]): PendingOf => ({
  address,
  actions,
  ...(attributes === undefined ? {} : { attributes }),
});
const settled = resourceOf([CONVERGED], { remedy: "none" });

describe("an accepted value", () => {
  const fine: [string, Case][] = [
    ["the code now has it", { is: runOf([settled]) }],
    ["nothing differs any more", { is: runOf([]) }],
    ["what else drifted is still put back", { is: runOf([resourceOf([CONVERGED, changeOf('tags["env"]')])]) }],
    ["another key of the same map is still put back", { attributes: ['tags["team"]'], is: BEFORE }],
    ["another resource drifted meanwhile", { is: runOf([settled, resourceOf([changeOf("size")], { address: "a.b" })]) }],
    ["the resource was to be replaced before, for another attribute", {
      was: runOf([resourceOf([changeOf("image", { effect: "replaced" })], { remedy: "replace" })]),
      is: runOf([resourceOf([CONVERGED], { remedy: "replace" })]),
    }],
    ["what was pending of the resource still is", {
      was: runOf([resourceOf([changeOf("size")])], [pending(ADDRESS, ["name", "rule[1].port"])]),
      is: runOf([settled], [pending(ADDRESS, ["name", "rule[0].port"])]),
    }],
    ["what was pending was not listed by the earlier run", {
      was: runOf([resourceOf([changeOf("size")])], [pending(ADDRESS)]),
      is: runOf([settled], [pending(ADDRESS, ["name"])]),
    }],
    ["what refers to the resource follows it", { is: runOf([settled], [pending("lab_bucket.logs", ["tags"])]) }],
  ]; // prettier-ignore
  for (const [name, one] of fine) {
    it(`is verified where ${name}`, () => assert.equal(why(one), null));
  }

  for (const effect of ["reverted", "conflict", "replaced", "recreated"] as const) {
    it(`is not verified where it is still ${effect}`, () => {
      assert.equal(
        why({ is: runOf([resourceOf([changeOf("size", { effect })])]) }),
        "Applying would still change size of lab_server.web.",
      );
    });
  }

  const placed: [string, string, boolean][] = [
    ["tags", 'tags["env"]', true],
    ['tags["env"]', "tags", true],
    ['tags["env"]', "tags.env", true],
    ['tags["env"]', 'tags["envelope"]', false],
    ["tag", 'tags["env"]', false],
    ["rule[1].port", "rule[1]", true],
    ["rule[1].port", "rule[10].port", false],
    ["rule[1].port", 'rule["1"].port', false],
    ["rule.1.port", "rule[1].port", true],
    ["__proto__", "constructor", false],
    ["size", "not a path[", true],
  ];
  for (const [accepted, reverted, meets] of placed) {
    it(`${meets ? "is" : "is not"} met by a change of ${reverted} where ${accepted} was accepted`, () => {
      const is = runOf([resourceOf([changeOf(reverted)])]);
      assert.equal(why({ attributes: [accepted], is }) !== null, meets);
      const moved = runOf([], [pending(ADDRESS, [reverted])]);
      const was = runOf([], [pending(ADDRESS, [reverted])]);
      assert.equal(why({ attributes: [accepted], is: moved, was }) !== null, meets);
    });
  }

  const refused: [string, Case, string][] = [
    ["the resource would now be replaced", { is: runOf([resourceOf([CONVERGED], { remedy: "replace" })]) },
      "Applying would now replace lab_server.web or create it anew."],
    ["the object is gone by now", { is: runOf([resourceOf([], { action: "delete", remedy: "recreate" })]) },
      "Applying would now replace lab_server.web or create it anew."],
    ["the new value is pending, since the cloud moved back", { is: runOf([], [pending(ADDRESS, ["size"])]) },
      "Applying would now change size of lab_server.web."],
    ["a pending change of the resource does not say what it touches", { is: runOf([settled], [pending(ADDRESS)]) },
      "Applying would now change lab_server.web in another way."],
    ["something else of the resource is pending now", { is: runOf([settled], [pending(ADDRESS, ["name"])]) },
      "Applying would now change lab_server.web in another way."],
    ["more of the resource is pending than before", {
      was: runOf([resourceOf([changeOf("size")])], [pending(ADDRESS, ["name"])]),
      is: runOf([settled], [pending(ADDRESS, ["name", 'tags["team"]'])]),
    }, "Applying would now change lab_server.web in another way."],
    ["an update became a replacement", {
      was: runOf([resourceOf([changeOf("size")])], [pending(ADDRESS, ["name"])]),
      is: runOf([settled], [pending(ADDRESS, ["name"], ["delete", "create"])]),
    }, "Applying would now change lab_server.web in another way."],
    ["too much is pending to be listed", {
      was: runOf([], [pending(ADDRESS)]),
      is: runOf([], [pending(ADDRESS, Array.from({ length: 50 }, (_, i) => `a${i}`))]),
    }, "Applying would change too much of lab_server.web to tell."],
    ["another instance shares the block", {
      address: "lab_server.web[0]",
      is: runOf([], [pending("lab_server.web[1]", ["size"])]),
    }, "Applying would now change lab_server.web[1], too."],
    ["another module shares the code", {
      address: "module.a.lab_server.web",
      is: runOf([], ["b", "c", "d", "e"].map((name) => pending(`module.${name}.lab_server.web`, ["size"]))),
    }, "Applying would now change module.b.lab_server.web, module.c.lab_server.web, module.d.lab_server.web and 1 more, too."],
    ["another instance drifted to another value", {
      address: 'lab_server.web["a"]',
      was: runOf([resourceOf([changeOf("size")], { address: 'lab_server.web["b"]' })]),
      is: runOf([resourceOf([changeOf("size", { effect: "conflict" })], { address: 'lab_server.web["b"]' })]),
    }, 'Applying would now change lab_server.web["b"], too.'],
  ]; // prettier-ignore
  for (const [name, one, sentence] of refused) {
    it(`is not verified where ${name}`, () => assert.equal(why(one), sentence));
  }
});

describe("a change of the code that may reach wider", () => {
  it("is verified where it settles the attribute and changes nothing else", () => {
    const known = [pending("lab_role.app", ["description"])];
    assert.equal(why({ reach: "wider", was: runOf([], known), is: runOf([settled], known) }), null);
  });

  it("is not verified where applying would change another resource, even one that only refers to this one", () => {
    const is = runOf([settled], [{ ...pending("lab_server.other", ["size"]), causedBy: ADDRESS }]);
    assert.equal(why({ reach: "wider", is }), "Applying would now change lab_server.other, too.");
  });

  const other = { address: "lab_database.main" };
  const effects = [
    ["kept", "reverted", true],
    ["converged", "reverted", true],
    ["reverted", "conflict", true],
    ["conflict", "reverted", false],
    ["reverted", "converged", false],
    ["reverted", "reverted", false],
  ] as const;
  for (const [from, to, isWorse] of effects) {
    it(`${isWorse ? "is not" : "is"} verified where drift elsewhere was ${from} and is ${to}`, () => {
      const was = runOf([resourceOf([changeOf("size", { effect: from })], other)]);
      const is = runOf([settled, resourceOf([changeOf("size", { effect: to })], other)]);
      assert.equal(why({ reach: "wider", was, is }) !== null, isWorse);
    });
  }

  it("is not verified where another resource would be replaced now", () => {
    const was = runOf([resourceOf([changeOf("size")], other)]);
    const is = runOf([resourceOf([changeOf("size")], { ...other, remedy: "replace" })]);
    assert.equal(why({ reach: "wider", was, is }), "Applying would now change lab_database.main, too.");
  });
});

describe("an ignored attribute", () => {
  it("is verified where the code ignores it, or it is gone", () => {
    assert.equal(why({ kind: "ignore", is: runOf([resourceOf([IGNORED])]) }), null);
    assert.equal(why({ kind: "ignore", is: runOf([]) }), null);
  });

  for (const effect of ["kept", "converged"] as const) {
    it(`is not verified where it is ${effect} for another reason`, () => {
      const reason = effect === "kept" ? "not_in_code" : "converged";
      assert.equal(
        why({ kind: "ignore", is: runOf([resourceOf([changeOf("size", { effect, reason })])]) }),
        "The code does not ignore size of lab_server.web.",
      );
    });
  }

  it("is not verified where applying would still put it back", () => {
    assert.equal(why({ kind: "ignore", is: BEFORE }), "Applying would still change size of lab_server.web.");
  });
});
