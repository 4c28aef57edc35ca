import { constants } from "node:os";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Has `clean` done exactly once: when the returned function is called, or else when this process ends, by a signal too. What is
 * started outside this process's group would otherwise outlive a Ctrl-C.
 */
export function cleanUpAtEnd(clean: () => void): () => void {
  const exit = (signal: NodeJS.Signals): void => process.exit(128 + constants.signals[signal]);
  const cleanNow = (): void => {
    process.removeListener("exit", cleanNow);
    for (const signal of SIGNALS) process.removeListener(signal, exit);
    clean();
  };
  process.once("exit", cleanNow);
  for (const signal of SIGNALS) process.once(signal, exit);
  return cleanNow;
}
