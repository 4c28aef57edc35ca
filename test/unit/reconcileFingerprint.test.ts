import assert from "node:assert/strict";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { rootModule, type RootModule } from "../../src/core/local/rootModule";
import { changesSince, takeFingerprint } from "../../src/core/reconcile/fingerprint";
import { namedFiles } from "../../src/core/reconcile/namedFiles";
import { inTemporaryFolder } from "./store/runs";

/** By path: the content; null: no such file. */
type Files = Readonly<Record<string, string | null>>;

const FILES: Files = {
  "main.tf": `
module "net" {
  source = "./net"
}
resource "lab_server" "a" {
  script = file("\${path.module}/start.sh")
  motd   = templatefile("motd.tftpl", {})
  image  = filesha256("\${path.root}/image.bin")
}
`,
  "net/main.tf": 'locals {\n  key = filebase64("${path.module}/key.bin")\n}\n',
  "more.tf.json": '{"locals": {"notes": "${file(\\"notes.txt\\")}"}}',
  "net/key.bin": "key",
  "notes.txt": "notes",
  "start.sh": "start",
  "motd.tftpl": "motd",
  "image.bin": "image",
  "terraform.tfvars": "size = 1\n",
  "eu.auto.tfvars.json": "{}",
  "prod.tfvars": "size = 2\n",
  ".terraform.lock.hcl": "# locked\n",
  ".terraform/terraform.tfstate": "{}",
  ".terraform/modules/modules.json": '{"Modules":[]}',
};

async function put(dir: string, files: Files): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const path = join(dir, name);
    if (content === null) await rm(path);
    else {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, content);
    }
  }
}

interface Second {
  readonly environment?: NodeJS.ProcessEnv;
  readonly root?: Partial<RootModule>;
}

/** What is said to have changed after these files were written, and with what is given the second time. */
function phrases(files: Files, { environment = {}, root = {} }: Second = {}): Promise<string[]> {
  return inTemporaryFolder(async (dir) => {
    await put(dir, FILES);
    const first = rootModule(dir, { varFiles: ["prod.tfvars", "absent.tfvars"], vars: ["password=one"] });
    const before = await takeFingerprint(first, { tool: "terraform", environment: { TF_VAR_a: "1" } });
    assert.ok(!JSON.stringify([...before.files, before]).includes("password"));
    await put(dir, files);
    const given = { tool: "terraform" as const, environment: { TF_VAR_a: "1", ...environment } };
    return changesSince(before, await takeFingerprint({ ...first, ...root }, given));
  });
}

describe("what a review is bound to", () => {
  it("is the same where nothing changed, or only what does not matter", async () => {
    assert.deepEqual(await phrases({}), []);
    const environment = { HOME: "/elsewhere", TF_DATA_DIR: "" };
    assert.deepEqual(await phrases({ "README.md": "new", "other.tfvars": "x = 1" }, { environment }), []);
  });

  const edited: Readonly<Record<string, string>> = {
    ".terraform.lock.hcl": "the lock file",
    ".terraform/terraform.tfstate": ".terraform/terraform.tfstate",
    ".terraform/modules/modules.json": ".terraform/modules/modules.json",
  };
  for (const name of Object.keys(FILES)) {
    it(`includes ${name}: edited, and removed`, async () => {
      const text = FILES[name]!;
      const changed = name.endsWith(".json") ? `${text}\n` : `${text}# more\n`;
      assert.deepEqual(await phrases({ [name]: changed }), [`${edited[name] ?? name} was edited`]);
      const removed = await phrases({ [name]: null });
      assert.ok(removed.includes(`${edited[name] ?? name} was removed`), removed.join("; "));
    });
  }

  for (const name of ["new.tf", "absent.tfvars", "terraform.tfvars.json", "x.auto.tfvars"]) {
    it(`includes that there was no ${name}`, async () => {
      assert.deepEqual(await phrases({ [name]: "{}" }), [`${name} was added`]);
    });
  }

  it("includes the Terraform workspace, by selection, environment or the root module's own word", async () => {
    const said = ["another Terraform workspace was selected"];
    assert.deepEqual(await phrases({ ".terraform/environment": "prod" }), said);
    assert.deepEqual(await phrases({}, { environment: { TF_WORKSPACE: "prod" } }), said);
    assert.deepEqual(await phrases({}, { root: { terraformWorkspace: "prod" } }), said);
    assert.deepEqual(await phrases({ ".terraform/environment": "default\n" }), []);
  });

  it("includes the values of variables that are given, by flags and by the environment", async () => {
    const said = ["a variable was given another value"];
    assert.deepEqual(await phrases({}, { root: { vars: ["password=two"] } }), said);
    assert.deepEqual(await phrases({}, { root: { vars: [] } }), said);
    assert.deepEqual(await phrases({}, { environment: { TF_VAR_a: "2" } }), said);
    assert.deepEqual(await phrases({}, { environment: { TF_VAR_b: "" } }), said);
  });

  it("includes the backend of the data folder that the environment names", async () => {
    const changed = await phrases({ "data/terraform.tfstate": "{}" }, { environment: { TF_DATA_DIR: "data" } });
    assert.ok(changed.includes("data/terraform.tfstate was added"), changed.join("; "));
  });

  it("is told in few words where much changed, and names of files cannot play tricks", async () => {
    const many = Object.fromEntries(Array.from({ length: 8 }, (_, at) => [`new${at}.tf`, "\n"]));
    const said = await phrases(many);
    assert.equal(said.length, 6);
    assert.equal(said.at(-1), "3 more things changed");
    const [odd] = await phrases({ "a\u202e\u001b[2J.tf": "\n" });
    assert.match(odd!, /was added$/);
    assert.ok(!odd!.includes("\u202e") && !odd!.includes("\u001b"));
  });
});

describe("files that code names", () => {
  it("are found by every function that reads one, as Terraform resolves them", () => {
    const code = [
      'file("a") templatefile( "b.tpl", {}) filemd5("/etc/c") filebase64sha512("${ path.module }/d")',
      'file("${path.cwd}/e") file("~/f") file("../g")',
    ].join("\n");
    const expected = [
      "/repo/m/a",
      "/repo/m/b.tpl",
      "/etc/c",
      "/repo/m/sub/d",
      "/repo/m/e",
      join(homedir(), "f"),
      "/repo/g",
    ];
    assert.deepEqual(namedFiles(code, "/repo/m/sub/x.tf", "/repo/m"), expected);
  });

  it("are none where the name is put together, or nothing is read", () => {
    const code =
      'file("${var.a}/x") file(var.b) fileset(path.module, "*") fileexists("c") myfile("d") file("%{ if true }e")';
    assert.deepEqual(namedFiles(code, "/r/x.tf", "/r"), []);
  });
});
