import { DriftError } from "../../shared/errors";
import { isLoopback } from "../http/loopback";

/** What a person says about the model, as it stands in settings and flags. Absent and empty are the same. */
export interface AiSettings {
  readonly provider: "off" | "azureOpenAI" | "openAICompatible";
  /** Azure: the resource's address. Compatible: the base URL, such as http://localhost:11434/v1. */
  readonly endpoint?: string | undefined;
  /** Azure only. */
  readonly deployment?: string | undefined;
  /** Azure only. */
  readonly apiVersion?: string | undefined;
  /** Compatible only. */
  readonly model?: string | undefined;
}

/** The same, complete and safe to send to. Addresses have no slash at the end. */
export type ModelEndpoint =
  | {
      readonly provider: "azureOpenAI";
      readonly endpoint: string;
      readonly deployment: string;
      readonly apiVersion: string;
    }
  | { readonly provider: "openAICompatible"; readonly endpoint: string; readonly model: string };

/** What a model is called, for people. */
export function modelName(endpoint: ModelEndpoint): string {
  return endpoint.provider === "azureOpenAI"
    ? `Azure OpenAI, deployment ${endpoint.deployment}`
    : `${new URL(endpoint.endpoint).host}, model ${endpoint.model}`;
}

/** The newest version of Azure's interface that is no preview. */
export const DEFAULT_API_VERSION = "2024-10-21";

/** Throws "ai_not_configured" for the first thing that is missing or cannot be used. */
export function modelEndpoint(settings: AiSettings): ModelEndpoint {
  switch (settings.provider) {
    case "off":
      throw notConfigured("No model is chosen.", "Choose Azure OpenAI or a server that is compatible with OpenAI.");
    case "azureOpenAI": {
      const endpoint = address(settings.endpoint, "https://NAME.openai.azure.com");
      const deployment = required(settings.deployment, "the deployment of Azure OpenAI", "Name the deployment.");
      const apiVersion = settings.apiVersion?.trim() ?? "";
      // The deployment becomes a part of the path as it is.
      if (!/^\w[\w.-]*$/.test(deployment)) {
        throw notConfigured(
          "The name of the deployment cannot be used.",
          "It has letters, digits, dots, hyphens and underscores only.",
        );
      }
      return { provider: "azureOpenAI", endpoint, deployment, apiVersion: apiVersion || DEFAULT_API_VERSION };
    }
    case "openAICompatible": {
      const endpoint = address(settings.endpoint, "https://api.openai.com/v1 or http://localhost:11434/v1");
      const model = required(settings.model, "the model", "Name one that the server has.");
      return { provider: "openAICompatible", endpoint, model };
    }
    default:
      throw notConfigured("The provider of the model is unknown.", "Choose off, azureOpenAI or openAICompatible.");
  }
}

/** An http or https address that neither carries what does not belong there nor lets others read what is sent. */
function address(given: string | undefined, example: string): string {
  const text = required(given, "the address of the model's server", `Give one such as ${example}.`);
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw notConfigured(
      "The address of the model's server is not one of http or https.",
      `Give one such as ${example}.`,
    );
  }
  if (url.username !== "" || url.password !== "") {
    throw notConfigured("The address of the model's server holds a user name or a password.", "Store the key instead.");
  }
  if (url.search !== "" || url.hash !== "" || /\/(?:deployments|completions)(?:\/|$)/.test(url.pathname)) {
    throw notConfigured(
      "The address of the model's server holds too much.",
      `Give only its beginning, such as ${example}.`,
    );
  }
  if (url.protocol === "http:" && !isLoopback(url.hostname)) {
    throw notConfigured(
      "The address of the model's server is plain http, over which others can read along.",
      "Use https; plain http is for servers on this machine only.",
    );
  }
  return url.href.replace(/\/+$/, "");
}

function required(given: string | undefined, what: string, wayOut: string): string {
  const text = given?.trim() ?? "";
  if (text === "") throw notConfigured(`Nothing says ${what}.`, wayOut);
  return text;
}

function notConfigured(message: string, wayOut: string): DriftError {
  return new DriftError("ai_not_configured", message, wayOut);
}
