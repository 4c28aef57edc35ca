/** The real Terraform behind a program that writes down how it is called. */
import * as fs from "node:fs";
import * as path from "node:path";

const CALLS = "calls";

export interface RecordingTerraform {
  /** For `--binary`. */
  readonly binary: string;
  /** The arguments of each call so far. */
  readonly calls: () => string[][];
  /** Process ids of the calls so far. */
  readonly pids: () => number[];
  /** Whether Terraform has begun to read objects. Only with `events`. */
  readonly isReading: () => boolean;
}

/**
 * Written into `folder`. With `events` it also keeps a copy of Terraform's output, by a process in the middle that may lose
 * the last of it when Terraform is gone: for checks that are stopped.
 */
export function recordingTerraform(
  folder: string,
  options: { events: boolean } = { events: false },
): RecordingTerraform {
  const file = (name: string): string => path.join(folder, name);
  const log = file(CALLS);
  const pids = file("pids");
  const events = file("events");
  const binary = file("terraform");
  const output = options.events ? ` > >(exec tee -i -a '${events}')` : "";
  fs.writeFileSync(
    binary,
    `#!/bin/bash
{ printf '%s\\0' "$@"; printf '\\n'; } >> '${log}'
echo $$ >> '${pids}'
exec '${terraformOnPath()}' "$@"${output}
`,
    { mode: 0o755 },
  );
  return {
    binary,
    calls: () => recordedCalls(folder),
    pids: () => linesOf(pids).map(Number),
    isReading: () => linesOf(events).some((line) => line.includes('"refresh_start"')),
  };
}

/** The arguments of each call so far of the program that was written into `folder`, perhaps by another process. */
export function recordedCalls(folder: string): string[][] {
  return linesOf(path.join(folder, CALLS)).map((line) => line.split("\0").slice(0, -1));
}

function linesOf(file: string): string[] {
  return fs.existsSync(file) ? fs.readFileSync(file, "utf8").trimEnd().split("\n") : [];
}

function terraformOnPath(): string {
  const folders = (process.env.PATH ?? "").split(path.delimiter);
  const found = folders.map((folder) => path.join(folder, "terraform")).find((candidate) => fs.existsSync(candidate));
  if (found === undefined) throw new Error("terraform is not on the PATH");
  return found;
}
