import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { DriftError } from "../../src/shared/errors";
import type { Binary } from "../../src/core/terraform/binary";
import { forEachLine } from "../../src/core/terraform/lines";
import { processGroup, taskkillCommand, windowsTree } from "../../src/core/terraform/processTree";
import { runReadOnly, runTerraform, type OutputReader, type RunOptions } from "../../src/core/terraform/runner";
import { stopSteps } from "../../src/core/terraform/stopSteps";
import {
  fakeEnv,
  isRunning,
  runningInGroup,
  until,
  untilReady,
  writeFake,
  type FakeScript,
} from "./terraform/fakeTerraform";

const NEVER = { secondInterruptMs: Infinity, killMs: Infinity };
/** Long enough for two signals not to become one on a busy machine. */
const SOON = { secondInterruptMs: 400, killMs: 400 };

describe("running Terraform", function () {
  this.timeout(20_000);
  let folder: string;
  let binary: Binary;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "drift-runner-test-"));
    binary = await writeFake(folder);
  });
  after(() => rm(folder, { recursive: true }));

  const options = (script: FakeScript, more: Partial<RunOptions> = {}): RunOptions => ({
    cwd: folder,
    env: fakeEnv(script),
    ...more,
  });
  const run = (script: FakeScript, more: Partial<RunOptions> = {}) =>
    runTerraform(binary, ["plan"], options(script, more), untilReady().read);

  for (const exit of [0, 1, 2, 77]) {
    it(`reports exit code ${exit}, stdout and stderr`, async () => {
      const ending = await run({ exit, stdout: "one\ntwo\n", stderr: "Error: it broke\n" });
      assert.equal(ending.ended, "exited");
      assert.equal(ending.exitCode, exit);
      assert.equal(ending.stderrTail, "Error: it broke\n");
      assert.ok(ending.output.status === "fulfilled");
      assert.deepEqual(ending.output.value.slice(0, 2), ["one", "two"]);
    });
  }

  it("passes arguments untouched, whatever a shell would make of them", async () => {
    const odd = ["-var=a=$(touch x); 'b' \"c\" * \n d", "", "é`"];
    const { read, ready } = untilReady();
    await runTerraform(binary, ["plan", ...odd], options({}), read);
    assert.deepEqual((await ready).args, ["plan", ...odd]);
  });

  it("gives the process nothing of our own environment", async () => {
    const dump = await writeFake(folder, `#!/bin/sh\n/usr/bin/env\n`, "dump");
    const ending = await runTerraform(dump, [], { cwd: folder, env: { ONLY: "this" } }, untilReady().read);
    assert.ok(ending.output.status === "fulfilled");
    const names = ending.output.value
      .map((line) => line.split("=")[0])
      .filter((name) => !["PWD", "_", "SHLVL"].includes(name!));
    assert.deepEqual(names, ["ONLY"]);
  });

  it("keeps only the end of a long stderr, as whole lines", async () => {
    const line = `${"y".repeat(99)}\n`;
    const ending = await run({ exit: 1, stderr: line, times: 3000 });
    assert.equal(ending.stderrTail, line.repeat(655));
  });

  it("streams 30 MB through a slow reader without loss", async () => {
    const line = "0123456789abcdef".repeat(64) + "\n";
    const flood = await writeFake(
      folder,
      `#!${process.execPath}\nconst line = "0123456789abcdef".repeat(64) + "\\n"; for (let n = 0; n < 30000; n++) process.stdout.write(line);\n`,
      "flood",
    );
    const read: OutputReader<string> = async (stdout) => {
      const hash = createHash("sha256");
      for await (const chunk of stdout) {
        hash.update(chunk);
        await new Promise((resolve) => setImmediate(resolve));
      }
      return hash.digest("hex");
    };
    const ending = await runTerraform(flood, [], options({}), read);
    const expected = createHash("sha256").update(line.repeat(30_000)).digest("hex");
    assert.deepEqual(ending.output, { status: "fulfilled", value: expected });
  });

  it("loses nothing when the reader begins only after the process is gone", async () => {
    const note = path.join(folder, "pid");
    const env = fakeEnv({ stdout: "early\n" }, { FAKE_STARTED: note });
    const isGone = async (): Promise<boolean> => {
      const pid = await readFile(note, "utf8").catch(() => ""); // not started yet
      return pid !== "" && !(await isRunning(Number(pid)));
    };
    const ending = await runTerraform(binary, [], { cwd: folder, env }, async (stdout) => {
      await until(isGone);
      return untilReady().read(stdout);
    });
    assert.ok(ending.output.status === "fulfilled");
    assert.equal(ending.output.value[0], "early");
  });

  it("lets the process end by itself when the reader has had enough", async () => {
    const ending = await runTerraform(binary, [], options({ exit: 2, stdout: "0123456789", times: 100_000 }), () =>
      Promise.resolve("enough"),
    );
    assert.equal(ending.exitCode, 2);
    assert.deepEqual(ending.output, { status: "fulfilled", value: "enough" });
  });

  it("stops the process when the reader fails, and hands over its error", async () => {
    const failure = new Error("not what I expected");
    const { ready, read } = untilReady();
    const ending = await runTerraform(
      binary,
      [],
      options({ hangThroughInterrupts: 0, provider: "in the group" }),
      async (stdout) => {
        for await (const chunk of stdout) {
          await read(oneChunk(chunk));
          throw failure;
        }
      },
    );
    assert.equal(ending.ended, "exited");
    assert.deepEqual(ending.output, { status: "rejected", reason: failure });
    assert.deepEqual(await runningInGroup((await ready).pid), []);
  });

  describe("cancelling", () => {
    const cases: {
      name: string;
      script: FakeScript;
      grace: typeof SOON;
      exitCode: number | null;
      interrupts: number;
    }[] = [
      {
        name: "that honours the first interrupt",
        script: { hangThroughInterrupts: 0 },
        grace: NEVER,
        exitCode: 1,
        interrupts: 1,
      },
      {
        name: "that needs a second interrupt",
        script: { hangThroughInterrupts: 1 },
        grace: { ...NEVER, secondInterruptMs: 400 },
        exitCode: 1,
        interrupts: 2,
      },
      {
        name: "that ignores all interrupts",
        script: { hangThroughInterrupts: 1000 },
        grace: SOON,
        exitCode: null,
        interrupts: 2,
      },
    ];
    for (const { name, script, grace, exitCode, interrupts } of cases) {
      it(`ends a Terraform ${name}, and the provider that it leaves behind`, async () => {
        const cancel = new AbortController();
        const { ready, read } = untilReady();
        const running = runTerraform(
          binary,
          ["plan"],
          options({ ...script, provider: "in the group" }, { signal: cancel.signal, grace }),
          read,
        );
        const { pid, provider } = await ready;
        assert.ok((await runningInGroup(pid)).includes(provider!));
        cancel.abort();
        const ending = await running;
        assert.equal(ending.ended, "cancelled");
        assert.equal(ending.exitCode, exitCode);
        assert.equal(ending.signal, exitCode === null ? "SIGKILL" : null);
        assert.ok(ending.output.status === "fulfilled");
        assert.equal(ending.output.value.filter((line) => line.includes("Interrupt received")).length, interrupts);
        assert.deepEqual(await runningInGroup(pid), []);
      });
    }

    it("before the start starts nothing", async () => {
      const marker = path.join(folder, "started");
      const ending = await runTerraform(
        binary,
        ["plan"],
        { cwd: folder, env: fakeEnv({}, { FAKE_STARTED: marker }), signal: AbortSignal.abort() },
        untilReady().read,
      );
      assert.equal(ending.ended, "cancelled");
      await assert.rejects(readFile(marker));
    });

    it("while it is being started still ends it as cancelled", async () => {
      const cancel = new AbortController();
      const running = run({ hangThroughInterrupts: 1000 }, { signal: cancel.signal, grace: SOON });
      cancel.abort();
      assert.equal((await running).ended, "cancelled");
    });

    it("after the end changes nothing", async () => {
      const cancel = new AbortController();
      const ending = await run({ exit: 2 }, { signal: cancel.signal });
      cancel.abort();
      assert.deepEqual([ending.ended, ending.exitCode], ["exited", 2]);
    });
  });

  it("stops at the time limit by the same steps", async () => {
    const endless = await writeFake(folder, "#!/bin/sh\nexec sleep 600\n", "endless");
    const env = { PATH: "/usr/bin:/bin" };
    const ending = await runTerraform(endless, [], { cwd: folder, env, timeoutMs: 100 }, untilReady().read);
    assert.deepEqual([ending.ended, ending.exitCode, ending.signal], ["timed_out", null, "SIGINT"]);
  });

  it("ends a provider that outlives a Terraform that exited by itself", async () => {
    const { ready, read } = untilReady();
    const ending = await runTerraform(binary, [], options({ provider: "in the group", exit: 2 }), read);
    assert.equal(ending.exitCode, 2);
    assert.deepEqual(await runningInGroup((await ready).pid), []);
  });

  it("does not wait for ever for output that a process of another session holds open", async () => {
    const { ready, read } = untilReady();
    const ending = await runTerraform(binary, [], options({ provider: "holds stdout", stdout: "said\n" }), read);
    const { provider } = await ready;
    try {
      assert.ok(ending.output.status === "fulfilled");
      assert.equal(ending.output.value[0], "said");
      assert.ok(await isRunning(provider!));
    } finally {
      process.kill(provider!, "SIGKILL");
    }
  });

  it("says what could not be started, and which folder is not there", async () => {
    const plain = path.join(folder, "plain.txt");
    await writeFile(plain, "no program");
    for (const file of [plain, path.join(folder, "absent")]) {
      await assert.rejects(
        runTerraform({ command: [file], kind: "terraform" }, [], options({}), untilReady().read),
        (error) =>
          error instanceof DriftError &&
          error.reason === "binary_not_found" &&
          error.message.includes("could not be started"),
      );
    }
    await assert.rejects(
      run({}, { cwd: path.join(folder, "no such folder") }),
      (error) => error instanceof DriftError && error.reason === "no_root_module",
    );
  });

  it("refuses a check's command that is not of the few that read", async () => {
    await assert.rejects(
      runReadOnly(binary, ["apply"], options({}), untilReady().read),
      /never runs "terraform apply"/,
    );
  });

  it("takes no further step once the process is gone", () => {
    const done: string[] = [];
    const tree = {
      interrupt: () => void done.push("interrupt"),
      kill: () => void done.push("kill"),
      isAlive: () => true,
    };
    const steps = stopSteps(tree, SOON);
    steps.end();
    steps.begin();
    assert.deepEqual(done, []);
  });

  it("ends the whole tree with Windows' own tool, by its full path", () => {
    const started: (readonly string[])[] = [];
    const tree = windowsTree(4711, (command) => started.push(command));
    tree.interrupt();
    assert.deepEqual(started[0]?.slice(1), ["/T", "/F", "/PID", "4711"]);
    assert.equal(taskkillCommand(1, { SystemRoot: "D:\\Win" })[0], "D:\\Win\\System32\\taskkill.exe");
  });

  it("does not take a group that is gone for a living one", async () => {
    const { ready, read } = untilReady();
    await runTerraform(binary, [], options({}), read);
    const group = processGroup((await ready).pid);
    assert.equal(group.isAlive(), false);
    group.interrupt();
  });
});

