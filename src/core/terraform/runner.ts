/**
 * Starts, follows and stops processes. The only place that does: no shell, arguments as an array, the environment given
 * explicitly, nothing on stdin, output streamed, and whatever the process started is gone when it is.
 */
import type { ChildProcess } from "node:child_process";
import { stat } from "node:fs/promises";
import * as path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { DriftError } from "../../shared/errors";
import type { Binary } from "./binary";
import type { Platform } from "./executables";
import { openOutputFiles, type OutputFiles } from "./outputFiles";
import { assertReadOnly } from "./planArguments";
import { pipedOutput } from "./processOutput";
import { processGroup, windowsTree, type ProcessTree } from "./processTree";
import { after, CHECK_GRACE, stopSteps, type Grace, type StopSteps } from "./stopSteps";

/** What `runProgram` is told beside the command. */
export interface RunOptions {
  readonly cwd: string;
  /** All of it: nothing is inherited. See `terraformEnv`. */
  readonly env: NodeJS.ProcessEnv;
  /** Aborted: the steps of `grace` begin, and the run ends as "cancelled". */
  readonly signal?: AbortSignal | undefined;
  /** Aborted: the second interrupt is sent at once (the first counts, too), and then the rest of the steps. */
  readonly hurry?: AbortSignal | undefined;
  /** After this time the same steps begin, and the run ends as "timed_out". */
  readonly timeoutMs?: number | undefined;
  readonly grace?: Grace | undefined;
  /** Told which process group to stop should we be killed. */
  readonly watchdog?: { guard(pid: number | null): void } | undefined;
  /**
   * A private folder for files `stdout` and `stderr`, which the process then writes to instead of pipes: our death does not end it,
   * and it never waits for the reader. One process at a time.
   */
  readonly outputFolder?: string | undefined;
  readonly platform?: Platform | undefined;
}

/** How a process ended. A cancelled Terraform exits with 1 like any failing one: only `ended` tells them apart. */
export interface Ending<T> {
  readonly ended: "exited" | "cancelled" | "timed_out";
  /** Null if a signal ended it, or if it was cancelled before it started. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The last 64 kB of stderr. RAW: it may hold secrets, and must be redacted before anybody sees it. */
  readonly stderrTail: string;
  /** What the reader made of stdout. Of a process that failed or was stopped it is often a rejection: look at the rest first. */
  readonly output: PromiseSettledResult<T>;
}

/**
 * Consumes stdout as it comes; the process waits when the reader does. `forEachLine` makes lines of it. A reader that
 * throws stops the process.
 */
export type OutputReader<T> = (stdout: AsyncIterable<Uint8Array>) => Promise<T>;

/** Runs one of a check's commands; throws if the arguments are not of the few that only read. */
export async function runReadOnly<T>(
  binary: Binary,
  args: readonly string[],
  options: RunOptions,
  read: OutputReader<T>,
): Promise<Ending<T>> {
  assertReadOnly(args);
  return runTerraform(binary, args, options, read);
}

/** Runs any command of Terraform's. Only reconcile has a reason to; checks use `runReadOnly`. */
export async function runTerraform<T>(
  binary: Binary,
  args: readonly string[],
  options: RunOptions,
  read: OutputReader<T>,
): Promise<Ending<T>> {
  return runProgram([...binary.command, ...args], options, read);
}

/** Runs a program to its end. Throws a DriftError only if it could not be started. */
export async function runProgram<T>(
  command: readonly string[],
  options: RunOptions,
  read: OutputReader<T>,
): Promise<Ending<T>> {
  const { cwd, env, platform = process.platform, signal, hurry } = options;
  if (isAborted(signal) || isAborted(hurry)) return neverStarted();
  const files = options.outputFolder === undefined ? null : await openOutputFiles(options.outputFolder);
  const start: StartOptions = { cwd, env, stdin: "ignore", output: files?.descriptors ?? "pipe", platform };
  const { child, pid } = await startProcess(command, start).catch(async (error: unknown) => {
    await files?.end();
    throw error;
  });
  options.watchdog?.guard(pid);
  const tree = platform === "win32" ? windowsTree(pid, (helper) => startHelper(helper, options)) : processGroup(pid);
  const steps = stopSteps(tree, options.grace ?? CHECK_GRACE);
  const output = files ?? pipedOutput(child.stdout!, child.stderr!);
  const exited = exitOf(child);
  const run: { ended: Ending<T>["ended"] } = { ended: "exited" };
  const stop = (why: "cancelled" | "timed_out", step: () => void) => (): void => {
    if (run.ended === "exited") run.ended = why;
    step();
  };
  const unheard = [
    whenAborted(signal, stop("cancelled", steps.begin)),
    whenAborted(hurry, stop("cancelled", steps.hurry)),
    after(options.timeoutMs ?? Infinity, stop("timed_out", steps.begin)),
  ];

  const result = settled(() => read(output.stdout)).then((settledResult) => {
    if (settledResult.status === "rejected") steps.begin();
    output.drop();
    return settledResult;
  });

  const exit = await exited;
  if (run.ended !== "exited" && files !== null) await lastOf(tree, steps);
  steps.end();
  for (const listener of unheard) listener.cancel();
  await endSurvivors(tree);
  options.watchdog?.guard(null);
  output.gone();
  const settledOutput = await result;
  return { ended: run.ended, ...exit, stderrTail: await output.end(), output: settledOutput };
}

