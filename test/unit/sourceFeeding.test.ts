import assert from "node:assert/strict";
import { openSource } from "../../src/core/source/openSource";
import type { Source } from "../../src/core/source/source";
import { folderWith, removeFolders, textAt } from "./sourceFolder";

const MAIN = `
variable "region" {}
variable "names" { default = ["a"] }

locals {
  size   = "m-@{local.tier}"
  tier   = lower(var.region)
  circle = local.back
  é      = 1
}
locals {
  back      = local.circle
  __proto__ = var.region
}

data "aws_d" "d" {}

resource "aws_x" "y" {
  for_each = toset(var.names)
  plain    = "text"
  number   = -1.5
  yes      = true
  none     = null
  power    = 1e3
  escaped  = "$@{var.region}"
  heredoc  = <<-EOT
    words
  EOT
  list     = [1, ["a"], { b = "c" }]
  keyed    = { (var.region) = 1 }
  size     = local.size
  both     = [var.region, "@{each.value}-@{var.region}"]
  tags     = { Env = var.region, Fixed = "x", Key = each.key }
  indexed  = var.names[local.é]
  made     = [for var_x in var.names : var_x.a]
  chosen   = var.region == "eu" ? data.aws_d.d.id : module.inner.result
  given    = module.inner.nothing
  circle   = local.circle
  proto    = local.__proto__
  lost     = [local.nothing, var.constructor, nothing.at.all, path.module, terraform.workspace]
  lines    = <<EOT
%{ if local.tier != "" }x%{ endif }
EOT

  block {
    port = var.region
    kind = "tcp"
  }
}

resource "aws_x" "counted" {
  count = length(var.names)
  name  = "n@{count.index}"
  each  = each.value
}

module "inner" {
  source   = "./inner"
  for_each = var.names
  size     = local.size
  name     = each.key
}
`.replaceAll("@{", "${");

const INNER = `
variable "size" { default = "s" }
variable "name" {}
variable "unset" { default = 1 }
resource "aws_x" "z" {
  size  = var.size
  name  = "@{var.name}"
  unset = var.unset
}
output "result" {
  value = aws_x.z.size
}
module "deepest" {
  source = "./deepest"
  size   = var.size
}
`.replaceAll("@{", "${");

const DEEPEST = `
variable "size" {}
resource "aws_x" "w" {
  size = var.size
}
`;

