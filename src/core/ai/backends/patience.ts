import { setTimeout } from "node:timers/promises";

/** How long a model is waited for, in milliseconds, and how often it is asked again. */
export interface Patience {
  /** Until the server accepts the question, for each try; then until the first word of the answer: models that reason are silent for minutes. */
  readonly beginMs: number;
  /** Between two parts of an answer that has begun. */
  readonly idleMs: number;
  /** For the end of the connection, once the answer is complete. */
  readonly closeMs: number;
  readonly retries: number;
  /** Before the first retry, where the server does not say how long; doubled before each further one. */
  readonly retryMs: number;
  /** A server that asks for a longer wait than this is not asked again: the person decides. */
  readonly longestRetryMs: number;
  /** Rejects once the signal is aborted. */
  wait(milliseconds: number, signal: AbortSignal): Promise<void>;
}

/** For people who wait in front of a screen. */
export const PATIENCE: Patience = {
  beginMs: 180_000,
  idleMs: 60_000,
  closeMs: 2_000,
  retries: 2,
  retryMs: 500,
  longestRetryMs: 20_000,
  wait: (milliseconds, signal) => setTimeout(milliseconds, undefined, { signal }),
};
