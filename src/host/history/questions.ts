import * as vscode from "vscode";
import type { RunOption } from "./historyHost";

/** A modal question before something that cannot be undone. */
export async function confirm(question: string, action: string): Promise<boolean> {
  return (await vscode.window.showWarningMessage(question, { modal: true }, action)) === action;
}

/** Null: the person would rather not. */
export async function chooseRun(title: string, options: readonly RunOption[]): Promise<string | null> {
  const time = new Intl.DateTimeFormat(vscode.env.language, { dateStyle: "medium", timeStyle: "medium" });
  const items = options.map(({ runId, startedAt, label, description }) => {
    const at = new Date(startedAt);
    const when = Number.isNaN(at.getTime()) ? startedAt : time.format(at);
    return { runId, label: when, description: label, detail: description };
  });
  const chosen = await vscode.window.showQuickPick(items, { title, matchOnDescription: true, matchOnDetail: true });
  return chosen?.runId ?? null;
}
