/** Runs whole processes, one at a time, and says what they cost. */
import { spawnSync } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** One measured number, for the table and for `--json`. */
export interface Figure {
  readonly what: string;
  readonly value: number;
  /** "×": a ratio of two figures of the same run. */
  readonly unit: "ms" | "MB" | "×";
  /** The most that is allowed; absent: for information. */
  readonly budget?: number;
}

/** A command, and what must be true of its end for the measurement to mean anything. */
export interface Measured {
  readonly command: readonly string[];
  readonly exitCode: number;
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** A file for what it prints; absent: it is thrown away. */
  readonly stdout?: string;
}

export interface Cost {
  /** From the start to the end of the process. */
  readonly ms: number;
  /** The largest memory that the process ever had; only of commands made by `node`. */
  readonly peakMb: number;
}

/** The program as it is shipped. Benches run at the repository's root. */
export const CLI = join(process.cwd(), "dist", "cli.js");

/** A command that runs a script with this Node and says its peak memory. */
export function node(...words: string[]): string[] {
  return [process.execPath, "--require", join(__dirname, "peakMemory.js"), ...words];
}

/** Throws with what the command said on stderr if it ends otherwise than it should. */
export function cost({ command, exitCode, cwd, env, stdout }: Measured): Cost {
  const [program = "", ...args] = command;
  const file = stdout === undefined ? null : openSync(stdout, "w");
  const start = performance.now();
  const ended = spawnSync(program, args, {
    cwd,
    env: env ?? process.env,
    stdio: ["ignore", file ?? "ignore", "pipe", "pipe"],
    maxBuffer: 64 * 1024 * 1024,
  });
  const ms = performance.now() - start;
  if (file !== null) closeSync(file);
  if (ended.status !== exitCode) {
    throw new Error(`${command.join(" ")}: exit code ${ended.status}, not ${exitCode}\n${String(ended.stderr)}`);
  }
  return { ms, peakMb: Number(String(ended.output[3])) / 1024 };
}

/** Does one after the other, so many times, so that whatever else the machine does falls on both alike. */
export function alternate<A, B>(pairs: number, first: () => A, second: () => B): { first: A[]; second: B[] } {
  const times = Array.from({ length: pairs }, () => ({ first: first(), second: second() }));
  return { first: times.map((pair) => pair.first), second: times.map((pair) => pair.second) };
}

export function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1]!;
}

/** The ratio of two medians, and both of them. */
export function compared(
  names: { what: string; ours: string; theirs: string },
  times: { ours: readonly number[]; theirs: readonly number[] },
  budget: number,
): Figure[] {
  const [ours, theirs] = [median(times.ours), median(times.theirs)];
  return [
    { what: names.what, value: ours / theirs, unit: "×", budget },
    { what: names.ours, value: ours, unit: "ms" },
    { what: names.theirs, value: theirs, unit: "ms" },
  ];
}

/** How busy the machine is, where the system says it: figures of a busy one mean little. */
export function load(): string {
  try {
    return readFileSync("/proc/loadavg", "utf8").split(" ", 1)[0] ?? "";
  } catch {
    return ""; // not Linux
  }
}
