/** Entry of a bundle of its own, loaded when a model is first spoken to: the openai package stands behind it. */
import type { Log } from "../../ports";
import type { AiBackend, AiCredentials } from "../backend";
import type { ModelEndpoint } from "../modelEndpoint";
import { azureOpenAi } from "./azureOpenAi";
import { openAiCompatible } from "./openAiCompatible";
import { PATIENCE, type Patience } from "./patience";

/** Touches neither the network nor the environment. */
export function openAiBackend(
  endpoint: ModelEndpoint,
  credentials: AiCredentials,
  log: Log,
  patience: Patience = PATIENCE,
): AiBackend {
  return endpoint.provider === "azureOpenAI"
    ? azureOpenAi(endpoint, credentials, log, patience)
    : openAiCompatible(endpoint, credentials, log, patience);
}
