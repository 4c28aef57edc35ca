import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { DriftError } from "../../src/shared/errors";
import { silentLog } from "../../src/core/ports";
import { gitState } from "../../src/core/local/gitState";
import { outlineHcl, outlineJson } from "../../src/core/terraform/moduleScan";
import { findRootModules, type RootSearch } from "../../src/core/terraform/roots";

const RESOURCE = 'resource "a" "b" {}\n';
const PROVIDER = 'provider "a" {}\n';
const BACKEND = 'terraform {\n  backend "s3" {}\n}\n';
const calls = (...sources: string[]): string =>
  sources.map((source, at) => `module "m${at}" {\n  source = "${source}"\n}\n`).join("");

describe("root modules", () => {
  let top: string;
  beforeEach(async () => (top = await mkdtemp(path.join(tmpdir(), "drift-roots-test-"))));
  afterEach(() => rm(top, { recursive: true }));

  const lay = async (files: Record<string, string>): Promise<void> => {
    for (const [file, text] of Object.entries(files)) {
      await mkdir(path.dirname(path.join(top, file)), { recursive: true });
      await writeFile(path.join(top, file), text);
    }
  };

  const cases: { name: string; files: Record<string, string>; roots: string[]; search?: RootSearch }[] = [
    { name: "none in an empty folder", files: {}, roots: [] },
    { name: "the folder itself", files: { "main.tf": RESOURCE }, roots: ["."] },
    {
      name: "every language's files",
      files: {
        "a/x.tf": RESOURCE,
        "b/x.tofu": RESOURCE,
        "c/x.tf.json": '{"resource":{}}',
        "d/x.tofu.json": '{"output":{}}',
        "e/x.hcl": RESOURCE,
      },
      roots: ["a", "b", "c", "d"],
    },
    {
      name: "all but those that others call",
      files: {
        "main.tf": calls("./modules/net", "../x", "hashicorp/consul/aws"),
        "modules/net/main.tf": calls("../sub/"),
        "modules/sub/main.tf": RESOURCE,
      },
      roots: ["."],
    },
    {
      name: "not what JSON calls",
      files: { "a/x.tf.json": '{"module":[{"m":{"source":"../b"}}]}', "b/x.tf": RESOURCE },
      roots: ["a"],
    },
    { name: "a folder that calls itself", files: { "a/main.tf": calls("./", "../a") }, roots: ["a"] },
    {
      name: "a called one that has a backend or a state of its own",
      files: {
        "main.tf": calls("./a", "./b", "./c", "./d"),
        "a/x.tf": RESOURCE + BACKEND,
        "b/x.tf": RESOURCE,
        "b/terraform.tfstate": "{}",
        "c/x.tf": RESOURCE,
        "c/.terraform/terraform.tfstate": "{}",
        "d/x.tf": RESOURCE + PROVIDER,
      },
      roots: [".", "a", "b", "c"],
    },
    {
      name: "one below another",
      files: { "main.tf": RESOURCE, "prod/main.tf": RESOURCE + PROVIDER },
      roots: [".", "prod"],
    },
    {
      name: "nothing that declares nothing",
      files: {
        "a/variables.tf": 'variable "x" {}\nlocals {\n y = 1\n}\n',
        "b/terraform.tfvars": "x = 1",
        "c/override.tf": RESOURCE,
        "d/x_override.tf.json": "{}",
        "e/versions.tf": 'terraform {\n required_version = "1"\n}',
        "f/x.tf": "",
        "g/x.tf": BACKEND,
        "h/x.tf": PROVIDER,
      },
      roots: ["g", "h"],
    },
    {
      name: "nothing hidden, downloaded or vendored",
      files: Object.fromEntries(
        [".terraform/modules/x", ".git/x", ".hidden", "node_modules/x", "vendor/x", "a/third_party/x"].map((name) => [
          `${name}/main.tf`,
          RESOURCE,
        ]),
      ),
      roots: [],
    },
    {
      name: "no examples, tests and fixtures of a module",
      files: {
        "main.tf": RESOURCE,
        "examples/a/main.tf": PROVIDER + calls("../.."),
        "test/fixtures/b/main.tf": RESOURCE,
        "modules/x/main.tf": RESOURCE,
        "modules/x/tests/c/main.tf": calls("../../"),
      },
      roots: [],
    },
    {
      name: "examples of nothing, and tests of what is no module but has its own provider",
      files: {
        "examples/a/main.tf": RESOURCE,
        "live/main.tf": RESOURCE + PROVIDER,
        "live/tests/main.tf": RESOURCE + calls("../"),
      },
      roots: ["examples/a", "live", "live/tests"],
    },
    {
      name: "an example that somebody has applied",
      files: {
        "main.tf": RESOURCE,
        "examples/a/main.tf": RESOURCE,
        "examples/a/terraform.tfstate": "{}",
        "examples/b/main.tf": BACKEND,
      },
      roots: [".", "examples/a", "examples/b"],
    },
    {
      name: "what is named, whatever it is",
      files: {
        "main.tf": calls("./a"),
        "a/main.tf": RESOURCE,
        "vendor/x/main.tf": RESOURCE,
        "examples/y/main.tf": RESOURCE,
        "z/readme": "",
      },
      roots: ["a", "examples/y", "vendor/x"],
      search: { include: ["a", "./vendor/x/", "examples\\y", "z", "absent", "../outside", "/"] },
    },
    {
      name: "the folder itself when it is named though others call it",
      files: { "main.tf": RESOURCE, "examples/a/main.tf": calls("../..") },
      roots: ["."],
      search: { takeTop: true },
    },
    {
      name: "those that the globs choose",
      files: { "prod/a/main.tf": RESOURCE, "prod/b/main.tf": RESOURCE, "dev/a/main.tf": RESOURCE },
      roots: ["prod/a"],
      search: {
        include: ["prod/*"],
        exclude: ["*/b"],
        matches: (glob, place) => new RegExp(`^${glob.replaceAll("*", "[^/]*")}$`).test(place),
      },
    },
    {
      name: "not what is excluded by its path",
      files: { "a/x.tf": RESOURCE, "b/x.tf": RESOURCE },
      roots: ["a"],
      search: { exclude: ["./b/"] },
    },
    {
      name: "whatever can be seen in broken code",
      files: { "a/x.tf": 'resource "a" "b" {\n', "b/x.tf.json": "{", "b/y.tf": RESOURCE, "c/x.tf": '"' },
      roots: ["a", "b"],
    },
  ];
  for (const { name, files, roots, search } of cases) {
    it(`are ${name}`, async () => {
      await lay(files);
      assert.deepEqual(await findRootModules(top, search), roots);
    });
  }

  it("are found once though links lead round in circles; a linked file counts", async () => {
    await lay({ "a/main.tf": RESOURCE, "shared.txt": BACKEND, "b/readme": "" });
    await symlink(top, path.join(top, "a", "again"));
    await symlink(path.join(top, "shared.txt"), path.join(top, "b", "backend.tf"));
    await symlink(path.join(top, "gone"), path.join(top, "b", "gone.tf"));
    assert.deepEqual(await findRootModules(top), ["a", "b"]);
  });

  it("are looked for within limits, and it is said when these are reached", async () => {
    await lay({ "a/b/c/d/main.tf": RESOURCE, "a/main.tf": RESOURCE, "e/main.tf": RESOURCE });
    const said: string[] = [];
    const log = { ...silentLog, warn: (message: string) => said.push(message) };
    assert.deepEqual(await findRootModules(top, { log, limits: { depth: 2, folders: 100 } }), ["a", "e"]);
    assert.match(said.join(), /more than 2 levels/);
    assert.equal((await findRootModules(top, { log, limits: { depth: 20, folders: 2 } })).length, 1);
    assert.match(said.join(), /first 2 folders/);
  });

  it("are no more looked for when cancelled", async () => {
    await lay({ "main.tf": RESOURCE });
    await assert.rejects(
      findRootModules(top, { signal: AbortSignal.abort() }),
      (error) => error instanceof DriftError && error.reason === "cancelled",
    );
  });

  it("cannot be looked for in a folder that is not there", async () => {
    await assert.rejects(
      findRootModules(path.join(top, "absent")),
      (error) => error instanceof DriftError && error.reason === "no_root_module",
    );
  });
});

