import { DriftError, oneLine } from "../../shared/errors";
import type { Log } from "../ports";
import { deliver } from "./deliver";
import type { WebhookPatience } from "./webhookPatience";
import type { WebhookTarget } from "./webhookTarget";

export interface WebhookSenderOptions {
  readonly log: Log;
  /** What did not arrive, the first time; not again before something has arrived. */
  readonly tell: (trouble: DriftError) => void;
  readonly patience?: WebhookPatience | undefined;
}

/** What may wait behind a receiver that does not answer. */
const WAITING_AT_MOST = 100;

/**
 * Sends one after the other, in the order in which it was asked to; nobody waits for it. What has not arrived when the process ends is lost: the
 * history has it all the same, and news from yesterday in the middle of today's would say what is no longer so.
 */
export class WebhookSender {
  readonly #stop = new AbortController();
  #last: Promise<void> = Promise.resolve();
  #waiting = 0;
  #isFailing = false;

  constructor(private readonly options: WebhookSenderOptions) {}

  send(target: WebhookTarget, body: string): void {
    if (this.#waiting >= WAITING_AT_MOST) {
      this.failed(new DriftError("webhook_failed", "Too many messages wait for the webhook: one was left out."));
      return;
    }
    this.#waiting += 1;
    this.#last = this.#last.then(async () => {
      await this.#deliver(target, body);
      this.#waiting -= 1;
    });
  }

  /** Also for what came to nothing before it could be sent. */
  failed(error: unknown): void {
    if (this.#stop.signal.aborted) return;
    const { log, tell } = this.options;
    if (this.#isFailing || !(error instanceof DriftError)) log.info(`The webhook: ${oneLine(error)}`);
    if (this.#isFailing) return;
    this.#isFailing = true;
    tell(error instanceof DriftError ? error : new DriftError("webhook_failed", "The webhook could not be used."));
  }

  /** Resolves when nothing waits any more. */
  async idle(): Promise<void> {
    await this.#last;
  }

  /** Stops what is being sent, and drops what waits. */
  async dispose(): Promise<void> {
    this.#stop.abort();
    await this.#last;
  }

  /** Never rejects. */
  async #deliver(target: WebhookTarget, body: string): Promise<void> {
    const { signal } = this.#stop;
    if (signal.aborted) return;
    const { log, patience } = this.options;
    try {
      await deliver(target, body, { signal, log, patience });
      this.#isFailing = false;
    } catch (error) {
      this.failed(error);
    }
  }
}
