/** What Ctrl-C means while drift is put right. */
import type { DriftService } from "../core/service";
import { DriftError, oneLine } from "../shared/errors";
import { onInterrupts } from "./interrupt";

/** Wrappers such as npm pass on what the terminal has sent already: nobody presses a key twice within this time, in milliseconds. */
const ECHO_MS = 500;

const FINISHING =
  "Terraform finishes what it has begun, and begins nothing more. A second interrupt stops it at once, which may leave a lock and half-made objects behind.";
const STOPPING = "Terraform is stopped at once.";

export interface ReconcileInterrupts {
  /** Aborted by an interrupt before anything is applied. */
  readonly signal: AbortSignal;
  /** From now on the first asks Terraform to finish, a second stops it. */
  applying(recordId: string): void;
  /** From now on they cancel the check that follows. */
  verifying(runId: string): void;
  dispose(): void;
}

export function reconcileInterrupts(
  service: Pick<DriftService, "reconcile" | "cancel">,
  say: (text: string) => void,
): ReconcileInterrupts {
  const before = new AbortController();
  let act = (): Promise<void> | void => before.abort();
  let last = -Infinity;
  const perform = (): void => {
    Promise.resolve(act()).catch((error: unknown) => {
      if (error instanceof DriftError && error.reason === "run_over") return; // it has ended meanwhile
      say(`terraform-drift: ${oneLine(error)}`);
    });
  };
  const subscription = onInterrupts(() => {
    const now = performance.now();
    if (now - last < ECHO_MS) return;
    last = now;
    perform();
  });
  return {
    signal: before.signal,
    applying(recordId) {
      let isAsked = false;
      act = () => {
        const hard = isAsked;
        isAsked = true;
        say(hard ? STOPPING : FINISHING);
        return service.reconcile.cancel(recordId, { hard });
      };
      if (before.signal.aborted) perform();
    },
    verifying(runId) {
      act = () => service.cancel(runId);
    },
    dispose: () => subscription.dispose(),
  };
}
