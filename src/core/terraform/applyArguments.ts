/** The commands with which drift is put right, and a guard before each: nothing but these is ever run. */
import { assertReadOnly, checkedDuration, planArguments, type PlanOptions } from "./planArguments";

const LOCK_TIMEOUT = "30s";

/** A plan that will be applied is made under the state lock. */
export function reviewArguments(options: PlanOptions): string[] {
  return planArguments({ ...options, lock: true, lockTimeout: options.lockTimeout ?? LOCK_TIMEOUT });
}

/** The plan by which the state takes over what is there. */
export function acceptStateArguments(options: PlanOptions): string[] {
  const [command = "", ...rest] = reviewArguments(options);
  return [command, "-refresh-only", ...rest];
}

/** Applies a plan file, and nothing else: all that it does was decided when it was made. */
export function applyArguments(
  planFile: string,
  { parallelism, lockTimeout = LOCK_TIMEOUT }: Pick<PlanOptions, "parallelism" | "lockTimeout"> = {},
): string[] {
  const limit = parallelism === undefined ? [] : [`-parallelism=${parallelism}`];
  const fixed = ["-input=false", "-no-color", "-json", "-lock=true", `-lock-timeout=${checkedDuration(lockTimeout)}`];
  return ["apply", ...fixed, ...limit, planFile];
}

/** Prints the state as it is stored. */
export const STATE_ARGUMENTS: readonly string[] = ["state", "pull"];

/** Throws unless the arguments are of the few with which a review is made; none of them changes anything. */
export function assertReviewing(args: readonly string[]): void {
  if (args[0] === "state") {
    if (args.length !== 2 || args[1] !== "pull") throw new Error("A review never runs this command on the state.");
    return;
  }
  assertReadOnly(args[0] === "plan" ? args.filter((word) => word !== "-refresh-only") : args);
}

const APPLY_FLAG = /^-(?:input=false|no-color|json|lock=true|lock-timeout=\d+[smh]|parallelism=[1-9]\d*)$/;

/** Throws unless the arguments apply that plan file and nothing else. A failure here is a mistake of ours, hence no DriftError. */
export function assertApplying(args: readonly string[], planFile: string): void {
  const [command, ...rest] = args;
  const operands = rest.filter((word) => !APPLY_FLAG.test(word));
  const isRight = command === "apply" && operands.length === 1 && operands[0] === planFile && rest.at(-1) === planFile;
  if (!isRight) throw new Error("Only the plan that was reviewed is applied, and with no further words.");
}
