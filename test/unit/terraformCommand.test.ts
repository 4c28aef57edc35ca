import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import * as path from "node:path";
import { DriftError } from "../../src/shared/errors";
import { findBinary, type BinaryOptions } from "../../src/core/terraform/binary";
import { terraformEnv } from "../../src/core/terraform/environment";
import { findOnPath, searchFolders } from "../../src/core/terraform/executables";
import { assertReadOnly, planArguments, showArguments, type PlanOptions } from "../../src/core/terraform/planArguments";
import { atLeast, parseVersion, readVersion } from "../../src/core/terraform/version";
import { writeFake } from "./terraform/fakeTerraform";

describe("a check's arguments", () => {
  it("are exactly those of the design", () => {
    assert.deepEqual(planArguments({ out: "/t/plan" }), [
      ...["plan", "-detailed-exitcode", "-input=false", "-no-color", "-json", "-lock=false", "-out=/t/plan"],
    ]);
    assert.deepEqual(showArguments("/t/plan"), ["show", "-json", "/t/plan"]);
  });

  it("carry every option behind an equals sign, so that no value can become a flag", () => {
    const args = planArguments({
      out: "/t/plan",
      targets: ["-destroy", 'a.b["x y"]'],
      vars: ["a=-destroy", "b=", "c={\n}"],
      varFiles: ["-x.tfvars"],
      parallelism: 5,
      lock: true,
      lockTimeout: "30s",
    });
    assert.deepEqual(args.slice(5), [
      ...["-lock=true", "-out=/t/plan", "-lock-timeout=30s", "-parallelism=5", "-var-file=-x.tfvars"],
      ...["-var=a=-destroy", "-var=b=", "-var=c={\n}", "-target=-destroy", '-target=a.b["x y"]'],
    ]);
    assertReadOnly(args);
  });

  it("have no lock timeout without a lock", () => {
    assert.ok(!planArguments({ out: "/t/plan", lockTimeout: "30s" }).some((word) => word.startsWith("-lock-timeout")));
  });

  const wrong: [string, Partial<PlanOptions>][] = [
    ["an empty target", { targets: [" "] }],
    ["a null character", { targets: ["a\0b"] }],
    ["a variable without value", { vars: ["secret-value"] }],
    ["a variable without name", { vars: ["=x"] }],
    ["a parallelism of 0", { parallelism: 0 }],
    ["half a parallelism", { parallelism: 1.5 }],
    ["a lock timeout that is none", { lock: true, lockTimeout: "30s -destroy" }],
  ];
  for (const [name, options] of wrong) {
    it(`refuse ${name}`, () => {
      assert.throws(
        () => planArguments({ out: "/t/plan", ...options }),
        (error) => error instanceof DriftError && error.reason === "usage" && !error.message.includes("secret-value"),
      );
    });
  }

  const allowed = [
    ["version", "-json"],
    ["workspace", "show"],
    ["show", "-json"],
    ["show", "-json", "/t/p"],
    planArguments({ out: "/t/p" }),
  ];
  for (const args of allowed) it(`may be ${args.join(" ")}`, () => assertReadOnly(args));

  const forbidden = [
    [],
    ...[
      "apply",
      "destroy",
      "import",
      "state",
      "init",
      "refresh",
      "taint",
      "untaint",
      "console",
      "force-unlock",
      "test",
      "login",
    ].map((word) => [word]),
    ["-chdir=/x", "plan"],
    ["workspace"],
    ["workspace", "select", "x"],
    ["workspace", "show", "select"],
    ["workspace", "new"],
    ["show", "a", "b"],
    ["show", "-json", "-out=x"],
    ["version", "x"],
    ["__proto__"],
    ["constructor"],
    ...[
      ...[
        "-destroy",
        "--destroy",
        "-refresh-only",
        "-replace=a.b",
        "-generate-config-out=x",
        "-refresh=false",
        "-state=x",
        "-state-out=x",
      ],
      ...[
        "-target",
        "-out",
        "-out=",
        "-var",
        "-lock",
        "-lock-timeout=1s -destroy",
        "-json=x",
        "-input=true",
        "saved-plan",
        "-compact-warnings",
      ],
    ].map((word) => ["plan", word]),
  ];
  for (const args of forbidden) {
    it(`may never be "${args.join(" ")}"`, () => assert.throws(() => assertReadOnly(args), /A check never/));
  }
});

