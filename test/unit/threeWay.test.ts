import assert from "node:assert/strict";
import type { DriftedResource, Json } from "../../src/shared/model";
import { planDocument, reportOf, type TestResource } from "./planDocument";

/** `path: before → after (planned …) effect`, one line a change. */
async function changesOf(resource: TestResource): Promise<string[]> {
  const report = await reportOf(planDocument([resource]));
  return report.driftedResources.flatMap(({ changes }) =>
    changes.map(({ attribute, before, after, effect, ...rest }) => {
      const planned = Object.hasOwn(rest, "planned") ? ` planned ${JSON.stringify(rest.planned)}` : "";
      return `${attribute}: ${JSON.stringify(before)} → ${JSON.stringify(after)}${planned} ${effect}`;
    }),
  );
}

const rule = (port: number, cidrs: string[]): Json => ({ from_port: port, to_port: port, cidr_blocks: cidrs });

describe("recorded, actual and planned, position by position", () => {
  it("pairs what an added element of a set moved", async () => {
    assert.deepEqual(
      await changesOf({
        recorded: { names: ["a", "c"] },
        actual: { names: ["a", "b", "c"] },
        planned: { names: ["a", "c"] },
        code: { names: { constant_value: ["a", "c"] } },
      }),
      ['names[1]: null → "b" planned null reverted'],
    );
  });

  it("finds an element that went, and that the plan brings back", async () => {
    assert.deepEqual(
      await changesOf({ recorded: { names: ["a", "b"] }, actual: { names: ["b"] }, planned: { names: ["a", "b"] } }),
      ['names[0]: "a" → null planned "a" reverted'],
    );
  });

  it("tells a block that was changed from one that was added, in any order", async () => {
    assert.deepEqual(
      await changesOf({
        recorded: { ingress: [rule(80, ["10.0.0.0/8"]), rule(443, ["10.0.0.0/8"])] },
        actual: {
          ingress: [rule(22, ["0.0.0.0/0"]), rule(443, ["10.0.0.0/8"]), rule(80, ["10.0.0.0/8"])],
        },
        planned: { ingress: [rule(80, ["10.0.0.0/8"]), rule(443, ["10.0.0.0/8"])] },
      }),
      [`ingress[0]: null → ${JSON.stringify(rule(22, ["0.0.0.0/0"]))} planned null reverted`],
    );
    assert.deepEqual(
      await changesOf({
        recorded: { ingress: [rule(80, ["10.0.0.0/8"])] },
        actual: { ingress: [rule(80, ["10.0.0.0/8", "0.0.0.0/0"])] },
        planned: { ingress: [rule(80, ["10.0.0.0/8"])] },
      }),
      ['ingress[0].cidr_blocks[1]: null → "0.0.0.0/0" planned null reverted'],
    );
  });

  it("keeps several effects of one resource apart", async () => {
    assert.deepEqual(
      await changesOf({
        recorded: { reverted: 1, conflict: 1, converged: 1, kept: 1 },
        actual: { reverted: 2, conflict: 2, converged: 2, kept: 2 },
        planned: { reverted: 1, conflict: 3, converged: 2, kept: 2 },
        code: {
          reverted: { constant_value: 1 },
          conflict: { constant_value: 3 },
          converged: { constant_value: 2 },
        },
      }),
      [
        "reverted: 1 → 2 planned 1 reverted",
        "conflict: 1 → 2 planned 3 conflict",
        "converged: 1 → 2 planned 2 converged",
        "kept: 1 → 2 kept",
      ],
    );
  });

  it("takes a value known only after applying for decided where the code has an expression, else for the provider's", async () => {
    assert.deepEqual(
      await changesOf({
        recorded: { ip: "a", updated: "x" },
        actual: { ip: "b", updated: "y" },
        planned: {},
        unknown: { ip: true, updated: true },
        code: { ip: { references: ["aws_other.one.ip"] } },
      }),
      ['ip: "a" → "b" planned "(known after apply)" reverted', 'updated: "x" → "y" kept'],
    );
  });

  it("compares map keys one by one and a map that was null as a whole", async () => {
    assert.deepEqual(
      await changesOf({ recorded: { tags: { A: "1", B: "2" } }, actual: { tags: { A: "1", B: "3", C: "4" } } }),
      ['tags["B"]: "2" → "3" kept', 'tags["C"]: null → "4" kept'],
    );
    assert.deepEqual(await changesOf({ recorded: { tags: null }, actual: { tags: { A: "1" } } }), [
      'tags: null → {"A":"1"} kept',
    ]);
  });

  it("knows that an attribute left out of a nested block has no expression", async () => {
    assert.deepEqual(
      await changesOf({
        recorded: { block: [{ a: 1, b: 1 }] },
        actual: { block: [{ a: 2, b: 2 }] },
        code: { block: [{ a: { constant_value: 2 } }] },
      }),
      ["block[0].a: 1 → 2 planned 2 converged", "block[0].b: 1 → 2 kept"],
    );
  });

  it("survives keys that plain objects inherit", async () => {
    const hostile = JSON.parse('{"__proto__": "x", "constructor": "y", "toString": "z"}') as Record<string, Json>;
    assert.deepEqual(await changesOf({ recorded: {}, actual: { tags: hostile, ...hostile } }), [
      `tags: null → ${JSON.stringify(hostile)} kept`,
      '__proto__: null → "x" kept',
      'constructor: null → "y" kept',
      'toString: null → "z" kept',
    ]);
    assert.equal(({} as Record<string, unknown>).x, undefined);
  });
});

