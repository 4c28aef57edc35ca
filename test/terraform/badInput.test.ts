/** Whatever is wrong: one sentence, the right exit code, nothing lost, no stack (`CliHome` asserts that of every output). */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as path from "node:path";
import { BASE_FOLDER } from "../lab/scenarios";
import { LabWorkspace } from "../lab/terraform";
import { CliHome, type CliResult, parseRun, placeOf } from "./cli";
import { until } from "./surroundings";

/** Nothing but one sentence on standard error, with its way out. */
function assertSentence({ exitCode, stderr }: CliResult, sentence: RegExp, code = 1): void {
  assert.match(stderr, /^terraform-drift: [^\n]+\n$/);
  assert.match(stderr, sentence);
  assert.equal(exitCode, code);
}

describe("what is wrong is said in one sentence", function () {
  this.timeout(60_000);
  let base: LabWorkspace;
  before(async () => {
    base = await LabWorkspace.create({ folder: BASE_FOLDER });
  });
  after(() => base.dispose());

  /** A clone of the base, and a home whose history is its own. */
  async function inPlace(test: (workspace: LabWorkspace, home: CliHome) => Promise<void>): Promise<void> {
    const workspace = base.clone();
    const home = new CliHome();
    try {
      await test(workspace, home);
      if (fs.existsSync(home.tmp)) assert.deepEqual(fs.readdirSync(home.tmp), []);
    } finally {
      workspace.dispose();
      home.dispose();
    }
  }
  const place = (test: (workspace: LabWorkspace, home: CliHome) => Promise<void>) => (): Promise<void> => inPlace(test);

  describe("about Terraform", () => {
    it(
      "that is not there: how to get it, and which flag and setting name it",
      place(async (workspace, home) => {
        const result = await home.check(workspace.dir, [], { PATH: "/nowhere" });
        assertSentence(
          result,
          /Neither terraform nor tofu.*https:.*install.*--binary.*terraformDrift\.terraform\.path/,
        );
        assert.equal(result.run.status, "error");
        assert.equal((await home.history())[0]?.status, "error");
      }),
    );

    it(
      "that is named and is no program",
      place(async (workspace, home) => {
        assertSentence(
          await home.check(workspace.dir, ["--binary", "/nowhere/terraform"]),
          /\/nowhere\/terraform is no/,
        );
        const text = path.join(home.dir, "notes.txt");
        fs.writeFileSync(text, "#!/nowhere/interpreter\n");
        assertSentence(await home.check(workspace.dir, ["--binary", text]), /notes\.txt is no program/);
        fs.chmodSync(text, 0o755);
        assertSentence(await home.check(workspace.dir, ["--binary", text]), /notes\.txt could not be started/);
      }),
    );

    it(
      "that has not been initialised: the command, as it is to be typed here",
      place(async (workspace, home) => {
        fs.rmSync(path.join(workspace.dir, ".terraform"), { recursive: true });
        fs.rmSync(path.join(workspace.dir, ".terraform.lock.hcl"));
        assertSentence(await home.check(workspace.dir), /Run: terraform init\n$/);
        const { dir, name } = { dir: path.dirname(workspace.dir), name: path.basename(workspace.dir) };
        const fromAbove = await home.run(["check", "--json", name], { cwd: dir });
        assertSentence(fromAbove, new RegExp(`Run: terraform -chdir=${name} init\\n$`));
      }),
    );

    it(
      "of which a provider was changed since it was initialised",
      place(async (workspace, home) => {
        workspace.code(/h1:[^"]+/g, "h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", ".terraform.lock.hcl");
        assertSentence(await home.check(workspace.dir), /Run: terraform init/);
      }),
    );
  });

  describe("about the code", () => {
    it(
      "with a syntax error: its file and line, and Terraform's own words in the run",
      place(async (workspace, home) => {
        fs.writeFileSync(path.join(workspace.dir, "network.tf"), 'resource "lab_network" "main" {\n  name = \n}\n');
        const result = await home.check(workspace.dir);
        assertSentence(result, /Invalid expression \(network\.tf:2\)/);
        const [diagnostic] = result.run.metadata.diagnostics;
        assert.equal(diagnostic?.file, "network.tf");
        assert.equal(diagnostic.line, 2);
        assert.match(result.run.output, /network\.tf:2/);
      }),
    );

    it(
      "that refers to what is not declared, or has an argument that does not exist",
      place(async (workspace, home) => {
        workspace.code("versioning = true", "versioning = var.missing");
        const { line } = placeOf(path.join(workspace.dir, "main.tf"), "var.missing");
        assertSentence(await home.check(workspace.dir), new RegExp(`undeclared.*main\\.tf:${line}`));
        workspace.code("versioning = var.missing", "colour = true");
        assertSentence(await home.check(workspace.dir), new RegExp(`Unsupported argument \\(main\\.tf:${line}\\)`));
      }),
    );
  });

  describe("about the cloud", () => {
    it(
      "that cannot be reached",
      place(async (workspace, home) => {
        const result = await home.check(workspace.dir, [], { LAB_UNREACHABLE: "1" });
        assertSentence(result, /cannot be reached.*credentials/);
        assert.deepEqual(result.run.metadata.driftedResources, []);
      }),
    );

    it(
      "of which one object cannot be read: the drift of the others stays, the address is named, and it is no success",
      place(async (workspace, home) => {
        workspace.edit("lab_bucket", (bucket) => ({ ...bucket, _fault: "403 AccessDenied" }));
        workspace.edit("lab_database", (database) => ({ ...database, storage_gb: 99 }));
        const result = await home.run(["check"], { cwd: workspace.dir });
        assertSentence(result, /lab_bucket\.logs/);
        assert.match(result.stdout, /lab_database\.main/);
        assert.match(result.stdout, /storage_gb/);
        assert.match(result.stdout, /lab_bucket\.logs/);
        assert.match(result.stdout, /403 AccessDenied/);
        assert.doesNotMatch(result.stdout, /No drift/);
      }),
    );
  });

  it(
    "about a state that somebody else has locked, which is no matter unless the lock is asked for",
    place(async (workspace, home) => {
      const holder = spawn("terraform", ["plan", "-input=false"], {
        cwd: workspace.dir,
        env: workspace.env({ LAB_LATENCY_MS: "600000" }),
        stdio: "ignore",
      });
      const gone = once(holder, "exit");
      try {
        await until(() => fs.existsSync(path.join(workspace.dir, ".terraform.tfstate.lock.info")));
        const locked = await home.check(workspace.dir, ["--lock"]);
        assertSentence(locked, /Error acquiring the state lock.*Wait until.*without the lock/);
        assert.equal(locked.run.status, "error");
        assert.equal((await home.check(workspace.dir)).exitCode, 0);
      } finally {
        holder.kill("SIGINT");
        await gone;
      }
    }),
  );

  describe("about rules files:", () => {
    it(
      "the file, the line and the rule, and checks go on without it",
      place(async (workspace, home) => {
        workspace.edit("lab_server", (server) => ({ ...server, size: "large" }));
        workspace.edit("lab_bucket", (bucket) => ({ ...bucket, versioning: false }));
        fs.writeFileSync(
          path.join(workspace.dir, ".terraform-drift.jsonc"),
          `{
  "ignore": [
    { "address": "lab_server.web" },
    { "address": "lab_bucket.logs", "reason": "being replaced" },
  ],
}
`,
        );
        const { run, exitCode } = await home.check(workspace.dir);
        assert.equal(exitCode, 2);
        assert.deepEqual(
          run.metadata.driftedResources.map(({ address, ignored }) => [address, ignored?.reason]),
          [
            ["lab_bucket.logs", "being replaced"],
            ["lab_server.web", undefined],
          ],
        );
        const [problem] = run.metadata.diagnostics;
        assert.match(problem?.summary ?? "", /Ignore rule 1/);
        assert.match(problem?.detail ?? "", /reason/);
        assert.deepEqual([problem?.severity, problem?.file, problem?.line], ["warning", ".terraform-drift.jsonc", 3]);
        const { stdout } = await home.run(["show", run.id]);
        assert.match(stdout, /\.terraform-drift\.jsonc:3/);
      }),
    );

    for (const [name, text] of [
      ["no JSON at all", "ignore everything"],
      ["a list", "[]"],
      ["broken off", '{ "ignore": [ { "address": "lab_'],
      ["binary", "\u0000\u0001\u0002"],
    ] as const) {
      it(
        `one that is ${name} ignores nothing`,
        place(async (workspace, home) => {
          workspace.edit("lab_server", (server) => ({ ...server, size: "large" }));
          fs.writeFileSync(path.join(workspace.dir, ".terraform-drift.jsonc"), text);
          const { run, exitCode } = await home.check(workspace.dir);
          assert.equal(exitCode, 2);
          assert.equal(run.metadata.ignoredCount, 0);
          assert.equal(run.metadata.diagnostics[0]?.file, ".terraform-drift.jsonc");
        }),
      );
    }
  });

  describe("about the folder for runs", () => {
    const drifted = (test: (workspace: LabWorkspace, home: CliHome) => Promise<void>) =>
      place(async (workspace, home) => {
        workspace.edit("lab_server", (server) => ({ ...server, size: "large" }));
        await test(workspace, home);
      });

    it(
      "that cannot be written: the result is printed all the same",
      drifted(async (workspace, home) => {
        fs.writeFileSync(home.data, "a file in its place");
        const result = await home.check(workspace.dir);
        assertSentence(result, /Runs cannot be stored in .*data.*--data DIR/);
        assert.equal(result.run.status, "drift_detected");
        assert.equal(result.run.metadata.driftedCount, 1);
        assert.equal(fs.readFileSync(home.data, "utf8"), "a file in its place");
        assertSentence(await home.run(["history"]), /--data DIR/);
      }),
    );

    it(
      "of which a newer version wrote the list: it is not touched",
      drifted(async (workspace, home) => {
        await home.check(workspace.dir);
        const index = path.join(home.data, "index.json");
        const newer = JSON.stringify({ schemaVersion: 99, future: [1, 2, 3] });
        fs.writeFileSync(index, newer);
        const result = await home.check(workspace.dir);
        assertSentence(result, /index\.json was written by a newer version.*Update.*--data DIR/);
        assert.equal(result.run.metadata.driftedCount, 1);
        for (const args of [["history"], ["ignore", result.run.id, "lab_server.web"], ["show", result.run.id]]) {
          assertSentence(await home.run(args), /newer version/);
        }
        assert.equal(fs.readFileSync(index, "utf8"), newer);
      }),
    );

    it(
      "of which the list is damaged: it is put together again, and the damaged one kept",
      drifted(async (workspace, home) => {
        const first = await home.check(workspace.dir);
        const index = path.join(home.data, "index.json");
        const half = fs.readFileSync(index, "utf8").slice(0, 200);
        fs.writeFileSync(index, half);
        const second = await home.check(workspace.dir);
        assert.equal(second.exitCode, 2);
        assert.match(second.stderr, /index\.json was damaged/);
        assert.deepEqual(
          (await home.history()).map(({ id }) => id),
          [second.run.id, first.run.id],
        );
        assert.deepEqual(parseRun(await home.run(["show", first.run.id, "--json"])), first.run);
        const kept = fs.readdirSync(home.data).filter((name) => name.startsWith("index.json.corrupt-"));
        assert.deepEqual(
          kept.map((name) => fs.readFileSync(path.join(home.data, name), "utf8")),
          [half],
        );
      }),
    );

    it(
      "of which a run was half written: only that run cannot be shown",
      drifted(async (workspace, home) => {
        const first = await home.check(workspace.dir);
        const second = await home.check(workspace.dir);
        const file = path.join(home.data, "runs", `${first.run.id}.json`);
        fs.writeFileSync(file, fs.readFileSync(file, "utf8").slice(0, 300));
        assertSentence(await home.run(["show", first.run.id]), /details of run .* cannot be read/);
        assert.equal((await home.history()).length, 2);
        assert.deepEqual(parseRun(await home.run(["show", second.run.id, "--json"])), second.run);
      }),
    );
  });

  it(
    "about a folder for temporary files that is not there",
    place(async (workspace, home) => {
      const result = await home.check(workspace.dir, [], { TMPDIR: path.join(home.dir, "absent") });
      assertSentence(result, /temporary/);
      assert.equal(result.run.status, "error");
    }),
  );

  describe("about a document that is no plan:", () => {
    let home: CliHome;
    let plan: string;
    let planFile: Buffer;
    let state: string;
    let events: string;

    before(async () => {
      home = new CliHome();
      const workspace = base.clone();
      try {
        workspace.edit("lab_server", (server) => ({ ...server, size: "large" }));
        events = (await workspace.terraform(["plan", "-json", "-input=false", "-lock=false", "-out=p"])).stdout;
        plan = (await workspace.terraform(["show", "-json", "p"])).stdout;
        planFile = fs.readFileSync(path.join(workspace.dir, "p"));
        state = fs.readFileSync(path.join(workspace.dir, "terraform.tfstate"), "utf8");
      } finally {
        workspace.dispose();
      }
    });
    after(() => home.dispose());

    const report = (content: string | Buffer, args: readonly string[] = []): Promise<CliResult> => {
      const file = path.join(home.dir, "document");
      fs.writeFileSync(file, content);
      return home.run(["report", file, ...args], { cwd: home.dir });
    };

    const refused: [name: string, content: () => string | Buffer, sentence: RegExp][] = [
      ["nothing", () => "", /./],
      ["the first half of one", () => plan.slice(0, plan.length / 2), /./],
      ["one with something behind it", () => `${plan}{}`, /./],
      ["the plan file itself", () => planFile, /plan file.*terraform show -json/],
      ["a state", () => state, /state file/],
      ["the events of a plan", () => events, /event log/],
      ["a text", () => "Error: no such file\n", /other text.*Error: no such file/],
      ["one in UTF-16", () => Buffer.from(`\ufeff${plan}`, "utf16le"), /UTF-16/],
      ["another kind of JSON", () => '{"hello": "world"}', /./],
      ["deeper than anybody nests", () => `{"resource_drift": ${"[".repeat(100_000)}`, /./],
      ["one that says two things", () => plan.replace(/^\{/, '{"resource_drift":[],'), /./],
    ];
    for (const [name, content, sentence] of refused) {
      it(name, async () => {
        const result = await report(content(), ["--json"]);
        assertSentence(result, sentence);
        assert.equal(result.stdout, "");
      });
    }

    it("one of a newer format is read as far as it is known, with a warning", async () => {
      const { exitCode, stdout, stderr } = await report(
        plan.replace(/"format_version":"[^"]*"/, '"format_version":"2.0","news":{"a":[1]}'),
        ["--json"],
      );
      assert.equal(exitCode, 2, stderr);
      const run = parseRun({ exitCode, stdout, stderr });
      assert.equal(run.metadata.driftedCount, 1);
      assert.match(run.metadata.diagnostics[0]?.summary ?? "", /2\.0 is newer/);
    });

    it("one with hostile names harms neither the program nor the terminal", async () => {
      const hostile = {
        format_version: "1.2",
        resource_drift: ["__proto__", "constructor", "\u001b[2J\u001b]0;owned\u0007"].map((name) => ({
          address: `lab_server.${name}`,
          mode: "managed",
          type: "lab_server",
          name,
          provider_name: "registry.terraform.io/demo/lab",
          change: {
            actions: ["update"],
            before: JSON.parse(
              `{"${name === "constructor" ? name : "__proto__"}":{"polluted":1},"toString":"a"}`,
            ) as unknown,
            after: { toString: "b", hasOwnProperty: 1 },
          },
        })),
        resource_changes: [],
      };
      const text = await report(JSON.stringify(hostile));
      assert.doesNotMatch((text.stdout + text.stderr).replaceAll("\n", ""), /\p{Cc}/u);
      assert.match(text.stdout, /lab_server\.__proto__/);
      const json = parseRun(await report(JSON.stringify(hostile), ["--json"]));
      assert.equal(json.metadata.driftedResources.length, 3);
      for (const format of ["markdown", "sarif"]) {
        const { stderr } = await report(JSON.stringify(hostile), ["--format", format]);
        assert.equal(stderr, "");
      }
    });

    it("an entry that cannot be read costs that entry only, and the report is then no success", async () => {
      const document = JSON.parse(plan) as { resource_drift: unknown[] };
      document.resource_drift.push({ address: 5, change: "nothing" }, null);
      const result = await report(JSON.stringify(document), ["--json"]);
      const run = parseRun(result);
      assert.equal(result.exitCode, 1);
      assert.equal(run.status, "error");
      assert.deepEqual(
        run.metadata.driftedResources.map(({ address }) => address),
        ["lab_server.web"],
      );
      assert.equal(run.metadata.diagnostics.filter(({ severity }) => severity === "error").length, 2);
    });
  });
});
