import * as path from "node:path";

/** The processes that one of ours started: all of its process group, on Windows the tree under it. */
export interface ProcessTree {
  /** Asks them to stop, as Ctrl-C would. */
  interrupt(): void;
  /** Ends them at once. */
  kill(): void;
  /** False as soon as none is left. Processes that ended but were not yet collected by their parent may still count. */
  isAlive(): boolean;
}

/** `pid` leads a process group of its own. POSIX only. */
export function processGroup(pid: number): ProcessTree {
  return {
    interrupt: () => void signalGroup(pid, "SIGINT"),
    kill: () => void signalGroup(pid, "SIGKILL"),
    isAlive: () => signalGroup(pid, 0),
  };
}

/** Windows has no process groups that could be signalled and no SIGINT for others: its own tool ends the tree. */
export function windowsTree(pid: number, startProgram: (command: readonly string[]) => void): ProcessTree {
  const end = (): void => startProgram(taskkillCommand(pid, process.env));
  return { interrupt: end, kill: end, isAlive: () => false };
}

/** By its full path: Windows looks into the working directory first. */
export function taskkillCommand(pid: number, env: NodeJS.ProcessEnv): string[] {
  const taskkill = path.win32.join(env.SystemRoot ?? "C:\\Windows", "System32", "taskkill.exe");
  return [taskkill, "/T", "/F", "/PID", String(pid)];
}

function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-pid, signal);
  } catch {
    return false; // nobody is left (ESRCH), or only what is not ours to signal (EPERM)
  }
}
