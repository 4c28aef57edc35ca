/** Tells a webhook what scheduled checks find. */
import type { DriftError } from "../../shared/errors";
import type { DriftRun } from "../../shared/model";
import type { Log } from "../ports";
import type { DriftService } from "../service";
import { newsSince, type RunReader } from "./earlierRuns";
import { endedIn, isScheduled } from "./endedRuns";
import { webhookMessage } from "./webhookMessage";
import type { WebhookPatience } from "./webhookPatience";
import { WebhookSender } from "./webhookSender";
import type { WebhookTarget } from "./webhookTarget";

export interface NotifierOptions {
  readonly service: RunReader & Pick<DriftService, "onDidChange">;
  /** Asked for each run that has ended; null: nobody is told. Rejects with "webhook_unusable". */
  readonly webhook: () => Promise<WebhookTarget | null>;
  readonly log: Log;
  /** News that did not arrive: the first time, not again before something has arrived. The log has the others. */
  readonly tell: (trouble: DriftError) => void;
  readonly patience?: WebhookPatience | undefined;
}

export interface Notifier {
  /** Resolves when all news of runs that have ended are sent, or given up. */
  idle(): Promise<void>;
  /** Stops what is being sent. To be called before the service is disposed of. */
  dispose(): Promise<void>;
}

/**
 * From now on. Only runs that this process made are told by it, so that no other tells them again; and only scheduled ones, compared with scheduled
 * ones: what somebody found by hand meanwhile was seen by them, and by nobody else.
 */
export function notifier({ service, webhook, log, tell, patience }: NotifierOptions): Notifier {
  const sender = new WebhookSender({ log, tell, patience });
  let last = Promise.resolve();
  const send = async (run: DriftRun): Promise<void> => {
    try {
      const target = await webhook();
      if (target === null) return;
      const news = await newsSince(service, run, isScheduled);
      for (const one of news) sender.send(target, webhookMessage(one, target.format));
    } catch (error) {
      sender.failed(error);
    }
  };
  const subscription = service.onDidChange((event) => {
    const run = endedIn(event);
    if (run !== null && isScheduled(run)) last = last.then(() => send(run));
  });
  return {
    async idle() {
      await last;
      await sender.idle();
    },
    async dispose() {
      subscription.dispose();
      await sender.dispose();
      await last;
    },
  };
}
