import assert from "node:assert/strict";
import { openSource } from "../../src/core/source/openSource";
import type { Json } from "../../src/shared/model";
import { folderWith, removeFolders, textAt } from "./sourceFolder";

type Files = Record<string, string>;
type Given = { varFiles?: string[]; vars?: string[] };

/** What is asked of `aws_x.y`, and what comes of it. */
interface Refusal {
  files: Files;
  path: string;
  before?: Json;
  after?: Json;
  codePath?: string | null;
  address?: string;
  given?: Given;
  reason: RegExp;
  /** The code at the place; null: no place. */
  at: string | null;
}

function main(code: string, more = ""): Files {
  return { "main.tf": `resource "aws_x" "y" {\n  ${code}\n}\n${more}` };
}

async function asked({
  files,
  path,
  before = "old",
  after = "new",
  codePath,
  address = "aws_x.y",
  given,
}: Omit<Refusal, "reason" | "at">) {
  const root = folderWith(files);
  const source = await openSource(root);
  const action = before === null ? ("create" as const) : after === null ? ("delete" as const) : ("update" as const);
  const value = { path, before, after, action, ...(codePath === undefined ? {} : { codePath }) };
  return { root, result: source.accept(address, [value], given) };
}

const REFUSALS: Record<string, Refusal> = {
  "an operation": { files: main("size = 1 + 1"), path: "size", reason: /An expression/, at: "1 + 1" },
  "a condition": { files: main("size = true ? 1 : 2"), path: "size", reason: /An expression/, at: "true ? 1 : 2" },
  "a template": {
    files: main('size = "a-${var.x}"'),
    path: "size",
    reason: /string in which something is computed/,
    at: '"a-${var.x}"',
  },
  "a function": { files: main('size = lower("a")'), path: "size", reason: /function lower/, at: 'lower("a")' },
  "a data source": {
    files: main("size = data.aws_d.d.id"),
    path: "size",
    reason: /data source data\.aws_d\.d/,
    at: "data.aws_d.d.id",
  },
  "another resource": { files: main("size = aws_x.z.id"), path: "size", reason: /resource aws_x\.z/, at: "aws_x.z.id" },
  each: {
    files: main("for_each = var.all\n  size = each.value"),
    path: "size",
    reason: /each\.value/,
    at: "each.value",
  },
  "an element of a variable": {
    files: main("size = var.all[0]"),
    path: "size",
    reason: /variable var\.all/,
    at: "var.all[0]",
  },
  "a variable that is not declared": { files: main("size = var.x"), path: "size", reason: /not declared/, at: "var.x" },
  "a sensitive variable": {
    files: main("size = var.x", 'variable "x" {\n  default   = "a"\n  sensitive = true\n}\n'),
    path: "size",
    reason: /sensitive/,
    at: "var.x",
  },
  "a variable without a value": {
    files: main("size = var.x", 'variable "x" {}\n'),
    path: "size",
    reason: /no file sets/,
    at: "var.x",
  },
  "a variable set on the command line": {
    files: main("size = var.x", 'variable "x" { default = "a" }\n'),
    path: "size",
    given: { vars: ["x"] },
    reason: /command line or in the environment/,
    at: "var.x",
  },
  "a local that is computed": {
    files: main("size = local.x", "locals {\n  x = lower(var.y)\n}\n"),
    path: "size",
    reason: /function lower/,
    at: "lower(var.y)",
  },
  "a local that refers to itself": {
    files: main("size = local.x", "locals {\n  x = local.x\n}\n"),
    path: "size",
    reason: /circle/,
    at: null,
  },
  "a merge with something computed behind": {
    files: main('tags = merge({ A = "old" }, var.tags)'),
    path: 'tags["A"]',
    reason: /function merge/,
    at: 'merge({ A = "old" }, var.tags)',
  },
  "keys that are computed": {
    files: main('tags = { (var.k) = "a" }'),
    path: 'tags["A"]',
    before: null,
    reason: /Keys that are computed/,
    at: '(var.k) = "a"',
  },
  "a dynamic block": {
    files: main('dynamic "rule" {\n    for_each = var.r\n    content {\n      a = "old"\n    }\n  }'),
    path: "rule[0].a",
    reason: /dynamic block "rule"/,
    at: 'dynamic "rule"',
  },
  "JSON in which what changed is computed": {
    files: main("doc = jsonencode({ A = var.a })", 'variable "a" { default = "old" }\n'),
    path: "doc",
    before: '{"A":"old"}',
    after: '{"A":"new"}',
    reason: /variable var\.a decides/,
    at: "var.a",
  },
  "a map in which what changed is computed": {
    files: main('tags = { A = var.a, B = "b" }', 'variable "a" { default = "old" }\n'),
    path: "tags",
    before: { A: "old", B: "b" },
    after: { A: "new", B: "c" },
    reason: /variable var\.a decides/,
    at: "var.a",
  },
  "JSON that becomes something else": {
    files: main('doc = jsonencode({ A = "old" })'),
    path: "doc",
    before: '{"A":"old"}',
    after: "new",
    reason: /function jsonencode/,
    at: 'jsonencode({ A = "old" })',
  },
  "several equal elements": {
    files: main('list = ["old", "old"]'),
    path: "list[7]",
    reason: /which of its elements/,
    at: '["old", "old"]',
  },
  "an element that the code does not have": {
    files: main('list = ["a"]'),
    path: "list[0]",
    reason: /which of its elements/,
    at: '["a"]',
  },
  "an element that is not known in the code": {
    files: main('rule {\n    a = "old"\n  }'),
    path: "rule[0].a",
    codePath: null,
    reason: /does not tell which/,
    at: 'resource "aws_x" "y"',
  },
  "several equal blocks": {
    files: main('rule {\n    a = "old"\n  }\n  rule {\n    a = "old"\n  }'),
    path: "rule[5].a",
    reason: /several blocks "rule"/,
    at: "rule",
  },
  "a block that is not there": {
    files: main("size = 1"),
    path: "rule[0].a",
    before: null,
    reason: /no such block "rule"/,
    at: null,
  },
  "a block inside a block that is not there": {
    files: main('rule {\n    a = "old"\n  }'),
    path: "rule[0].inner[0].b",
    before: null,
    reason: /no such block "inner"/,
    at: "rule",
  },
  "a whole block": {
    files: main('rule {\n    a = "old"\n  }'),
    path: "rule[0]",
    before: { a: "old" },
    after: null,
    reason: /whole block "rule"/,
    at: "rule",
  },
  "a list of what may be blocks": {
    files: main("size = 1"),
    path: "rule",
    before: null,
    after: [{ a: 1 }],
    reason: /may be a block/,
    at: null,
  },
  "a sensitive value": {
    files: main('size = "old"'),
    path: "size",
    after: "(sensitive)",
    reason: /never written/,
    at: 'resource "aws_x" "y"',
  },
  "a value with something sensitive in it": {
    files: main("size = {}"),
    path: "size",
    after: { a: ["x (sensitive) y"] },
    reason: /never written/,
    at: 'resource "aws_x" "y"',
  },
  "a value that is not known": {
    files: main('size = "old"'),
    path: "size",
    after: "(known after apply)",
    reason: /never written/,
    at: 'resource "aws_x" "y"',
  },
  "what the code says already": {
    files: main('size = "new"'),
    path: "size",
    reason: /says so already/,
    at: 'size = "new"',
  },
  "what is no path": {
    files: main("size = 1"),
    path: "size[",
    reason: /does not tell which/,
    at: 'resource "aws_x" "y"',
  },
  "what is not in the code": {
    files: main("size = 1"),
    path: "size",
    address: "aws_x.other",
    reason: /no resource aws_x\.other/,
    at: null,
  },
  "a data source itself": {
    files: { "main.tf": 'data "aws_x" "y" {\n  size = "old"\n}\n' },
    path: "size",
    address: "data.aws_x.y",
    reason: /no resource/,
    at: null,
  },
  "a file with an error": {
    files: main('size = "old"', "\nlocals {\n"),
    path: "size",
    reason: /error on line \d/,
    at: "",
  },
  "what an override says, too": {
    files: { ...main('size = "old"'), "override.tf": 'resource "aws_x" "y" {\n  size = "b"\n}\n' },
    path: "size",
    reason: /override file/,
    at: 'resource "aws_x" "y"',
  },
  "a file that is too large": {
    files: main('size = "old"', `\n# ${"x".repeat(1_000_001)}\n`),
    path: "size",
    reason: /too large/,
    at: "",
  },
  "code with everything on one line": {
    files: { "main.tf": 'resource "aws_x" "y" { a = 1, b = 2 }\n' },
    path: "c",
    before: null,
    reason: /error on line|by hand/,
    at: "",
  },
  "a module that was downloaded": {
    files: {
      "main.tf": 'module "m" {\n  source = "registry/m/aws"\n}\n',
      ".terraform/modules/modules.json":
        '{"Modules":[{"Key":"m","Source":"registry/m/aws","Dir":".terraform/modules/m"}]}',
      ".terraform/modules/m/main.tf": 'resource "aws_x" "y" {\n  size = "old"\n}\n',
    },
    path: "size",
    address: "module.m.aws_x.y",
    reason: /downloaded/,
    at: "",
  },
};

