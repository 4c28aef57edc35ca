import { readFileSync } from "node:fs";
import * as vscode from "vscode";
import { capitalized, reasonWords } from "../../shared/format";
import type { Reason } from "../../shared/model";
import { REASONS } from "../../shared/vocabulary";

/**
 * Where `media/reasons.md` explains each reason: its headings are the reasons' words. A link of a diagnostic runs no command,
 * but opens a file at the line that its fragment names.
 */
export function explanations(extension: vscode.Uri): ReadonlyMap<Reason, vscode.Uri> {
  const page = vscode.Uri.joinPath(extension, "media", "reasons.md");
  const lines = readFileSync(page.fsPath, "utf8").split("\n");
  return new Map(
    REASONS.map((reason) => {
      const line = lines.indexOf(`## ${capitalized(reasonWords(reason))}`) + 1;
      return [reason, page.with({ fragment: `L${Math.max(1, line)}` })];
    }),
  );
}
