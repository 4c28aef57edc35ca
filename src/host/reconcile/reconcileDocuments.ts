/** Reviews and records as read-only documents. What fills them is loaded when the first one is read. */
import * as vscode from "vscode";
import { RECORD_SCHEME, type ReconcileDesk, REVIEW_SCHEME } from "./reconcileDesk";

export class ReconcileDocuments
  implements vscode.TextDocumentContentProvider, vscode.CodeLensProvider, vscode.Disposable
{
  readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;
  readonly #lensesChanged = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.#lensesChanged.event;
  readonly #subscriptions: { dispose(): unknown }[];

  constructor(private readonly desk: () => Promise<ReconcileDesk>) {
    this.#subscriptions = [
      this.changed,
      this.#lensesChanged,
      this.onDidChange(() => this.#lensesChanged.fire()),
      // An editor that is just being opened may have asked too early: without what can be done above it a review leads nowhere.
      vscode.window.onDidChangeVisibleTextEditors((editors) => {
        if (editors.some(({ document }) => document.uri.scheme === REVIEW_SCHEME)) this.#lensesChanged.fire();
      }),
      vscode.workspace.registerTextDocumentContentProvider(REVIEW_SCHEME, this),
      vscode.workspace.registerTextDocumentContentProvider(RECORD_SCHEME, this),
      vscode.languages.registerCodeLensProvider({ scheme: REVIEW_SCHEME }, this),
    ];
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    return (await this.desk()).text(uri);
  }

  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    return (await this.desk()).lenses(document);
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}
