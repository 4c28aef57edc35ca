/** Read-only documents made of a stored run: a resource in the diff editor, and the whole output. They outlive a reload of the window. */
import * as vscode from "vscode";
import type { DriftService } from "../../core/service";
import { oneLine } from "../../shared/errors";
import { visible } from "../../shared/formatValue";
import { type Difference, differenceOf } from "../difference/differenceText";

const SCHEME = "terraform-drift-run";

type Part = { readonly runId: string; readonly part: "output" } | DifferencePart;
interface DifferencePart {
  readonly runId: string;
  readonly part: keyof Difference;
  readonly address: string;
}

export class RunDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #registration = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);

  constructor(private readonly service: () => Promise<DriftService>) {}

  /** Opens the diff editor: the resource as recorded, and as it was at that run. */
  async showDifference(runId: string, address: string): Promise<void> {
    const name = `${address.replaceAll("/", "∕")}.tf`;
    const uri = (part: keyof Difference): vscode.Uri => uriOf(`/${part}/${name}`, { runId, part, address });
    const title = vscode.l10n.t("{0} (recorded ↔ actual)", visible(address));
    await vscode.commands.executeCommand("vscode.diff", uri("recorded"), uri("actual"), title);
  }

  async showOutput(runId: string): Promise<void> {
    const document = await vscode.workspace.openTextDocument(uriOf(`/${runId}.log`, { runId, part: "output" }));
    await vscode.window.showTextDocument(document, { preview: true });
  }

  async provideTextDocumentContent({ query }: vscode.Uri): Promise<string> {
    const asked = JSON.parse(query) as Part;
    try {
      const run = await (await this.service()).run(asked.runId);
      if (asked.part === "output") return run.output.split("\n").map(visible).join("\n");
      const resource = run.metadata.driftedResources.find(({ address }) => address === asked.address);
      return resource === undefined ? `# ${visible(asked.address)}\n` : differenceOf(resource)[asked.part];
    } catch (error) {
      return `# ${oneLine(error)}\n`;
    }
  }

  dispose(): void {
    this.#registration.dispose();
  }
}

function uriOf(path: string, part: Part): vscode.Uri {
  return vscode.Uri.from({ scheme: SCHEME, path, query: JSON.stringify(part) });
}
