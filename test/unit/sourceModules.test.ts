import assert from "node:assert/strict";
import { mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { openSource } from "../../src/core/source/openSource";
import type { Source } from "../../src/core/source/source";
import { folderWith, removeFolders, textAt } from "./sourceFolder";

const call = (name: string, source: string): string => `module "${name}" {\n  source = ${source}\n}\n`;
const resource = (name: string, inside = ""): string => `resource "aws_x" "${name}" {\n${inside}}\n`;
const manifest = (entries: Record<string, string>): string =>
  JSON.stringify({ Modules: Object.entries(entries).map(([Key, Dir]) => ({ Key, Source: "x", Dir })) });

/** "file:line" of a block. */
function at(source: Source, address: string): string | null {
  const place = source.block(address);
  return place === null ? null : `${place.file}:${place.line}`;
}

describe("modules", () => {
  afterEach(removeFolders);

  it("follows local sources, also above the root module, whatever the instance keys", async () => {
    const folder = folderWith({
      "root/main.tf": call("a", '"./a"') + call("up", '"../shared/net"'),
      "root/a/main.tf": call("inner", '"./deep/../deep"'),
      "root/a/deep/main.tf": `${resource("x")}data "aws_x" "d" {}\n`,
      "shared/net/main.tf": resource("y"),
    });
    const source = await openSource(join(folder, "root"));
    assert.equal(at(source, 'module.a["k.]"].module.inner[0].aws_x.x["\\""]'), "a/deep/main.tf:1");
    assert.equal(at(source, "module.a.module.inner.data.aws_x.d"), "a/deep/main.tf:3");
    assert.equal(at(source, "module.up.aws_x.y[3]"), "../shared/net/main.tf:1");
    assert.equal(at(source, "module.a[1].module.inner"), "a/main.tf:1");
    assert.equal(at(source, "module.a.aws_x.x"), null);
    assert.equal(at(source, "module.none.aws_x.x"), null);
    assert.deepEqual(source.problems(), []);
    assert.deepEqual(
      source.blocks().map((block) => block.address),
      [
        "module.a",
        "module.up",
        "module.a.module.inner",
        "module.up.aws_x.y",
        "module.a.module.inner.aws_x.x",
        "module.a.module.inner.data.aws_x.d",
      ],
    );
  });

  it("follows installed modules through modules.json, and local ones inside them", async () => {
    const files = (data: string): Record<string, string> => ({
      "main.tf": call("reg", '"terraform-aws-modules/vpc/aws"') + call("git", "var.where") + call("missing", '"a/b/c"'),
      [`${data}/modules/modules.json`]: manifest({
        "": ".",
        reg: `${data}/modules/reg`,
        "reg.sub": `${data}/modules/reg/sub`,
        git: `${data}/modules/git/nested`,
        "git.more": `${data}/modules/git.more`,
      }),
      [`${data}/modules/reg/main.tf`]: call("sub", '"./sub"'),
      [`${data}/modules/reg/sub/main.tf`]: resource("x"),
      [`${data}/modules/git/nested/main.tf`]: call("more", '"git::https://example.com/more.git"'),
      [`${data}/modules/git.more/main.tf`]: resource("z"),
    });
    for (const [data, options] of [
      [".terraform", {}],
      ["elsewhere", { dataDirectory: "elsewhere" }],
    ] as const) {
      const source = await openSource(folderWith(files(data)), options);
      assert.equal(at(source, "module.reg.module.sub.aws_x.x"), `${data}/modules/reg/sub/main.tf:1`);
      assert.equal(at(source, "module.git[0].module.more.aws_x.z"), `${data}/modules/git.more/main.tf:1`);
      assert.equal(at(source, "module.missing.aws_x.x"), null);
      assert.deepEqual(source.problems(), [
        { file: "main.tf", line: 7, message: 'Module "missing" cannot be followed: it is not installed; run init.' },
      ]);
    }
  });

  it("follows an absolute TF_DATA_DIR", async () => {
    const data = folderWith({ "modules/m/main.tf": resource("x") });
    const root = folderWith({ "main.tf": call("m", '"a/b/c"') });
    const withManifest = folderWith({ "modules/modules.json": manifest({ m: join(data, "modules/m") }) });
    const source = await openSource(root, { dataDirectory: withManifest });
    assert.equal(textAt(root, source.block("module.m.aws_x.x")), 'resource "aws_x" "x"');
  });

  it("ends quietly at a cycle, a missing directory and a broken manifest", async () => {
    const source = await openSource(
      folderWith({
        "main.tf": call("a", '"./a"') + call("gone", '"./gone"') + call("reg", '"x/y/z"') + call("none", "null"),
        "a/main.tf": call("b", '"../b"') + resource("x"),
        "b/main.tf": call("a", '"../a"') + call("self", '"./."'),
        ".terraform/modules/modules.json": "{ not json",
      }),
    );
    assert.equal(at(source, "module.a.module.b.module.a.aws_x.x"), null);
    assert.equal(at(source, "module.a.aws_x.x"), "a/main.tf:4");
    assert.deepEqual(
      source
        .problems()
        .map((problem) => `${problem.file}:${String(problem.line)} ${problem.message}`)
        .sort(),
      [
        ".terraform/modules/modules.json:null This file cannot be read (not valid JSON).",
        'b/main.tf:1 Module "a" cannot be followed: it calls a module that it is part of.',
        'b/main.tf:4 Module "self" cannot be followed: it calls a module that it is part of.',
        'main.tf:10 Module "none" cannot be followed: it is not installed; run init.',
        'main.tf:4 Module "gone" cannot be followed: there is no directory "./gone".',
        'main.tf:7 Module "reg" cannot be followed: it is not installed; run init.',
      ],
    );
  });

  it("survives any content of modules.json", async () => {
    for (const content of [
      "",
      "null",
      "[]",
      "{}",
      '{"Modules":{}}',
      '{"Modules":[null,1,{"Key":1,"Dir":"."},{"Key":"m"}]}',
    ]) {
      const source = await openSource(
        folderWith({ "main.tf": call("m", '"a/b/c"'), ".terraform/modules/modules.json": content }),
      );
      assert.equal(at(source, "module.m.aws_x.x"), null, content);
      assert.notEqual(source.problems().length, 0, content);
    }
  });

  it("keeps names that JavaScript objects know as their own", async () => {
    const source = await openSource(
      folderWith({
        "main.tf": call("__proto__", '"./m"') + call("constructor", '"./m"'),
        "m/main.tf": resource("toString"),
      }),
    );
    assert.equal(at(source, "module.__proto__.aws_x.toString"), "m/main.tf:1");
    assert.equal(at(source, "module.constructor.aws_x.toString"), "m/main.tf:1");
    assert.equal(at(source, "module.hasOwnProperty.aws_x.toString"), null);
  });

  it("follows symbolic links to modules and files, and a cycle through one ends", async () => {
    const root = folderWith({
      "main.tf": call("linked", '"./link"'),
      "real/main.tf": resource("x") + call("loop", '"./again"'),
      "other/shared.tf": resource("s"),
    });
    symlinkSync("real", join(root, "link"));
    symlinkSync("../real", join(root, "real/again"));
    symlinkSync("other/shared.tf", join(root, "shared.tf"));
    const source = await openSource(root);
    assert.equal(at(source, "module.linked.aws_x.x"), "link/main.tf:1");
    assert.equal(at(source, "aws_x.s"), "shared.tf:1");
    assert.equal(at(source, "module.linked.module.loop.aws_x.x"), null);
    assert.equal(source.problems().length, 1);
  });

  it("stops where calls fan out without bound, and says so", async () => {
    const files: Record<string, string> = { "main.tf": call("a", '"./1"') + call("b", '"./1"') };
    for (let depth = 1; depth < 40; depth++)
      files[`${depth}/main.tf`] = call("a", `"../${depth + 1}"`) + call("b", `"../${depth + 1}"`);
    const source = await openSource(folderWith(files));
    assert.match(
      source
        .problems()
        .map((problem) => problem.message)
        .join(),
      /more than 10000 module calls/,
    );
  }).timeout(10_000);

  it("takes a root module that is not there for an empty one", async () => {
    const gone = join(folderWith({}), "gone");
    const source = await openSource(gone);
    assert.equal(source.block("aws_x.y"), null);
    assert.deepEqual(source.blocks(), []);
    assert.deepEqual(source.problems(), [
      { file: ".", line: null, message: "This directory cannot be read (ENOENT)." },
    ]);
  });
});

describe("files of a module", () => {
  afterEach(removeFolders);

  it("passes over hidden files, backups, directories and other files", async () => {
    const root = folderWith({
      "main.tf": resource("x"),
      ".#main.tf": resource("hidden"),
      "main.tf~": resource("backup"),
      "#main.tf#": resource("autosave"),
      "main.tf.bak": resource("bak"),
      "terraform.tfvars": 'x = "y"',
      "dir.tf/main.tf": resource("in_dir"),
    });
    const source = await openSource(root);
    assert.deepEqual(
      source.blocks().map((block) => block.address),
      ["aws_x.x"],
    );
    assert.deepEqual(source.problems(), []);
  });

  it("reads .tofu beside .tf only for OpenTofu, which prefers it; alone it is read for both", async () => {
    const both = folderWith({
      "x.tf": resource("x"),
      "x.tofu": `# comment\n${resource("x")}`,
      "only.tofu": resource("only"),
      "j.tf.json": "{}",
      "j.tofu.json": '{"resource":{"aws_x":{"j":{}}}}',
    });
    const terraform = await openSource(both);
    assert.equal(at(terraform, "aws_x.x"), "x.tf:1");
    assert.equal(at(terraform, "aws_x.only"), null);
    assert.equal(at(terraform, "aws_x.j"), null);
    const tofu = await openSource(both, { tool: "tofu" });
    assert.equal(at(tofu, "aws_x.x"), "x.tofu:2");
    assert.equal(at(tofu, "aws_x.only"), "only.tofu:1");
    assert.equal(at(tofu, "aws_x.j"), "j.tofu.json:1");
    const alone = await openSource(folderWith({ "x.tofu": resource("x") }));
    assert.equal(at(alone, "aws_x.x"), "x.tofu:1");
  });

  it("merges override files: the block stays where it is, what they set is theirs, the last one wins", async () => {
    const root = folderWith({
      "main.tf":
        resource(
          "x",
          '  size = 1\n  color = "red"\n  ingress {\n    port = 1\n  }\n  ingress {\n    port = 2\n  }\n  lifecycle {\n    ignore_changes = [color]\n  }\n',
        ) + call("m", '"./old"'),
      "a_override.tf": resource(
        "x",
        "  size = 2\n  ingress {\n    port = 3\n  }\n  lifecycle {\n    ignore_changes = [size]\n  }\n",
      ),
      "b_override.tf.json":
        '{"resource":{"aws_x":{"x":{"size":3,"lifecycle":{"ignore_changes":[]}}}},"module":{"m":{"source":"./new"}}}',
      "override.tf": resource("stray"),
      "new/main.tf": resource("in_new"),
    });
    const source = await openSource(root);
    const where = (path: string): string | null => {
      const place = source.attribute("aws_x.x", path);
      return place === null ? null : `${place.file} ${textAt(root, place) ?? ""}`;
    };
    assert.equal(at(source, "aws_x.x"), "main.tf:1");
    assert.equal(where("size"), 'b_override.tf.json "size":3');
    assert.equal(where("color"), 'main.tf color = "red"');
    assert.equal(where("ingress[0].port"), "a_override.tf port = 3");
    assert.equal(where("ingress[1].port"), null);
    assert.deepEqual(source.ignoreChanges("aws_x.x"), ["size"]);
    assert.equal(at(source, "module.m.aws_x.in_new"), "new/main.tf:1");
    assert.equal(at(source, "aws_x.stray"), "override.tf:1");
    assert.equal(source.blocks().filter((block) => block.address === "aws_x.x").length, 1);
  });

  it("keeps ignore_changes = all although an override names a list", async () => {
    const source = await openSource(
      folderWith({
        "main.tf": resource("x", "  lifecycle {\n    ignore_changes = all\n  }\n"),
        "override.tf": resource("x", "  lifecycle {\n    ignore_changes = [size]\n  }\n"),
      }),
    );
    assert.equal(source.ignoreChanges("aws_x.x"), "all");
  });

  it("finds the data source of a check block", async () => {
    const source = await openSource(
      folderWith({ "main.tf": 'check "c" {\n  data "aws_x" "d" {}\n  assert {\n    condition = true\n  }\n}\n' }),
    );
    assert.equal(at(source, "data.aws_x.d"), "main.tf:2");
    assert.deepEqual(
      source.blocks().map((block) => block.address),
      ["data.aws_x.d"],
    );
  });

  it("sees a file as it was when it was first asked for, and a new source sees the new one", async () => {
    const root = folderWith({ "main.tf": resource("x"), "later/main.tf": "" });
    const source = await openSource(root);
    assert.equal(at(source, "aws_x.x"), "main.tf:1");
    rmSync(join(root, "main.tf"));
    mkdirSync(join(root, "main.tf"));
    assert.equal(at(source, "aws_x.x"), "main.tf:1");
    assert.equal(at(await openSource(root), "aws_x.x"), null);
  });
});
