import assert from "node:assert/strict";
import type { Json } from "../../src/shared/model";
import { planDocument, reportOf, type TestResource } from "./planDocument";

async function effects(...resources: TestResource[]): Promise<string[]> {
  const report = await reportOf(planDocument(resources));
  return report.driftedResources.flatMap(({ address, changes }) =>
    changes.map(({ attribute, effect }) => `${address} ${attribute} ${effect}`),
  );
}

const one = (recorded: Json, actual: Json, more: Partial<TestResource> = {}): TestResource => ({
  recorded: { x: recorded },
  actual: { x: actual },
  ...more,
});

describe("noise: drift in which nothing happened", () => {
  for (const empty of ["", [], {}] as Json[]) {
    it(`null against ${JSON.stringify(empty)}`, async () => {
      assert.deepEqual(await effects(one(null, empty), one(empty, null)), [
        "aws_thing.r0 x noise",
        "aws_thing.r1 x noise",
      ]);
    });
  }

  it("null against empty, although the plan would write it", async () => {
    assert.deepEqual(await effects(one(null, {}, { planned: { x: null } })), ["aws_thing.r0 x noise"]);
  });

  it("is not null against 0 or false", async () => {
    assert.deepEqual(await effects(one(null, 0), one(null, false)), ["aws_thing.r0 x kept", "aws_thing.r1 x kept"]);
  });

  it("JSON text that differs in white space and the order of keys only", async () => {
    const text = '{"Version":"1","Statement":[{"Effect":"Allow","Action":"*"}]}';
    const same = '{ "Statement": [ { "Action": "*", "Effect": "Allow" } ],\n "Version": "1" }';
    assert.deepEqual(await effects(one(text, same)), ["aws_thing.r0 x noise"]);
    assert.deepEqual(await effects(one(text, same.replace('"*"', '"s3:*"'))), ["aws_thing.r0 x kept"]);
    assert.deepEqual(await effects(one('{"a":null}', "{}")), ["aws_thing.r0 x kept"]);
  });

  it("a set's order, but not a list's that the plan would restore", async () => {
    assert.deepEqual(await effects(one(["a", "b"], ["b", "a"])), ["aws_thing.r0 x noise"]);
    assert.deepEqual(await effects(one(["a", "b"], ["b", "a"], { planned: { x: ["a", "b"] } })), [
      "aws_thing.r0 x reverted",
    ]);
  });

  it("a clock that nobody sets", async () => {
    const clock = (name: string, code: Record<string, Json> = {}): TestResource => ({
      recorded: { [name]: "2026-01-01T00:00:00Z" },
      actual: { [name]: "2026-02-01T00:00:00Z" },
      code,
    });
    assert.deepEqual(await effects(clock("latest_restorable_time")), ["aws_thing.r0 latest_restorable_time noise"]);
    assert.deepEqual(await effects(clock("expires_at")), ["aws_thing.r0 expires_at kept"]);
    assert.deepEqual(await effects(clock("last_modified", { last_modified: { references: ["var.x"] } })), [
      "aws_thing.r0 last_modified kept",
    ]);
  });

  it("makes a resource noise only if nothing else happened to it", async () => {
    const report = await reportOf(
      planDocument([{ recorded: { a: null, b: 1 }, actual: { a: [], b: 2 } }, one(null, "")]),
    );
    assert.deepEqual(
      report.driftedResources.map(({ address, reason }) => `${address} ${reason}`),
      ["aws_thing.r0 not_in_code", "aws_thing.r1 noise"],
    );
  });
});

describe("echoes of siblings", () => {
  const group = (ingress: Json, recorded: Json = []): TestResource => ({
    type: "aws_security_group",
    name: "web",
    recorded: { id: "sg-1", ingress: recorded },
    actual: { id: "sg-1", ingress },
  });
  const shown = (port: number, cidrs: string[]): Json => ({
    from_port: port,
    to_port: port,
    protocol: "tcp",
    cidr_blocks: cidrs,
    ipv6_cidr_blocks: [],
    security_groups: [],
    self: false,
    description: "",
  });
  const sibling = (port: number, cidr: string, groupId = "sg-1"): Record<string, Json> => ({
    address: `aws_security_group_rule.p${port}`,
    mode: "managed",
    type: "aws_security_group_rule",
    name: `p${port}`,
    change: {
      actions: ["no-op"],
      before: {
        type: "ingress",
        security_group_id: groupId,
        from_port: port,
        to_port: port,
        protocol: "tcp",
        cidr_blocks: [cidr],
      },
      after: null,
    },
  });
  async function shownEffects(resource: TestResource, siblings: Json[]): Promise<string[]> {
    const document = planDocument([resource]);
    const report = await reportOf({
      ...document,
      resource_changes: [...(document.resource_changes as Json[]), ...siblings],
    });
    return report.driftedResources.flatMap(({ severity, changes }) =>
      changes.map(({ attribute, effect }) => `${attribute} ${effect} ${severity}`),
    );
  }

  it("a rule resource seen inside its security group", async () => {
    assert.deepEqual(await shownEffects(group([shown(443, ["10.0.0.0/8"])]), [sibling(443, "10.0.0.0/8")]), [
      "ingress[0] noise info",
    ]);
  });

  it("do not cover a rogue rule beside them", async () => {
    const rules = [shown(443, ["10.0.0.0/8"]), shown(22, ["0.0.0.0/0"])];
    assert.deepEqual(await shownEffects(group(rules), [sibling(443, "10.0.0.0/8")]), [
      "ingress[0] noise critical",
      "ingress[1] kept critical",
    ]);
  });

  it("do not cover a rogue address merged into their own rule", async () => {
    assert.deepEqual(
      await shownEffects(group([shown(443, ["10.0.0.0/8", "0.0.0.0/0"])]), [sibling(443, "10.0.0.0/8")]),
      ["ingress[0] kept critical"],
    );
    assert.deepEqual(
      await shownEffects(group([shown(443, ["10.0.0.0/8", "0.0.0.0/0"])], [shown(443, ["10.0.0.0/8"])]), [
        sibling(443, "10.0.0.0/8"),
      ]),
      ["ingress[0].cidr_blocks[1] kept critical"],
    );
  });

  it("cover an address of their own that was merged into an element", async () => {
    assert.deepEqual(
      await shownEffects(group([shown(443, ["10.0.0.0/8", "10.9.0.0/16"])], [shown(443, ["10.0.0.0/8"])]), [
        sibling(443, "10.9.0.0/16"),
      ]),
      ["ingress[0].cidr_blocks[1] noise info"],
    );
  });

  it("count only for the group that they belong to", async () => {
    assert.deepEqual(await shownEffects(group([shown(443, ["10.0.0.0/8"])]), [sibling(443, "10.0.0.0/8", "sg-2")]), [
      "ingress[0] kept critical",
    ]);
  });
});
