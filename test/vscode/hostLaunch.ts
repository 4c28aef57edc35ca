/** One run of VS Code with tests inside, in whichever VS Code there is. */

export interface HostLaunch {
  /** Or a `.code-workspace` file. */
  readonly folder: string;
  /** The extension's: the repository. */
  readonly extension: string;
  /** The module, without ".js", whose `run` VS Code calls. */
  readonly tests: string;
  readonly trusted: boolean;
  readonly settings: Readonly<Record<string, unknown>>;
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Gets what helps to understand a failure, and VS Code's logs in the folder `logs`. */
  readonly artifacts: string;
  readonly timeoutMs: number;
}

/** Resolves with the exit code; rejects where the host did not come to an end by itself. Leaves no process behind. */
export type Host = (launch: HostLaunch) => Promise<number>;
