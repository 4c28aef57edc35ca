import assert from "node:assert/strict";
import { alignElements, canonical, sameElements, sameValue } from "../../src/core/plan/compare";
import { appendStep, formatInstanceKey, looksLikeMap, quoteKey } from "../../src/core/plan/paths";
import type { Json } from "../../src/shared/model";

describe("comparing attribute values", () => {
  it("treats an absent value as null and ignores the order of keys", () => {
    assert.ok(sameValue({ a: 1, b: null }, { a: 1 }));
    assert.ok(sameValue({ a: [1, { b: 2, c: 3 }] }, { a: [1, { c: 3, b: 2 }] }));
    assert.ok(!sameValue([1, 2], [2, 1]));
    assert.ok(!sameValue("1", 1));
    assert.ok(!sameValue({ a: 0 }, { a: null }));
  });

  it("is not fooled by keys that plain objects inherit", () => {
    const hostile = JSON.parse('{"__proto__": {"a": 1}, "constructor": 1}') as Json;
    assert.ok(!sameValue(hostile, {}));
    assert.ok(sameValue(hostile, JSON.parse(JSON.stringify(hostile)) as Json));
  });

  it("writes equal values as equal text", () => {
    assert.equal(canonical({ b: 1, a: null }), canonical({ b: 1 }));
    assert.notEqual(canonical(["a,b"]), canonical(["a", "b"]));
  });

  it("knows the same elements in another order", () => {
    assert.ok(sameElements(["b", { x: 1, y: 2 }], [{ y: 2, x: 1 }, "b"]));
    assert.ok(!sameElements(["a", "a", "b"], ["a", "b", "b"]));
    assert.ok(!sameElements(["a"], "a"));
  });

  it("aligns equal elements first, then those of one identity, then those at one place", () => {
    assert.deepEqual(alignElements(["a", "c"], ["a", "b", "c"]), [0, 2]);
    assert.deepEqual(alignElements(["a", "b", "c"], ["a", "x", "c"]), [0, 1, 2]);
    const disk = (name: string, size: number): Json => ({ device_name: name, size });
    assert.deepEqual(alignElements([disk("a", 1), disk("b", 1)], [disk("b", 2), disk("a", 1)]), [1, 0]);
    assert.deepEqual(alignElements(["a"], []), [undefined]);
  });
});

describe("paths in Terraform's notation", () => {
  it("tells a map's key from an object's attribute by the values", () => {
    const tags = { Env: "prod", Team: "core" };
    assert.equal(appendStep("tags", "Env", looksLikeMap(tags)), 'tags["Env"]');
    assert.equal(appendStep("maintenance", "hour", looksLikeMap({ day: "sun", hour: 3 })), "maintenance.hour");
    assert.equal(appendStep("timeouts", "create", looksLikeMap({ create: "5m", delete: null })), "timeouts.create");
    assert.equal(appendStep("ingress[0]", "cidr_blocks", looksLikeMap({ cidr_blocks: [] })), "ingress[0].cidr_blocks");
    assert.equal(appendStep("ingress[0].cidr_blocks", 1, false), "ingress[0].cidr_blocks[1]");
    assert.equal(
      appendStep("labels", "app.kubernetes.io/name", looksLikeMap(null)),
      'labels["app.kubernetes.io/name"]',
    );
  });

  it("quotes keys as HCL does", () => {
    assert.equal(quoteKey('a"b\\c${d}%{e}\n'), '"a\\"b\\\\c$${d}%%{e}\\n"');
    assert.equal(formatInstanceKey("eu"), '["eu"]');
    assert.equal(formatInstanceKey(0), "[0]");
    assert.equal(formatInstanceKey(null), "");
  });
});
