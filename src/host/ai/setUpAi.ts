import * as vscode from "vscode";
import type { Log } from "../../core/ports";
import { visible } from "../../shared/formatValue";
import { withoutLinks } from "../plainText";
import type { Choice } from "../questions/question";
import { quickQuestions } from "../questions/quickQuestions";
import { tellError } from "../tellError";
import { readAiSettings, writeAiSettings } from "./aiSettings";
import { chosenModel } from "./editorModel";
import { offeredModels } from "./editorModels";
import { chosenModelName } from "./modelSettings";
import { type GetSession, signIn } from "./microsoftSignIn";
import { askForModel, type SetUp } from "./setUpSteps";
import { setUpWords } from "./setUpWords";
import type { StoredCredentials } from "./storedCredentials";

/** Leads through choosing a model, and writes what was chosen. A sign-in comes first: where it fails, nothing is changed. */
export async function setUpAi(stored: StoredCredentials, getSession: GetSession, log: Log): Promise<void> {
  try {
    const current = readAiSettings();
    const sources = { current, words: setUpWords(), questions: quickQuestions, offered };
    const chosen = await askForModel({ ...sources, stored: (endpoint) => stored.of(endpoint) });
    if (chosen === null) return;
    const { settings, credential } = chosen;
    if (credential?.kind === "microsoft") await signIn(getSession, current.tenant);
    if (credential !== undefined) await stored.store(settings.endpoint!, credential);
    await writeAiSettings(settings);
    await sayWhatCounts(settings);
  } catch (error) {
    void tellError(error, log); // not awaited: a notification may stand for hours
  }
}

async function offered(): Promise<Choice<string>[]> {
  const models = await offeredModels();
  chosenModel(models, undefined); // says what to do where there is none
  return models.map(({ id, name, vendor, family }) => ({
    value: id,
    label: visible(name === "" ? id : name),
    description: visible(`${vendor} · ${family}`),
  }));
}

/** The settings of a workspace count more than the person's own. */
async function sayWhatCounts(written: SetUp["settings"]): Promise<void> {
  const now = readAiSettings();
  const isOther = Object.entries(written).some(([name, value]) => now[name as keyof typeof now] !== value);
  if (!isOther) {
    const name = chosenModelName(now);
    const none = vscode.l10n.t("Drift is explained by the rules of Terraform Drift alone.");
    const message =
      name === null ? none : vscode.l10n.t("Drift is explained by {0} when you ask for it.", visible(name));
    void vscode.window.showInformationMessage(withoutLinks(message));
    return;
  }
  const open = vscode.l10n.t("Open Workspace Settings");
  const message = vscode.l10n.t("Your choice is saved, but the settings of this workspace name another model.");
  const answer = await vscode.window.showWarningMessage(message, open);
  if (answer !== open) return;
  await vscode.commands.executeCommand("workbench.action.openWorkspaceSettings", { query: "terraformDrift.ai" });
}
