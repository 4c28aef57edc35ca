/** Read-only documents for VS Code's own diff editor: a drifted resource as recorded, and as it is. */
import * as vscode from "vscode";
import { visible } from "../../shared/formatValue";
import type { DriftState } from "../state/driftState";
import type { ResourceRef } from "../tree/driftNode";
import { type Difference, differenceOf } from "./differenceText";

const SCHEME = "terraform-drift";

export class DifferenceDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #subscriptions: { dispose(): unknown }[];

  readonly onDidChange = this.#changed.event;

  constructor(private readonly state: DriftState) {
    this.#subscriptions = [
      this.#changed,
      vscode.workspace.registerTextDocumentContentProvider(SCHEME, this),
      state.onDidChange((id) => {
        if (id !== null && state.root(id)?.running === null) this.#refresh();
      }),
    ];
  }

  /** What is open shows the newest run. */
  #refresh(): void {
    for (const { uri } of vscode.workspace.textDocuments) if (uri.scheme === SCHEME) this.#changed.fire(uri);
  }

  /** Opens the diff editor. */
  async show({ rootId, resource }: ResourceRef): Promise<void> {
    const uri = (side: keyof Difference): vscode.Uri =>
      vscode.Uri.from({
        scheme: SCHEME,
        path: `/${side}/${resource.address.replaceAll("/", "∕")}.tf`,
        query: JSON.stringify({ rootId, address: resource.address, side }),
      });
    const title = vscode.l10n.t("{0} (recorded ↔ actual)", visible(resource.address));
    await vscode.commands.executeCommand("vscode.diff", uri("recorded"), uri("actual"), title);
  }

  provideTextDocumentContent({ query }: vscode.Uri): string {
    const { rootId, address, side } = JSON.parse(query) as { rootId: string; address: string; side: keyof Difference };
    const resource = this.state.root(rootId)?.run?.metadata.driftedResources.find((one) => one.address === address);
    if (resource === undefined) return `# ${vscode.l10n.t("This is no longer among the drifted resources.")}\n`;
    return differenceOf(resource)[side];
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}
