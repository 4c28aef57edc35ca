/** How the scheduler is woken; an own one in tests. */
export interface Waker {
  /** Calls once, after so many milliseconds of being awake, or later; not at all once it is disposed. */
  after(ms: number, wake: () => void): { dispose(): void };
}

/** By a timer that keeps no program alive. */
export const timerWaker: Waker = {
  after(ms, wake) {
    const timer = setTimeout(wake, ms);
    timer.unref();
    return { dispose: () => clearTimeout(timer) };
  },
};
