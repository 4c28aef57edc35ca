/** Lets a bounded number of checks run at the same time, and never two of one key. */

export type Release = () => void;

interface Waiting {
  readonly key: string;
  readonly start: () => void;
}

/**
 * `limit` is asked whenever a place may be free. The promise of a place resolves in the order of asking; an aborted one
 * resolves at once, since what it would run ends by itself.
 */
export function limiter(limit: () => number): (signal: AbortSignal, key: string) => Promise<Release> {
  const running = new Set<string>();
  const queue: Waiting[] = [];

  const advance = (): void => {
    for (const waiting of [...queue]) {
      if (running.size >= Math.max(1, limit())) return;
      if (running.has(waiting.key)) continue;
      queue.splice(queue.indexOf(waiting), 1);
      running.add(waiting.key);
      waiting.start();
    }
  };

  return (signal, key) =>
    new Promise((resolve) => {
      if (signal.aborted) {
        resolve(() => undefined);
        return;
      }
      const waiting: Waiting = {
        key,
        start: () => {
          signal.removeEventListener("abort", giveUp);
          resolve(() => {
            running.delete(key);
            advance();
          });
        },
      };
      const giveUp = (): void => {
        queue.splice(queue.indexOf(waiting), 1);
        resolve(() => undefined);
      };
      signal.addEventListener("abort", giveUp, { once: true });
      queue.push(waiting);
      advance();
    });
}
