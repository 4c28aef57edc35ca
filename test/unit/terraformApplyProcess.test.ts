/**
 * Run by mocha this is a test file; run by Node itself (by the tests) it is the program that dies while something is applied.
 */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, readlink, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { createInterface } from "node:readline";
import type { Binary } from "../../src/core/terraform/binary";
import { runTerraform, type OutputReader, type RunOptions } from "../../src/core/terraform/runner";
import { APPLY_GRACE, stopSteps } from "../../src/core/terraform/stopSteps";
import { createTempFolder, type TempFolder } from "../../src/core/terraform/tempFolder";
import { APPLY_WATCHDOG_GRACE, startWatchdog } from "../../src/core/terraform/watchdog";
import { DriftError } from "../../src/shared/errors";
import {
  fakeEnv,
  isRunning,
  runningInGroup,
  until,
  untilReady,
  writeFake,
  type Ready,
} from "./terraform/fakeTerraform";

/** Speaks without end; when interrupted it says a hundred lines more, then notes how often it was interrupted, and ends. */
const BUSY = `#!${process.execPath}
const { writeFileSync, writeSync } = require("node:fs");
let interrupts = 0;
let left = Infinity;
process.on("SIGINT", () => { interrupts++; left = Math.min(left, 100); });
writeSync(1, JSON.stringify({ type: "ready", pid: process.pid, args: [] }) + "\\n");
const work = () => {
  writeSync(1, "Creating...\\n");
  writeSync(2, "still\\n");
  if (left-- > 0) setTimeout(work, 5);
  else writeFileSync(process.env.MARKER, String(interrupts));
};
work();
`;

const FLOOD = `#!${process.execPath}
const { writeSync } = require("node:fs");
const line = "0123456789abcdef".repeat(64) + "\\n";
for (let n = 0; n < 30000; n++) writeSync(1, line);
writeSync(2, ("y".repeat(99) + "\\n").repeat(3000));
`;

if (require.main === module) void beTheVictim(process.argv[2]!, process.argv[3]!);
else describe("a process that applies", testApplies);

async function beTheVictim(binary: string, marker: string): Promise<void> {
  const folder = (await createTempFolder()).path;
  const watchdog = await startWatchdog(folder, { grace: APPLY_WATCHDOG_GRACE });
  const { ready, read } = untilReady();
  const options: RunOptions = { cwd: "/", env: { MARKER: marker }, watchdog, outputFolder: folder, grace: APPLY_GRACE };
  void runTerraform({ command: [binary], kind: "terraform" }, ["apply"], options, read);
  const { pid } = await ready;
  process.stdout.write(`${JSON.stringify({ folder, pid })}\n`);
}

async function isThere(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}

