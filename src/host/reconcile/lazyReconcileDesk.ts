import type { ReconcileDesk, ReconcileWindow } from "./reconcileDesk";

/** Loads the desk when it is first asked for, and never twice. */
export function lazyReconcileDesk(window: ReconcileWindow): () => Promise<ReconcileDesk> {
  let opened: Promise<ReconcileDesk> | undefined;
  return () => (opened ??= import("./openReconcileDesk").then(({ openReconcileDesk }) => openReconcileDesk(window))); // a bundle of its own
}