describe("the outline of a configuration file", () => {
  const localCalls = (text: string): readonly string[] => outlineHcl(text).localCalls;

  it("has the local calls, and no others", () => {
    assert.deepEqual(localCalls('module "a" { source = "./a" }\nmodule b {\r\n  source="../b"\r\n}\n'), [
      "./a",
      "../b",
    ]);
    assert.deepEqual(localCalls(calls("terraform-aws-modules/vpc/aws", "git::https://x//y", "./c")), ["./c"]);
  });

  it("takes nothing out of comments, texts, here-documents and nested blocks", () => {
    const text = `
# module "x" { source = "./no" }
// module "x" { source = "./no" }
/* module "x" {
  source = "./no" } */
locals {
  a = "module \\" { source = \\"./no\\" }"
  b = "\${join("#", ["{", "}", "\${lookup({ a = "}" }, "a")}"])} { $\${ %%{"
  c = <<-EOT
    module "x" {
      source = "./no"
    EOTX
    EOT
  d = { source = "./no" }
}
module "real" {
  providers = { source = "./no" }
  nested { source = "./no" }
  # source = "./no"
  other_source = "./no"
  source = "./yes"
}
resource "x" "y" { source = "./no" }
`;
    assert.deepEqual(localCalls(text), ["./yes"]);
  });

  it("knows a backend from other blocks of that name", () => {
    const hasBackend = (text: string): boolean => outlineHcl(text).hasBackend;
    assert.equal(hasBackend('terraform {\n  required_version = "1"\n  backend "s3" {\n  }\n}'), true);
    assert.equal(hasBackend("terraform { cloud {} }"), true);
    assert.equal(hasBackend('resource "x" "y" { backend "s3" {} }'), false);
    assert.equal(hasBackend("terraform { x = { backend = {} } }"), false);
  });

  it("of JSON takes objects and arrays alike, and nothing of what is no JSON", () => {
    assert.equal(outlineJson('{"terraform":[{"backend":{"s3":{}}}]}')?.hasBackend, true);
    assert.equal(outlineJson('{"terraform":{"cloud":{}},"//":"x"}')?.hasContents, false);
    assert.deepEqual(
      outlineJson('{"module":{"__proto__":{"source":"./a"},"b":[{"source":"./b"},{"source":7}]}}')?.localCalls,
      ["./a", "./b"],
    );
    assert.equal(outlineJson("{"), undefined);
  });

  it("ends for any text", () => {
    const pieces = ['"', "${", "}", "{", "<<EOT\n", "EOT\n", "/*", "*/", "#", "\\", "module", "\n", "=", "𝄞"];
    let seed = 7;
    for (let round = 0; round < 2_000; round++) {
      let text = "";
      for (let n = 0; n < 12; n++) text += pieces[(seed = (seed * 1103515245 + 12345) % 2147483648) % pieces.length]!;
      assert.ok(Array.isArray(outlineHcl(text).localCalls));
    }
    assert.deepEqual(localCalls('"${'.repeat(3_000)), []);
  });
});