describe("lines of a byte stream", () => {
  const linesOf = async (chunks: Uint8Array[], maxBytes?: number): Promise<[string, boolean][]> => {
    const lines: [string, boolean][] = [];
    await forEachLine(each(chunks), (line, cut) => lines.push([line, cut]), maxBytes);
    return lines;
  };

  it("are the same however the bytes arrive", async () => {
    const text = "première\r\n\nzwölf 𝄞\nno end";
    const whole = Buffer.from(text);
    const expected = [
      ["première", false],
      ["", false],
      ["zwölf 𝄞", false],
      ["no end", false],
    ];
    for (const size of [1, 2, 3, 7, whole.length]) {
      const chunks = Array.from({ length: Math.ceil(whole.length / size) }, (_, at) =>
        whole.subarray(at * size, (at + 1) * size),
      );
      assert.deepEqual(await linesOf(chunks), expected);
    }
  });

  it("are cut when too long, and said to be; the next one is whole again", async () => {
    const chunks = ["abc", "defgh", "ij\nxy\n12345\n", "123456"].map((part) => Buffer.from(part));
    assert.deepEqual(await linesOf(chunks, 5), [
      ["abcde", true],
      ["xy", false],
      ["12345", false],
      ["12345", true],
    ]);
  });

  it("of 20 MB without a line feed need no more than the limit", async () => {
    const chunk = Buffer.alloc(1024 * 1024, "x");
    const lines = await linesOf(Array.from({ length: 20 }, () => chunk));
    assert.deepEqual(
      lines.map(([line, cut]) => [line.length, cut]),
      [[4 * 1024 * 1024, true]],
    );
  });
});

// eslint-disable-next-line @typescript-eslint/require-await -- an async iterable from an array
async function* each(chunks: Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

function oneChunk(chunk: Uint8Array): AsyncIterable<Uint8Array> {
  return each([chunk]);
}
