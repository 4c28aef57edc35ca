import assert from "node:assert/strict";
import { openSource } from "../../src/core/source/openSource";
import { folderWith, removeFolders, textAt } from "./sourceFolder";

const MAIN = String.raw`# é😀 comment
resource "aws_x" "y" {
  count = 2
  size  = "medium" # trailing
  /* é😀 */ emoji = "é😀$@{x}"
  tags = { Env = "x", "Na me" : 1, (var.k) = 2, a.b = 3, "q@{x}" = 4, 5 = "five", true = "yes", "es\"c" = "q" }
  plain = { a = { b = { c = "deep" } } }
  list = ["one", [2, 3], { k = "v" }]
  merged = merge(local.tags, { Env = "x", Two = 1 }, { Two = 2 })
  nested = merge(merge({ In = "n" }), var.more)
  mapped = tomap({ Env = "x" })
  listed = tolist(["a", "b"])
  chosen = var.c ? { Env = "x" } : {}
  made   = { for k, v in var.m : k => v }
  each   = [for v in var.m : v]
  paren  = ({ Env = "x" })
  from   = var.all
  number = 1e5
  after  = -1.5E+10
  policy = <<-EOT
    line @{var.x}
    resource "aws_x" "in_heredoc" {
  EOT
  behind = "heredoc"

  ingress {
    port  = 80
    cidrs = ["10.0.0.0/8"]
  }
  ingress {
    port  = 443
    cidrs = ["10.0.0.0/8", "::/0"]
    deep {
      x = 1
    }
  }
  timeouts { create = "5m" }
  rule "first" { port = 1 }
  rule "second" { port = 2 }

  egress { port = 1 }
  dynamic "egress" {
    for_each = var.ports
    content {
      port = egress.value
    }
  }
  dynamic "bare" {}
}
`.replaceAll("@{", "${");