describe("Terraform's environment", () => {
  const base = {
    ...{
      TF_VAR_region: "eu",
      TF_WORKSPACE: "dev",
      TF_DATA_DIR: ".tf",
      TF_PLUGIN_CACHE_DIR: "/c",
      TF_CLI_CONFIG_FILE: "/rc",
    },
    ...{
      TF_REATTACH_PROVIDERS: "{}",
      TF_CLI_ARGS_init: "-plugin-dir=/m",
      TF_TOKEN_example_com: "t",
      AWS_PROFILE: "p",
      HOME: "/h",
    },
  };

  it("keeps what a user needs", () => {
    const env = terraformEnv(base);
    for (const [name, value] of Object.entries(base)) assert.equal(env[name], value, name);
  });

  it("loses what would change the command or its output, and our own secrets, also where settings bring it", () => {
    const bad = {
      ...{ TF_CLI_ARGS: "-destroy", TF_CLI_ARGS_plan: "-destroy", TF_CLI_ARGS_show: "-x", TF_CLI_ARGS_version: "-x" },
      ...{
        TF_LOG: "trace",
        TF_LOG_CORE: "trace",
        TF_LOG_PROVIDER: "trace",
        TF_LOG_PATH: "/x",
        TF_LOG_SDK_PROTO: "trace",
      },
      ...{ TERRAFORM_DRIFT_AI_KEY: "x", TERRAFORM_DRIFT_WEBHOOK: "x", TERRAFORM_DRIFT_WEBHOOK_SECRET: "x" },
    };
    for (const env of [terraformEnv({ ...base, ...bad }), terraformEnv(base, bad)]) {
      for (const name of Object.keys(bad)) assert.ok(!Object.hasOwn(env, name), name);
    }
  });

  it("asks nothing, phones nobody and has no colours, whatever the user says", () => {
    const { CHECKPOINT_DISABLE, TF_IN_AUTOMATION, TF_INPUT, NO_COLOR } = terraformEnv(
      { TF_INPUT: "1" },
      { TF_INPUT: "1", NO_COLOR: "" },
    );
    assert.deepEqual(
      { CHECKPOINT_DISABLE, TF_IN_AUTOMATION, TF_INPUT, NO_COLOR },
      { CHECKPOINT_DISABLE: "1", TF_IN_AUTOMATION: "1", TF_INPUT: "0", NO_COLOR: "1" },
    );
  });

  it("takes the settings' variables over the user's, and survives hostile names", () => {
    const env = terraformEnv({ A: "1", B: "1" }, JSON.parse('{"B":"2","__proto__":"x"}') as Record<string, string>);
    assert.deepEqual([env.A, env.B, Object.getPrototypeOf(env)], ["1", "2", Object.prototype]);
  });

  it("has no relative folders on the PATH: the working directory is the repository", () => {
    assert.equal(terraformEnv({ PATH: "/a:.::b/c:/d" }, {}, "linux").PATH, "/a:/d");
    assert.equal(terraformEnv({ Path: "C:\\a;.;;b\\c" }, {}, "win32").Path, "C:\\a");
    assert.ok(!Object.hasOwn(terraformEnv({}, {}, "linux"), "PATH"));
  });
});

describe("finding the binary", () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "drift-binary-test-"));
    for (const name of ["both", "tofu-only", "not-executable", "a-folder/terraform", "windows"])
      await mkdir(path.join(folder, name), { recursive: true });
    await writeFake(path.join(folder, "both"));
    await writeFake(path.join(folder, "both"), "", "tofu");
    await writeFake(path.join(folder, "both"), "", "aws-vault");
    await writeFake(path.join(folder, "tofu-only"), "", "tofu");
    await writeFile(path.join(folder, "not-executable", "terraform"), "");
    await writeFile(path.join(folder, "windows", "terraform.EXE"), "");
  });
  after(() => rm(folder, { recursive: true }));

  const find = (folders: string[], options: Partial<BinaryOptions> = {}) =>
    findBinary({ env: { PATH: folders.map((name) => path.join(folder, name)).join(":") }, ...options });
  const at = (...names: string[]): string => path.join(folder, ...names);
  const notFound = (message: RegExp) => (error: unknown) =>
    error instanceof DriftError &&
    error.reason === "binary_not_found" &&
    message.test(error.message) &&
    /--binary.*terraformDrift\.terraform\.path/.test(error.wayOut);

  it("takes terraform first, else tofu, past what is no program", async () => {
    assert.deepEqual(await find(["tofu-only", "both"]), { command: [at("both", "terraform")], kind: "terraform" });
    assert.deepEqual(await find(["not-executable", "a-folder", "tofu-only"]), {
      command: [at("tofu-only", "tofu")],
      kind: "tofu",
    });
  });

  it("takes a configured path or name before both", async () => {
    assert.deepEqual(await find(["both"], { path: at("tofu-only", "tofu") }), {
      command: [at("tofu-only", "tofu")],
      kind: "tofu",
    });
    assert.deepEqual(await find(["both"], { path: "tofu" }), { command: [at("both", "tofu")], kind: "tofu" });
    assert.deepEqual(await find(["both"], { path: " " }), { command: [at("both", "terraform")], kind: "terraform" });
  });

  it("says what is missing and where to get it", async () => {
    await assert.rejects(find(["not-executable"]), notFound(/Neither terraform nor tofu/));
    await assert.rejects(find(["both"], { path: at("not-executable", "terraform") }), notFound(/is no program/));
    await assert.rejects(find(["both"], { path: at("a-folder", "terraform") }), notFound(/is no program/));
    await assert.rejects(find(["both"], { path: "opentofu" }), notFound(/is not on the PATH/));
    await assert.rejects(find(["both"], { path: "./terraform" }), notFound(/full path/));
    await assert.rejects(
      find(["both"], { path: "~/no-such-thing-here" }),
      (error) => error instanceof DriftError && error.message.includes(homedir()),
    );
    await assert.rejects(find(["both"], { wrapper: ["absent"] }), notFound(/The wrapper absent/));
  });

  it("puts a wrapper before it, which then finds the program by its name", async () => {
    const wrapper = ["aws-vault", "exec", "prod", "--"];
    const words = [at("both", "aws-vault"), "exec", "prod", "--"];
    assert.deepEqual((await find(["both"], { wrapper })).command, [...words, "terraform"]);
    assert.deepEqual(await find(["both"], { wrapper, path: "/in/the/container/tofu" }), {
      command: [...words, "/in/the/container/tofu"],
      kind: "tofu",
    });
  });

  it("never looks into the working directory", () => {
    assert.deepEqual(searchFolders({ PATH: ".::bin:/a" }, "linux"), ["/a"]);
    assert.deepEqual(searchFolders({ Path: ".;;bin;C:\\a;\\\\server\\b" }, "win32"), ["C:\\a", "\\\\server\\b"]);
    assert.deepEqual(searchFolders({}, "linux"), []);
  });

  it("appends the extensions of PATHEXT on Windows, where PATH may be spelled Path", async () => {
    assert.equal(await findOnPath("terraform", { Path: at("windows") }, "win32"), at("windows", "terraform.EXE"));
    assert.equal(await findOnPath("terraform.EXE", { Path: at("windows") }, "win32"), at("windows", "terraform.EXE"));
    assert.equal(await findOnPath("terraform", { Path: at("windows"), PATHEXT: ".CMD" }, "win32"), undefined);
  });
});

