import * as vscode from "vscode";
import type { TextRange } from "./textRange";

/** As VS Code has it. */
export function rangeOf({ start, end }: TextRange): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}