describe("attributes in HCL", () => {
  let root = "";
  before(() => {
    root = folderWith({ "main.tf": MAIN });
  });
  after(removeFolders);

  const cases: [path: string, text: string | null][] = [
    ["size", 'size  = "medium"'],
    ["emoji", 'emoji = "é😀$${x}"'],
    ['tags["Env"]', 'Env = "x"'],
    ["tags.Env", 'Env = "x"'],
    ['tags["Na me"]', '"Na me" : 1'],
    ['tags["5"]', '5 = "five"'],
    ['tags["true"]', 'true = "yes"'],
    ['tags["es\\"c"]', '"es\\"c" = "q"'],
    ["plain.a.b.c", 'c = "deep"'],
    ["plain.a.b", 'b = { c = "deep" }'],
    ["plain.a.other", 'a = { b = { c = "deep" } }'],
    ["plain.a.b.c.d[0]", 'c = "deep"'],
    ["list[0]", '"one"'],
    ["list[1][1]", "3"],
    ["list[2].k", 'k = "v"'],
    ["list[7]", 'list = ["one", [2, 3], { k = "v" }]'],
    ["list.x", 'list = ["one", [2, 3], { k = "v" }]'],
    ["merged.Env", 'Env = "x"'],
    ["merged.Two", 'merged = merge(local.tags, { Env = "x", Two = 1 }, { Two = 2 })'],
    ["merged.Three", 'merged = merge(local.tags, { Env = "x", Two = 1 }, { Two = 2 })'],
    ["nested.In", 'In = "n"'],
    ["mapped.Env", 'Env = "x"'],
    ["listed[1]", '"b"'],
    ["chosen.Env", 'chosen = var.c ? { Env = "x" } : {}'],
    ["made.k", "made   = { for k, v in var.m : k => v }"],
    ["each[0]", "each   = [for v in var.m : v]"],
    ["paren.Env", 'Env = "x"'],
    ["from.a[0].b", "from   = var.all"],
    ["number", "number = 1e5"],
    ["after", "after  = -1.5E+10"],
    ["policy", MAIN.slice(MAIN.indexOf("policy ="), MAIN.indexOf("  EOT") + "  EOT".length)],
    ["behind", 'behind = "heredoc"'],
    ["ingress", "ingress"],
    ["ingress[0]", "ingress"],
    ["ingress[0].port", "port  = 80"],
    ["ingress[1].port", "port  = 443"],
    ["ingress[1].cidrs[1]", '"::/0"'],
    ["ingress[1].deep[0].x", "x = 1"],
    ["ingress[0].deep[0].x", null],
    ["ingress[0].other", null],
    ["ingress[2]", null],
    ["ingress[2].port", null],
    ["timeouts.create", 'create = "5m"'],
    ["timeouts[0].create", 'create = "5m"'],
    ["timeouts.delete", null],
    ['rule["second"].port', "port = 2"],
    ['rule["first"]', 'rule "first"'],
    ["egress[0].port", "port = 1"],
    ["egress[1]", 'dynamic "egress"'],
    ["egress[4].port", "port = egress.value"],
    ["egress[1].other", null],
    ["bare[0]", 'dynamic "bare"'],
    ["bare[0].x", null],
    ["nope", null],
    ["__proto__", null],
    ['tags["', null],
    ["", null],
  ];
  for (const [path, text] of cases) {
    it(`${path === "" ? "an empty path" : path} is ${text === null ? "not said" : "said where it is"}`, async () => {
      const source = await openSource(root);
      assert.equal(textAt(root, source.attribute("aws_x.y[1]", path)), text);
    });
  }

  it("counts columns in UTF-16 units, from 1, and ends behind the last character", async () => {
    const source = await openSource(root);
    assert.deepEqual(source.attribute("aws_x.y", "emoji"), {
      file: "main.tf",
      line: 5,
      column: 13,
      endLine: 5,
      endColumn: 31,
    });
    assert.deepEqual(source.block("aws_x.y"), { file: "main.tf", line: 2, column: 1, endLine: 2, endColumn: 21 });
  });

  it("tells an element missing in an object that has computed keys from nothing: the argument decides it", async () => {
    const source = await openSource(root);
    assert.match(textAt(root, source.attribute("aws_x.y", 'tags["Owner"]')) ?? "", /^tags = \{ Env .* \}$/);
  });

  it("takes no block of a heredoc for code", async () => {
    const source = await openSource(root);
    assert.equal(source.block("aws_x.in_heredoc"), null);
    assert.deepEqual(source.problems(), []);
  });

  it("reads the same places in a file with a byte order mark, CRLF and tabs", async () => {
    const windows = folderWith({ "main.tf": `\uFEFF${MAIN.replaceAll("\n", "\r\n").replaceAll("  ", "\t")}` });
    const source = await openSource(windows);
    const expected = await openSource(root);
    for (const [path] of cases) {
      assert.equal(source.attribute("aws_x.y", path)?.line, expected.attribute("aws_x.y", path)?.line, path);
    }
    assert.deepEqual(source.attribute("aws_x.y", "ingress[0].port"), {
      file: "main.tf",
      line: 27,
      column: 3,
      endLine: 27,
      endColumn: 12,
    });
    assert.deepEqual(source.problems(), []);
  });
});

