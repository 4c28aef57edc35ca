/** Runs the command line as it is shipped (`dist/cli.js`, built by `node esbuild.mjs`), as a person or a pipeline would. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { text } from "node:stream/consumers";
import * as z from "zod";
import { type DriftRun, driftRun, type RunSummary, runSummary } from "../../src/shared/model";
import { labEnv } from "../lab/terraform";

export interface CliResult {
  /** Null if a signal ended it. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  /** Where it is started; the repository's root if absent. */
  readonly cwd?: string;
  /** On top of the home's own. */
  readonly env?: Record<string, string>;
  /** For its standard input. */
  readonly input?: string;
}

/** A command that has been started: `ended` resolves when it and whatever shares its output are gone. */
export interface CliProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<CliResult>;
}

/** Everything that the command line may touch beside what it checks, in a temporary folder of its own. */
export class CliHome {
  readonly dir = fs.mkdtempSync(path.join(fs.realpathSync(tmpdir()), "terraform-drift-home-"));
  /** Where runs are stored. */
  readonly data = path.join(this.dir, "data");
  /** Its folder for temporary files: empty before, and to be empty after. */
  readonly tmp = path.join(this.dir, "tmp");

  constructor() {
    fs.mkdirSync(this.tmp);
  }

  env(overrides: Record<string, string> = {}): Record<string, string> {
    return labEnv({
      HOME: this.dir,
      XDG_CONFIG_HOME: path.join(this.dir, "config"),
      XDG_DATA_HOME: path.join(this.dir, "share"),
      TMPDIR: this.tmp,
      TERRAFORM_DRIFT_DATA: this.data,
      ...overrides,
    });
  }

  start(args: readonly string[], options: CliOptions = {}): CliProcess {
    const child = spawn(process.execPath, [path.resolve("dist/cli.js"), ...args], {
      cwd: options.cwd ?? process.cwd(),
      env: this.env(options.env),
      stdio: "pipe",
    });
    child.stdin.on("error", () => undefined); // it may end without having read all
    child.stdin.end(options.input ?? "");
    const exitCode = new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    });
    const ended = Promise.all([exitCode, text(child.stdout), text(child.stderr)]).then(([code, stdout, stderr]) => {
      assertNoStack(stdout);
      assertNoStack(stderr);
      return { exitCode: code, stdout, stderr };
    });
    return { child, ended };
  }

  run(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
    return this.start(args, options).ended;
  }

  /** `check --json` of one root module. */
  async check(dir: string, args: readonly string[] = [], env: Record<string, string> = {}): Promise<CheckResult> {
    const result = await this.run(["check", "--json", ...args], { cwd: dir, env });
    return { ...result, run: parseRun(result) };
  }

  async history(args: readonly string[] = []): Promise<RunSummary[]> {
    const result = await this.run(["history", "--json", ...args]);
    assert.equal(result.exitCode, 0, result.stderr);
    return z.array(z.strictObject(runSummary.shape)).parse(JSON.parse(result.stdout));
  }

  dispose(): void {
    fs.rmSync(this.dir, { recursive: true, force: true });
  }
}

export interface CheckResult extends CliResult {
  readonly run: DriftRun;
}

/** The one run that a command printed with `--json`: nothing else may be on standard output, and nothing undeclared in it. */
export function parseRun({ stdout, stderr }: CliResult): DriftRun {
  assert.match(stdout, /^\{[^]*\}\n$/, stderr);
  const document: unknown = JSON.parse(stdout);
  const run = driftRun.parse(document);
  assert.deepEqual(run, document);
  return run;
}

/** Errors are sentences, never stacks. */
function assertNoStack(output: string): void {
  assert.doesNotMatch(output, /^\s+at .*:\d+:\d+/m);
}

/** Line and column, 1-based, of a text that occurs once in a file. */
export function placeOf(file: string, searched: string): { line: number; column: number } {
  const content = fs.readFileSync(file, "utf8");
  const offset = content.indexOf(searched);
  assert.ok(offset >= 0 && offset === content.lastIndexOf(searched), `${searched} must occur once in ${file}`);
  const before = content.slice(0, offset).split("\n");
  return { line: before.length, column: before.at(-1)!.length + 1 };
}
