import type { RootModule } from "../../core/local/rootModule";
import type { DriftService } from "../../core/service";
import { DriftError } from "../../shared/errors";
import type { DriftRun } from "../../shared/model";
import { CheckProgress, type ProgressStep } from "./checkProgress";

export interface CheckWatch {
  readonly signal: AbortSignal;
  readonly onProgress: (step: ProgressStep) => void;
  /** Only these resources. */
  readonly targets?: readonly string[] | undefined;
}

export interface CheckedRoots {
  readonly checked: readonly { readonly root: RootModule; readonly run: DriftRun }[];
  /** Why runs are not complete or could not be stored, by run id. */
  readonly failures: ReadonlyMap<string, DriftError>;
}

/**
 * Checks root modules side by side, as many at a time as the settings say. When the signal is aborted it waits until the
 * processes are gone, and rejects with "cancelled".
 */
export async function checkRoots(
  service: DriftService,
  roots: readonly RootModule[],
  { signal, onProgress, targets }: CheckWatch,
): Promise<CheckedRoots> {
  const progress = new CheckProgress(roots.length);
  const failures = new Map<string, DriftError>();
  const subscription = service.onDidChange((event) => {
    if (event.kind === "ended" && event.failure !== null) failures.set(event.run.id, event.failure);
    const step = progress.next(event);
    if (step !== null) onProgress(step);
  });
  try {
    const results = await Promise.allSettled(roots.map((root) => checkOne(service, root, signal, targets)));
    if (signal.aborted) throw new DriftError("cancelled", "The check was cancelled.");
    return { checked: results.map(valueOf), failures };
  } finally {
    subscription.dispose();
  }
}

async function checkOne(
  service: DriftService,
  root: RootModule,
  signal: AbortSignal,
  targets: readonly string[] | undefined,
): Promise<CheckedRoots["checked"][number]> {
  signal.throwIfAborted();
  const id = await service.check(root, targets === undefined ? {} : { targets });
  const cancel = (): void => void service.cancel(id).catch(() => undefined); // over already, or how it ended tells
  if (signal.aborted) cancel();
  signal.addEventListener("abort", cancel, { once: true });
  try {
    return { root, run: await service.ended(id) };
  } finally {
    signal.removeEventListener("abort", cancel);
  }
}

function valueOf<Value>(result: PromiseSettledResult<Value>): Value {
  if (result.status === "fulfilled") return result.value;
  throw result.reason;
}
