import * as vscode from "vscode";
import { reasonWords } from "../shared/format";
import type { Severity } from "../shared/model";
import type { CodeIndex } from "./codeIndex";
import { type CodeMark, markWords } from "./codeMarks";
import { rangeOf } from "./editorRange";

const SEVERITIES: Readonly<Record<Severity, vscode.DiagnosticSeverity>> = {
  critical: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  info: vscode.DiagnosticSeverity.Hint,
};

/** What every diagnostic of ours names as its source. */
export const DIAGNOSTIC_SOURCE = "Terraform Drift";

/** Drift as squiggles and in the Problems view: one for each place in the code, whatever number of instances it stands for. */
export class Diagnostics implements vscode.Disposable {
  readonly #collection = vscode.languages.createDiagnosticCollection("terraformDrift");
  readonly #subscription: vscode.Disposable;
  #shown: vscode.Uri[] = [];

  constructor(
    private readonly index: CodeIndex,
    private readonly isOn: () => boolean,
  ) {
    this.#subscription = index.onDidChange(() => this.refresh());
  }

  refresh(): void {
    const files = this.isOn() ? this.index.files() : [];
    const now = new Set(files.map(String));
    for (const uri of this.#shown) if (!now.has(uri.toString())) this.#collection.delete(uri);
    for (const uri of files) this.#collection.set(uri, this.index.marks(uri).map(diagnosticOf));
    this.#shown = files;
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#collection.dispose();
  }
}

function diagnosticOf({ mark, isStale }: { mark: CodeMark; isStale: boolean }): vscode.Diagnostic {
  const [gravest] = mark.findings;
  const note = isStale ? `\n${vscode.l10n.t("Checked before your last edit.")}` : "";
  const severity = mark.kind === "call" ? vscode.DiagnosticSeverity.Information : SEVERITIES[gravest!.severity];
  const diagnostic = new vscode.Diagnostic(rangeOf(mark.range), markWords(mark) + note, severity);
  diagnostic.source = DIAGNOSTIC_SOURCE;
  const { resource, change } = gravest!.ref;
  diagnostic.code = reasonWords(change?.reason ?? resource.reason);
  return diagnostic;
}
