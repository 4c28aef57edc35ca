import * as vscode from "vscode";
import { type ModelSettings, modelSettings } from "./modelSettings";

/** What the settings say about the model now. In an untrusted workspace VS Code leaves out what the workspace says. */
export function readAiSettings(): ModelSettings {
  const settings = vscode.workspace.getConfiguration("terraformDrift");
  return modelSettings((name) => settings.get<unknown>(name));
}

/** Writes them into the person's own settings; those of `ai.…` that are not named stay. Undefined: back to the default. */
export async function writeAiSettings(settings: Partial<ModelSettings>): Promise<void> {
  const configuration = vscode.workspace.getConfiguration("terraformDrift");
  for (const [name, value] of Object.entries(settings)) {
    await configuration.update(`ai.${name}`, value, vscode.ConfigurationTarget.Global);
  }
}
