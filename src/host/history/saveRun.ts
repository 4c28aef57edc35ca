import * as vscode from "vscode";
import { DriftError, oneLine } from "../../shared/errors";
import type { DriftRun } from "../../shared/model";
import { EXPORT_FORMATS, type ExportFormat } from "./historyHost";

const FORMATS: Readonly<Record<ExportFormat, { label: string; ending: string }>> = {
  markdown: { label: "Markdown", ending: "md" },
  json: { label: "JSON", ending: "json" },
  sarif: { label: "SARIF", ending: "sarif" },
};

/** Asks for a format and a file, writes it, and shows it. Does nothing when the person would rather not. */
export async function saveRun(run: DriftRun, render: (format: ExportFormat) => string): Promise<void> {
  const format = await chooseFormat();
  if (format === null) return;
  const { label, ending } = FORMATS[format];
  const title = vscode.l10n.t("Export Run");
  const file = await vscode.window.showSaveDialog({
    title,
    defaultUri: proposed(run, ending),
    filters: { [label]: [ending] },
  });
  if (file === undefined) return;
  try {
    await vscode.workspace.fs.writeFile(file, Buffer.from(render(format)));
  } catch (error) {
    throw new DriftError("usage", vscode.l10n.t("{0} could not be written: {1}", file.fsPath, oneLine(error)));
  }
  await vscode.window.showTextDocument(file, { preview: true });
}

async function chooseFormat(): Promise<ExportFormat | null> {
  const uses: Readonly<Record<ExportFormat, string>> = {
    markdown: vscode.l10n.t("for a comment, an issue, a wiki"),
    json: vscode.l10n.t("all that is known, for programs"),
    sarif: vscode.l10n.t("for code scanning"),
  };
  const items = EXPORT_FORMATS.map((format) => ({ format, label: FORMATS[format].label, description: uses[format] }));
  const chosen = await vscode.window.showQuickPick(items, { title: vscode.l10n.t("Export Run") });
  return chosen?.format ?? null;
}

/** In the first folder: where people look for it, and see it. */
function proposed(run: DriftRun, ending: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file("/");
  const root = run.workspaceId.replaceAll(/[^\w.-]+/g, "-").replace(/^\.$/, run.projectId.replaceAll(/[^\w.-]+/g, "-"));
  const day = run.startedAt.slice(0, 16).replaceAll(/[^\dT]/g, "");
  return vscode.Uri.joinPath(folder, `drift-${root}-${day}.${ending}`);
}
