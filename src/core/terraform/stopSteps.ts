import type { ProcessTree } from "./processTree";

/** How long Terraform may take to stop, in milliseconds. `Infinity` means that the step is never taken. */
export interface Grace {
  /** From the first interrupt to the second. */
  readonly secondInterruptMs: number;
  /** From the second interrupt to the kill. */
  readonly killMs: number;
}

/** The steps of a cancelled check (design: semantics, section 7). */
export const CHECK_GRACE: Grace = { secondInterruptMs: 10_000, killMs: 5_000 };

/** Of a cancelled apply: after one interrupt Terraform ends what it has begun and saves the state, however long that takes. */
export const APPLY_GRACE: Grace = { secondInterruptMs: Infinity, killMs: 5_000 };

/** Two interrupts that follow one another faster than a busy process takes them are one to it. */
const APART_MS = 500;

const MAX_TIMER_MS = 2 ** 31 - 1;

/** A timer that may be infinitely long; setTimeout itself would fire at once. */
export function after(milliseconds: number, then: () => void): { cancel(): void } {
  if (milliseconds === Infinity) return { cancel: () => undefined };
  const timer = setTimeout(then, Math.min(milliseconds, MAX_TIMER_MS));
  return { cancel: () => clearTimeout(timer) };
}

/** What ends a process step by step. */
export interface StopSteps {
  /** The first interrupt, then the others in the time of the grace. Again: nothing. */
  readonly begin: () => void;
  /** The second interrupt at once, and the first before it where there was none. Again: nothing. */
  readonly hurry: () => void;
  /** Also the kill: there is nothing more that could be done. */
  readonly areAllTaken: () => boolean;
  /** The process is gone: nothing is signalled any more. */
  readonly end: () => void;
}

/** Interrupts, interrupts again (Terraform then stops at once), kills. */
export function stopSteps(tree: ProcessTree, grace: Grace): StopSteps {
  let step: "none" | "interrupted" | "twice" | "over" = "none";
  let interruptedAt = 0;
  let next = { cancel: (): void => undefined };
  const again = (): void => {
    tree.interrupt();
    next = after(grace.killMs, () => {
      step = "over";
      tree.kill();
    });
  };
  const begin = (): void => {
    if (step !== "none") return;
    step = "interrupted";
    interruptedAt = performance.now();
    tree.interrupt();
    next = after(grace.secondInterruptMs, () => {
      step = "twice";
      again();
    });
  };
  return {
    begin,
    hurry: () => {
      begin();
      if (step !== "interrupted") return;
      step = "twice";
      next.cancel();
      next = after(Math.max(0, interruptedAt + APART_MS - performance.now()), again);
    },
    areAllTaken: () => step === "over",
    end: () => {
      step = "over";
      next.cancel();
    },
  };
}
