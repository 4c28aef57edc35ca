/** Read-only documents for VS Code's own diff editor: a drifted resource as recorded, and as it is. */
import * as vscode from "vscode";
import { visible } from "../shared/formatValue";
import { type Difference, differenceOf } from "./differenceText";
import type { ResourceRef } from "./driftNodes";
import type { DriftState } from "./driftState";

const SCHEME = "terraform-drift";

export class DifferenceDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #registration = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);

  constructor(private readonly state: DriftState) {}

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
    this.#registration.dispose();
  }
}
