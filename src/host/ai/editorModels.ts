import * as vscode from "vscode";
import type { EditorApi, OfferedModel } from "./editorModel";

/** What the editor offers now; nothing where it knows no language models, as some editors made of VS Code do. */
export async function offeredModels(): Promise<readonly OfferedModel[]> {
  const lm = vscode.lm as typeof vscode.lm | undefined;
  return lm === undefined ? [] : lm.selectChatModels({});
}

/** VS Code's part in asking one. */
export function editorApi(): EditorApi {
  return {
    userMessage: (text) => vscode.LanguageModelChatMessage.User(text),
    newTokenSource: () => new vscode.CancellationTokenSource(),
    justification: vscode.l10n.t("To explain drift that you ask about."),
  };
}
