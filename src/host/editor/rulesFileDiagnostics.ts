import { basename, dirname, sep } from "node:path";
import * as vscode from "vscode";
import type { Log } from "../../core/ports";
import { RULES_FILE } from "../../core/rules/rulesFilePlace";
import { oneLine } from "../../shared/errors";
import type { Engine } from "../engine/engine";
import type { DriftState } from "../state/driftState";
import { DIAGNOSTIC_SOURCE } from "./diagnostics";

const SEVERITIES = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  info: vscode.DiagnosticSeverity.Information,
};

/** What is wrong in rules files that are open: mistakes, rules that expired, rules that matched nothing in the last check. */
export class RulesFileDiagnostics implements vscode.Disposable {
  readonly #collection = vscode.languages.createDiagnosticCollection("terraformDriftRules");
  readonly #subscriptions: { dispose(): unknown }[];

  constructor(
    private readonly state: DriftState,
    private readonly open: () => Promise<Engine>,
    private readonly log: Log,
  ) {
    const read = (document: vscode.TextDocument): void => void this.#read(document);
    this.#subscriptions = [
      this.#collection,
      vscode.workspace.onDidOpenTextDocument(read),
      vscode.workspace.onDidChangeTextDocument(({ document }) => read(document)),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#collection.delete(uri)),
      state.onDidChange((id) => {
        if (id !== null && state.root(id)?.running === null) vscode.workspace.textDocuments.forEach(read);
      }),
    ];
    vscode.workspace.textDocuments.forEach(read);
  }

  async #read(document: vscode.TextDocument): Promise<void> {
    const { uri, version } = document;
    if (uri.scheme !== "file" || basename(uri.fsPath) !== RULES_FILE) return;
    try {
      const engine = await this.open();
      if (document.version !== version || document.isClosed) return; // a later reading is under way
      const folder = dirname(uri.fsPath) + sep;
      const uses = this.state.roots
        .filter(({ root }) => `${root.dir}${sep}`.startsWith(folder))
        .flatMap(({ root }) => engine.ruleUses(root));
      const marks = engine.rules.problems(document.getText(), { today: new Date(), uses });
      this.#collection.set(
        uri,
        marks.map(({ start, end, severity, message }) => {
          const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
          const diagnostic = new vscode.Diagnostic(range, message, SEVERITIES[severity]);
          diagnostic.source = DIAGNOSTIC_SOURCE;
          return diagnostic;
        }),
      );
    } catch (error) {
      this.log.warn(`The rules file cannot be checked: ${oneLine(error)}`);
    }
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}
