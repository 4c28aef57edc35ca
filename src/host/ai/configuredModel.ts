/** The model that the settings choose, ready to be asked. Knows nothing of VS Code. */
import { unlessAborted } from "../../core/ai/abort";
import type { AiBackend, AiCredentials, AiMessages } from "../../core/ai/backend";
import { type AiSettings, modelEndpoint, type ModelEndpoint, modelName } from "../../core/ai/modelEndpoint";
import { openBackend } from "../../core/ai/openBackend";
import type { Log } from "../../core/ports";
import { DriftError } from "../../shared/errors";
import { type ModelSettings, serverSettings } from "./modelSettings";

export interface ModelSources {
  readonly settings: ModelSettings;
  readonly isTrusted: boolean;
  /** Asked when a question is sent, and not before: it may have to ask the person. */
  readonly credentials: (endpoint: ModelEndpoint) => Promise<AiCredentials>;
  /** A language model of the editor; rejects with "ai_unknown_model". */
  readonly editorModel: (wanted: string | undefined) => Promise<AiBackend>;
  readonly log: Log;
}

/** Null: none is chosen, or none may be asked. Rejects with "ai_not_configured" and "ai_unknown_model". Asks nobody anything. */
export async function configuredModel(sources: ModelSources): Promise<AiBackend | null> {
  const { settings, isTrusted } = sources;
  if (!isTrusted) return null;
  switch (settings.provider) {
    case "off":
      return null;
    case "vscode":
      return sources.editorModel(settings.model);
    case "azureOpenAI":
    case "openAICompatible":
      return serverModel(serverSettings(settings), sources);
  }
}

function serverModel(settings: AiSettings, { credentials, log }: ModelSources): AiBackend {
  const endpoint = modelEndpoint(settings);
  async function* stream(messages: AiMessages, signal: AbortSignal): AsyncGenerator<string, void> {
    const given = await unlessAborted(() => credentials(endpoint), signal).catch((error: unknown) => {
      if (signal.aborted) throw new DriftError("cancelled", "The answer was stopped.");
      throw error;
    });
    yield* (await openBackend(settings, given, log)).stream(messages, signal);
  }
  return { name: modelName(endpoint), address: endpoint.endpoint, stream };
}
