import { APIConnectionError, APIConnectionTimeoutError } from "openai";
import { isApiError } from "./errorDetails";
import type { Patience } from "./patience";
import { retryAfter } from "../../http/retryAfter";

/**
 * How long to wait before asking once more, in milliseconds; null if that would help nobody. `retries`: how many there were. A model that was silent
 * for the whole time is not asked again, because the person has waited long enough.
 */
export function waitBeforeRetry(error: unknown, retries: number, patience: Patience): number | null {
  if (retries >= patience.retries || !isPassing(error)) return null;
  const asked = isApiError(error) ? retryAfter(error.headers) : null;
  const wait = asked ?? patience.retryMs * 2 ** retries;
  return wait > patience.longestRetryMs ? null : wait;
}

function isPassing(error: unknown): boolean {
  if (error instanceof APIConnectionTimeoutError) return false;
  if (error instanceof APIConnectionError) return true;
  if (!isApiError(error) || error.code === "insufficient_quota") return false;
  const status = error.status ?? 0;
  return status === 408 || status === 409 || status === 429 || status >= 500;
}
