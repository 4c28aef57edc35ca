import assert from "node:assert/strict";
import { nameInModule, parseAddress } from "../../src/core/source/address";
import { parsePath } from "../../src/core/source/attributePath";
import { quoteKey } from "../../src/core/plan/paths";

const step = (name: string, key: string | number | null = null) => ({ name, key });

describe("address", () => {
  const resource = { modules: [], kind: "resource", type: "aws_x", name: "y", key: null };
  const valid: [text: string, expected: unknown][] = [
    ["aws_x.y", resource],
    ["aws_x.y[0]", { ...resource, key: 0 }],
    ["aws_x.y[12]", { ...resource, key: 12 }],
    ['aws_x.y["k"]', { ...resource, key: "k" }],
    ['aws_x.y[""]', { ...resource, key: "" }],
    ['aws_x.y["a.b[\\"c\\"].d]"]', { ...resource, key: 'a.b["c"].d]' }],
    ['aws_x.y["a\\\\b\\n\\t\\r\\u00e9\\U0001F600"]', { ...resource, key: "a\\b\n\t\ré😀" }],
    ['aws_x.y["$${a} %%{b} $x 100%"]', { ...resource, key: "${a} %{b} $x 100%" }],
    ['aws_x.y["$$${a}"]', { ...resource, key: "$${a}" }],
    ['aws_x.y["é😀"]', { ...resource, key: "é😀" }],
    ["größe_x.ÿ-1", { ...resource, type: "größe_x", name: "ÿ-1" }],
    ["aws_x._y-z", { ...resource, name: "_y-z" }],
    ["data.aws_x.y[1]", { ...resource, kind: "data", key: 1 }],
    ["ephemeral.aws_x.y", { ...resource, kind: "ephemeral" }],
    ["module.a.aws_x.y", { ...resource, modules: [step("a")] }],
    ["module.module.aws_x.module", { ...resource, modules: [step("module")], name: "module" }],
    ["module.data.data.data.data", { ...resource, modules: [step("data")], kind: "data", type: "data", name: "data" }],
    [
      'module.a["x.y[\\"z\\"]"].module.inner[0].data.aws_x.y["k.\\"l]"]',
      { modules: [step("a", 'x.y["z"]'), step("inner", 0)], kind: "data", type: "aws_x", name: "y", key: 'k."l]' },
    ],
    ["module.a", { modules: [], kind: "module", type: "", name: "a", key: null }],
    ["module.a[0].module.b[1]", { modules: [step("a", 0)], kind: "module", type: "", name: "b", key: 1 }],
    ["module.a.var.x", { modules: [step("a")], kind: "variable", type: "", name: "x", key: null }],
    ["output.x", { modules: [], kind: "output", type: "", name: "x", key: null }],
    ["__proto__.constructor", { ...resource, type: "__proto__", name: "constructor" }],
  ];
  for (const [text, expected] of valid) {
    it(`reads ${text}`, () => {
      assert.deepEqual(parseAddress(text), expected);
    });
  }

  const malformed = [
    ...[
      "",
      " ",
      ".",
      "aws_x",
      "aws_x.",
      ".y",
      "aws_x..y",
      "aws_x.y.",
      "aws_x.y.z",
      " aws_x.y",
      "aws_x.y ",
      "1x.y",
      "aws_x.1",
    ],
    ...[
      "aws_x.y[",
      "aws_x.y[]",
      "aws_x.y[0",
      "aws_x.y[-1]",
      "aws_x.y[01]",
      "aws_x.y[1.5]",
      "aws_x.y[*]",
      "aws_x.y[a]",
      "aws_x.y[0][1]",
    ],
    ...[
      'aws_x.y["',
      'aws_x.y["a',
      'aws_x.y["a"',
      'aws_x.y["a\\"]',
      'aws_x.y["\\q"]',
      'aws_x.y["\\u12"]',
      'aws_x.y["\\UFFFFFFFF"]',
    ],
    ...[
      'aws_x.y["a\nb"]',
      "aws_x.y['a']",
      "aws_x.y[99999999999999999999]",
      "aws_x[0].y",
      "module",
      "module.",
      "module[0].a.aws_x.y",
    ],
    ...["module.a.module", "module.a[0", "data.aws_x", "data.aws_x.y.z", "data[0].aws_x.y", "aws_x.y (deposed abcd)"],
  ];
  for (const text of malformed) {
    it(`answers null to ${JSON.stringify(text)}`, () => {
      assert.equal(parseAddress(text), null);
    });
  }

  it("answers every prefix of a long address without throwing", () => {
    const whole = 'module.a["x.\\u00e9$${"].module.b[10].data.aws_x.y["k\\n"]';
    for (let end = 0; end < whole.length; end++) parseAddress(whole.slice(0, end));
    assert.equal(parseAddress(whole)?.key, "k\n");
  });

  it("reads 100,000 characters of nonsense at once", () => {
    assert.equal(parseAddress("module.a.".repeat(20_000)), null);
    assert.equal(parseAddress(`aws_x.y["${"\\".repeat(100_000)}`), null);
  });

  it("names a block inside its module", () => {
    const names = ["module.a[0].aws_x.y[1]", "module.a.data.aws_x.y", "module.a.module.b", "var.x"].map((text) =>
      nameInModule(parseAddress(text)!),
    );
    assert.deepEqual(names, ["aws_x.y", "data.aws_x.y", "module.b", "var.x"]);
  });
});

describe("attribute path", () => {
  const valid: [text: string, expected: (string | number)[]][] = [
    ["size", ["size"]],
    ['tags["Env"]', ["tags", "Env"]],
    ["tags.Env", ["tags", "Env"]],
    ['tags["a.b[\\"c\\"]"]', ["tags", 'a.b["c"]']],
    ["ingress[0].cidr_blocks[1]", ["ingress", 0, "cidr_blocks", 1]],
    ["ingress.0.port", ["ingress", 0, "port"]],
    ['tags["0"]', ["tags", "0"]],
    ['tags["__proto__"]', ["tags", "__proto__"]],
    ["größe.x-y", ["größe", "x-y"]],
  ];
  for (const [text, expected] of valid) {
    it(`reads ${text}`, () => {
      assert.deepEqual(parsePath(text), expected);
    });
  }

  for (const text of [
    "",
    ".",
    "a.",
    "a..b",
    "[0]",
    "a[",
    "a[0",
    "a[*]",
    "a[x]",
    'a["b',
    "a b",
    "a[-1]",
    "a.*.b",
    "a.01",
  ]) {
    it(`answers null to ${JSON.stringify(text)}`, () => {
      assert.equal(parsePath(text), null);
    });
  }

  it("reads back every key that the plan's paths quote", () => {
    const keys = [
      '"',
      "\\",
      "${x}",
      "%{y}",
      "$${x}",
      "a\nb\tc\r",
      "\u0000\u001f\u007f\u0085\u2028",
      "é😀",
      "",
      "$",
      "%%",
      "a.b[0]",
    ];
    for (const key of keys) assert.deepEqual(parsePath(`tags[${quoteKey(key)}]`), ["tags", key]);
  });
});