describe("attributes in JSON", () => {
  let root = "";
  before(() => {
    root = folderWith({
      "main.tf.json": `{
  "//": "é😀",
  "resource": [{ "aws_x": { "y": {
    "size": "medium",
    "tags": { "Env": "x", "\${k}": 1 },
    "ingress": [{ "port": 80 }, { "port": 443, "cidrs": ["a", "b"] }],
    "single": { "port": 1 },
    "expression": "\${merge({})}",
    "dynamic": { "egress": { "for_each": [1], "content": { "port": 2 } } },
    "lifecycle": [{ "ignore_changes": ["tags[\\"Env\\"]", "ingress[0].port"] }]
  } } }, { "aws_x": [{ "z": [{ "size": 1 }] }] }],
  "data": { "aws_x": { "y": { "é": "😀", "b": 2 } } },
  "variable": { "v": {} }, "output": { "o": { "value": 1 } },
  "module": { "a": [{ "source": "./a" }] }
}
`,
      "a/main.tf.json": '{ "resource": { "aws_x": { "in_a": { "lifecycle": { "ignore_changes": "all" } } } } }',
    });
  });
  after(removeFolders);

  const cases: [address: string, path: string, text: string | null][] = [
    ["aws_x.y", "size", '"size": "medium"'],
    ["aws_x.y", "tags.Env", '"Env": "x"'],
    ["aws_x.y", "tags.Owner", '"tags": { "Env": "x", "${k}": 1 }'],
    ["aws_x.y", "ingress[1].cidrs[1]", '"b"'],
    ["aws_x.y", "ingress[1]", '{ "port": 443, "cidrs": ["a", "b"] }'],
    ["aws_x.y", "single[0].port", '"port": 1'],
    ["aws_x.y", "single.port", '"port": 1'],
    ["aws_x.y", "expression.a", '"expression": "${merge({})}"'],
    ["aws_x.y", "egress[3].port", '"port": 2'],
    ["aws_x.y", "egress", '"egress"'],
    ["aws_x.y", "nope", null],
    ["aws_x.z", "size", '"size": 1'],
    ["data.aws_x.y", "b", '"b": 2'],
  ];
  for (const [address, path, text] of cases) {
    it(`${address} ${path} is ${text === null ? "not said" : "said where it is"}`, async () => {
      const source = await openSource(root);
      assert.equal(textAt(root, source.attribute(address, path)), text);
    });
  }

  it("finds every kind of block, also in modules", async () => {
    const source = await openSource(root);
    assert.deepEqual(
      source.blocks().map(({ address, kind, place }) => [address, kind, textAt(root, place)]),
      [
        ["aws_x.y", "resource", '"y"'],
        ["aws_x.z", "resource", '"z"'],
        ["data.aws_x.y", "data", '"y"'],
        ["var.v", "variable", '"v"'],
        ["output.o", "output", '"o"'],
        ["module.a", "module", '"a"'],
        ["module.a.aws_x.in_a", "resource", '"in_a"'],
      ],
    );
  });

  it("reads ignore_changes", async () => {
    const source = await openSource(root);
    assert.deepEqual(source.ignoreChanges("aws_x.y"), ['tags["Env"]', "ingress[0].port"]);
    assert.equal(source.ignoreChanges("module.a.aws_x.in_a"), "all");
    assert.deepEqual(source.ignoreChanges("aws_x.z"), []);
  });
});

describe("ignore_changes in HCL", () => {
  after(removeFolders);

  const cases: [code: string, expected: "all" | string[]][] = [
    ["", []],
    ["lifecycle {}", []],
    ["lifecycle {\n prevent_destroy = true\n}", []],
    ["lifecycle {\n ignore_changes = []\n}", []],
    ["lifecycle {\n ignore_changes = all\n}", "all"],
    ["lifecycle {\n ignore_changes = [all]\n}", ["all"]],
    ['lifecycle {\n ignore_changes = ["*"]\n}', "all"],
    [
      'lifecycle {\n ignore_changes = [\n  tags["Env"], # why\n  tags[ "A b" ], ingress[0].port, old.0.x, tags.Owner,\n "quoted",\n ]\n}',
      ['tags["Env"]', 'tags["A b"]', "ingress[0].port", "old.0.x", "tags.Owner", "quoted"],
    ],
    ["lifecycle {\n ignore_changes = [x[*].y, x[var.i], f(x), size]\n}", ["size"]],
    ["lifecycle {\n ignore_changes = var.list\n}", []],
  ];
  for (const [code, expected] of cases) {
    it(`reads ${JSON.stringify(code)}`, async () => {
      const source = await openSource(folderWith({ "main.tf": `resource "aws_x" "y" {\n${code}\n}\n` }));
      assert.deepEqual(source.ignoreChanges("aws_x.y[0]"), expected);
    });
  }

  it("answers null where there is no such resource", async () => {
    const source = await openSource(folderWith({ "main.tf": 'module "m" {\n source = "./m"\n}\n' }));
    for (const address of ["aws_x.y", "module.m", "module.m.aws_x.y", "nonsense["]) {
      assert.equal(source.ignoreChanges(address), null, address);
    }
  });
});
