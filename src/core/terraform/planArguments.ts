import { DriftError } from "../../shared/errors";

/** What a check may choose about its plan. The Terraform workspace is no argument: see `terraformEnv`. */
export interface PlanOptions {
  /** Full path of the plan file, in the check's temporary folder. */
  readonly out: string;
  /** Resource addresses; none means everything. */
  readonly targets?: readonly string[] | undefined;
  /** `name=value`. They are visible to other users of the machine while Terraform runs, as with Terraform itself. */
  readonly vars?: readonly string[] | undefined;
  /** Relative to the root module, or full paths. */
  readonly varFiles?: readonly string[] | undefined;
  readonly parallelism?: number | undefined;
  /** Off by default: a check writes nothing, and somebody else's lock must not stop it. */
  readonly lock?: boolean | undefined;
  /** How long to wait for the lock, in Terraform's notation (`30s`); only with `lock`. */
  readonly lockTimeout?: string | undefined;
}

/** The arguments of a check's plan (design: semantics, section 1). Values stand behind `=`, so none can become a flag. */
export function planArguments(options: PlanOptions): string[] {
  const { targets = [], vars = [], varFiles = [], parallelism, lock = false, lockTimeout } = options;
  const args = ["plan", "-detailed-exitcode", "-input=false", "-no-color", "-json", `-lock=${lock}`];
  args.push(`-out=${options.out}`);
  if (lock && lockTimeout !== undefined) args.push(`-lock-timeout=${checkedDuration(lockTimeout)}`);
  if (parallelism !== undefined) args.push(`-parallelism=${checkedParallelism(parallelism)}`);
  args.push(...varFiles.map((file) => `-var-file=${checked(file, "A variable file's name")}`));
  args.push(...vars.map((assignment) => `-var=${checkedAssignment(assignment)}`));
  args.push(...targets.map((address) => `-target=${checked(address, "A target")}`));
  return args;
}

/** Prints a plan file as JSON on stdout. */
export function showArguments(planFile: string): string[] {
  return ["show", "-json", planFile];
}

const READ_ONLY: Readonly<Record<string, readonly RegExp[]>> = {
  plan: [
    /^-(?:detailed-exitcode|no-color|json|input=false|lock=true|lock=false|parallelism=[1-9]\d*|lock-timeout=\d+[smh])$/,
    /^-(?:out|target|var|var-file)=./s,
  ],
  show: [/^-(?:json|no-color)$/, /^[^-]/],
  version: [/^-json$/],
  workspace: [/^(?:show|list)$/],
};

/**
 * Throws unless the arguments are of the few that a check runs. A list of what is allowed, not of what is forbidden:
 * Terraform may learn new ways to write at any time. A failure here is a mistake of ours, hence no DriftError.
 */
export function assertReadOnly(args: readonly string[]): void {
  const [command = "", ...rest] = args;
  const allowed = Object.hasOwn(READ_ONLY, command) ? READ_ONLY[command]! : undefined;
  if (allowed === undefined) throw new Error(`A check never runs "terraform ${command}".`);
  const odd = rest.find((word) => !allowed.some((pattern) => pattern.test(word)));
  if (odd !== undefined) {
    throw new Error(`A check never passes "${odd.split("=", 1)[0]!}" to "terraform ${command}".`);
  }
  const positional = rest.filter((word) => !word.startsWith("-")).length;
  if (positional > 1 || (command === "workspace" && positional === 0)) {
    throw new Error(`A check never runs "terraform ${command}" with ${positional} operands.`);
  }
}

function checked(value: string, what: string): string {
  if (value.trim() === "") throw new DriftError("usage", `${what} must not be empty.`);
  if (value.includes("\0")) throw new DriftError("usage", `${what} must not contain a null character.`);
  return value;
}

/** The value may be a secret, so it is never repeated. */
function checkedAssignment(assignment: string): string {
  if (!/^[\p{L}_][\p{L}\p{N}_-]*=/u.test(assignment)) {
    throw new DriftError("usage", "A variable is given as name=value.", "For example --var region=eu-west-1.");
  }
  return checked(assignment, "A variable");
}

function checkedParallelism(parallelism: number): number {
  if (!Number.isSafeInteger(parallelism) || parallelism < 1) {
    throw new DriftError("usage", "The parallelism must be a whole number of at least 1.");
  }
  return parallelism;
}

/** A time in Terraform's notation; throws a DriftError "usage" for anything else. */
export function checkedDuration(duration: string): string {
  if (!/^\d+[smh]$/.test(duration)) {
    throw new DriftError("usage", "The lock timeout must be a number of seconds, minutes or hours, such as 30s.");
  }
  return duration;
}
