/** Sends one body to a webhook, and tries again where that may help. Says nothing of the address but its host, and repeats nothing of what is answered. */
import { DriftError } from "../../shared/errors";
import { inTime, retryAfter } from "../http/retryAfter";
import type { Log } from "../ports";
import { SIGNATURE_HEADER, signatureOf } from "./signature";
import { WEBHOOK_PATIENCE, type WebhookPatience } from "./webhookPatience";
import { webhookName, type WebhookTarget } from "./webhookTarget";

export interface DeliverOptions {
  readonly signal: AbortSignal;
  readonly log: Log;
  readonly patience?: WebhookPatience | undefined;
}

/** Why a try came to nothing. */
interface Refusal {
  /** Goes on after the name of the webhook: "answered 503". */
  readonly what: string;
  /** Whether it may be another time. */
  readonly isPassing: boolean;
  /** Milliseconds that the receiver asks for; null: it does not. */
  readonly wait: number | null;
}

/** Resolves once it was accepted (2xx). Rejects with "webhook_failed", and with "cancelled" when the signal is aborted. */
export async function deliver(target: WebhookTarget, body: string, options: DeliverOptions): Promise<void> {
  const { signal, log, patience = WEBHOOK_PATIENCE } = options;
  try {
    for (let tried = 1; ; tried++) {
      signal.throwIfAborted();
      const refusal = await attempt(target, body, patience.tryMs, signal);
      if (refusal === null) return;
      const wait = refusal.wait ?? patience.retryMs * 2 ** (tried - 1);
      if (!refusal.isPassing || tried >= patience.tries || wait > patience.longestRetryMs) {
        throw failure(target, refusal, tried);
      }
      log.debug(`The webhook at ${webhookName(target)} ${refusal.what}; it is tried again ${inTime(wait)}.`);
      await patience.wait(wait, signal);
    }
  } catch (error) {
    if (signal.aborted) throw new DriftError("cancelled", "Sending to the webhook was stopped.");
    throw error;
  }
}

/** Null once it was accepted. */
async function attempt(
  target: WebhookTarget,
  body: string,
  tryMs: number,
  signal: AbortSignal,
): Promise<Refusal | null> {
  const stop = new AbortController();
  const abort = (): void => stop.abort();
  const timer = setTimeout(abort, tryMs);
  signal.addEventListener("abort", abort, { once: true });
  try {
    const response = await fetch(target.address, {
      method: "POST",
      redirect: "manual",
      headers: headersFor(target, body),
      body,
      signal: stop.signal,
    });
    await response.body?.cancel().catch(() => undefined); // the status has said it all
    return refusalOf(response);
  } catch (error) {
    signal.throwIfAborted();
    if (stop.signal.aborted) {
      return { what: `did not answer within ${tryMs / 1000} seconds`, isPassing: true, wait: null };
    }
    return { what: `could not be reached${codeOf(error)}`, isPassing: true, wait: null };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", abort);
  }
}

function headersFor({ secret }: WebhookTarget, body: string): Record<string, string> {
  return {
    "Content-Type": "application/json; charset=utf-8",
    "User-Agent": "terraform-drift",
    ...(secret === undefined ? {} : { [SIGNATURE_HEADER]: signatureOf(body, secret) }),
  };
}

function refusalOf({ ok, status, type, headers }: Response): Refusal | null {
  if (ok) return null;
  if (type === "opaqueredirect" || (status >= 300 && status < 400)) {
    return { what: "leads elsewhere, which is not followed", isPassing: false, wait: null };
  }
  const isPassing = status === 408 || status === 429 || status >= 500;
  return { what: `answered ${status}`, isPassing, wait: isPassing ? retryAfter(headers) : null };
}

/** Only the code: messages of the network may quote the address. */
function codeOf(error: unknown): string {
  const { cause } = error as { cause?: { code?: unknown } };
  return typeof cause?.code === "string" && /^[A-Z0-9_]{1,60}$/.test(cause.code) ? ` (${cause.code})` : "";
}

function failure(target: WebhookTarget, { what, isPassing, wait }: Refusal, tried: number): DriftError {
  const often = tried > 1 ? `, ${tried} times` : "";
  const message = `The webhook at ${webhookName(target)} ${what}${often}.`;
  if (!isPassing) return new DriftError("webhook_failed", message, "See that its address is still right.");
  return new DriftError("webhook_failed", message, wait === null ? "" : `It asks to be tried again ${inTime(wait)}.`);
}
