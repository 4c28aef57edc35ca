/** The commands on drifted resources: from the tree, a CodeLens or a quick fix. */
import { join } from "node:path";
import * as vscode from "vscode";
import type { Log } from "../core/ports";
import { visible } from "../shared/formatValue";
import type { DifferenceDocuments } from "./difference/differenceDocuments";
import type { CodeIndex } from "./editor/codeIndex";
import { rangeOf } from "./editor/editorRange";
import { withoutIcons, withoutLinks } from "./plainText";
import type { DriftState } from "./state/driftState";
import { tellError } from "./tellError";
import type { DriftNode, ResourceRef } from "./tree/driftNode";
import type { DriftView } from "./tree/driftView";

/** What a command may be called with: an item of the tree, or the resources of a block. */
export type Target = DriftNode | readonly ResourceRef[] | undefined;

export class ItemCommands {
  constructor(
    private readonly state: DriftState,
    private readonly index: CodeIndex,
    private readonly view: DriftView,
    private readonly documents: DifferenceDocuments,
    private readonly log: Log,
  ) {}

  async showDifference(target: Target): Promise<void> {
    const ref = await this.#one(target);
    if (ref !== undefined) await this.documents.show(ref);
  }

  async reveal(target: Target): Promise<void> {
    const ref = await this.#one(target);
    if (ref !== undefined) await this.view.reveal(ref.rootId, ref.resource.address);
  }

  /** The attribute's line where the code says it, else the block's header. */
  async goToCode(target: Target): Promise<void> {
    const ref = await this.#one(target);
    if (ref === undefined) return;
    await this.index.settled();
    const place = this.#placeOf(ref);
    if (place === null) {
      const message = vscode.l10n.t("{0} is not in the code that can be read here.", visible(ref.resource.address));
      void vscode.window.showInformationMessage(withoutLinks(message));
      return;
    }
    try {
      await vscode.window.showTextDocument(place.uri, { selection: place.range });
    } catch {
      // VS Code's own message names an internal service; what matters to the person is that the file is not as it was.
      const message = vscode.l10n.t("{0} cannot be opened. Check again.", place.uri.fsPath);
      void vscode.window.showWarningMessage(withoutLinks(message));
    }
  }

  async ignoreInThisRun(target: Target): Promise<void> {
    try {
      const service = await this.state.service();
      for (const { rootId, resource } of refsOf(target)) {
        const runId = this.state.runIdOf(rootId, resource.address);
        if (runId !== undefined) await service.ignore(runId, resource.address);
      }
    } catch (error) {
      void tellError(error, this.log);
    }
  }

  async copyAddress(target: Target): Promise<void> {
    const address = target !== undefined && "id" in target ? target.address : refsOf(target)[0]?.resource.address;
    if (address !== undefined) await vscode.env.clipboard.writeText(address);
  }

  #placeOf(ref: ResourceRef): { uri: vscode.Uri; range: vscode.Range } | null {
    const { resource, change } = ref;
    let header: { uri: vscode.Uri; range: vscode.Range } | null = null;
    for (const uri of this.index.files()) {
      for (const { mark } of this.index.marks(uri)) {
        const isIt = mark.findings.some(
          ({ ref: of }) =>
            of.rootId === ref.rootId &&
            of.resource.address === resource.address &&
            (change === null || of.change?.attribute === change.attribute),
        );
        if (isIt && mark.kind !== "call") return { uri, range: startOf(rangeOf(mark.range)) };
      }
      const block = this.index
        .blocks(uri)
        .find(({ block: { refs } }) =>
          refs.some((of) => of.rootId === ref.rootId && of.resource.address === resource.address),
        );
      if (block !== undefined) header = { uri, range: startOf(rangeOf(block.block.range)) };
    }
    if (header !== null) return header;
    const root = this.state.root(ref.rootId);
    const { location } = resource; // of what is ignored there are no marks
    if (location === null || root === undefined) return null;
    const position = new vscode.Position(location.line - 1, location.column - 1);
    return { uri: vscode.Uri.file(join(root.root.dir, location.file)), range: new vscode.Range(position, position) };
  }

  /** Of several instances the person chooses one. */
  async #one(target: Target): Promise<ResourceRef | undefined> {
    const refs = refsOf(target);
    if (refs.length <= 1) return refs[0];
    const chosen = await vscode.window.showQuickPick(
      refs.map((ref) => ({ label: withoutIcons(visible(ref.resource.address)), ref })),
      { title: vscode.l10n.t("Which instance?") },
    );
    return chosen?.ref;
  }
}

/** The resources that a command is about. */
export function refsOf(target: Target): readonly ResourceRef[] {
  if (target === undefined) return [];
  if ("id" in target) return target.ref === undefined ? [] : [target.ref];
  return target;
}

function startOf(range: vscode.Range): vscode.Range {
  return new vscode.Range(range.start, range.start);
}
