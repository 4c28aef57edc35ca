import { DriftError } from "../../shared/errors";
import type { Log } from "../ports";
import type { AiBackend, AiCredentials } from "./backend";
import { modelEndpoint, type AiSettings } from "./modelEndpoint";

/**
 * A model to ask. Nothing is sent yet. Rejects with "ai_not_configured", naming what is missing or wrong, and with "ai_denied" where Azure has no credential.
 * The log is told of failures and retries, never of messages, keys or tokens.
 */
export async function openBackend(settings: AiSettings, credentials: AiCredentials, log: Log): Promise<AiBackend> {
  const endpoint = modelEndpoint(settings);
  if (endpoint.provider === "azureOpenAI" && credentials.kind === "none") {
    throw new DriftError("ai_denied", "There is no key for Azure OpenAI.", "Store its key, or sign in with Microsoft.");
  }
  const { openAiBackend } = await import("./backends/openAiBackend"); // a bundle of its own
  return openAiBackend(endpoint, credentials, log);
}
