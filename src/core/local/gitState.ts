import { findOnPath } from "../terraform/executables";
import { forEachLine } from "../terraform/lines";
import { runProgram } from "../terraform/runner";

/** Which code was checked. Empty where there is no git, no repository, or no answer in time. */
export interface GitState {
  commit?: string;
  /** Absent when no branch is checked out. */
  branch?: string;
  /** Files that git knows differ from the commit. Untracked files do not count: plan files and logs would. */
  dirty?: boolean;
}

export interface GitOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal | undefined;
}

/** Reads neither locks nor prompts; a file-system monitor named in the repository's own settings is not run. */
const STATUS = [
  ...["--no-optional-locks", "-c", "core.fsmonitor=false"],
  ...["status", "--porcelain=v2", "--branch", "--untracked-files=no", "--ignore-submodules=dirty"],
];

/** Where git thinks it is, if it was git that started us (a hook). */
const PLACE = /^GIT_(?:DIR|WORK_TREE|INDEX_FILE|PREFIX|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|NAMESPACE)$/;

/** Never throws: what it says is an addition to a run, and never worth a failure. */
export async function gitState(dir: string, options: GitOptions = {}): Promise<GitState> {
  const found: GitState = { dirty: false };
  const isSaid = await askGit(dir, STATUS, options, (line) => Object.assign(found, readLine(line)));
  return isSaid ? found : {};
}

/** The name of whoever works in a folder, as git would sign their commits; undefined where it does not say. Never throws. */
export async function gitAuthor(dir: string, options: GitOptions = {}): Promise<string | undefined> {
  let name = "";
  const isSaid = await askGit(dir, ["config", "user.name"], options, (line) => (name ||= line.trim()));
  return isSaid && name !== "" ? name.slice(0, LONGEST_NAME) : undefined;
}

const LONGEST_NAME = 200;

/** False where there is no git, or it could not answer. */
async function askGit(
  dir: string,
  words: readonly string[],
  { env = process.env, timeoutMs = 2_000, signal }: GitOptions,
  onLine: (line: string) => void,
): Promise<boolean> {
  const git = await findOnPath("git", env, process.platform);
  if (git === undefined) return false;
  const gitEnv = {
    ...Object.fromEntries(Object.entries(env).filter(([name]) => !PLACE.test(name))),
    ...{ GIT_OPTIONAL_LOCKS: "0", GIT_TERMINAL_PROMPT: "0", LC_ALL: "C" },
  };
  const grace = { secondInterruptMs: 200, killMs: 200 };
  try {
    const ending = await runProgram([git, ...words], { cwd: dir, env: gitEnv, timeoutMs, signal, grace }, (stdout) =>
      forEachLine(stdout, onLine),
    );
    return ending.ended === "exited" && ending.exitCode === 0;
  } catch {
    return false; // git could not be started, or the folder is gone: the check itself will say so
  }
}

function readLine(line: string): GitState {
  const [, name, value = ""] = /^# branch\.(oid|head) (.+)$/.exec(line) ?? [];
  if (name === "oid") return /^[0-9a-f]{40,64}$/.test(value) ? { commit: value } : {};
  if (name === "head") return value === "(detached)" ? {} : { branch: value };
  return line === "" || line.startsWith("#") ? {} : { dirty: true };
}
