/** Reviews and records as read-only documents. What fills them is loaded when the first one is read. */
import * as vscode from "vscode";
import { RECORD_SCHEME, type ReconcileDesk, REVIEW_SCHEME } from "./reconcileDesk";

/** Now and then VS Code does not ask for the lenses of a document that it has just opened or changed, and must be told once it has settled. */
const SETTLED_MS = 1500;

export class ReconcileDocuments
  implements vscode.TextDocumentContentProvider, vscode.CodeLensProvider, vscode.Disposable
{
  readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;
  readonly #lensesChanged = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.#lensesChanged.event;
  readonly #subscriptions: { dispose(): unknown }[];
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly desk: () => Promise<ReconcileDesk>) {
    this.#subscriptions = [
      this.changed,
      this.#lensesChanged,
      this.onDidChange(() => {
        this.#lensesChanged.fire();
        this.#askSoon();
      }),
      vscode.window.onDidChangeVisibleTextEditors((editors) => {
        if (editors.some(({ document }) => document.uri.scheme === REVIEW_SCHEME)) this.#askSoon();
      }),
      vscode.workspace.registerTextDocumentContentProvider(REVIEW_SCHEME, this),
      vscode.workspace.registerTextDocumentContentProvider(RECORD_SCHEME, this),
      vscode.languages.registerCodeLensProvider({ scheme: REVIEW_SCHEME }, this),
    ];
  }

  #askSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#lensesChanged.fire(), SETTLED_MS);
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    return (await this.desk()).text(uri);
  }

  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    return (await this.desk()).lenses(document);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}
