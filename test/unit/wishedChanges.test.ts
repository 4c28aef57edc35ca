import assert from "node:assert/strict";
import { rootModule } from "../../src/core/local/rootModule";
import { givenVariables } from "../../src/core/reconcile/actualValues";
import { wishedChanges } from "../../src/core/reconcile/wishedChanges";
import type { AttributeChange, DriftedResource } from "../../src/shared/model";
import { ADDRESS, changeOf, resourceOf, runOf } from "./driftedRun";

const root = rootModule("/shop", { topDir: "/shop" });

interface Wanted {
  readonly kind?: "accept" | "ignore";
  readonly attributes?: readonly string[];
  readonly said?: readonly string[];
}

function wished(changes: AttributeChange[], { kind = "accept", attributes, said = [] }: Wanted = {}) {
  const run = runOf([resourceOf(changes)]);
  const found = wishedChanges({ kind, root, run, address: ADDRESS, attributes }, (name) => said.includes(name));
  return {
    changes: found.changes.map(({ attribute }) => attribute),
    refused: Object.fromEntries(found.refused.map(({ attribute, reason }) => [attribute, reason])),
  };
}

const SECRET = "It is a secret or holds one, and no secret is written into code.";
const LEFT_ALONE = "The code says nothing about it, and applying leaves it alone.";

describe("the attributes that a wish is about", () => {
  it("are, where none is named, those that applying would act on", () => {
    const found = wished([
      changeOf("size"),
      changeOf("name", { effect: "conflict" }),
      changeOf("status", { effect: "kept", reason: "not_in_code" }),
      changeOf("image", { effect: "kept", reason: "lifecycle_ignored" }),
      changeOf("user_data", { effect: "converged", reason: "converged" }),
      changeOf("clock", { effect: "noise", reason: "noise" }),
    ]);
    assert.deepEqual(found, {
      changes: ["size", "name"],
      refused: {
        status: LEFT_ALONE,
        image: "The code ignores what happens to it.",
        user_data: "The code already has the new value.",
      },
    });
  });

  it("are those of a resource to be replaced that the code says or the plan decides", () => {
    const replaced = { effect: "replaced", planned: "debian-12" } as const;
    const undecided = changeOf("status", { effect: "replaced" });
    delete undecided.planned;
    const found = wished(
      [
        changeOf("image", replaced),
        undecided,
        { ...undecided, attribute: "user_data" },
        changeOf("private_ip", { effect: "replaced", planned: "(known after apply)" }),
      ],
      { said: ["user_data"] },
    );
    assert.deepEqual(found, {
      changes: ["image", "user_data"],
      refused: { status: LEFT_ALONE, private_ip: LEFT_ALONE },
    });
  });

  it("are those that are named, in whatever spelling, and then also what the code says nothing about", () => {
    const kept = changeOf('tags["owner"]', { effect: "kept", reason: "not_in_code" });
    const noise = changeOf("clock", { effect: "noise", reason: "noise" });
    const found = wished([changeOf("size"), kept, noise], {
      attributes: ["tags.owner", 'tags["owner"]', "clock", "name", "__proto__"],
    });
    assert.deepEqual(found.changes, ['tags["owner"]']);
    assert.deepEqual(Object.entries(found.refused), [
      ["clock", "Nothing happened to it but noise."],
      ["name", "It did not drift."],
      ...Object.entries({ ["__proto__"]: "It did not drift." }),
    ]);
  });

  const secrets: [string, AttributeChange][] = [
    ["sensitive", changeOf("a", { sensitive: true, before: "(sensitive)", after: "(sensitive)" })],
    ["redacted inside a text", changeOf("a", { after: "curl -H (sensitive) https://x" })],
    ["redacted inside a list", changeOf("a", { after: ["b", { c: "(sensitive)" }] })],
    ["redacted in a key", changeOf("a", { after: { "(sensitive)": "b" } })],
    ["redacted in what was recorded", changeOf("a", { before: "(sensitive)" })],
  ];
  for (const [name, change] of secrets) {
    it(`are never accepted where the value is ${name}, but can be ignored`, () => {
      assert.deepEqual(wished([change]), { changes: [], refused: { a: SECRET } });
      assert.deepEqual(wished([change], { kind: "ignore" }), { changes: ["a"], refused: {} });
    });
  }

  it("are not settled where a key in the path is a secret", () => {
    for (const kind of ["accept", "ignore"] as const) {
      assert.deepEqual(wished([changeOf('tags["(sensitive)"]')], { kind }).changes, []);
    }
  });

  const gone = "The object is gone: remove its block, or reconcile to create it again.";
  const whole: [string, DriftedResource[], boolean, object][] = [
    ["is not there", [resourceOf([], { address: "a.b" })], true, { reason: "unknown_resource" }],
    ["was deleted", [resourceOf([], { action: "delete", remedy: "none" })], true, { reason: "edit_refused", message: gone }],
    ["is to be created anew", [resourceOf([changeOf("size")], { remedy: "recreate" })], true, { reason: "edit_refused", message: gone }],
    ["stands twice in the run", [resourceOf([changeOf("size")]), resourceOf([changeOf("size")])], true, { reason: "edit_refused" }],
    ["is of a check that is not complete", [resourceOf([changeOf("size")])], false, { reason: "edit_refused" }],
  ]; // prettier-ignore
  for (const [name, resources, complete, expected] of whole) {
    it(`are refused altogether where the resource ${name}`, () => {
      const run = runOf(resources, [], complete);
      assert.throws(() => wishedChanges({ kind: "accept", root, run, address: ADDRESS }, () => true), expected);
    });
  }
});

describe("the variables that Terraform is given", () => {
  it("are told by their names only", () => {
    const given = givenVariables(
      { vars: ["size=secret=1", "zone=a"], varFiles: ["prod.tfvars"] },
      { TF_VAR_size: "x", TF_VAR_token: "secret", TF_VAR_empty: "", TF_VAR_gone: undefined, HOME: "/" },
    );
    assert.deepEqual(given, { varFiles: ["prod.tfvars"], vars: ["size", "zone", "token", "empty"] });
  });
});
