import { setTimeout } from "node:timers/promises";

/** How often and how long a webhook is tried, in milliseconds. */
export interface WebhookPatience {
  readonly tries: number;
  /** For each try. */
  readonly tryMs: number;
  /** Before the second try, where the receiver does not say how long; doubled before each further one. */
  readonly retryMs: number;
  /** A receiver that asks for a longer wait than this is not tried again: by then the news are old. */
  readonly longestRetryMs: number;
  /** Rejects once the signal is aborted. */
  wait(milliseconds: number, signal: AbortSignal): Promise<void>;
}

/** Nobody waits for it in front of a screen. */
export const WEBHOOK_PATIENCE: WebhookPatience = {
  tries: 4,
  tryMs: 10_000,
  retryMs: 2_000,
  longestRetryMs: 120_000,
  wait: (milliseconds, signal) => setTimeout(milliseconds, undefined, { signal }),
};
