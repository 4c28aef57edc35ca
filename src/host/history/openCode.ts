import * as vscode from "vscode";
import { withoutLinks } from "../plainText";
import type { CodePlace } from "./historyHost";

/** Shows a place of the code beside the history. */
export async function openCode({ file, line, column }: CodePlace): Promise<void> {
  const position = new vscode.Position(Math.max(0, line - 1), Math.max(0, column - 1));
  try {
    await vscode.window.showTextDocument(vscode.Uri.file(file), {
      viewColumn: vscode.ViewColumn.Beside,
      selection: new vscode.Range(position, position),
    });
  } catch {
    // VS Code's own message names an internal service; what matters to the person is that the file is not as it was.
    void vscode.window.showWarningMessage(withoutLinks(vscode.l10n.t("{0} cannot be opened. Check again.", file)));
  }
}
