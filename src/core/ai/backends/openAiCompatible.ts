import { OpenAI } from "openai";
import type { Log } from "../../ports";
import type { AiBackend, AiCredentials } from "../backend";
import { type ModelEndpoint, modelName } from "../modelEndpoint";
import { clientOptions } from "./clientOptions";
import { credentialHeaders } from "./credentialHeaders";
import type { Patience } from "./patience";
import { streamChat } from "./streamChat";

/** A server that speaks as OpenAI does, such as OpenAI itself, Ollama, vLLM and LiteLLM. Without a key it is asked without one. */
export function openAiCompatible(
  modelEndpoint: Extract<ModelEndpoint, { provider: "openAICompatible" }>,
  credentials: AiCredentials,
  log: Log,
  patience: Patience,
): AiBackend {
  const { endpoint, model } = modelEndpoint;
  const name = modelName(modelEndpoint);
  const client = new OpenAI({ ...clientOptions(patience), baseURL: endpoint });
  const authorize = () => credentialHeaders(credentials, "authorization");
  const chat = { name, client, model, authorize, log, patience };
  return { name, address: endpoint, stream: (messages, signal) => streamChat(chat, messages, signal) };
}