describe("where a value in the code comes from", () => {
  let root = "";
  let source: Source;
  before(async () => {
    root = folderWith({
      "main.tf": MAIN,
      "inner/main.tf": INNER,
      "inner/deepest/main.tf": DEEPEST,
      "more.tf.json": JSON.stringify({
        locals: { json: "${var.region}" },
        resource: {
          aws_x: {
            j: { size: "a-${local.json}", number: 1, text: "a", list: [1, "b"], quoted: '"${var.names[0]}"', no: "$" },
          },
        },
      }),
      "size_override.tf": 'resource "aws_x" "counted" {\n  name = var.region\n}\n',
    });
    source = await openSource(root);
  });
  after(removeFolders);

  const feeds = (address: string, path: string): string[] =>
    source.feeding(address, path).map((feed) => `${feed.address}: ${textAt(root, feed.place) ?? ""}`);

  const REGION = 'var.region: variable "region"';
  const NAMES = 'var.names: variable "names"';
  const TIER = "local.tier: tier   = lower(var.region)";
  const SIZE = 'local.size: size   = "m-${local.tier}"';
  const EACH = "aws_x.y: for_each = toset(var.names)";
  const FED: [path: string, ...feeds: string[]][] = [
    ["plain"],
    ["number"],
    ["escaped"],
    ["heredoc"],
    ["nothing"],
    ["block"],
    ["lost"],
    ["size", REGION, TIER, SIZE],
    ["both", REGION, NAMES, EACH],
    ["both[1]", NAMES, EACH, REGION],
    ['tags["Env"]', REGION],
    ['tags["Fixed"]'],
    ['tags["Key"]', NAMES, EACH],
    ["tags", REGION, NAMES, EACH],
    ["indexed", NAMES, "local.é: é      = 1"],
    ["made", NAMES],
    ["given", 'module.inner: module "inner"'],
    ["circle", "local.back: back      = local.circle", "local.circle: circle = local.back"],
    ["proto", REGION, "local.__proto__: __proto__ = var.region"],
    ["lines", REGION, TIER],
    ["block[0].port", REGION],
    ["block[0].kind"],
  ];
  for (const [path, ...expected] of FED) {
    it(`is known for ${path}`, () => assert.deepEqual(feeds('aws_x.y["a"]', path), expected));
  }

  it("is followed into what a module gives back", () => {
    assert.deepEqual(feeds("aws_x.y", "chosen"), [
      REGION,
      'data.aws_d.d: data "aws_d" "d"',
      'module.inner.aws_x.z: resource "aws_x" "z"',
      'module.inner.output.result: output "result"',
    ]);
  });

  it("is followed out of modules through the calls that set a variable", () => {
    assert.deepEqual(feeds('module.inner["a"].aws_x.z', "size"), [
      REGION,
      TIER,
      SIZE,
      "module.inner: size     = local.size",
      'module.inner.var.size: variable "size"',
    ]);
    assert.deepEqual(feeds("module.inner.module.deepest.aws_x.w", "size"), [
      REGION,
      TIER,
      SIZE,
      "module.inner: size     = local.size",
      'module.inner.var.size: variable "size"',
      "module.inner.module.deepest: size   = var.size",
      'module.inner.module.deepest.var.size: variable "size"',
    ]);
    assert.deepEqual(feeds("module.inner.aws_x.z", "name"), [
      NAMES,
      "module.inner: for_each = var.names",
      "module.inner: name     = each.key",
      'module.inner.var.name: variable "name"',
    ]);
    assert.deepEqual(feeds("module.inner.aws_x.z", "unset"), ['module.inner.var.unset: variable "unset"']);
  });

  it("is what an override file says, and the count of the block", () => {
    assert.deepEqual(feeds("aws_x.counted", "name"), [REGION]);
    assert.deepEqual(feeds("aws_x.counted", "each"), []);
  });

  it("is known for JSON", () => {
    const json = 'local.json: "json":"${var.region}"';
    assert.deepEqual(feeds("aws_x.j", "size"), [REGION, json]);
    assert.deepEqual(feeds("aws_x.j", "quoted"), [NAMES]);
    assert.deepEqual(feeds("aws_x.j", "text"), []);
  });

  it("is nothing where there is no such code", () => {
    for (const [address, path] of [
      ["aws_x.nothing", "a"],
      ["", ""],
      ["aws_x.y", ""],
      ["module.no.aws_x.y", "size"],
    ] as const) {
      assert.deepEqual(source.feeding(address, path), []);
      assert.equal(source.isLiteral(address, path), false);
    }
  });

  it("ends for chains longer than any person's", async () => {
    const chain = Array.from({ length: 3000 }, (_, i) => `  l${i} = local.l${i + 1}`).join("\n");
    const long = await openSource(
      folderWith({ "main.tf": `locals {\n${chain}\n}\nresource "aws_x" "y" {\n  a = local.l0\n}\n` }),
    );
    assert.equal(long.feeding("aws_x.y", "a").length, 100);
  });

  const LITERAL = [
    "plain",
    "number",
    "yes",
    "none",
    "power",
    "escaped",
    "heredoc",
    "list",
    'tags["Fixed"]',
    "block[0].kind",
  ];
  for (const path of LITERAL) {
    it(`is the code itself for ${path}`, () => assert.equal(source.isLiteral("aws_x.y", path), true));
  }
  for (const path of ["keyed", "size", "both", "tags", "indexed", "made", "chosen", "lines", "block", "nothing"]) {
    it(`is not the code itself for ${path}`, () => assert.equal(source.isLiteral("aws_x.y", path), false));
  }
  it("is or is not the code itself in JSON", () => {
    const literal = ["size", "number", "text", "list", "quoted", "no"].map((path) => source.isLiteral("aws_x.j", path));
    assert.deepEqual(literal, [false, true, true, true, false, true]);
  });

  it("has the calls of its module above it, outermost first", () => {
    const calls = (address: string) =>
      source.calls(address).map((place) => `${place.file} ${textAt(root, place) ?? ""}`);
    assert.deepEqual(calls("aws_x.y"), []);
    assert.deepEqual(calls('module.inner["a"].aws_x.z'), ['main.tf module "inner"']);
    assert.deepEqual(calls("module.inner.module.deepest.aws_x.w[0]"), [
      'main.tf module "inner"',
      'inner/main.tf module "deepest"',
    ]);
    assert.deepEqual(calls("module.inner.module.no.aws_x.w"), ['main.tf module "inner"']);
    assert.deepEqual(calls("no address"), []);
  });
});
