/** Entry of a bundle of its own: everything about models that is not needed before somebody asks for one. */
import * as vscode from "vscode";
import type { AiBackend } from "../../core/ai/backend";
import { chatWith } from "../chat/chatRequest";
import { getResource, listDrift } from "../chat/driftTools";
import type { Assistant, AssistantWindow, ToolName } from "./assistant";
import { readAiSettings } from "./aiSettings";
import { clearAiKey, setAiKey } from "./keyCommands";
import { configuredModel } from "./configuredModel";
import { Consent } from "./consent";
import { consentDialogs } from "./consentDialogs";
import { credentialQuestions } from "./credentialQuestions";
import { chosenModel, editorModel } from "./editorModel";
import { editorApi, offeredModels } from "./editorModels";
import { credentialsFor } from "./modelCredentials";
import { setUpAi } from "./setUpAi";
import { StoredCredentials } from "./storedCredentials";

export function openAssistant(window: AssistantWindow): Assistant {
  const { secrets, workspaceState, globalState, state, texts, log } = window;
  const stored = new StoredCredentials(secrets, globalState);
  const consent = new Consent(workspaceState, consentDialogs(texts));
  const { getSession } = vscode.authentication;
  const maySend: Assistant["maySend"] = (sending) => consent.maySend(sending);
  return {
    maySend,
    model(): Promise<AiBackend | null> {
      const settings = readAiSettings();
      return configuredModel({
        settings,
        isTrusted: vscode.workspace.isTrusted,
        credentials: (endpoint) =>
          credentialsFor(endpoint, settings.tenant, { stored, questions: credentialQuestions, getSession }),
        editorModel: async (wanted) => editorModel(chosenModel(await offeredModels(), wanted), editorApi(), log),
        log,
      });
    },
    async forgetConsent() {
      await consent.forget();
      const message = vscode.l10n.t("You will be asked again before anything of this workspace is sent to a model.");
      void vscode.window.showInformationMessage(message);
    },
    setUp: () => setUpAi(stored, getSession, log),
    setKey: () => setAiKey(stored, log),
    clearKey: () => clearAiKey(stored, log),
    chat: (request, stream, token) => chatWith({ request, stream, token }, { state, log, maySend }),
    tool: async (name, input) => {
      if (!vscode.workspace.isTrusted) return "This workspace is not trusted: models may not read its drift.";
      await state.load();
      if (state.failure !== null && state.roots.length === 0) return "The drift of this workspace cannot be read now.";
      return toolText(name, input, state.roots);
    },
  };
}

function toolText(name: ToolName, input: unknown, roots: AssistantWindow["state"]["roots"]): string {
  switch (name) {
    case "terraform-drift_list_drift":
      return listDrift(roots, input, new Date());
    case "terraform-drift_get_resource":
      return getResource(roots, input);
  }
}
