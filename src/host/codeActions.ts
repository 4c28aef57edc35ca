/** Quick fixes on drifted attributes. */
import { basename, join } from "node:path";
import * as vscode from "vscode";
import type { Log } from "../core/ports";
import { parseAddress } from "../core/source/address";
import { oneLine } from "../shared/errors";
import { visible } from "../shared/formatValue";
import type { CodeIndex } from "./codeIndex";
import { DIAGNOSTIC_SOURCE } from "./diagnostics";
import type { ResourceRef } from "./driftNodes";
import type { DriftState } from "./driftState";
import { rangeOf } from "./editorRange";
import type { Engine } from "./engine";

/** Values may pass through several modules; more places than this help nobody. */
const FEEDS_AT_MOST = 4;

export class DriftActions implements vscode.CodeActionProvider {
  static readonly kinds = [vscode.CodeActionKind.QuickFix];

  constructor(
    private readonly state: DriftState,
    private readonly index: CodeIndex,
    private readonly open: () => Promise<Engine>,
    private readonly log: Log,
  ) {}

  async provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range,
    context: vscode.CodeActionContext,
  ): Promise<vscode.CodeAction[]> {
    const here = this.index
      .marks(document.uri)
      .filter(({ mark }) => mark.kind !== "call" && rangeOf(mark.range).intersection(range) !== undefined);
    const actions: vscode.CodeAction[] = [];
    for (const { mark } of here) {
      const refs = mark.findings.map(({ ref }) => ref);
      const diagnostics = context.diagnostics.filter(
        (one) => one.source === DIAGNOSTIC_SOURCE && one.range.isEqual(rangeOf(mark.range)),
      );
      try {
        const found = [...(await this.#editing(document, refs)), ...(await this.#feeds(refs)), ignoring(refs)];
        for (const action of found) action.diagnostics = diagnostics;
        actions.push(...found);
      } catch (error) {
        this.log.warn(`No quick fixes: ${oneLine(error)}`);
      }
    }
    return actions;
  }

  /** One for each attribute that drifted here, whatever number of instances it did in. */
  async #editing(document: vscode.TextDocument, refs: readonly ResourceRef[]): Promise<vscode.CodeAction[]> {
    const editing = await (await this.open()).openEditing();
    const attributes = new Map(
      refs.flatMap((ref) => (ref.change === null ? [] : [[ref.change.attribute, ref] as const])),
    );
    return [...attributes].flatMap(([path, { resource }]) => {
      const block = blockName(resource.address);
      if (block === null) return [];
      const result = editing.addIgnoreChanges({
        fileName: basename(document.uri.fsPath),
        text: document.getText(),
        block,
        path,
      });
      if ("refused" in result) return [];
      const title = vscode.l10n.t("Add {0} to lifecycle ignore_changes", visible(path));
      const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
      action.edit = new vscode.WorkspaceEdit();
      for (const { start, end, text } of result.edits) {
        const where = new vscode.Range(document.positionAt(start), document.positionAt(end));
        action.edit.replace(document.uri, where, text, { needsConfirmation: true, label: title });
      }
      return [action];
    });
  }

  async #feeds(refs: readonly ResourceRef[]): Promise<vscode.CodeAction[]> {
    const ref = refs.find(({ change }) => change !== null);
    const state = ref && this.state.root(ref.rootId);
    if (ref?.change === undefined || ref.change === null || state?.run === undefined || state.run === null) return [];
    const source = await (await this.open()).openSource(state.root, state.run.metadata.tool.binary);
    const feeds = source.feeding(ref.resource.address, ref.change.attribute).slice(0, FEEDS_AT_MOST);
    return feeds.map(({ address, place }) => {
      const title = vscode.l10n.t("Go to {0}, which feeds it", address);
      const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
      const selection = new vscode.Range(place.line - 1, place.column - 1, place.line - 1, place.column - 1);
      const uri = vscode.Uri.file(join(state.root.dir, place.file));
      action.command = { title, command: "vscode.open", arguments: [uri, { selection }] };
      return action;
    });
  }
}

function ignoring(refs: readonly ResourceRef[]): vscode.CodeAction {
  const title = vscode.l10n.t("Ignore always…");
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.command = { title, command: "terraformDrift.ignoreAlways", arguments: [refs] };
  return action;
}

/** As the block is called in its module: `module.a["x"].aws_y.z[0]` → `aws_y.z`. */
function blockName(address: string): string | null {
  const parsed = parseAddress(address);
  return parsed === null ? null : `${parsed.type}.${parsed.name}`;
}
