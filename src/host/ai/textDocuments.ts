/** Texts to be read, as read-only documents that live as long as the window: what they were made of is nowhere else. */
import { randomUUID } from "node:crypto";
import * as vscode from "vscode";

const SCHEME = "terraform-drift-text";
/** The oldest go first. */
const KEPT = 20;

export class TextDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  /** By an id that no other window or session uses: VS Code brings back the tabs of a window, but not these texts. */
  readonly #texts = new Map<string, string>();
  readonly #registration = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);

  /** Opens it, or brings it to the front where it is open with the same text. */
  async show(title: string, text: string): Promise<void> {
    const known = [...this.#texts].find(([, one]) => one === text)?.[0];
    const id = known ?? randomUUID();
    this.#texts.set(id, text);
    for (const oldest of this.#texts.keys()) {
      if (this.#texts.size <= KEPT) break;
      this.#texts.delete(oldest);
    }
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${title.replaceAll("/", "∕")}.txt`, query: id });
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: true });
  }

  provideTextDocumentContent({ query }: vscode.Uri): string {
    return this.#texts.get(query) ?? vscode.l10n.t("This text is gone. Open it again from where you asked for it.");
  }

  dispose(): void {
    this.#registration.dispose();
  }
}