describe("an actual value that is not accepted", () => {
  after(removeFolders);

  for (const [name, refusal] of Object.entries(REFUSALS)) {
    it(`is refused because of ${name}`, async () => {
      const { root, result } = await asked(refusal);
      assert.deepEqual(
        { ...result, refused: result.refused.length },
        { files: [], accepted: [], refused: 1, offers: [] },
      );
      const [{ path, reason, place }] = result.refused as [
        Awaited<ReturnType<typeof asked>>["result"]["refused"][number],
      ];
      assert.equal(path, refusal.path);
      assert.match(reason, refusal.reason);
      assert.match(reason, /^[A-Zaec][^\n]*\.$/);
      assert.equal(textAt(root, place), refusal.at);
    });
  }
});

interface Offered {
  files: Files;
  path: string;
  before?: Json;
  after?: Json;
  address?: string;
  given?: Given;
  what: string;
  usedBy?: string[];
  file: string;
  expected: string;
}

const VARIABLE = 'variable "x" {\n  default = "old" # d\n}\n';
const CALLED =
  'variable "x" {\n  default = "old"\n}\nresource "aws_x" "y" {\n  size = var.x\n}\nresource "aws_x" "z" {\n  name = var.x\n}\n';

const OFFERS: Record<string, Offered> = {
  "the default of a variable": {
    files: main(
      "size = var.x\n  disk {\n    kind = var.x\n  }",
      `${VARIABLE}output "o" {\n  value = "\${var.x}"\n}\nresource "aws_x" "z" {\n  dynamic "a" {\n    for_each = var.x\n    content {}\n  }\n}\n`,
    ),
    path: "size",
    what: "the default of var.x (main.tf:8)",
    usedBy: ["aws_x.y.disk.kind", "output.o.value", "aws_x.z.a.for_each"],
    file: "main.tf",
    expected: 'default = "new" # d',
  },
  "terraform.tfvars": {
    files: { ...main("size = var.x", VARIABLE), "terraform.tfvars": '# v\nx   = "old"\nyyy = 1\n' },
    path: "size",
    what: "the value of var.x (terraform.tfvars:2)",
    file: "terraform.tfvars",
    expected: '# v\nx   = "new"\nyyy = 1\n',
  },
  "terraform.tfvars.json before terraform.tfvars": {
    files: {
      ...main("size = var.x", VARIABLE),
      "terraform.tfvars": 'x = "old"\n',
      "terraform.tfvars.json": '{"x": "old"}',
    },
    path: "size",
    what: "the value of var.x (terraform.tfvars.json:1)",
    file: "terraform.tfvars.json",
    expected: '{"x": "new"}',
  },
  "the last of the files that load by themselves": {
    files: {
      ...main("size = var.x", VARIABLE),
      "terraform.tfvars.json": '{"x": "old"}',
      "a.auto.tfvars": 'x = "old"\n',
      "b.auto.tfvars": 'x = "old"\n',
      "c.auto.tfvars.json": "{}",
    },
    path: "size",
    what: "the value of var.x (b.auto.tfvars:1)",
    file: "b.auto.tfvars",
    expected: 'x = "new"\n',
  },
  "the last of the files that are given": {
    files: {
      ...main("size = var.x", VARIABLE),
      "a.auto.tfvars": 'x = "old"\n',
      "one.tfvars": 'x = "old"\n',
      "env/two.tfvars": 'x = "old"\n',
    },
    path: "size",
    given: { varFiles: ["one.tfvars", "env/two.tfvars"] },
    what: "the value of var.x (env/two.tfvars:1)",
    file: "env/two.tfvars",
    expected: 'x = "new"\n',
  },
  "an element of a variable": {
    files: { ...main("tags = var.x", VARIABLE), "terraform.tfvars": 'x = {\n  Env = "old"\n}\n' },
    path: 'tags["Env"]',
    what: "the value of var.x (terraform.tfvars:1)",
    file: "terraform.tfvars",
    expected: 'x = {\n  Env = "new"\n}\n',
  },
  "a member of a variable": {
    files: { ...main("size = var.x.size", 'variable "x" {}\n'), "terraform.tfvars": 'x = { size = "old" }\n' },
    path: "size",
    what: "the value of var.x (terraform.tfvars:1)",
    file: "terraform.tfvars",
    expected: 'x = { size = "new" }\n',
  },
  "a local value": {
    files: main("size = local.x", 'locals {\n  x = "old"\n  y = local.x\n}\n'),
    path: "size",
    what: "the value of local.x (main.tf:5)",
    usedBy: ["local.y"],
    file: "main.tf",
    expected: 'x = "new"\n  y = local.x',
  },
  "a local value that merge takes": {
    files: main('tags = merge(local.x, { role = "web" })', 'locals {\n  x = { team = "old" }\n}\n'),
    path: 'tags["team"]',
    what: "the value of local.x (main.tf:5)",
    file: "main.tf",
    expected: '{ team = "new" }',
  },
  "the argument of a module call": {
    files: { "main.tf": 'module "m" {\n  source = "./m"\n  x      = "old"\n}\n', "m/main.tf": CALLED },
    path: "size",
    address: "module.m.aws_x.y",
    what: "the argument x of module.m (main.tf:3)",
    usedBy: ["module.m.aws_x.z.name"],
    file: "main.tf",
    expected: 'x      = "new"',
  },
  "the variable of the root module that a call passes on": {
    files: {
      "main.tf": `module "m" {\n  source   = "./m"\n  for_each = toset(["a"])\n  x        = var.x\n}\n${VARIABLE}`,
      "m/main.tf": CALLED,
      "terraform.tfvars": 'x = "old"\n',
    },
    path: "size",
    address: 'module.m["a"].aws_x.y',
    what: "the value of var.x (terraform.tfvars:1)",
    usedBy: ["all instances of module.m", "module.m.aws_x.z.name"],
    file: "terraform.tfvars",
    expected: 'x = "new"\n',
  },
  "the default of a module's variable": {
    files: { "main.tf": 'module "m" {\n  source = "./m"\n}\nmodule "n" {\n  source = "./m"\n}\n', "m/main.tf": CALLED },
    path: "size",
    address: "module.m.aws_x.y",
    what: "the default of module.m.var.x (m/main.tf:2)",
    usedBy: ["module.n", "module.m.aws_x.z.name"],
    file: "m/main.tf",
    expected: 'default = "new"',
  },
  "a literal of a block with count": {
    files: main('count = 2\n  size  = "old"'),
    path: "size",
    address: "aws_x.y[0]",
    what: "size of aws_x.y (main.tf:3)",
    usedBy: ["all instances of aws_x.y"],
    file: "main.tf",
    expected: 'size  = "new"',
  },
  "a literal in a module that is called twice": {
    files: {
      "main.tf": 'module "m" {\n  source = "./m"\n}\nmodule "n" {\n  source = "./m"\n}\n',
      "m/main.tf": 'resource "aws_x" "y" {\n  size = "old"\n}\n',
    },
    path: "size",
    address: "module.m.aws_x.y",
    what: "size of module.m.aws_x.y (m/main.tf:2)",
    usedBy: ["module.n"],
    file: "m/main.tf",
    expected: 'size = "new"',
  },
};

