/** `terraform-drift reconcile` and `accept` against unmodified Terraform. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import * as z from "zod";
import { type ReconcileRecord, reconcileRecord, review } from "../../src/shared/reconcile";
import { BASE_FOLDER } from "../lab/scenarios";
import { type LabObject, LabWorkspace, set } from "../lab/terraform";
import { CliHome, type CliResult } from "./cli";
import { contentsOf, until } from "./surroundings";
import { atTerminal, type Terminal } from "./terminal";

/** The folder itself is touched by the lock, which comes and goes while a plan is reviewed. */
function filesOf({ dir }: LabWorkspace): Record<string, string> {
  return Object.fromEntries(Object.entries(contentsOf(dir)).filter(([name]) => name !== ""));
}

/** In the order in which they are asked. */
const QUESTIONS = ["if it may be lost: ", "Apply that, too? Only 'yes' is taken: ", "this plan? Only 'yes' is taken: "];

describe("putting drift right on the command line", function () {
  this.timeout(60_000);
  let base: LabWorkspace;
  let workspace: LabWorkspace;
  let home: CliHome;
  const terminals: Terminal[] = [];

  before(async () => {
    base = await LabWorkspace.create({ folder: BASE_FOLDER });
  });
  after(() => base.dispose());
  beforeEach(() => {
    workspace = base.clone();
    home = new CliHome();
  });
  afterEach(() => {
    for (const { child } of terminals.splice(0)) child.kill("SIGKILL");
    assert.deepEqual(fs.readdirSync(home.tmp), [], "no plan is left");
    workspace.dispose();
    home.dispose();
  });

  const reconcile = (args: readonly string[] = [], env: Record<string, string> = {}): Promise<CliResult> =>
    home.run(["reconcile", "--project", "shop", ...args], { cwd: workspace.dir, env });
  const terminal = (args: readonly string[] = [], env: Record<string, string> = {}): Terminal => {
    const opened = atTerminal(["reconcile", "--project", "shop", ...args], workspace.dir, home.env(env));
    terminals.push(opened);
    return opened;
  };
  const server = (): LabObject => workspace.objects("lab_server")[0]!;
  async function records(): Promise<ReconcileRecord[]> {
    const { stdout } = await reconcile(["--list", "--json"]);
    return z.array(reconcileRecord).parse(JSON.parse(stdout));
  }

  it("puts back what drifted, says so, and finds it right", async () => {
    workspace.edit("lab_server", set({ size: "large" }));
    const { exitCode, stdout, stderr } = await reconcile(["--yes"]);
    assert.equal(exitCode, 0, stderr);
    assert.match(stdout, /lab_server\.web {2}main\.tf:\d+\n {4}update\n {4}size {2}"large" → "medium" {2}as recorded/);
    assert.match(stdout, /Applied\.\n0 added, 1 changed, 0 destroyed\.\nThe check run_\w+ found nothing left of it\./);
    assert.equal(server().size, "medium");

    const [record] = await records();
    const shown = await home.run(["show", record!.id]);
    assert.match(shown.stdout, /^✔ shop {2}Applied\n {2}Put back · the whole root module · by /);
    assert.deepEqual(JSON.parse((await home.run(["show", record!.id, "--json"])).stdout), record);
    assert.match(
      (await reconcile(["--list"])).stdout,
      /^rec_\w+ {2}Put back {2}applied {2}0 added, 1 changed.*verified/,
    );
    assert.equal((await home.run(["show", record!.id, "--format", "sarif"])).exitCode, 64);
  });

  it("says with 0 that there is nothing to put right", async () => {
    const { exitCode, stdout } = await reconcile(["--yes"]);
    assert.equal(exitCode, 0);
    assert.match(stdout, /^Nothing drifted: there is nothing to put back\.\n$/);
    const asJson = await reconcile(["--review", "--json"]);
    assert.deepEqual([asJson.exitCode, asJson.stdout], [0, "null\n"]);
    assert.deepEqual(await records(), []);
  });

  it("only shows with --review", async () => {
    workspace.edit("lab_server", set({ size: "large" }));
    const before = filesOf(workspace);
    const { exitCode, stdout } = await reconcile(["--review", "--json"]);
    assert.equal(exitCode, 2);
    assert.deepEqual(review.parse(JSON.parse(stdout)).summary, { add: 0, change: 1, remove: 0 });
    assert.equal((await reconcile(["--review"])).exitCode, 2);
    assert.deepEqual(filesOf(workspace), before);
    assert.deepEqual(await records(), []);
  });

  it("loses nothing and moves no code on without its own flag, whatever else is said", async () => {
    workspace.edit("lab_server", set({ image: "debian-11" }));
    workspace.code('description = "Web servers"', 'description = "Servers"');
    const before = server();
    const refused = await reconcile(["--yes"]);
    assert.equal(refused.exitCode, 1);
    assert.match(refused.stderr, /1 object would be lost: lab_server\.web\./);
    assert.match(refused.stderr, /add --allow-destroy lab_server\.web --include-pending;.*--target lab_server\.web/);
    for (const flags of [["--allow-destroy", "lab_server.web"], ["--include-pending"]]) {
      assert.equal((await reconcile(["--yes", ...flags])).exitCode, 1);
    }
    assert.deepEqual(server(), before);
    assert.deepEqual(await records(), []);

    const all = ["--allow-destroy", "lab_server.web", "--allow-destroy", "a.b", "--include-pending"];
    const { exitCode, stdout, stderr } = await reconcile(["--yes", "--json", ...all]);
    assert.equal(exitCode, 0, stderr);
    assert.match(stderr, /warning: --allow-destroy a\.b: the plan does not destroy it\./);
    assert.deepEqual(reconcileRecord.parse(JSON.parse(stdout)).verified, { complete: true, left: [] });
    assert.equal(server().image, "debian-12");
  });

  it("refuses to apply what nobody can be asked about, before it plans anything", async () => {
    for (const flags of [[], ["--json"]]) {
      const { exitCode, stdout, stderr } = await reconcile(flags);
      assert.deepEqual([exitCode, stdout], [64, ""]);
      assert.match(stderr, /^terraform-drift: Nobody is there who could be asked\. Look at the plan with --review/);
    }
    assert.equal((await reconcile(["--yes", "--review"])).exitCode, 64);
  });

  it("has the state take over what is there", async () => {
    workspace.edit("lab_server", set({ size: "large" }));
    const { exitCode, stdout } = await reconcile(["--accept-state", "--yes"]);
    assert.equal(exitCode, 0);
    assert.match(stdout, /1 resource to take over\./);
    assert.equal(server().size, "large");
    const { run } = await home.check(workspace.dir);
    assert.deepEqual([run.metadata.driftedCount, run.metadata.pendingCount > 0], [0, true]);
    assert.equal((await records())[0]!.kind, "accept_state");
  });

  it("says with 1 what Terraform could not do", async () => {
    workspace.edit("lab_server", set({ size: "large", _write_fault: "409 busy" }));
    const { exitCode, stdout } = await reconcile(["--yes"]);
    assert.equal(exitCode, 1);
    assert.match(stdout, /Failed; a part of it may have been done\./);
    assert.match(stdout, /error: .*409 busy/);
    assert.match(stdout, /1 resource left as it was: lab_server\.web\./);
  });

  describe("at a terminal", () => {
    it("asks for the address of what is lost, for what follows from it, and for the plan", async () => {
      workspace.edit("lab_server", set({ image: "debian-11" }));
      const asked = terminal();
      await asked.answer("Type lab_server.web if it may be lost: ", "lab_server.web");
      await asked.answer("Apply that, too? Only 'yes' is taken: ", "yes");
      await asked.answer("Apply this plan? Only 'yes' is taken: ", "yes");
      assert.equal(await asked.exitCode, 0, asked.shown());
      assert.equal(server().image, "debian-12");
      const [record] = await records();
      assert.deepEqual([record!.allowedDestroy, record!.includedPending], [["lab_server.web"], true]);
    });

    for (const [answers, words] of [
      [["lab_server"], "Nothing was applied."],
      [["yes"], "Nothing was applied."],
      [["lab_server.web", "no"], "terraform-drift reconcile --target lab_server.web"],
      [["lab_server.web", "yes", "y"], "Nothing was applied."],
      [["lab_server.web", "yes", ""], "Nothing was applied."],
    ] as const) {
      it(`applies nothing after ${JSON.stringify(answers)}`, async () => {
        workspace.edit("lab_server", set({ image: "debian-11" }));
        const asked = terminal();
        for (const [i, answer] of answers.entries()) await asked.answer(QUESTIONS[i]!, answer);
        assert.equal(await asked.exitCode, 1);
        assert.ok(asked.shown().includes(words), asked.shown());
        assert.equal(server().image, "debian-11");
        assert.deepEqual(await records(), []);
      });
    }

    it("takes Ctrl-C for no, at a question and while it reads", async () => {
      workspace.edit("lab_server", set({ size: "large" }));
      const asked = terminal();
      await until(() => asked.shown().includes("Apply this plan?"));
      asked.interrupt();
      assert.equal(await asked.exitCode, 130);
      const reading = terminal([], { LAB_LATENCY_MS: "600000" });
      await until(() => reading.shown().includes("read  "));
      reading.interrupt();
      assert.equal(await reading.exitCode, 130);
      assert.equal(server().size, "large");
      assert.deepEqual(await records(), []);
    });

    it("has Terraform finish what it has begun at the first Ctrl-C, and says what a second one would do", async () => {
      workspace.edit("lab_server", set({ size: "large" }));
      const asked = terminal([], { LAB_LATENCY_MS: "1500" });
      await asked.answer("Apply this plan? Only 'yes' is taken: ", "yes");
      await until(() => asked.shown().includes("applied  lab_server.web"));
      asked.interrupt();
      const exitCode = await asked.exitCode;
      assert.ok(asked.shown().includes("A second interrupt stops it at once"), asked.shown());
      const [record] = await records();
      assert.ok(record!.status === "cancelled" || record!.status === "applied", record!.status);
      assert.equal(exitCode, record!.status === "cancelled" ? 130 : 0);
      assert.notEqual(record!.endedAt, null);
    });
  });

  describe("in the code", () => {
    const accept = (args: readonly string[]): Promise<CliResult> =>
      home.run(["accept", "--project", "shop", ...args], { cwd: workspace.dir });
    const code = (): string => fs.readFileSync(path.join(workspace.dir, "main.tf"), "utf8");
    async function drifted(): Promise<string> {
      workspace.edit("lab_server", set({ size: "large" }));
      return (await home.check(workspace.dir, ["--project", "shop"])).run.id;
    }

    it("writes what is there, shows it as a diff, and finds it right", async () => {
      const before = code();
      const { exitCode, stdout, stderr } = await accept([await drifted(), "lab_server.web", "--yes"]);
      assert.equal(exitCode, 0, stderr);
      assert.match(stdout, /^--- main\.tf\n\+\+\+ main\.tf\n@@ /);
      assert.match(stdout, /\n- {2}size +=.*"medium"\n\+ {2}size +=.*"large"\n/);
      assert.match(stdout, /Written: main\.tf\. The check run_\w+ confirms size\./);
      assert.equal(code(), before.replace('size            = "medium"', 'size            = "large"'));
      assert.equal((await home.check(workspace.dir)).exitCode, 0);
    });

    it("leaves the attribute to others", async () => {
      const runId = await drifted();
      const { exitCode, stdout, stderr } = await accept([
        runId,
        "lab_server.web",
        "size",
        "--ignore-changes",
        "--yes",
        "--json",
      ]);
      assert.equal(exitCode, 0, stderr);
      const done = JSON.parse(stdout) as { attributes: string[]; files: string[]; runId: string };
      assert.deepEqual([done.attributes, done.files], [["size"], [path.join(workspace.dir, "main.tf")]]);
      assert.match(code(), /ignore_changes = \[\s*size,?\s*\]/);
    });

    it("puts back what does not hold", async () => {
      const runId = await drifted();
      const before = code();
      workspace.edit("lab_server", set({ size: "huge" }));
      const { exitCode, stderr } = await accept([runId, "lab_server.web", "--yes"]);
      assert.equal(exitCode, 1);
      assert.match(stderr, /The code was put back\.\n$/);
      assert.equal(code(), before);
    });

    it("writes nothing unasked, nor for what the run does not say", async () => {
      const runId = await drifted();
      const before = contentsOf(workspace.dir);
      assert.equal((await accept([runId, "lab_server.web"])).exitCode, 64);
      assert.equal((await accept([runId, "lab_server.web", "--offer", "1", "--yes"])).exitCode, 64);
      assert.equal((await accept([runId, "lab_server.other", "--yes"])).exitCode, 1);
      assert.equal((await accept([runId, "lab_server.web", "password", "--yes"])).exitCode, 1);
      const elsewhere = await accept([runId, "lab_server.web", "--yes", "--root", home.dir]);
      assert.equal(elsewhere.exitCode, 1, elsewhere.stderr);
      assert.deepEqual(contentsOf(workspace.dir), before);
    });
  });
});