describe("where the code says it", () => {
  const block = (port: number, cidr: string): Json => ({
    port: { constant_value: port },
    cidrs: { constant_value: [cidr] },
    note: { references: ["var.note"] },
  });
  const set = (...rules: [number, string[]][]): Json => rules.map(([port, cidrs]) => ({ port, cidrs, note: "n" }));

  it("is the block with the same values, since the plan counts a set's blocks in another order", async () => {
    const plan = await reportOf(
      planDocument([
        {
          // The code: 443 first, then 80. The provider: by port.
          code: { rule: [block(443, "10.0.0.0/8"), block(80, "10.1.0.0/16")] },
          recorded: { rule: set([80, ["10.1.0.0/16"]], [443, ["10.0.0.0/8"]]) },
          actual: { rule: set([22, ["0.0.0.0/0"]], [80, ["10.1.0.0/16"]], [443, ["0.0.0.0/0"]]) },
          planned: { rule: set([80, ["10.1.0.0/16"]], [443, ["10.0.0.0/8"]]) },
        },
      ]),
    );
    const [{ address, changes }] = plan.driftedResources as [DriftedResource];
    assert.deepEqual(
      changes.map(({ attribute }) => [attribute, plan.codePathOf(address, attribute)]),
      [
        ["rule[0]", null], // the code does not have it
        ["rule[2].cidrs[0]", "rule[0].cidrs[0]"],
      ],
    );
  });

  it("is nowhere where several blocks could be meant", async () => {
    const plan = await reportOf(
      planDocument([
        {
          code: { rule: [{ note: {} }, { note: {} }] },
          recorded: { rule: [{ note: "a" }, { note: "b" }] },
          actual: { rule: [{ note: "a" }, { note: "c" }] },
          planned: { rule: [{ note: "a" }, { note: "b" }] },
        },
      ]),
    );
    assert.equal(plan.codePathOf("aws_thing.r0", "rule[1].note"), null);
  });
});

describe("pending changes", () => {
  const pendingOf = async (resource: TestResource): Promise<string[]> =>
    (await reportOf(planDocument([resource]))).pendingChanges.map(({ actions }) => actions.join("+"));

  it("are those on positions that did not drift", async () => {
    const drifted = { recorded: { tags: { A: "1" }, size: "s" }, actual: { tags: { A: "2" }, size: "s" } };
    assert.deepEqual(await pendingOf({ ...drifted, planned: { tags: { A: "1" }, size: "s" } }), []);
    assert.deepEqual(await pendingOf({ ...drifted, planned: { tags: { A: "1" }, size: "l" } }), ["update"]);
    assert.deepEqual(await pendingOf({ ...drifted, planned: { tags: { A: "1", B: "1" }, size: "s" } }), ["update"]);
  });

  it("are no replacement that drift caused, and are one that the code causes", async () => {
    const replaced = {
      recorded: { image: "a", name: "n", id: "1" },
      actual: { image: "b", name: "n", id: "1" },
      actions: ["delete", "create"],
      unknown: { id: true },
      code: { image: { constant_value: "a" }, name: { constant_value: "n" } },
    };
    assert.deepEqual(
      await pendingOf({ ...replaced, planned: { image: "a", name: "n" }, replacePaths: [["image"]] }),
      [],
    );
    assert.deepEqual(
      await pendingOf({ ...replaced, planned: { image: "a", name: "m" }, replacePaths: [["image"], ["name"]] }),
      ["delete+create"],
    );
  });
});

describe("what caused a pending change", () => {
  const change = (address: string, type: string, name: string, before: Json, after: Json, actions: string[]): Json => ({
    address,
    mode: "managed",
    type,
    name,
    change: { actions, before, after },
  });
  const document = (expressions: Record<string, Json>, configuration: Record<string, Json>): Json => ({
    format_version: "1.2",
    resource_drift: [
      change("module.a.aws_ip.x[0]", "aws_ip", "x", { ip: "1" }, { ip: "2" }, ["update"]),
      change("aws_other.y", "aws_other", "y", { ip: "1" }, { ip: "2" }, ["update"]),
    ],
    resource_changes: [change("aws_dns.r", "aws_dns", "r", { record: "1" }, { record: "2" }, ["update"])],
    relevant_attributes: [{ resource: "module.a.aws_ip.x", attribute: ["ip"] }],
    configuration: {
      root_module: { resources: [{ mode: "managed", type: "aws_dns", name: "r", expressions }], ...configuration },
    },
  });
  const causeIn = async (doc: Json): Promise<string | undefined> => (await reportOf(doc)).pendingChanges[0]?.causedBy;
  const calls = {
    module_calls: {
      a: { module: { outputs: { ip: { expression: { references: ["aws_ip.x[0].ip", "aws_ip.x[0]", "aws_ip.x"] } } } } },
    },
  };

  it("is found through the output of a module, and the instance with it", async () => {
    const through = { record: { references: ["module.a.ip", "module.a"] } };
    assert.equal(await causeIn(document(through, calls)), "module.a.aws_ip.x[0]");
  });

  it("is guessed through a local value only where there is one suspect, and never where nothing refers to it", async () => {
    assert.equal(await causeIn(document({ record: { references: ["local.ip"] } }, calls)), "module.a.aws_ip.x[0]");
    assert.equal(
      await causeIn(document({ record: { references: ["aws_other.y.ip", "aws_other.y"] } }, calls)),
      undefined,
    );
  });
});
