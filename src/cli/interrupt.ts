/** Ctrl-C and its like, while something is being done. */

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** The first Ctrl-C stops what is being done, with its own grace; further ones change nothing. */
export function onInterrupt(stop: () => void): { happened(): boolean; dispose(): void } {
  let happened = false;
  const subscription = onInterrupts(() => {
    if (!happened) stop();
    happened = true;
  });
  return { happened: () => happened, dispose: () => subscription.dispose() };
}

/** Every one of them, in the order in which they come. */
export function onInterrupts(listener: () => void): { dispose(): void } {
  SIGNALS.forEach((signal) => process.on(signal, listener));
  return { dispose: () => SIGNALS.forEach((signal) => process.off(signal, listener)) };
}