describe("the binary's version", () => {
  it("is read from every form that is printed", () => {
    const cases: [string, string | undefined][] = [
      ["1.11.4", "1.11.4"],
      ["Terraform v1.11.4\non linux_amd64", "1.11.4"],
      ["OpenTofu v1.10.0", "1.10.0"],
      ["1.6.0-beta2", "1.6.0-beta2"],
      ["v1.5", "1.5.0"],
      ["", undefined],
      ["no version", undefined],
    ];
    for (const [text, expected] of cases) {
      const version = parseVersion(text);
      const shown =
        version &&
        `${version.major}.${version.minor}.${version.patch}${version.pre === undefined ? "" : `-${version.pre}`}`;
      assert.equal(shown, expected, text);
    }
  });

  it("compares, a pre-release being older than its release", () => {
    const compare = (text: string, ...wanted: [number, number, number?]): boolean =>
      atLeast(parseVersion(text)!, ...wanted);
    assert.equal(compare("1.11.4", 1, 0), true);
    assert.equal(compare("1.11.4", 1, 12), false);
    assert.equal(compare("1.11.4", 1, 11, 5), false);
    assert.equal(compare("0.15.9", 1, 0), false);
    assert.equal(compare("2.0.0-rc1", 1, 9), true);
    assert.equal(compare("1.0.0-rc1", 1, 0), false);
  });

  describe("asked of the binary", () => {
    let folder: string;
    before(async () => (folder = await mkdtemp(path.join(tmpdir(), "drift-version-test-"))));
    after(() => rm(folder, { recursive: true }));
    const ask = async (script: string) => {
      const binary = await writeFake(folder, `#!/bin/sh\n${script}\n`);
      return readVersion(binary, { cwd: folder, env: {} });
    };
    const fails = (reason: string, message: RegExp) => (error: unknown) =>
      error instanceof DriftError && error.reason === reason && message.test(error.message);

    it("comes as JSON or as text, whatever a wrapper prints before", async () => {
      assert.equal((await ask(`echo hello; echo '{ "terraform_version": "1.11.4" }'`)).text, "1.11.4");
      assert.equal((await ask(`echo 'OpenTofu v1.10.0'; echo 'on linux_amd64'`)).text, "1.10.0");
    });

    it("is asked for without a look at the network", async () => {
      assert.equal(
        (await ask(`[ "$1 $2 $CHECKPOINT_DISABLE" = "version -json 1" ] && echo 'Terraform v1.2.3'`)).text,
        "1.2.3",
      );
    });

    it("is refused below 1.0, and where there is none", async () => {
      await assert.rejects(ask("echo 'Terraform v0.15.5'"), fails("binary_not_found", /0\.15\.5; at least 1\.0/));
      await assert.rejects(ask("echo hello"), fails("binary_not_found", /neither Terraform nor OpenTofu/));
      await assert.rejects(
        ask("echo 'Error: no version is set' >&2; exit 1"),
        fails("terraform_failed", /no version is set$/),
      );
    });
  });
});
