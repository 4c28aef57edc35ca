/** Proposed files in the editor: previewed, saved, and put back. */
import { basename } from "node:path";
import * as vscode from "vscode";
import type { ProposedFile } from "../../core/reconcile/codeChanges";
import { DriftError } from "../../shared/errors";
import { changeBetween, pointAt } from "../editor/textRange";
import { rangeOf } from "../editor/editorRange";
import { isSameText, standOf } from "./codeChoices";

/**
 * Shows them in VS Code's refactor preview. "left": the person thought better of it; "partial": something else than all of it was made.
 * Rejects with "edit_refused" where a file is not in the editor as it was read.
 */
export async function previewFiles(
  files: readonly ProposedFile[],
  words: { readonly label: string; readonly description: string },
): Promise<"made" | "left" | "partial"> {
  const unsaved = vscode.workspace.textDocuments.find(
    ({ uri, isDirty }) => isDirty && files.some(({ path }) => path === uri.fsPath),
  );
  if (unsaved !== undefined) {
    throw new DriftError("edit_refused", vscode.l10n.t("Save {0} first.", basename(unsaved.uri.fsPath)));
  }
  const edit = new vscode.WorkspaceEdit();
  for (const { path, before, edits } of files) {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.file(path));
    if (!isSameText(document.getText(), before)) {
      throw new DriftError(
        "edit_refused",
        vscode.l10n.t("{0} was changed meanwhile.", basename(path)),
        vscode.l10n.t("Try again."),
      );
    }
    for (const { start, end, text } of edits) {
      const range = rangeOf({ start: pointAt(before, start), end: pointAt(before, end) });
      edit.replace(document.uri, range, text, { ...words, needsConfirmation: true });
    }
  }
  await vscode.workspace.applyEdit(edit, { isRefactoring: true });
  const stand = standOf(await textsOf(files), files);
  return stand === "after" ? "made" : stand === "before" ? "left" : "partial";
}

/** Answers with the texts that were saved: formatters of others may have had their say. */
export async function saveFiles(files: readonly ProposedFile[]): Promise<readonly string[]> {
  const texts: string[] = [];
  for (const { path } of files) {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.file(path));
    if (document.isDirty && !(await document.save())) {
      throw new DriftError("edit_refused", vscode.l10n.t("{0} could not be saved.", basename(path)));
    }
    texts.push(document.getText());
  }
  return texts;
}

/** False: somebody has changed one of them since, and nothing was touched. */
export async function putBack(files: readonly ProposedFile[], saved: readonly string[]): Promise<boolean> {
  const edit = new vscode.WorkspaceEdit();
  for (const [at, { path, before }] of files.entries()) {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.file(path));
    if (document.getText() !== saved[at]) return false;
    const change = changeBetween(document.getText(), before);
    if (change !== null) edit.replace(document.uri, rangeOf(change.range), change.text);
  }
  if (!(await vscode.workspace.applyEdit(edit))) return false;
  await saveFiles(files);
  return true;
}

/** As they stand in the editor. */
export async function textsOf(files: readonly ProposedFile[]): Promise<string[]> {
  const texts: string[] = [];
  for (const { path } of files) {
    texts.push((await vscode.workspace.openTextDocument(vscode.Uri.file(path))).getText());
  }
  return texts;
}
