/** The first Ctrl-C stops what is being done, with its own grace; further ones change nothing. */
export function onInterrupt(stop: () => void): { happened(): boolean; dispose(): void } {
  let happened = false;
  const listener = (): void => {
    if (!happened) stop();
    happened = true;
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  signals.forEach((signal) => process.on(signal, listener));
  return {
    happened: () => happened,
    dispose: () => signals.forEach((signal) => process.off(signal, listener)),
  };
}
