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

const MAX_TIMER_MS = 2 ** 31 - 1;

/** A timer that may be infinitely long; setTimeout itself would fire at once. */
export function after(milliseconds: number, then: () => void): { cancel(): void } {
  if (milliseconds === Infinity) return { cancel: () => undefined };
  const timer = setTimeout(then, Math.min(milliseconds, MAX_TIMER_MS));
  return { cancel: () => clearTimeout(timer) };
}

/** Interrupts, interrupts again (Terraform then stops at once), kills. Nothing is signalled any more after `end`. */
export function stopSteps(tree: ProcessTree, grace: Grace): { begin(): void; end(): void } {
  let begun = false;
  let next = { cancel: (): void => undefined };
  return {
    begin: () => {
      if (begun) return;
      begun = true;
      tree.interrupt();
      next = after(grace.secondInterruptMs, () => {
        tree.interrupt();
        next = after(grace.killMs, () => tree.kill());
      });
    },
    end: () => {
      begun = true;
      next.cancel();
    },
  };
}