function testApplies(this: Mocha.Suite): void {
  this.timeout(30_000);
  let base: string;
  let binary: Binary;
  let folder: TempFolder;
  before(async () => {
    base = await mkdtemp(path.join(tmpdir(), "drift-apply-test-"));
    binary = await writeFake(base);
  });
  after(() => rm(base, { recursive: true }));
  beforeEach(async () => {
    folder = await createTempFolder({ base });
  });
  afterEach(() => folder.dispose());

  const given = (more: Partial<RunOptions> = {}): RunOptions => ({
    cwd: base,
    env: fakeEnv({}),
    outputFolder: folder.path,
    grace: APPLY_GRACE,
    ...more,
  });

  /** Descriptors of ours that lead into the folder. */
  const openFiles = async (): Promise<string[]> => {
    const names = await readdir("/proc/self/fd");
    const targets = await Promise.all(names.map((name) => readlink(`/proc/self/fd/${name}`).catch(() => "")));
    return targets.filter((target) => target.startsWith(folder.path));
  };
  afterEach(async () => assert.deepEqual(await openFiles(), []));

  it("writes 30 MB to files that are private, of which a slow reader loses nothing, in small pieces", async () => {
    const flood = await writeFake(base, FLOOD, "flood");
    const sizes = new Set<number>();
    const read: OutputReader<string> = async (stdout) => {
      const hash = createHash("sha256");
      for await (const chunk of stdout) {
        hash.update(chunk);
        sizes.add(chunk.length);
        await new Promise((resolve) => setImmediate(resolve));
      }
      return hash.digest("hex");
    };
    const ending = await runTerraform(flood, [], given(), read);
    const line = "0123456789abcdef".repeat(64) + "\n";
    const value = createHash("sha256").update(line.repeat(30_000)).digest("hex");
    assert.deepEqual(ending.output, { status: "fulfilled", value });
    assert.ok(Math.max(...sizes) <= 64 * 1024);
    assert.deepEqual([ending.ended, ending.exitCode, ending.signal], ["exited", 0, null]);
    assert.equal(ending.stderrTail, `${"y".repeat(99)}\n`.repeat(655));
    for (const name of ["stdout", "stderr"]) {
      assert.equal((await stat(path.join(folder.path, name))).mode & 0o777, 0o600);
    }
  });

  it("is followed while it runs", async () => {
    const cancel = new AbortController();
    const { ready, read } = untilReady();
    const running = runTerraform(
      binary,
      [],
      given({ env: fakeEnv({ hangThroughInterrupts: 0 }), signal: cancel.signal }),
      read,
    );
    assert.ok(await isRunning((await ready).pid));
    cancel.abort();
    assert.deepEqual([(await running).ended, (await running).exitCode], ["cancelled", 1]);
  });

  it("is read to its end by who begins only after it is gone", async () => {
    const note = path.join(base, "pid");
    const env = fakeEnv({ stdout: "early\n", exit: 2 }, { FAKE_STARTED: note });
    const ending = await runTerraform(binary, [], given({ env }), async (stdout) => {
      await until(async () => {
        const pid = await readFile(note, "utf8").catch(() => ""); // not started yet
        return pid !== "" && !(await isRunning(Number(pid)));
      });
      return untilReady().read(stdout);
    });
    assert.ok(ending.output.status === "fulfilled");
    assert.equal(ending.output.value[0], "early");
    assert.equal(ending.exitCode, 2);
  });

  it("ends by itself when nobody reads what it says, or only the beginning", async () => {
    const env = fakeEnv({ exit: 2, stdout: "0123456789", times: 100_000 });
    const nothing = await runTerraform(binary, [], given({ env }), () => Promise.resolve("enough"));
    assert.deepEqual([nothing.exitCode, nothing.output], [2, { status: "fulfilled", value: "enough" }]);
    const little = await runTerraform(binary, [], given({ env }), async (stdout) => {
      for await (const chunk of stdout) return chunk.length > 0;
      return false;
    });
    assert.deepEqual([little.exitCode, little.output], [2, { status: "fulfilled", value: true }]);
  });

  it("is interrupted once when the reader fails, whose error is handed over", async () => {
    const failure = new Error("not what I expected");
    const env = fakeEnv({ hangThroughInterrupts: 0 });
    const ending = await runTerraform(binary, [], given({ env }), async (stdout) => {
      for await (const chunk of stdout) if (chunk.length > 0) throw failure;
    });
    assert.deepEqual([ending.ended, ending.exitCode], ["exited", 1]);
    assert.deepEqual(ending.output, { status: "rejected", reason: failure });
  });

  it("that cannot be started, or has nowhere to write to, is an error that says so, and leaves nothing open", async () => {
    const absent: Binary = { command: [path.join(base, "absent")], kind: "terraform" };
    await assert.rejects(runTerraform(absent, [], given(), untilReady().read), { reason: "binary_not_found" });
    const outputFolder = path.join(base, "no such folder");
    await assert.rejects(
      runTerraform(binary, [], given({ outputFolder }), untilReady().read),
      (error) => error instanceof DriftError && error.message.includes("cannot be made (ENOENT)"),
    );
  });

  /** Runs one that needs so many interrupts, cancels it, and hurries once it has said that it was interrupted once. */
  const hurried = async (hangThroughInterrupts: number, grace = APPLY_GRACE) => {
    const [cancel, hurry] = [new AbortController(), new AbortController()];
    const { ready, read } = untilReady();
    const env = fakeEnv({ hangThroughInterrupts });
    const options = given({ env, grace, signal: cancel.signal, hurry: hurry.signal });
    const running = runTerraform(binary, ["apply"], options, read);
    await ready;
    cancel.abort();
    const said = () => readFile(path.join(folder.path, "stdout"), "utf8");
    await until(async () => (await said()).includes("Interrupt received."));
    hurry.abort();
    const { output, ...ending } = await running;
    assert.ok(output.status === "fulfilled");
    return { ...ending, interrupts: output.value.filter((line) => line.includes("Interrupt received")).length };
  };

  it("is interrupted a second time only on demand", async () => {
    const { ended, exitCode, interrupts } = await hurried(1);
    assert.deepEqual([ended, exitCode, interrupts], ["cancelled", 1, 2]);
  });

  it("is killed on demand when it ignores the second interrupt, too", async () => {
    const { ended, signal, interrupts } = await hurried(1000, { ...APPLY_GRACE, killMs: 400 });
    assert.deepEqual([ended, signal, interrupts], ["cancelled", "SIGKILL", 2]);
  });

  it("that was not interrupted yet takes both interrupts of a hurry as two", async () => {
    const hurry = new AbortController();
    const { ready, read } = untilReady();
    const env = fakeEnv({ hangThroughInterrupts: 1 });
    const running = runTerraform(binary, ["apply"], given({ env, hurry: hurry.signal }), read);
    await ready;
    hurry.abort();
    const ending = await running;
    assert.deepEqual([ending.ended, ending.exitCode], ["cancelled", 1]);
  });

  it("is not started when the hurry came before", async () => {
    const marker = path.join(base, "started");
    const env = fakeEnv({}, { FAKE_STARTED: marker });
    const ending = await runTerraform(binary, [], given({ env, hurry: AbortSignal.abort() }), untilReady().read);
    assert.equal(ending.ended, "cancelled");
    assert.equal(await isThere(marker), false);
  });

  it("behind a wrapper that ends at the interrupt is given the time that it needs", async () => {
    const marker = path.join(base, "behind a wrapper");
    const busy = await writeFake(base, BUSY, "busy");
    const source = `#!${process.execPath}
require("node:child_process").spawn(${JSON.stringify(busy.command[0])}, { stdio: "inherit" });
process.on("SIGINT", () => process.exit(3));
`;
    const wrapper = await writeFake(base, source, "wrapper");
    const cancel = new AbortController();
    const { ready, read } = untilReady();
    const options = given({ env: { MARKER: marker }, signal: cancel.signal });
    const running = runTerraform(wrapper, ["apply"], options, read);
    await ready;
    cancel.abort();
    assert.deepEqual([(await running).ended, (await running).exitCode], ["cancelled", 3]);
    assert.equal(await readFile(marker, "utf8"), "1");
  });

  it("is signalled no more once it is gone, whatever is asked for", () => {
    const done: string[] = [];
    const tree = {
      interrupt: () => void done.push("interrupt"),
      kill: () => void done.push("kill"),
      isAlive: () => true,
    };
    const steps = stopSteps(tree, APPLY_GRACE);
    steps.end();
    steps.hurry();
    steps.begin();
    assert.deepEqual(done, []);
  });

  it("ends its work when we are killed, after one interrupt, and then nothing of it stays behind", async () => {
    const marker = path.join(base, "finished");
    const busy = await writeFake(base, BUSY, "busy");
    const victim = spawn(process.execPath, [__filename, busy.command[0]!, marker], {
      env: { ...process.env, TMPDIR: base },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [line] = (await once(createInterface(victim.stdout), "line")) as [string];
    const started = JSON.parse(line) as Pick<Ready, "pid"> & { folder: string };
    victim.kill("SIGKILL");
    await once(victim, "exit");
    const noted = () => readFile(marker, "utf8").catch(() => ""); // not yet
    await until(async () => (await noted()) !== "");
    assert.equal(await noted(), "1");
    await until(async () => (await runningInGroup(started.pid)).length === 0);
    await until(async () => !(await isThere(started.folder)));
  });
}
