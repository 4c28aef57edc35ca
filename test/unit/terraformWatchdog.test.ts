/**
 * Run by mocha this is a test file; run by Node itself (by the tests) it is the program that dies: it makes a temporary
 * folder, starts a watchdog and a fake Terraform, and waits to be killed.
 */
import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { createInterface } from "node:readline";
import { runTerraform } from "../../src/core/terraform/runner";
import { createTempFolder, sweepLeftovers, TEMP_PREFIX } from "../../src/core/terraform/tempFolder";
import { startWatchdog } from "../../src/core/terraform/watchdog";
import { fakeEnv, runningInGroup, until, untilReady, writeFake, type Ready } from "./terraform/fakeTerraform";

const SOON = { secondInterruptMs: 200, killMs: 200 };

interface Orders {
  watchdog: boolean;
  /** Runs this Terraform until it is killed; without one it ends at once. */
  binary?: string;
  /** Has the watchdog look after this folder instead of a temporary one. */
  folder?: string;
}

interface Victim {
  process: ChildProcess;
  folder: string;
  terraform: Ready;
}

if (require.main === module) void beTheVictim(JSON.parse(process.argv[2]!) as Orders);
else {
  describe("when this program is killed", testWatchdog);
  describe("temporary folders", testTempFolders);
}

async function beTheVictim(orders: Orders): Promise<void> {
  const folder = orders.folder ?? (await createTempFolder()).path;
  const watchdog = orders.watchdog ? await startWatchdog(folder, { grace: SOON }) : undefined;
  let terraform: Ready | undefined;
  if (orders.binary !== undefined) {
    await writeFile(path.join(folder, "plan"), "secrets");
    const { ready, read } = untilReady();
    const env = fakeEnv({ hangThroughInterrupts: 1000, provider: "in the group" });
    void runTerraform({ command: [orders.binary], kind: "terraform" }, ["plan"], { cwd: "/", env, watchdog }, read);
    terraform = await ready;
  }
  process.stdout.write(`${JSON.stringify({ folder, terraform })}\n`);
}

async function isThere(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}

/** Whether some watchdog looks after a folder. */
async function isWatched(folder: string): Promise<boolean> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const commands = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")));
  return commands.some(
    (command) => command.split("\0").includes("terraform-drift-watchdog") && command.includes(folder),
  );
}