describe("an actual value that something else decides", () => {
  after(removeFolders);

  for (const [name, offered] of Object.entries(OFFERS)) {
    it(`is offered as a change of ${name}`, async () => {
      const { result } = await asked(offered);
      assert.deepEqual(result.files, []);
      assert.equal(result.refused.length, 1);
      assert.equal(result.refused[0]!.place?.file, offered.file);
      const [offer, ...others] = result.offers;
      assert.deepEqual(others, []);
      assert.ok(offer !== undefined, result.refused[0]!.reason);
      assert.deepEqual(
        { what: offer.what, usedBy: offer.usedBy, paths: offer.paths },
        { what: offered.what, usedBy: offered.usedBy ?? [], paths: [offered.path] },
      );
      assert.deepEqual(
        offer.files.map(({ file }) => file),
        [offered.file],
      );
      const [{ before, after }] = offer.files as [(typeof offer.files)[number]];
      assert.equal(after, before.replace(offered.expected.replaceAll("new", "old"), offered.expected));
      assert.notEqual(after, before);
    });
  }

  it("is one offer for all values that the same place decides", async () => {
    const source = await openSource(folderWith(main("tags = local.t", 'locals {\n  t = { A = "a", B = "b" }\n}\n')));
    const { offers } = source.accept("aws_x.y", [
      { path: 'tags["A"]', before: "a", after: "x", action: "update" },
      { path: 'tags["B"]', before: "b", after: null, action: "delete" },
    ]);
    assert.equal(offers.length, 1);
    assert.deepEqual(offers[0]!.paths, ['tags["A"]', 'tags["B"]']);
    assert.match(offers[0]!.files[0]!.after, /t = \{ A = "x" \}/);
  });
});
