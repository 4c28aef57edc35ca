/** The words of the questions of setting up a model. */
import * as vscode from "vscode";
import type { SetUpWords } from "./setUpSteps";

/** Read when they are needed: the language is known by then. */
export function setUpWords(): SetUpWords {
  return {
    provider: vscode.l10n.t("Who Explains Drift?"),
    providers: {
      off: {
        label: vscode.l10n.t("No Model"),
        description: vscode.l10n.t("the rules of Terraform Drift alone; nothing is sent"),
      },
      azureOpenAI: { label: "Azure OpenAI", description: vscode.l10n.t("a deployment of yours") },
      openAICompatible: {
        label: vscode.l10n.t("OpenAI-Compatible Server"),
        description: "OpenAI, Ollama, vLLM, LiteLLM",
      },
      vscode: {
        label: vscode.l10n.t("Language Model of VS Code"),
        description: vscode.l10n.t("what an extension offers, such as GitHub Copilot"),
      },
    },
    endpoint: vscode.l10n.t("Address of the Model's Server"),
    deployment: vscode.l10n.t("Name of the Deployment"),
    model: vscode.l10n.t("Model"),
    credential: vscode.l10n.t("How Do You Prove Who You Are?"),
    signIn: vscode.l10n.t("Sign In with Microsoft"),
    enterKey: vscode.l10n.t("Enter a Key…"),
    keepStored: vscode.l10n.t("Keep What Is Stored"),
    key: vscode.l10n.t("Key"),
    keyIfNeeded: vscode.l10n.t("Key, If the Server Needs One"),
    first: vscode.l10n.t("Whichever Is Offered First"),
  };
}