function testWatchdog(this: Mocha.Suite): void {
  this.timeout(20_000);
  let base: string;
  let binary: string;
  before(async () => {
    base = await mkdtemp(path.join(tmpdir(), "drift-watchdog-test-"));
    binary = (await writeFake(base)).command[0]!;
  });
  after(() => rm(base, { recursive: true }));

  async function startVictim(orders: Orders): Promise<Victim> {
    const victim = spawn(process.execPath, [__filename, JSON.stringify(orders)], {
      env: { ...process.env, TMPDIR: base },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [line] = (await once(createInterface(victim.stdout), "line")) as [string];
    return { process: victim, ...(JSON.parse(line) as Omit<Victim, "process">) };
  }

  it("neither Terraform nor a provider nor the plan file stays behind", async () => {
    const victim = await startVictim({ watchdog: true, binary });
    assert.ok(await isThere(path.join(victim.folder, "plan")));
    assert.ok((await runningInGroup(victim.terraform.pid)).includes(victim.terraform.provider!));
    victim.process.kill("SIGKILL");
    await until(async () => (await runningInGroup(victim.terraform.pid)).length === 0);
    await until(async () => !(await isThere(victim.folder)));
    await until(async () => !(await isWatched(victim.folder)));
  });

  it("and the watchdog with it, the next start removes the plan file, but never that of a living process", async () => {
    const victim = await startVictim({ watchdog: false, binary });
    assert.deepEqual(await sweepLeftovers({ base }), []);
    victim.process.kill("SIGKILL");
    await once(victim.process, "exit");
    process.kill(-victim.terraform.pid, "SIGKILL");
    assert.deepEqual(await sweepLeftovers({ base }), [victim.folder]);
    assert.equal(await isThere(victim.folder), false);
  });

  it("or ends in any other way, the watchdog does not hold it up, and removes what was not disposed", async () => {
    const victim = await startVictim({ watchdog: true });
    await until(() => Promise.resolve(victim.process.exitCode !== null));
    assert.equal(victim.process.exitCode, 0);
    await until(async () => !(await isThere(victim.folder)));
  });

  it("the watchdog removes no folder that is not one of the program's own temporary folders", async () => {
    const others = ["precious", `${TEMP_PREFIX}1-abc`, TEMP_PREFIX, "with space; touch x"];
    for (const folder of others.map((name) => path.join(base, name))) {
      await mkdir(folder);
      const victim = await startVictim({ watchdog: true, folder });
      await until(() => Promise.resolve(victim.process.exitCode !== null));
      await until(async () => !(await isWatched(folder)));
      assert.ok(await isThere(folder), folder);
    }
  });

  it("nothing happens if the watchdog was sent home before", async () => {
    const folder = await createTempFolder({ base });
    const watchdog = await startWatchdog(folder.path, { grace: SOON });
    assert.ok(await isWatched(folder.path));
    watchdog.guard(null);
    watchdog.dispose();
    await until(async () => !(await isWatched(folder.path)));
    assert.ok(await isThere(folder.path));
    await folder.dispose();
  });
}

function testTempFolders(): void {
  let base: string;
  beforeEach(async () => {
    base = await mkdtemp(path.join(tmpdir(), "drift-temp-test-"));
  });
  afterEach(() => rm(base, { recursive: true }));

  const owned = async (name: string, owner: unknown, mode = 0o700): Promise<string> => {
    const folder = path.join(base, name);
    await mkdir(folder, { mode });
    if (owner !== undefined) await writeFile(path.join(folder, "owner.json"), JSON.stringify(owner));
    return folder;
  };
  const age = (folder: string): Promise<void> => utimes(folder, new Date(0), new Date(0));
  /** The record of this process. */
  const ownRecord = async (): Promise<{ pid: number; started: string; realm: string }> => {
    const folder = await createTempFolder({ base });
    const text = await readFile(path.join(folder.path, "owner.json"), "utf8");
    await folder.dispose();
    return JSON.parse(text) as { pid: number; started: string; realm: string };
  };

  it("are private, and gone with everything in them after dispose, which may be called twice", async () => {
    const folder = await createTempFolder({ base });
    assert.equal((await stat(folder.path)).mode & 0o777, 0o700);
    assert.ok(path.basename(folder.path).startsWith(`${TEMP_PREFIX}${process.pid}-`));
    await mkdir(path.join(folder.path, "a", "b"), { recursive: true });
    await folder.dispose();
    await folder.dispose();
    assert.deepEqual(await readdir(base), []);
  });

  it("are swept when the process id now belongs to another process", async () => {
    const record = await ownRecord();
    const reused = await owned(`${TEMP_PREFIX}1-a`, { ...record, started: "0" });
    const living = await owned(`${TEMP_PREFIX}1-b`, record);
    assert.deepEqual(await sweepLeftovers({ base }), [reused]);
    assert.ok(await isThere(living));
  });

  it("whose owner cannot be known are swept after a day", async () => {
    const record = await ownRecord();
    const cases = [
      await owned(`${TEMP_PREFIX}1-none`, undefined),
      await owned(`${TEMP_PREFIX}1-rubbish`, ["x"]),
      await owned(`${TEMP_PREFIX}1-elsewhere`, { ...record, realm: "another machine" }),
    ];
    assert.deepEqual(await sweepLeftovers({ base }), []);
    await Promise.all(cases.map(age));
    assert.deepEqual((await sweepLeftovers({ base })).sort(), [...cases].sort());
  });

  it("are left alone where somebody else could have made them, or where they are links", async () => {
    const open = await owned(`${TEMP_PREFIX}1-open`, undefined, 0o755);
    const target = await owned("elsewhere", undefined);
    const link = path.join(base, `${TEMP_PREFIX}1-link`);
    await symlink(target, link);
    const file = path.join(base, `${TEMP_PREFIX}1-file`);
    await writeFile(file, "");
    const unrelated = await owned("something", undefined);
    await Promise.all([open, target, file, unrelated].map(age));
    assert.deepEqual(await sweepLeftovers({ base }), []);
    assert.ok((await readdir(base)).length === 5);
  });

  it("of which the base is not there are nothing to sweep", async () => {
    assert.deepEqual(await sweepLeftovers({ base: path.join(base, "absent") }), []);
  });
}