describe("the state of the repository", () => {
  let folder: string;
  const git = (...args: string[]): string =>
    execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...args], {
      cwd: folder,
      encoding: "utf8",
    }).trim();
  beforeEach(async () => (folder = await mkdtemp(path.join(tmpdir(), "drift-git-test-"))));
  afterEach(() => rm(folder, { recursive: true }));

  it("is nothing outside of one, without git, and where the folder is gone", async () => {
    assert.deepEqual(await gitState(folder), {});
    assert.deepEqual(await gitState(folder, { env: {} }), {});
    assert.deepEqual(await gitState(path.join(folder, "absent")), {});
  });

  it("has the commit, the branch, and whether files that git knows were changed", async () => {
    git("init", "-q", "-b", "main");
    assert.deepEqual(await gitState(folder), { branch: "main", dirty: false });
    await writeFile(path.join(folder, "a.tf"), "1");
    git("add", ".");
    git("commit", "-q", "-m", "x");
    const commit = git("rev-parse", "HEAD");
    assert.deepEqual(await gitState(folder), { commit, branch: "main", dirty: false });
    await writeFile(path.join(folder, "untracked"), "");
    assert.equal((await gitState(folder)).dirty, false);
    await writeFile(path.join(folder, "a.tf"), "2");
    await mkdir(path.join(folder, "sub"));
    assert.deepEqual(await gitState(path.join(folder, "sub")), { commit, branch: "main", dirty: true });
    git("checkout", "-q", "--detach");
    assert.deepEqual(await gitState(folder), { commit, dirty: true });
  });

  it("is asked without running a program that the repository names", async () => {
    git("init", "-q", "-b", "main");
    const hook = path.join(folder, "hook.sh");
    await writeFile(hook, `#!/bin/sh\ntouch "${path.join(folder, "ran")}"\n`, { mode: 0o755 });
    git("config", "core.fsmonitor", hook);
    await gitState(folder);
    await assert.rejects(stat(path.join(folder, "ran")));
  });

  it("gives up in time", async () => {
    const bin = path.join(folder, "bin");
    await mkdir(bin);
    await writeFile(path.join(bin, "git"), "#!/bin/sh\necho '# branch.head main'\nexec sleep 60\n", { mode: 0o755 });
    assert.deepEqual(await gitState(folder, { env: { PATH: `${bin}:/usr/bin:/bin` }, timeoutMs: 100 }), {});
  });
});
