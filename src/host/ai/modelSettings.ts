/** What the person's settings say about the model. Knows nothing of VS Code. */
import { type AiSettings, modelEndpoint, modelName } from "../../core/ai/modelEndpoint";
import { DriftError } from "../../shared/errors";

export const PROVIDERS = ["off", "azureOpenAI", "openAICompatible", "vscode"] as const;
export type Provider = (typeof PROVIDERS)[number];

/** As it stands in the settings `terraformDrift.ai.…`; undefined: not set, or of a wrong type. */
export interface ModelSettings {
  /** `vscode`: a language model that the editor offers, which the core knows nothing of. */
  readonly provider: Provider;
  readonly endpoint: string | undefined;
  readonly deployment: string | undefined;
  readonly apiVersion: string | undefined;
  /** Of `vscode` its id or family; undefined: the first that is offered. */
  readonly model: string | undefined;
  /** Where people sign in with Microsoft, if not at home. */
  readonly tenant: string | undefined;
}

/** From whatever the settings file holds. */
export function modelSettings(get: (name: string) => unknown): ModelSettings {
  const filled = (name: string): string | undefined => {
    const value = get(name);
    return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
  };
  const provider = get("ai.provider");
  return {
    provider: PROVIDERS.find((one) => one === provider) ?? "off",
    endpoint: filled("ai.endpoint"),
    deployment: filled("ai.deployment"),
    apiVersion: filled("ai.apiVersion"),
    model: filled("ai.model"),
    tenant: filled("ai.tenant"),
  };
}

/** The same for the core; the editor's own models are no business of it. */
export function serverSettings({ provider, ...settings }: ModelSettings): AiSettings {
  return { ...settings, provider: provider === "vscode" ? "off" : provider };
}

/** What the chosen model is called, for people, as far as the settings tell; null: none is chosen. Asking says what is missing. */
export function chosenModelName(settings: ModelSettings): string | null {
  switch (settings.provider) {
    case "off":
      return null;
    case "vscode":
      return settings.model === undefined ? "VS Code's language model" : `VS Code, model ${settings.model}`;
    case "azureOpenAI":
    case "openAICompatible":
      try {
        return modelName(modelEndpoint(serverSettings(settings)));
      } catch (error) {
        if (!(error instanceof DriftError)) throw error;
        return settings.provider === "azureOpenAI" ? "Azure OpenAI" : "OpenAI-compatible server";
      }
  }
}
