/** What applying a plan would do, as it is reviewed: every change, why it is there, and no secret. */
import assert from "node:assert/strict";
import type { Json } from "../../src/shared/model";
import { unmetBy } from "../../src/shared/consent";
import type { PlannedChange } from "../../src/shared/reconcile";
import { planDocument, reportOf, type TestResource } from "./planDocument";

const TAGS = { tags: { constant_value: { Env: "prod" } }, size: { constant_value: "small" } };

async function changesOf(resources: TestResource[], more: Record<string, Json> = {}): Promise<PlannedChange[]> {
  return (await reportOf(planDocument(resources, more))).plannedChanges();
}

const entry = (address: string, change: Record<string, Json>, more: Record<string, Json> = {}): Json => ({
  address,
  mode: "managed",
  type: "aws_thing",
  name: address.split(".")[1]!,
  provider_name: "registry.terraform.io/hashicorp/aws",
  change,
  ...more,
});

describe("planned changes", () => {
  it("tell what puts drift back from what the code changes, position by position", async () => {
    const [change] = await changesOf([
      {
        recorded: { size: "small", tags: { Env: "prod" } },
        actual: { size: "large", tags: { Env: "prod" } },
        planned: { size: "small", tags: { Env: "test" } },
        code: TAGS,
      },
    ]);
    assert.deepEqual(change, {
      address: "aws_thing.r0",
      actions: ["update"],
      origin: "pending",
      destroys: false,
      replacedBy: [],
      attributes: [
        { attribute: "size", before: "large", after: "small", sensitive: false, drifted: true },
        { attribute: 'tags["Env"]', before: "prod", after: "test", sensitive: false, drifted: false },
      ],
      moreAttributes: 0,
    });
  });

  it("are drift where nothing but drift is put back", async () => {
    const [change] = await changesOf([
      { recorded: { size: "small" }, actual: { size: "large" }, planned: { size: "small" }, code: TAGS },
    ]);
    assert.equal(change!.origin, "drift");
  });

  it("lose an object where it is replaced, and say what forces it", async () => {
    const [change] = await changesOf([
      {
        recorded: { image: "a", id: "1" },
        actual: { image: "b", id: "1" },
        planned: { image: "a" },
        unknown: { id: true },
        actions: ["delete", "create"],
        replacePaths: [["image"]],
        code: { image: { constant_value: "a" } },
      },
    ]);
    assert.deepEqual(
      [change!.origin, change!.destroys, change!.replacedBy, change!.attributes.map(({ attribute }) => attribute)],
      ["drift", true, ["image"], ["image"]],
    );
    assert.deepEqual(unmetBy({ changes: [change!] }, {}), { destroys: ["aws_thing.r0"], pending: [] });
    assert.equal(unmetBy({ changes: [change!] }, { allowDestroy: ["aws_thing.r0"] }), null);
  });

  it("are drift where what was deleted outside is made again", async () => {
    const [change] = await changesOf([
      { recorded: { size: "small" }, actual: null, planned: { size: "small" }, code: TAGS },
    ]);
    assert.deepEqual([change!.actions, change!.origin, change!.destroys], [["create"], "drift", false]);
  });

  it("are the code's where something is created, deleted or forgotten by it", async () => {
    const changes = await changesOf([], {
      resource_changes: [
        entry("aws_thing.new", { actions: ["create"], before: null, after: { size: "s" } }),
        entry("aws_thing.old", { actions: ["delete"], before: { size: "s" }, after: null }),
        entry("aws_thing.left", { actions: ["forget"], before: { size: "s" }, after: null }),
        entry(
          "aws_thing.deposed",
          { actions: ["delete"], before: { size: "s" }, after: null },
          { deposed: "abcd1234" },
        ),
      ],
    });
    assert.deepEqual(
      changes.map(({ address, origin, destroys }) => [address, origin, destroys]),
      [
        ["aws_thing.new", "pending", false],
        ["aws_thing.old", "pending", true],
        ["aws_thing.left", "pending", false],
        ["aws_thing.deposed", "pending", true],
      ],
    );
  });

  it("are the code's where an address is moved, an object taken into the state, or a provider told to act", async () => {
    const same = { actions: ["no-op"], before: { size: "s" }, after: { size: "s" } };
    const changes = await changesOf([], {
      resource_changes: [
        entry("aws_thing.b", same, { previous_address: "aws_thing.a" }),
        entry("aws_thing.c", { ...same, importing: { id: "i-1" } }),
      ],
      action_invocations: [{ address: "action.aws_lambda_invoke.x", type: "aws_lambda_invoke", name: "x" }],
    });
    assert.deepEqual(
      changes.map(({ address, actions, origin }) => [address, actions, origin]),
      [
        ["aws_thing.b", ["move"], "pending"],
        ["aws_thing.c", ["import"], "pending"],
        ["action.aws_lambda_invoke.x", ["invoke"], "pending"],
      ],
    );
    assert.deepEqual(unmetBy({ changes }, {})?.pending.length, 3);
  });

  it("that move what has drifted, too, are not taken for drift alone", async () => {
    const document = planDocument([
      { recorded: { size: "small" }, actual: { size: "large" }, planned: { size: "small" }, code: TAGS },
    ]);
    const [change] = document.resource_changes as Record<string, Json>[];
    change!.previous_address = "aws_thing.before";
    const [planned] = (await reportOf(document)).plannedChanges();
    assert.deepEqual([planned!.actions, planned!.origin], [["move", "update"], "pending"]);
  });

  it("show no secret, by mark, by name or by value", async () => {
    const changes = await changesOf([
      {
        recorded: { password: "q7RtP2xLw9", note: "x q7RtP2xLw9", marked: "m-old" },
        actual: { password: "zK4vN8mJc3", note: "x zK4vN8mJc3", marked: "m-new" },
        planned: { password: "q7RtP2xLw9", note: "x q7RtP2xLw9", marked: "m-old" },
        sensitive: { marked: true },
        code: { password: {}, note: {}, marked: {} },
      },
    ]);
    assert.doesNotMatch(JSON.stringify(changes), /q7RtP2xLw9|zK4vN8mJc3|m-old|m-new/);
    assert.equal(changes[0]!.attributes.length, 3);
    assert.ok(changes[0]!.attributes.every(({ sensitive }) => sensitive));
  });

  it("name the positions of pending changes in a run", async () => {
    const { pendingChanges, pendingAttributes } = await reportOf(
      planDocument([
        {
          recorded: { size: "small", tags: { Env: "prod", Team: "a" } },
          actual: { size: "small", tags: { Env: "other", Team: "a" } },
          planned: { size: "small", tags: { Env: "prod", Team: "b" } },
          code: TAGS,
        },
      ]),
    );
    assert.deepEqual(pendingChanges, [{ address: "aws_thing.r0", actions: ["update"] }]);
    assert.deepEqual(pendingAttributes, [{ address: "aws_thing.r0", attributes: ['tags["Team"]'] }]);
  });
});
