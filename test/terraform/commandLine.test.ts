/** The command line against unmodified Terraform (design: contract, section 2). */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import * as z from "zod";
import { driftRun, type DriftRun, runMetadata } from "../../src/shared/model";
import { BASE_FOLDER } from "../lab/scenarios";
import { LabWorkspace } from "../lab/terraform";
import { CliHome, type CheckResult, type CliResult, parseRun, placeOf } from "./cli";

describe("terraform-drift", function () {
  this.timeout(60_000);
  /** The base configuration, applied; and a clone in which a server and a bucket drifted. */
  let base: LabWorkspace;
  let drifted: LabWorkspace;
  let home: CliHome;
  /** A check of `drifted`, stored in `home`. */
  let checked: CheckResult;

  before(async () => {
    home = new CliHome();
    base = await LabWorkspace.create({ folder: BASE_FOLDER });
    drifted = base.clone();
    drifted.edit("lab_server", (server) => ({ ...server, size: "large", tags: { env: "dev", team: "core" } }));
    drifted.edit("lab_bucket", (bucket) => ({ ...bucket, public: true }));
    checked = await home.check(drifted.dir, ["--project", "shop"]);
  });
  after(() => {
    base.dispose();
    drifted.dispose();
    home.dispose();
  });

  /** In the drifted workspace, unless told otherwise. */
  const run = (args: readonly string[], cwd = drifted.dir, env: Record<string, string> = {}): Promise<CliResult> =>
    home.run(args, { cwd, env });
  /** With a home of its own, whose history nobody else looks at. */
  async function alone<T>(test: (own: CliHome) => Promise<T>): Promise<T> {
    const own = new CliHome();
    try {
      return await test(own);
    } finally {
      own.dispose();
    }
  }
  async function cloned<T>(test: (workspace: LabWorkspace) => Promise<T>): Promise<T> {
    const workspace = base.clone();
    try {
      return await test(workspace);
    } finally {
      workspace.dispose();
    }
  }

  describe("check", () => {
    it("exits with 0 where nothing drifted and with 2 where something did, and prints one run as JSON, nothing else", async () => {
      const clean = await home.check(base.dir, ["--project", "calm"]);
      assert.equal(clean.exitCode, 0);
      assert.equal(clean.run.status, "clean");
      assert.equal(clean.stderr, "");
      assert.equal(checked.exitCode, 2);
      assert.equal(checked.run.status, "drift_detected");
      assert.equal(checked.run.projectId, "shop");
      assert.equal(checked.run.workspaceId, ".");
      assert.equal(checked.run.trigger, "manual");
      assert.equal(checked.stderr, "");
    });

    it("prints plain text where nobody watches, and colours only at a terminal that wants them", async () => {
      const piped = await run(["check"]);
      assert.equal(piped.exitCode, 2);
      assert.match(piped.stdout, /lab_bucket\.logs/);
      assert.ok(!piped.stdout.includes("\u001b"));
      assert.equal(piped.stderr, "");

      const command = `'${process.execPath}' '${path.resolve("dist/cli.js")}' show ${checked.run.id}`;
      assert.ok((await atTerminal(command, home.env({ TERM: "xterm" }))).includes("\u001b["));
      assert.ok(!(await atTerminal(command, home.env({ TERM: "xterm", NO_COLOR: "1" }))).includes("\u001b["));
    });

    it("writes Markdown and SARIF", async () => {
      const markdown = await run(["check", "--format", "markdown"]);
      assert.equal(markdown.exitCode, 2);
      assert.match(markdown.stdout, /`lab_bucket\.logs`/);

      const sarif = await run(["check", "--format", "sarif"]);
      assert.equal(sarif.exitCode, 2);
      const log = JSON.parse(sarif.stdout) as { version: string; runs: { results: { locations: unknown[] }[] }[] };
      assert.equal(log.version, "2.1.0");
      assert.equal(log.runs[0]?.results.length, 3); // one for each attribute
    });

    it("counts from the threshold on", async () => {
      const critical = await home.check(drifted.dir, ["--threshold", "critical"]);
      assert.equal(critical.exitCode, 2);
      assert.deepEqual(counted(critical.run), [1, "critical"]);

      await cloned(async (workspace) => {
        workspace.edit("lab_server", (server) => ({ ...server, tags: { env: "dev", team: "core" } }));
        assert.equal((await home.check(workspace.dir)).exitCode, 0);
        const info = await home.check(workspace.dir, ["--threshold", "info"]);
        assert.equal(info.exitCode, 2);
        assert.deepEqual(counted(info.run), [1, "info"]);
      });
    });

    it("checks only the targets it is given: a complete answer that never becomes the last run", () =>
      alone(async (own) => {
        const whole = await own.check(base.dir);
        const { run: targeted, exitCode } = await own.check(drifted.dir, ["--target", "lab_security_group.web"]);
        assert.equal(exitCode, 0);
        assert.deepEqual(targeted.metadata.targets, ["lab_security_group.web"]);
        assert.equal(targeted.metadata.complete, true);
        assert.equal(targeted.metadata.totalResources, 1);
        assert.deepEqual(targeted.metadata.uncheckedAddresses, []);
        assert.equal((await own.history()).length, 2);
        assert.equal(whole.run.metadata.targets, null);
      }));

    it("passes variables on, from the command line and from files as seen from where it was started", () =>
      cloned(async (workspace) => {
        workspace.code('"medium"', "var.size");
        workspace.code('output "static"', 'variable "size" {}\n\noutput "static"');
        const missing = await home.check(workspace.dir);
        assert.equal(missing.exitCode, 1);
        assert.match(missing.stderr, /^terraform-drift: No value for required variable.*--var-file or --var/);

        assert.equal((await home.check(workspace.dir, ["--var", "size=medium"])).exitCode, 0);
        const other = await home.check(workspace.dir, ["--var", "size=small"]);
        assert.deepEqual(other.run.metadata.pendingChanges, [{ address: "lab_server.web", actions: ["update"] }]);

        const folder = path.join(home.dir, "variables");
        fs.mkdirSync(folder);
        fs.writeFileSync(path.join(folder, "prod.tfvars"), 'size = "medium"\n');
        const fromElsewhere = await run(["check", "--json", "--var-file", "prod.tfvars", workspace.dir], folder);
        assert.equal(fromElsewhere.exitCode, 0, fromElsewhere.stderr);
      }));

    it("checks another Terraform workspace, without selecting it, and says so where there is none of that name", () =>
      cloned(async (workspace) => {
        const made = await workspace.terraform(["workspace", "new", "blue"]);
        assert.equal(made.exitCode, 0, made.stderr);
        await workspace.apply();
        const selected = await home.check(workspace.dir);
        assert.equal(selected.run.workspaceId, ".@blue");
        assert.equal(selected.exitCode, 0);

        const other = await home.check(workspace.dir, ["--workspace", "default"]);
        assert.equal(other.run.workspaceId, ".");
        const back = await workspace.terraform(["workspace", "select", "default"]);
        assert.equal(back.exitCode, 0, back.stderr);
        const named = await home.check(workspace.dir, ["--workspace", "blue"]);
        assert.equal(named.run.workspaceId, ".@blue");
        assert.equal(named.run.metadata.totalResources, 7);
        const { stdout } = await workspace.terraform(["workspace", "show"]);
        assert.equal(stdout.trim(), "default");

        const fromEnvironment = await home.check(workspace.dir, [], { TF_WORKSPACE: "blue" });
        assert.equal(fromEnvironment.run.workspaceId, ".@blue");

        const wrong = await home.check(workspace.dir, ["--workspace", "green"]);
        assert.equal(wrong.exitCode, 1);
        assert.equal(wrong.run.status, "error");
        assert.match(wrong.stderr, /^terraform-drift: There is no Terraform workspace "green".*\n$/);
        assert.equal(fs.existsSync(path.join(workspace.dir, "terraform.tfstate.d", "green")), false);
      }));

    it("reads the person's configuration file, under the flags", () =>
      alone(async (own) => {
        const file = path.join(own.dir, "config.json");
        fs.writeFileSync(file, '{ "threshold": "critical", "project": "from-file", /* mine */ "timeout": "5m" }');
        const { run: configured } = await own.check(drifted.dir, ["--config", file]);
        assert.deepEqual([configured.projectId, configured.metadata.threshold], ["from-file", "critical"]);
        const { run: overruled } = await own.check(drifted.dir, ["--config", file, "--threshold", "info"]);
        assert.deepEqual([overruled.projectId, overruled.metadata.threshold], ["from-file", "info"]);

        fs.mkdirSync(path.join(own.dir, "config", "terraform-drift"), { recursive: true });
        fs.copyFileSync(file, path.join(own.dir, "config", "terraform-drift", "config.json"));
        assert.equal((await own.check(drifted.dir)).run.projectId, "from-file");
      }));

    it("stores runs where --data says, else where TERRAFORM_DRIFT_DATA says, else in the platform's folder", () =>
      alone(async (own) => {
        const flagged = path.join(own.dir, "flagged");
        await own.check(base.dir, ["--data", flagged]);
        assert.equal(fs.existsSync(own.data), false);
        assert.equal((await own.history(["--data", flagged])).length, 1);
        await own.check(base.dir);
        assert.equal((await own.history()).length, 1);
        await own.check(base.dir, [], { TERRAFORM_DRIFT_DATA: "" });
        assert.ok(fs.existsSync(path.join(own.dir, "share", "terraform-drift", "index.json")));
      }));
  });

  describe("check of several root modules", () => {
    let repository: string;
    before(() => {
      repository = path.join(home.dir, "repository");
      const copy = (workspace: LabWorkspace, name: string): void =>
        fs.cpSync(workspace.dir, path.join(repository, "infra", name), { recursive: true, verbatimSymlinks: true });
      fs.mkdirSync(path.join(repository, ".git"), { recursive: true });
      copy(base, "calm");
      copy(drifted, "drifted");
      copy(base, "broken");
      fs.appendFileSync(path.join(repository, "infra", "broken", "main.tf"), "\nresource {\n");
    });

    const several = z.strictObject({ runs: z.array(driftRun), status: z.string() });
    async function checkAll(args: readonly string[]): Promise<CliResult & z.infer<typeof several>> {
      const result = await run(["check", "--json", ...args], repository);
      return { ...result, ...several.parse(JSON.parse(result.stdout)) };
    }
    const statuses = (runs: readonly DriftRun[]): string[][] =>
      runs.map(({ workspaceId, status }) => [workspaceId, status]);

    it("shows the results of those that could be checked beside one that failed, and is then never clean", async () => {
      const { runs, status, exitCode, stderr } = await checkAll(["--concurrency", "2"]);
      assert.deepEqual(statuses(runs), [
        ["infra/broken", "error"],
        ["infra/calm", "clean"],
        ["infra/drifted", "drift_detected"],
      ]);
      assert.equal(status, "error");
      assert.equal(exitCode, 1);
      assert.match(stderr, /^terraform-drift: infra\/broken: .*main\.tf.*\n$/);
      assert.ok(runs.every(({ projectId }) => projectId === "repository"));
    });

    it("takes only those that are included and not excluded", async () => {
      const excluded = await checkAll(["--exclude", "infra/broken"]);
      assert.equal(excluded.exitCode, 2);
      assert.deepEqual(statuses(excluded.runs), [
        ["infra/calm", "clean"],
        ["infra/drifted", "drift_detected"],
      ]);
      assert.equal(excluded.status, "drift_detected");

      const included = await run(["check", "--json", "--include", "infra/c*"], repository);
      assert.equal(included.exitCode, 0);
      assert.equal(parseRun(included).workspaceId, "infra/calm");

      const none = await run(["check", "--include", "nothing/*"], repository);
      assert.equal(none.exitCode, 1);
      assert.match(none.stderr, /^terraform-drift: There is no root module.*\n$/);
    });

    it("takes the folders that are named", async () => {
      const { runs, exitCode } = await checkAll(["infra/calm", "infra/drifted"]);
      assert.equal(exitCode, 2);
      assert.deepEqual(
        runs.map(({ workspaceId }) => workspaceId),
        ["infra/calm", "infra/drifted"],
      );
      const places = await run(["check", "infra/drifted"], repository);
      assert.match(places.stdout, /infra\/drifted\/main\.tf:\d+/); // as seen from where it was started
    });

    it("refuses two folders of one name that no repository tells apart, rather than taking one for the other", () =>
      alone(async (own) => {
        const folders = ["a", "b"].map((name) => path.join(own.dir, name, "infra"));
        for (const folder of folders) fs.cpSync(base.dir, folder, { recursive: true, verbatimSymlinks: true });
        const refused = await own.run(["check", "--json", ...folders]);
        assert.equal(refused.exitCode, 64);
        assert.equal(refused.stdout, "");
        assert.match(refused.stderr, /^terraform-drift: .*a\/infra and .*b\/infra have the same name.*\n$/);
        const above = await own.run(["check", "--json"], { cwd: own.dir });
        assert.deepEqual(statuses(several.parse(JSON.parse(above.stdout)).runs), [
          ["a/infra", "clean"],
          ["b/infra", "clean"],
        ]);
      }));

    it("is the history of each by its folder", async () => {
      const inFolder = await home.run(["history", "--json", "infra/drifted"], { cwd: repository });
      const all = await home.run(["history", "--json", "."], { cwd: repository });
      const idsOf = ({ stdout }: CliResult): string[] => [
        ...new Set((JSON.parse(stdout) as DriftRun[]).map(({ workspaceId }) => workspaceId)),
      ];
      assert.deepEqual(idsOf(inFolder), ["infra/drifted"]);
      assert.deepEqual(idsOf(all).sort(), ["infra/broken", "infra/calm", "infra/drifted"]);
    });
  });

  describe("report", () => {
    let document: string;
    before(async () => {
      const workspace = drifted.clone();
      try {
        await workspace.terraform(["plan", "-input=false", "-lock=false", "-out=p"]);
        document = path.join(home.dir, "plan.json");
        fs.writeFileSync(document, (await workspace.terraform(["show", "-json", "p"])).stdout);
      } finally {
        workspace.dispose();
      }
    });

    it("says of a plan document what a check says, with the code's places if it is given the code", async () => {
      const result = await run(["report", document, "--root", ".", "--json"]);
      const reported = parseRun(result);
      assert.equal(result.exitCode, 2);
      assert.deepEqual(reported.metadata.driftedResources, checked.run.metadata.driftedResources);
      assert.equal(reported.metadata.totalResources, checked.run.metadata.totalResources);
      assert.equal(reported.metadata.tool.version, checked.run.metadata.tool.version);
      assert.ok(reported.metadata.driftedResources.every(({ location }) => location !== null));
    });

    it("reads standard input, needs neither code nor Terraform, and stores nothing", () =>
      alone(async (own) => {
        const result = await own.run(["report", "-", "--json"], {
          cwd: own.dir,
          input: fs.readFileSync(document, "utf8"),
          env: { PATH: "" },
        });
        const reported = parseRun(result);
        assert.equal(result.exitCode, 2, result.stderr);
        assert.deepEqual(
          reported.metadata.driftedResources.map(({ address, location }) => [address, location]),
          checked.run.metadata.driftedResources.map(({ address }) => [address, null]),
        );
        assert.deepEqual(await own.history(), []);
      }));

    it("knows the formats and the threshold of check", async () => {
      assert.match((await run(["report", document])).stdout, /lab_bucket\.logs/);
      assert.match((await run(["report", document, "--format", "markdown"])).stdout, /`lab_bucket\.logs`/);
      const sarif = await run(["report", document, "--format", "sarif", "--root", "."]);
      assert.match(sarif.stdout, /"startLine": \d+/);
      const critical = parseRun(await run(["report", document, "--json", "--threshold", "critical"]));
      assert.equal(critical.metadata.driftedCount, 1);
    });
  });

  describe("locate", () => {
    it("says where an address is defined", async () => {
      const { line, column } = placeOf(path.join(drifted.dir, "main.tf"), 'resource "lab_bucket" "logs"');
      const one = await run(["locate", "lab_bucket.logs"]);
      assert.equal(one.stdout, `main.tf:${line}:${column}\n`);
      assert.equal(one.exitCode, 0);
      const json = await run(["locate", "--json", "lab_bucket.logs"]);
      assert.deepEqual(JSON.parse(json.stdout), [
        { address: "lab_bucket.logs", file: "main.tf", line, column, kind: "resource" },
      ]);
    });

    it("says so of an address that the code does not have, and still locates the others", async () => {
      const { exitCode, stdout, stderr } = await run(["locate", "lab_bucket.gone", "lab_bucket.logs"]);
      assert.equal(exitCode, 1);
      assert.match(stdout, /^main\.tf:\d+:\d+ {2}lab_bucket\.logs\n$/);
      assert.match(stderr, /^terraform-drift: lab_bucket\.gone is not in the code.*\n$/);
    });

    it("lists every block of a root module elsewhere", async () => {
      const { exitCode, stdout } = await run(["locate", "--json", "--root", drifted.dir], home.dir);
      const blocks = JSON.parse(stdout) as { address: string; kind: string }[];
      assert.equal(exitCode, 0);
      assert.deepEqual(
        blocks.filter(({ kind }) => kind === "output").map(({ address }) => address),
        ["output.web_status", "output.static"],
      );
      assert.equal(blocks.filter(({ kind }) => kind === "resource").length, 7);
    });
  });

  describe("history and show", () => {
    it("list stored runs, newest first, without what is large, and at most so many", () =>
      alone(async (own) => {
        const ids: string[] = [];
        for (const workspace of [base, drifted, base]) ids.unshift((await own.check(workspace.dir)).run.id);
        const { stdout } = await own.run(["history", "--json"]);
        const runs = JSON.parse(stdout) as { id: string; metadata: object }[];
        assert.deepEqual(
          runs.map(({ id }) => id),
          ids,
        );
        for (const one of runs) {
          assert.equal(Object.hasOwn(one, "output"), false);
          assert.equal(Object.hasOwn(one.metadata, "driftedResources"), false);
        }
        assert.deepEqual(
          (await own.history(["--limit", "2"])).map(({ id }) => id),
          ids.slice(0, 2),
        );
        const table = await own.run(["history", "--limit", "1"]);
        assert.match(table.stdout, new RegExp(`^${ids[0]!} .*\\nMore: `));
      }));

    it("say that there are none", () =>
      alone(async (own) => {
        assert.deepEqual(await own.history(), []);
        assert.match((await own.run(["history"])).stdout, /No runs are stored/);
        assert.equal(fs.existsSync(own.data), false);
      }));

    it("show a run as the check had printed it", async () => {
      const json = await run(["show", checked.run.id, "--json"], home.dir);
      assert.equal(json.exitCode, 0);
      assert.deepEqual(parseRun(json), checked.run);
      assert.match((await run(["show", checked.run.id], home.dir)).stdout, /lab_bucket\.logs/);
      const markdown = await run(["show", checked.run.id, "--format", "markdown"], home.dir);
      assert.match(markdown.stdout, /`lab_bucket\.logs`/);
    });
  });

  describe("ignore", () => {
    it("takes one resource out of the count of one run, any number of times; after the last the run is clean", () =>
      alone(async (own) => {
        const { run: stored } = await own.check(drifted.dir);
        assert.equal(stored.metadata.driftedCount, 2);
        const first = await own.run(["ignore", stored.id, "lab_bucket.logs", "--json"]);
        assert.equal(first.exitCode, 0);
        const metadata = runMetadata.parse(JSON.parse(first.stdout));
        assert.deepEqual([metadata.driftedCount, metadata.ignoredCount], [1, 1]);
        const again = await own.run(["ignore", stored.id, "lab_bucket.logs", "--json"]);
        assert.equal(again.stdout, first.stdout);

        const last = await own.run(["ignore", stored.id, "lab_server.web"]);
        assert.match(last.stdout, /lab_server\.web.*0 resources/);
        const shown = parseRun(await own.run(["show", stored.id, "--json"]));
        assert.equal(shown.status, "clean");
        assert.deepEqual(
          shown.metadata.driftedResources.map(({ ignored }) => ignored),
          [{ by: "run" }, { by: "run" }],
        );
        assert.equal((await own.history())[0]?.status, "clean");
        assert.equal((await own.check(drifted.dir)).exitCode, 2); // in that run only
      }));

    it("says which run or which address is not there", async () => {
      const address = await run(["ignore", checked.run.id, "lab_bucket.gone"]);
      assert.equal(address.exitCode, 1);
      assert.match(address.stderr, /^terraform-drift: lab_bucket\.gone is not among the drifted resources.*\n$/);
      for (const args of [
        ["ignore", "run_unknown", "lab_bucket.logs"],
        ["show", "run_unknown"],
        ["cancel", "run_unknown"],
        ["show", "../../etc/passwd"],
      ]) {
        const { exitCode, stdout, stderr } = await run(args);
        assert.equal(exitCode, 1, args.join(" "));
        assert.equal(stdout, "");
        assert.match(stderr, /^terraform-drift: There is no run .*\n$/);
      }
    });
  });

  it("cancel refuses a run that is over", async () => {
    const { exitCode, stdout, stderr } = await run(["cancel", checked.run.id]);
    assert.equal(exitCode, 1);
    assert.equal(stdout, "");
    assert.match(stderr, new RegExp(`^terraform-drift: The run ${checked.run.id} is over already.*\\n$`));
  });

  describe("wrong usage", () => {
    const wrong: [args: string[], sentence: RegExp][] = [
      [["chek"], /no command "chek".*--help/],
      [["check", "--jsn"], /Unknown option '--jsn'.*check --help/],
      [["check", "--threshold", "severe"], /--threshold must be critical, warning or info/],
      [["check", "--timeout", "soon"], /--timeout must be a time such as 90s/],
      [["check", "--parallelism", "0"], /--parallelism must be a whole number/],
      [["check", "--format", "xml"], /--format must be text, markdown, sarif or json/],
      [["check", "--json", "--format", "sarif"], /--json and --format contradict/],
      [["check", "--var", "novalue"], /name=value/],
      [["check", "--target", ""], /A target must not be empty/],
      [["check", "nowhere"], /There is no folder nowhere/],
      [["check", "main.tf"], /main\.tf is not a folder/],
      [["check", "--config", "nowhere.json"], /configuration file nowhere\.json cannot be read/],
      [["report"], /Usage: terraform-drift report FILE\|-/],
      [["report", "nowhere.json"], /There is no file nowhere\.json/],
      [["report", "."], /is a folder.*terraform-drift check/],
      [["locate", "--root", "nowhere"], /There is no folder .*nowhere/],
      [["history", "--limit", "0"], /--limit must be a whole number of at least 1/],
      [["show"], /Usage: terraform-drift show ID/],
      [["ignore", "run_1"], /Usage: terraform-drift ignore RUN ADDRESS/],
    ];
    for (const [args, sentence] of wrong) {
      it(`is exit code 64 and one sentence: ${args.join(" ")}`, async () => {
        const { exitCode, stdout, stderr } = await run(args);
        assert.equal(exitCode, 64, stderr);
        assert.equal(stdout, "");
        assert.match(stderr, /^terraform-drift: [^\n]+\n$/);
        assert.match(stderr, sentence);
      });
    }

    it("in the configuration file says where", () =>
      alone(async (own) => {
        const file = path.join(own.dir, "config.json");
        const cases: [text: string, sentence: RegExp][] = [
          ['{\n  "threshold": "severe"\n}', /config\.json has an error at "threshold"/],
          ['{\n  "treshold": "info"\n}', /config\.json has an error .*treshold/],
          ['{\n  "project" "x"\n}', /config\.json:2 is not JSON/],
        ];
        for (const [text, sentence] of cases) {
          fs.writeFileSync(file, text);
          const { exitCode, stderr } = await own.run(["check", "--config", file], { cwd: base.dir });
          assert.equal(exitCode, 64);
          assert.match(stderr, /^terraform-drift: [^\n]+\n$/);
          assert.match(stderr, sentence);
        }
      }));

    it("is not a folder without configuration, which is an error", () =>
      alone(async (own) => {
        const { exitCode, stdout, stderr } = await own.run(["check", "--json"], { cwd: own.tmp });
        assert.equal(exitCode, 1);
        assert.equal(stdout, "");
        assert.equal(
          stderr,
          "terraform-drift: There is no root module in this folder. Name a folder with .tf files.\n",
        );
      }));
  });

  it("has help for every command, and a version", async () => {
    const help = await run(["--help"]);
    assert.equal(help.exitCode, 0);
    for (const command of ["check", "report", "locate", "history", "show", "ignore", "cancel"]) {
      assert.match(help.stdout, new RegExp(`^ {2}${command} `, "m"));
      const own = await run([command, "--help"]);
      assert.equal(own.exitCode, 0);
      assert.match(own.stdout, new RegExp(`^Usage: terraform-drift ${command} `));
    }
    const { version } = JSON.parse(fs.readFileSync("package.json", "utf8")) as { version: string };
    assert.equal((await run(["--version"])).stdout, `${version}\n`);
    const bare = await run([]);
    assert.equal(bare.exitCode, 64);
  });
});

function counted({ metadata }: DriftRun): [number, string] {
  return [metadata.driftedCount, metadata.threshold];
}

/** What a command writes at a terminal of its own. */
async function atTerminal(command: string, env: Record<string, string>): Promise<string> {
  const { execa } = await import("execa");
  const { stdout } = await execa("script", ["-qec", command, "/dev/null"], {
    env,
    extendEnv: false,
    stdin: "ignore",
    stripFinalNewline: false,
  });
  return stdout;
}
