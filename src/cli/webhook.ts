/** The webhook that `schedule run` tells what it finds. */
import { type WebhookTarget, WEBHOOK_FORMATS, webhookTarget } from "../core/notify/webhookTarget";
import { DriftError } from "../shared/errors";

/**
 * From the environment only: the address is a secret as a whole, and belongs into no file. Null: nobody is told. Throws "usage" for what cannot be used,
 * so that it is said before anything runs, and not after the first drift.
 */
export function webhookFrom(env: NodeJS.ProcessEnv): WebhookTarget | null {
  const { TERRAFORM_DRIFT_WEBHOOK: address = "", TERRAFORM_DRIFT_WEBHOOK_SECRET: secret } = env;
  if (address.trim() === "") return null;
  const named = env.TERRAFORM_DRIFT_WEBHOOK_FORMAT ?? "";
  const format = WEBHOOK_FORMATS.find((one) => one === (named === "" ? "auto" : named));
  if (format === undefined) {
    throw new DriftError("usage", `TERRAFORM_DRIFT_WEBHOOK_FORMAT must be one of ${WEBHOOK_FORMATS.join(", ")}.`);
  }
  try {
    return webhookTarget({ address, format, secret });
  } catch (error) {
    if (!(error instanceof DriftError)) throw error;
    throw new DriftError("usage", `TERRAFORM_DRIFT_WEBHOOK: ${error.message}`, error.wayOut);
  }
}
