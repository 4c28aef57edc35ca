import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { openSource } from "../../src/core/source/openSource";
import { folderWith, removeFolders, textAt } from "./sourceFolder";

const NEIGHBOURS = {
  before: 'resource "aws_x" "first" {\n  size = 1\n}\n\n',
  after: '\nresource "aws_x" "last" {\n  size = 2\n  tags = { Env = "x" }\n}\n\ndata "aws_x" "end" {}\n',
};

describe("broken code", () => {
  afterEach(removeFolders);

  const broken: [what: string, code: string][] = [
    ["an unterminated quote", 'resource "aws_x" "b" {\n  color = "red\n}\n'],
    ["an unterminated label", 'resource "aws_x" "b {\n}\n'],
    ["a missing brace", 'resource "aws_x" "b" {\n  color = "red"\n'],
    ["a brace too many", 'resource "aws_x" "b" {\n  color = "red"\n}\n}\n'],
    ["a missing value", 'resource "aws_x" "b" {\n  color =\n}\n'],
    ["an open list", 'resource "aws_x" "b" {\n  color = "red"\n  list = [1,\n}\n'],
    ["an open object", 'resource "aws_x" "b" {\n  color = "red"\n  tags = {\n    a = 1\n'],
    ["an open call", 'resource "aws_x" "b" {\n  color = "red"\n  tags = merge({\n'],
    ["an open interpolation", 'resource "aws_x" "b" {\n  color = "red ${var.x\n}\n'],
    ["an open heredoc", 'resource "aws_x" "b" {\n  color = "red"\n  text = <<EOT\nabc\n}\n'],
    ["an open comment", 'resource "aws_x" "b" {\n  color = "red"\n}\n/* open\n'],
    ["only a keyword", "resource\n"],
    ["only a header", 'resource "aws_x" "b"\n'],
    ["merge conflict markers", '<<<<<<< HEAD\nresource "aws_x" "b" {\n=======\n}\n>>>>>>> x\n'],
    ["a NUL byte", 'resource "aws_x" "b" {\n  color = \0\n}\n'],
    ["prose", 'This is no code; it\'s (just) "words" {\n'],
  ];
  for (const [what, code] of broken) {
    it(`leaves the neighbours of ${what} intact and says where it is`, async () => {
      const root = folderWith({
        "main.tf": NEIGHBOURS.before + code + NEIGHBOURS.after,
        "other.tf": 'resource "aws_x" "other" {}\n',
      });
      const source = await openSource(root);
      assert.equal(textAt(root, source.attribute("aws_x.first", "size")), "size = 1");
      assert.equal(textAt(root, source.block("aws_x.last")), 'resource "aws_x" "last"');
      assert.equal(textAt(root, source.attribute("aws_x.last", "tags.Env")), 'Env = "x"');
      assert.equal(source.block("data.aws_x.end")?.column, 1);
      assert.equal(source.block("aws_x.other")?.file, "other.tf");
      const lines = source.problems().map((problem) => problem.line ?? 0);
      assert.ok(
        lines.length > 0 && lines.every((line) => line >= 5 && line <= 5 + code.split("\n").length),
        String(lines),
      );
    });
  }

  for (const [what, code] of broken.slice(5, 10).filter(([, text]) => text.includes('color = "red"\n'))) {
    it(`still reads what stands before ${what}`, async () => {
      const root = folderWith({ "main.tf": NEIGHBOURS.before + code + NEIGHBOURS.after });
      const source = await openSource(root);
      assert.equal(textAt(root, source.attribute("aws_x.b", "color")), 'color = "red"');
    });
  }

  it("takes code in comments and finished heredocs for none, even beside an error", async () => {
    const quoted =
      '/*\nresource "aws_x" "commented" {}\n*/\nresource "aws_x" "h" {\n  t = <<EOT\nresource "aws_x" "quoted" {\n}\nEOT\n  size = 3\n}\n';
    const root = folderWith({ "main.tf": `${quoted}\nresource "aws_x" "b" {\n  x =\n}\n` });
    const source = await openSource(root);
    assert.deepEqual(
      source.blocks().map((block) => block.address),
      ["aws_x.h", "aws_x.b"],
    );
    assert.equal(textAt(root, source.attribute("aws_x.h", "size")), "size = 3");
  });

  it("reads numbers with an exponent as Terraform does, but leaves words and text that look like one", async () => {
    const root = folderWith({
      "main.tf":
        'resource "aws_x" "y" {\n  a = 1e5\n  b = [1E-3, 2e+10, 3]\n  c = "1e5 ${1e5}"\n  x1e5 = 1e5 * 2 # 1e5\n  d = { "1e5" = 2e2 }\n}\n',
    });
    const source = await openSource(root);
    assert.deepEqual(source.problems(), []);
    const texts = ["a", "b[1]", "b[2]", "c", "x1e5", 'd["1e5"]'].map((path) =>
      textAt(root, source.attribute("aws_x.y", path)),
    );
    assert.deepEqual(texts, ["a = 1e5", "2e+10", "3", 'c = "1e5 ${1e5}"', "x1e5 = 1e5 * 2", '"1e5" = 2e2']);
  });

  it("reads what it can of broken JSON and says where it breaks", async () => {
    const root = folderWith({
      "main.tf.json": '{ "resource": { "aws_x": {\n  "y": { "size": 1, },\n  "z": { "size": 2 } } }',
      "comment.tf.json": '{ // no\n "resource": { "aws_x": { "c": {} } } }',
      "odd.tf.json":
        '{ "resource": [1, null, "x", { "aws_x": 3 }, { "aws_x": { "odd": "text" } }], "module": [], "data": { "aws_x": null } }',
      "scalar.tf.json": "1",
    });
    const source = await openSource(root);
    assert.equal(textAt(root, source.attribute("aws_x.z", "size")), '"size": 2');
    assert.equal(source.block("aws_x.c")?.line, 2);
    assert.equal(source.attribute("aws_x.odd", "size"), null);
    assert.deepEqual(
      source.problems().map(({ file, line }) => `${file}:${String(line)}`),
      ["comment.tf.json:1", "main.tf.json:2"],
    );
  });

  it("reads text that is not UTF-8 and says so", async () => {
    const latin1 = Buffer.from('resource "aws_x" "y" {\n  name = "é" \n  b = "é"\n}\n', "latin1");
    const root = folderWith({ "main.tf": latin1 });
    const source = await openSource(root);
    assert.deepEqual(source.attribute("aws_x.y", "b"), {
      file: "main.tf",
      line: 3,
      column: 3,
      endLine: 3,
      endColumn: 10,
    });
    assert.deepEqual(source.problems(), [
      { file: "main.tf", line: null, message: "This file is not encoded in UTF-8." },
    ]);
  });

  it("says which files cannot be read and reads the others", async () => {
    const root = folderWith({
      "main.tf": 'resource "aws_x" "y" {}\n',
      "empty.tf": "",
      "blank.tf": " \n\n",
      "huge.tf": Buffer.alloc(33 * 1024 * 1024, " "),
    });
    symlinkSync("gone.tf", join(root, "broken.tf"));
    symlinkSync(".", join(root, "folder.tf"));
    if (process.platform !== "win32") execFileSync("mkfifo", [join(root, "pipe.tf")]);
    const source = await openSource(root);
    assert.equal(source.block("aws_x.y")?.line, 1);
    assert.deepEqual(
      source.problems().map(({ file, message }) => `${file}: ${message}`),
      [
        "broken.tf: This file cannot be read (ENOENT).",
        "folder.tf: This file cannot be read (it is not a file).",
        "huge.tf: This file cannot be read (it is too large).",
        ...(process.platform === "win32" ? [] : ["pipe.tf: This file cannot be read (it is not a file)."]),
      ],
    );
  }).timeout(10_000);

  it("says that a directory cannot be read", async () => {
    const root = folderWith({
      "main.tf": 'module "m" {\n  source = "./m"\n}\nmodule "f" {\n  source = "./main.tf"\n}\n',
      "m/main.tf": "",
    });
    chmodSync(join(root, "m"), 0o000);
    const source = await openSource(root);
    const files = source.problems().map((problem) => `${problem.file}: ${problem.message}`);
    chmodSync(join(root, "m"), 0o700);
    assert.ok(files.includes("main.tf: This directory cannot be read (ENOTDIR)."), files.join());
    const isRoot = process.getuid?.() === 0;
    assert.equal(
      files.includes("m: This directory cannot be read (EACCES)."),
      !isRoot && process.platform !== "win32",
      files.join(),
    );
  });

  it("survives absurd nesting, in HCL and in JSON", async () => {
    const deep = 20_000;
    const root = folderWith({
      "a.tf": `resource "aws_x" "list" {\n  a = ${"[".repeat(deep)}${"]".repeat(deep)}\n  b = 1\n}\n`,
      "b.tf": `resource "aws_x" "blocks" {\n  ${"a {\n".repeat(2_000)}${"}\n".repeat(2_000)}\n  b = 1\n}\n`,
      "c.tf": `resource "aws_x" "open" {\n  a = ${"[".repeat(deep)}\n`,
      "d.tf": `resource "aws_x" "dots" {\n  a = x${".y".repeat(deep)}\n  b = 1\n}\n`,
      "e.tf.json": `{"resource":{"aws_x":{"json":{"b":1,"a":${"[".repeat(deep)}${"]".repeat(deep)}}}}}`,
      "f.tf.json": `{"resource":{"aws_x":{"fair":{"b":1,"a":${"[".repeat(500)}${"]".repeat(500)}}}}}`,
    });
    const source = await openSource(root);
    for (const name of ["list", "blocks", "dots", "fair"]) {
      assert.match(textAt(root, source.attribute(`aws_x.${name}`, "b")) ?? name, /^"?b"?\s*[=:]\s*1$/);
      source.attribute(`aws_x.${name}`, `a${"[0]".repeat(300)}`);
    }
    source.attribute("aws_x.open", "a[0]");
    const files = new Set(source.problems().map((problem) => problem.file));
    assert.deepEqual([...files], ["c.tf", "e.tf.json"]);
  }).timeout(20_000);

  it("finds everything in a file of 5 MB, and keeps to the same places", async () => {
    const block = (n: number): string =>
      `resource "aws_x" "r${n}" {\n  size = 1e5\n  tags = { Env = "é😀" }\n  text = "${"x".repeat(900)}"\n}\n\n`;
    const code = Array.from({ length: 5_500 }, (_, n) => block(n)).join("");
    const root = folderWith({
      "main.tf": `${code}module m {\n  source = "./m"\n}\n`,
      "m/main.tf": block(5_499),
      "words/main.tf": "words ".repeat(1_000_000),
      "z.tf.json": JSON.stringify({ resource: { aws_j: { j: { a: "x".repeat(5_000_000), b: 1 } } } }),
    });
    const source = await openSource(root);
    const place = source.attribute("aws_x.r5499", "tags.Env");
    assert.equal(place?.line, 5_499 * 6 + 3);
    assert.equal(textAt(root, place), 'Env = "é😀"');
    assert.equal(textAt(root, source.block("aws_x.r5499")), textAt(root, source.block("module.m.aws_x.r5499")));
    assert.equal(textAt(root, source.block("module.m")), "module m");
    assert.equal(textAt(root, source.attribute("aws_j.j", "b")), '"b":1');
    assert.equal(source.blocks().length, 5_503);
    assert.deepEqual(source.problems(), []);
    const words = await openSource(join(root, "words"));
    assert.deepEqual(words.problems(), [
      { file: "main.tf", line: 1, message: "There is no block in this large file." },
    ]);
  }).timeout(20_000);

  it("survives bytes of any kind", async () => {
    let seed = 7;
    const random = (): number => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648);
    const alphabet = Buffer.from('resource "aws_x" "y" {}[]()=,.<<EOT\n\r\t$%{#/*\\"é\0\x80\xff1e5');
    for (let i = 0; i < 60; i++) {
      const bytes = Buffer.from(Array.from({ length: 400 }, () => alphabet[(random() >> 8) % alphabet.length]!));
      const source = await openSource(
        folderWith({ "main.tf": bytes, "main.tf.json": bytes, "z.tf": 'resource "aws_z" "z" {\n  b = 1\n}\n' }),
      );
      for (const { address } of source.blocks()) {
        source.attribute(address, "y.x[0]");
        source.ignoreChanges(address);
      }
      assert.equal(source.attribute("aws_z.z", "b")?.line, 2);
      assert.notEqual(source.problems().length, 0);
    }
  }).timeout(20_000);
});
