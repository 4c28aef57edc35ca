/** A Terraform for tests: a script that does what it is told, and may start a "provider" that is hard to end. */
import { chmod, readdir, readFile, writeFile } from "node:fs/promises";
import * as path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Binary } from "../../../src/core/terraform/binary";
import { forEachLine } from "../../../src/core/terraform/lines";
import type { OutputReader } from "../../../src/core/terraform/runner";

/** What the fake does, in this order. */
export interface FakeScript {
  /** It starts a process that ignores interrupts and never ends; "holds stdout": in a session of its own, with our stdout. */
  provider?: "in the group" | "holds stdout";
  stdout?: string;
  stderr?: string;
  /** How often it says `stdout` and `stderr`; once if absent. */
  times?: number;
  /** Then it waits until it is interrupted once more than this; Infinity cannot be said in JSON: 1000 will do. */
  hangThroughInterrupts?: number;
  exit?: number;
}

const SOURCE = `#!${process.execPath}
const { fork } = require("node:child_process");
const { writeFileSync } = require("node:fs");
if (process.argv[2] === "provider") {
  process.on("SIGINT", () => {});
  process.on("SIGTERM", () => {});
  setInterval(() => {}, 1000);
  process.send("ready", () => process.disconnect());
} else {
  const script = JSON.parse(process.env.FAKE_SCRIPT ?? "{}");
  if (process.env.FAKE_STARTED) writeFileSync(process.env.FAKE_STARTED, String(process.pid));
  let left = script.hangThroughInterrupts;
  const say = (event) => process.stdout.write(JSON.stringify(event) + "\\n");
  if (left !== undefined) {
    process.on("SIGINT", () => {
      say({ type: "log", "@message": "Interrupt received." });
      if (left-- === 0) process.exit(1);
    });
    setInterval(() => {}, 1000);
  }
  const go = (provider) => {
    if (script.stderr) process.stderr.write(script.stderr.repeat(script.times ?? 1));
    if (script.stdout) process.stdout.write(script.stdout.repeat(script.times ?? 1));
    say({ type: "ready", pid: process.pid, provider, args: process.argv.slice(2) });
    if (left === undefined) process.exitCode = script.exit ?? 0;
    if (left === undefined && script.provider) process.stdout.write("", () => process.exit());
  };
  if (script.provider === undefined) go();
  else {
    const holds = script.provider === "holds stdout";
    const child = fork(__filename, ["provider"], {
      stdio: ["ignore", holds ? "inherit" : "ignore", "ignore", "ipc"],
      detached: holds,
    });
    child.once("message", () => go(child.pid));
  }
}
`;

/** Writes the fake into a folder. */
export async function writeFake(folder: string, source = SOURCE, name = "terraform"): Promise<Binary> {
  const file = path.join(folder, name);
  await writeFile(file, source);
  await chmod(file, 0o755);
  return { command: [file], kind: "terraform" };
}

export function fakeEnv(script: FakeScript, more: Record<string, string> = {}): NodeJS.ProcessEnv {
  return { ...more, FAKE_SCRIPT: JSON.stringify(script) };
}

export interface Ready {
  type: string;
  pid: number;
  provider?: number;
  args: string[];
}

/** A reader of lines that says when the fake is ready; its value is all lines. */
export function untilReady(): { ready: Promise<Ready>; read: OutputReader<string[]> } {
  let isReady: (event: Ready) => void = () => undefined;
  const ready = new Promise<Ready>((resolve) => (isReady = resolve));
  const read: OutputReader<string[]> = async (stdout) => {
    const lines: string[] = [];
    await forEachLine(stdout, (line) => {
      lines.push(line);
      if (line.includes('"ready"')) isReady(JSON.parse(line) as Ready);
    });
    return lines;
  };
  return { ready, read };
}

/** Processes of a group that really run: what has ended but was not collected by its parent does not count. */
export async function runningInGroup(group: number): Promise<number[]> {
  return (await processes()).filter((found) => found.group === group).map((found) => found.pid);
}

export async function isRunning(pid: number): Promise<boolean> {
  return (await processes()).some((found) => found.pid === pid);
}

async function processes(): Promise<{ pid: number; group: number }[]> {
  const found: { pid: number; group: number }[] = [];
  for (const name of (await readdir("/proc")).filter((entry) => /^\d+$/.test(entry))) {
    const stat = await readFile(`/proc/${name}/stat`, "utf8").catch(() => ""); // ended meanwhile
    const [state, , group] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (state !== undefined && group !== undefined && state !== "Z" && state !== "X" && stat !== "") {
      found.push({ pid: Number(name), group: Number(group) });
    }
  }
  return found;
}

/** Waits for something that no event announces; mocha's time limit is the bound. */
export async function until(isTrue: () => Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await delay(20);
}
