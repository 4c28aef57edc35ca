import * as vscode from "vscode";
import type { ModelChoice } from "../../shared/protocol";
import { readAiSettings } from "./aiSettings";
import { chosenModelName } from "./modelSettings";

/** The model that would be asked, as far as the settings tell. */
export function modelChoice(): ModelChoice {
  return { name: chosenModelName(readAiSettings()), isAllowed: vscode.workspace.isTrusted };
}

/** Calls back when other settings about models count, or other keys. */
export function onDidChangeModel(secrets: vscode.SecretStorage, listener: () => void): vscode.Disposable {
  return vscode.Disposable.from(
    secrets.onDidChange(listener),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration("terraformDrift.ai")) listener();
    }),
  );
}
