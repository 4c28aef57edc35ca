/** The questions of setting up a model, in VS Code's quick input, with a way back. */
import * as vscode from "vscode";
import { withoutIcons } from "../plainText";
import type { Answer, Choice, Page, SetUpQuestions, SetUpWords, TextPage } from "./setUpSteps";

export const quickQuestions: SetUpQuestions = {
  pick<Value>(page: Page, choices: readonly Choice<Value>[], current: Value | undefined): Promise<Answer<Value>> {
    const input = vscode.window.createQuickPick<vscode.QuickPickItem & { value: Value }>();
    input.items = choices.map(({ value, label, description }) => ({
      value,
      label: withoutIcons(label),
      description: withoutIcons(description),
    }));
    input.activeItems = input.items.filter(({ value }) => value === current);
    return answered<Value>(input, page, () => {
      const [chosen] = input.selectedItems;
      return chosen === undefined ? null : { value: chosen.value };
    });
  },
  text(page: TextPage): Promise<Answer<string>> {
    const input = vscode.window.createInputBox();
    input.prompt = page.prompt;
    input.placeholder = page.placeholder;
    input.value = page.value;
    input.password = page.isSecret;
    const problem = (): string | undefined => page.problem(input.value) ?? undefined;
    const watched = input.onDidChangeValue(() => (input.validationMessage = problem()));
    return answered(input, page, () => {
      input.validationMessage = problem();
      return input.validationMessage === undefined ? { value: input.value } : null;
    }).finally(() => void watched.dispose());
  },
};

/** Shows it until it is answered or left. `accepted`: null while what stands there is no answer. */
function answered<Value>(
  input: vscode.QuickPick<vscode.QuickPickItem & { value: Value }> | vscode.InputBox,
  page: Page,
  accepted: () => { readonly value: Value } | null,
): Promise<Answer<Value>> {
  input.title = page.title;
  input.step = page.step;
  input.ignoreFocusOut = true; // people look addresses up elsewhere
  input.buttons = page.hasBack ? [vscode.QuickInputButtons.Back] : [];
  return new Promise<Answer<Value>>((resolve) => {
    const end = (answer: Answer<Value>): void => {
      resolve(answer);
      input.dispose();
    };
    input.onDidAccept(() => {
      const answer = accepted();
      if (answer !== null) end(answer);
    });
    input.onDidTriggerButton(() => end("back"));
    input.onDidHide(() => end(null));
    input.show();
  });
}

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
