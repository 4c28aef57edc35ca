/** A check changes nothing and leaves nothing behind, however it ends. Linux: processes are looked for in /proc. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import { BASE_FOLDER } from "../lab/scenarios";
import { LabWorkspace } from "../lab/terraform";
import { CliHome, type CliProcess, parseRun } from "./cli";
import { recordingTerraform, type RecordingTerraform } from "./recordingTerraform";
import { contentsOf, type FoundProcess, processesIn, until } from "./surroundings";

/** Reads that take longer than any test. */
const SLOW = { LAB_LATENCY_MS: "600000" };

const PLAN = ["plan", "-detailed-exitcode", "-input=false", "-no-color", "-json", "-lock=false"];

/** One test's workspace, home and Terraform. */
interface Place {
  readonly workspace: LabWorkspace;
  readonly home: CliHome;
  readonly terraform: RecordingTerraform;
}

describe("a check is read-only", function () {
  this.timeout(60_000);
  let base: LabWorkspace;

  before(async () => {
    base = await LabWorkspace.create({ folder: BASE_FOLDER });
  });
  after(() => base.dispose());

  /** Runs `test`, then asserts that the workspace is byte for byte as it was, and that no temporary file and no process is left. */
  async function leavesNothing(
    test: (place: Place) => Promise<void>,
    options: { arrange?: (workspace: LabWorkspace) => void; events?: boolean } = {},
  ): Promise<void> {
    const workspace = base.clone();
    const home = new CliHome();
    try {
      options.arrange?.(workspace);
      const terraform = recordingTerraform(home.dir, { events: options.events ?? false });
      const before = contentsOf(workspace.dir);
      assert.ok(Object.keys(before).some((name) => name.endsWith("terraform.tfstate")));
      await test({ workspace, home, terraform });
      assert.deepEqual(contentsOf(workspace.dir), before);
      assert.deepEqual(fs.readdirSync(home.tmp), []);
      await until(() => !processesIn(home.tmp).some(isWatchdog)); // it is sent home last, and not waited for
      assert.deepEqual(processesIn(workspace.dir, home.tmp), []);
    } finally {
      workspace.dispose();
      home.dispose();
    }
  }

  /** Plan, then show of the same file: nothing else was ever started, and the file lay in the private folder. */
  function assertCalls({ terraform, home }: Place, words: readonly string[] = []): void {
    const calls = terraform.calls();
    const planFile = calls.at(-1)?.at(-1) ?? "";
    assert.ok(planFile.startsWith(`${home.tmp}/terraform-drift-`), planFile);
    assert.deepEqual(calls, [
      [...PLAN, `-out=${planFile}`, ...words],
      ["show", "-json", planFile],
    ]);
  }

  /** Starts a check of slow reads and waits until they have begun. */
  async function startSlowCheck(
    { workspace, home, terraform }: Place,
    args: readonly string[] = [],
    env: Record<string, string> = {},
  ): Promise<CliProcess> {
    const started = home.start(["check", "--json", "--binary", terraform.binary, ...args], {
      cwd: workspace.dir,
      env: { ...SLOW, ...env },
    });
    await until(terraform.isReading);
    assert.notDeepEqual(processesIn(workspace.dir).filter(isTerraform), []);
    return started;
  }

  /** Only the plan was begun. */
  function assertOnlyPlanned({ terraform }: Place): void {
    assert.deepEqual(
      terraform.calls().map(([command]) => command),
      ["plan"],
    );
  }

  it("when nothing drifted", () =>
    leavesNothing(async (place) => {
      const { run, exitCode } = await place.home.check(place.workspace.dir, ["--binary", place.terraform.binary]);
      assert.equal(exitCode, 0);
      assert.equal(run.status, "clean");
      assertCalls(place);
    }));

  it("when something drifted, also with every flag that reaches Terraform", () =>
    leavesNothing(
      async (place) => {
        const flags = ["--parallelism", "3", "--target", "lab_bucket.logs", "--target", "lab_server.web"];
        const { run, exitCode } = await place.home.check(place.workspace.dir, [
          "--binary",
          place.terraform.binary,
          ...flags,
        ]);
        assert.equal(exitCode, 2);
        assert.equal(run.metadata.driftedCount, 1);
        assertCalls(place, ["-parallelism=3", "-target=lab_bucket.logs", "-target=lab_server.web"]);
      },
      { arrange: (workspace) => workspace.edit("lab_server", (server) => ({ ...server, size: "large" })) },
    ));

  it("whatever the person's environment would add to Terraform's commands", () =>
    leavesNothing(async (place) => {
      const { workspace, home, terraform } = place;
      const { exitCode } = await home.check(workspace.dir, ["--binary", terraform.binary], {
        TF_CLI_ARGS: "-no-such-flag",
        TF_CLI_ARGS_plan: "-destroy -state-out=stolen.tfstate",
        TF_LOG: "TRACE",
        TF_LOG_PATH: `${workspace.dir}/trace.log`,
      });
      assert.equal(exitCode, 0);
      assertCalls(place);
    }));

  it("in a Terraform workspace that is not there: Terraform would make it", () =>
    leavesNothing(async ({ workspace, home, terraform }) => {
      const { exitCode } = await home.check(workspace.dir, ["--binary", terraform.binary, "--workspace", "green"]);
      assert.equal(exitCode, 1);
      assert.deepEqual(terraform.calls(), [["workspace", "list"]]);
    }));

  it("when the provider fails", () =>
    leavesNothing(async (place) => {
      const { workspace, home, terraform } = place;
      const { run, exitCode, stderr } = await home.check(workspace.dir, ["--binary", terraform.binary], {
        LAB_UNREACHABLE: "reads",
      });
      assert.equal(exitCode, 1);
      assert.equal(run.status, "error");
      assert.notEqual(stderr, "");
      assertCalls(place); // a plan that broke off says what it had read until then
    }));

  it("when it is interrupted at the terminal", () =>
    leavesNothing(
      async (place) => {
        const { child, ended } = await startSlowCheck(place);
        child.kill("SIGINT");
        const result = await ended;
        assert.equal(result.exitCode, 130);
        assert.equal(parseRun(result).status, "cancelled");
        assert.deepEqual(
          (await place.home.history()).map(({ status }) => status),
          ["cancelled"],
        );
        assertOnlyPlanned(place);
      },
      { events: true },
    ));

  it("when another process cancels it", () =>
    leavesNothing(
      async (place) => {
        const { ended } = await startSlowCheck(place);
        const [running] = await place.home.history();
        assert.equal(running?.status, "running");
        const cancelled = await place.home.run(["cancel", running.id]);
        assert.equal(cancelled.exitCode, 0, cancelled.stderr);
        assert.deepEqual(processesIn(place.workspace.dir).filter(isTerraform), []);
        const result = await ended;
        assert.equal(result.exitCode, 130);
        assert.equal(parseRun(result).id, running.id);
        assert.equal(parseRun(result).status, "cancelled");
        assertOnlyPlanned(place);
      },
      { events: true },
    ));

  it("when it takes too long", () =>
    leavesNothing(
      async (place) => {
        const { ended } = await startSlowCheck(place, ["--timeout", "2s"]);
        const result = await ended;
        assert.equal(result.exitCode, 1);
        assert.equal(parseRun(result).status, "error");
        assert.match(result.stderr, /^terraform-drift: .*time limit.*--timeout.*\n$/);
        assertOnlyPlanned(place);
      },
      { events: true },
    ));

  it("when it is killed: what it left is cleaned up behind it, and its run is called interrupted", () =>
    leavesNothing(
      async ({ workspace, home, ...place }) => {
        const { child, ended } = await startSlowCheck({ workspace, home, ...place });
        assert.notDeepEqual(fs.readdirSync(home.tmp), []);
        child.kill("SIGKILL");
        await ended;
        await until(() => processesIn(workspace.dir, home.tmp).length === 0 && fs.readdirSync(home.tmp).length === 0);
        const [run] = await home.history();
        assert.equal(run?.status, "error");
        assert.equal(run.metadata.complete, false);
        assert.match(run.metadata.diagnostics[0]?.summary ?? "", /interrupted/);
        const shown = await home.run(["show", run.id]);
        assert.match(shown.stdout, /interrupted/);
      },
      { events: true },
    ));

  it("when Terraform itself is killed", () =>
    leavesNothing(
      async (place) => {
        const { ended } = await startSlowCheck(place);
        process.kill(place.terraform.pids()[0]!, "SIGKILL");
        const result = await ended;
        assert.equal(result.exitCode, 1);
        assert.equal(parseRun(result).status, "error");
        assert.match(result.stderr, /^terraform-drift: .*signal.*\n$/);
      },
      { events: true },
    ));

  it("when the provider does not give up its reads", () =>
    leavesNothing(
      async (place) => {
        const { child, ended } = await startSlowCheck(place, [], { LAB_IGNORE_STOP: "1" });
        child.kill("SIGINT");
        const result = await ended;
        assert.equal(result.exitCode, 130);
        assert.equal(parseRun(result).status, "cancelled");
      },
      { events: true },
    ));
});

function isWatchdog({ command }: FoundProcess): boolean {
  return command.includes("terraform-drift-watchdog");
}

/** Terraform, its provider, or what stands between them and the check. */
function isTerraform(found: FoundProcess): boolean {
  return !found.command.includes("dist/cli.js") && !isWatchdog(found);
}
