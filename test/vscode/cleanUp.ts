import { constants } from "node:os";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** What is still to be done when this process ends: one listener for all of it, since a process warns of more than ten. */
const pending = new Set<() => void>();

/**
 * Has `clean` done exactly once: when the returned function is called, or else when this process ends, by a signal too. What is
 * started outside this process's group would otherwise outlive a Ctrl-C.
 */
export function cleanUpAtEnd(clean: () => void): () => void {
  if (pending.size === 0) listen();
  const cleanNow = (): void => {
    if (!pending.delete(cleanNow)) return;
    if (pending.size === 0) stopListening();
    clean();
  };
  pending.add(cleanNow);
  return cleanNow;
}

function listen(): void {
  process.on("exit", cleanAll);
  for (const signal of SIGNALS) process.on(signal, exit);
}

function stopListening(): void {
  process.off("exit", cleanAll);
  for (const signal of SIGNALS) process.off(signal, exit);
}

function cleanAll(): void {
  for (const clean of [...pending]) clean();
}

function exit(signal: NodeJS.Signals): void {
  process.exit(128 + constants.signals[signal]);
}
