/** What files hold on the disk, which is what Terraform reads, and what the editor has made of them since. */
import { readFile, stat } from "node:fs/promises";
import * as vscode from "vscode";
import type { DriftRun } from "../../shared/model";
import { changeBetween, type TextChange } from "./textRange";

/** The texts on the disk of those files that are open. */
export async function savedTexts(files: readonly string[]): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  for (const { fsPath } of vscode.workspace.textDocuments.map(({ uri }) => uri)) {
    if (!files.includes(fsPath)) continue;
    const text = await readFile(fsPath, "utf8").catch(() => null); // gone meanwhile: the next reading says so
    if (text !== null) texts.set(fsPath, text);
  }
  return texts;
}

/** What the person has changed in a file since it was saved: places are those of the disk, marks are shown in the editor. */
export function unsavedEdit(file: string, saved: ReadonlyMap<string, string>): TextChange | null {
  const text = saved.get(file);
  const document = vscode.workspace.textDocuments.find(({ uri, isDirty }) => isDirty && uri.fsPath === file);
  return text === undefined || document === undefined ? null : changeBetween(text, document.getText());
}

/** Whether one of the files was written after the check began. */
export async function wereWritten(files: readonly string[], { startedAt }: DriftRun): Promise<boolean> {
  const times = await Promise.all(
    files.map((file) =>
      stat(file).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0,
      ),
    ),
  );
  return times.some((time) => time > Date.parse(startedAt));
}
