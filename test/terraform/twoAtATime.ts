/** Two of the jobs at a time, which is what most machines have room for: whoever asks for one starts its neighbour, too. */
export function twoAtATime(jobs: readonly (() => Promise<void>)[]): {
  /** Rejects as the job does. */
  result(index: number): Promise<void>;
  /** When all that were started are over, well or badly. */
  ended(): Promise<void>;
} {
  const started = new Map<number, Promise<void>>();
  const start = (index: number): Promise<void> => {
    const job = jobs[index];
    const result = started.get(index) ?? job?.() ?? Promise.resolve();
    started.set(index, result);
    result.catch(() => undefined); // whoever asks for it is told
    return result;
  };
  return {
    result: (index) => {
      const result = start(index);
      void start(index ^ 1);
      return result;
    },
    ended: async () => {
      await Promise.allSettled(started.values());
    },
  };
}