export interface StartOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly stdin: "ignore" | "pipe";
  /** Descriptors of ours, which stay open here. */
  readonly output: "ignore" | "pipe" | OutputFiles["descriptors"];
  readonly platform: Platform;
}

/** The child lies in an object since it is a thenable: a promise of it would wait for its end. */
export interface Started {
  readonly child: ChildProcess;
  readonly pid: number;
}

/** Starts a process that leads a group and a session of its own, and leaves it to the caller. */
export async function startProcess(command: readonly string[], options: StartOptions): Promise<Started> {
  const { execa } = await import("execa"); // loaded when first needed: it would cost the editor's start 20 ms
  const [file = "", ...args] = command;
  const { output } = options;
  // execa takes any descriptor, its types only small ones
  const [stdout, stderr] = typeof output === "string" ? [output, output] : [output.stdout as 3, output.stderr as 3];
  const child = execa(file, args, {
    cwd: options.cwd,
    env: options.env,
    extendEnv: false,
    stdin: options.stdin,
    stdout,
    stderr,
    buffer: false,
    reject: false,
    detached: options.platform !== "win32",
    windowsHide: true,
  });
  const started: ChildProcess = child;
  if (started.pid === undefined) throw await notStarted(file, options.cwd, (await child).code);
  return { child: started, pid: started.pid };
}

function startHelper(command: readonly string[], { cwd, env }: RunOptions): void {
  startProcess(command, { cwd, env, stdin: "ignore", output: "ignore", platform: "win32" }).then(
    ({ child }) => child.unref(),
    () => undefined, // without Windows' own taskkill nothing more can be done; the run ends when the process does
  );
}

async function notStarted(file: string, cwd: string, code = "unknown error"): Promise<DriftError> {
  const folderIsThere = await stat(cwd).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!folderIsThere) return new DriftError("no_root_module", `The folder ${cwd} is not there.`);
  const message = `${path.basename(file)} could not be started (${code}).`;
  if (code === "E2BIG") return new DriftError("usage", message, "Give fewer targets or variables.");
  return new DriftError(
    "binary_not_found",
    message,
    "Check the program named with --binary or the setting terraformDrift.terraform.path.",
  );
}

function neverStarted<T>(): Ending<T> {
  const output: PromiseRejectedResult = { status: "rejected", reason: new DriftError("cancelled", "Cancelled.") };
  return { ended: "cancelled", exitCode: null, signal: null, stderrTail: "", output };
}

function exitOf(child: ChildProcess): Promise<{ exitCode: number | null; signal: NodeJS.Signals | null }> {
  return new Promise((resolve) => {
    child.once("exit", (exitCode, signal) => resolve({ exitCode, signal }));
  });
}

/** Also if it was before: while the process was being started. */
function whenAborted(signal: AbortSignal | undefined, then: () => void): { cancel(): void } {
  if (isAborted(signal)) then();
  else signal?.addEventListener("abort", then, { once: true });
  return { cancel: () => signal?.removeEventListener("abort", then) };
}

/** Asked anew each time: the answer changes while we wait. */
function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}

/**
 * A wrapper may end at the interrupt before the Terraform that it started, which applies and is given all the time of the grace. A
 * provider that hangs takes that time, too: nothing tells them apart for certain.
 */
async function lastOf(tree: ProcessTree, steps: StopSteps): Promise<void> {
  while (tree.isAlive() && !steps.areAllTaken()) await delay(100);
}

/** Providers can outlive a Terraform that was killed. */
async function endSurvivors(tree: ProcessTree): Promise<void> {
  if (!tree.isAlive()) return;
  tree.kill();
  for (let tries = 0; tries < 50 && tree.isAlive(); tries++) await delay(10);
}

async function settled<T>(work: () => Promise<T>): Promise<PromiseSettledResult<T>> {
  const [result] = await Promise.allSettled([work()]);
  return result;
}
