import { AzureOpenAI } from "openai";
import type { Log } from "../../ports";
import type { AiBackend, AiCredentials } from "../backend";
import { type ModelEndpoint, modelName } from "../modelEndpoint";
import { clientOptions } from "./clientOptions";
import { credentialHeaders } from "./credentialHeaders";
import type { Patience } from "./patience";
import { streamChat } from "./streamChat";

/** A deployment of Azure OpenAI, asked with a key (header `api-key`) or with a token of Microsoft's sign-in (bearer). */
export function azureOpenAi(
  modelEndpoint: Extract<ModelEndpoint, { provider: "azureOpenAI" }>,
  credentials: AiCredentials,
  log: Log,
  patience: Patience,
): AiBackend {
  const { endpoint, deployment, apiVersion } = modelEndpoint;
  const name = modelName(modelEndpoint);
  const client = new AzureOpenAI({ ...clientOptions(patience), baseURL: null, endpoint, deployment, apiVersion });
  const authorize = () => credentialHeaders(credentials, "api-key");
  const chat = { name, client, model: deployment, authorize, log, patience };
  return { name, address: endpoint, stream: (messages, signal) => streamChat(chat, messages, signal) };
}
