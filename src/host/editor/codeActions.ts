/** Quick fixes on drifted attributes. */
import { basename, join } from "node:path";
import * as vscode from "vscode";
import type { Log } from "../../core/ports";
import { parseAddress } from "../../core/source/address";
import type { Editing } from "../../core/source/editing";
import type { Source } from "../../core/source/source";
import { oneLine } from "../../shared/errors";
import { visible } from "../../shared/formatValue";
import type { Engine } from "../engine/engine";
import type { DriftState } from "../state/driftState";
import type { ResourceRef } from "../tree/driftNode";
import type { CodeIndex } from "./codeIndex";
import { DIAGNOSTIC_SOURCE } from "./diagnostics";
import { rangeOf } from "./editorRange";

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
    { uri }: vscode.TextDocument,
    range: vscode.Range,
    { diagnostics }: vscode.CodeActionContext,
  ): Promise<vscode.CodeAction[]> {
    const here = this.index
      .marks(uri)
      .filter(({ mark }) => mark.kind !== "call" && rangeOf(mark.range).intersection(range) !== undefined);
    const actions: vscode.CodeAction[] = [];
    for (const { mark, root, isShared } of here) {
      const refs = mark.findings.map(({ ref }) => ref);
      // Root modules that share the code have the same edits: once is enough.
      const isNew = ({ title }: vscode.CodeAction): boolean => actions.every((action) => action.title !== title);
      const found = [
        ...(await this.#fromCode(refs)),
        ...(vscode.workspace.isTrusted ? [reconciling(refs, isShared ? root.name : null)] : []),
        ignoring(refs, isShared ? root.name : null),
        explaining(refs, isShared ? root.name : null),
      ].filter(isNew);
      for (const action of found) {
        action.diagnostics = diagnostics.filter(
          (one) => one.source === DIAGNOSTIC_SOURCE && one.range.isEqual(rangeOf(mark.range)),
        );
      }
      actions.push(...found);
    }
    return actions;
  }

  async #fromCode(refs: readonly ResourceRef[]): Promise<vscode.CodeAction[]> {
    const state = refs[0] && this.state.root(refs[0].rootId);
    if (state?.run === undefined || state.run === null) return [];
    try {
      const source = await (await this.open()).openSource(state.root, state.run.metadata.tool.binary);
      const { dir } = state.root;
      return [...(await this.#editing(refs, source, dir)), ...this.#feeds(refs, source, dir)];
    } catch (error) {
      this.log.warn(`No quick fixes from the code: ${oneLine(error)}`);
      return [];
    }
  }

  /** For each attribute that drifted here, whatever number of instances it did in: what the code can be made to say about it. */
  async #editing(refs: readonly ResourceRef[], source: Source, dir: string): Promise<vscode.CodeAction[]> {
    if (!vscode.workspace.isTrusted) return []; // a check verifies what was changed
    const editing = await (await this.open()).openEditing();
    const attributes = new Map<string, ResourceRef[]>();
    for (const ref of refs) {
      if (ref.change === null) continue;
      const { attribute } = ref.change;
      attributes.set(attribute, [...(attributes.get(attribute) ?? []), ref]);
    }
    const actions: vscode.CodeAction[] = [];
    for (const [path, instances] of attributes) {
      const { resource, change } = instances[0]!;
      const { address } = resource;
      if (change?.sensitive === false && resource.action !== "delete" && source.isLiteral(address, path)) {
        const title = vscode.l10n.t("Accept actual value of {0} into code…", visible(path));
        actions.push(calling(title, "terraformDrift.acceptIntoCode", instances));
      }
      if (await this.#canBeIgnored(path, address, { source, dir, editing })) {
        const title = vscode.l10n.t("Add {0} to lifecycle ignore_changes…", visible(withoutIndex(path)));
        actions.push(calling(title, "terraformDrift.addIgnoreChanges", instances.slice(0, 1))); // they share the block
      }
    }
    return actions;
  }

  async #canBeIgnored(
    path: string,
    address: string,
    { source, dir, editing }: { readonly source: Source; readonly dir: string; readonly editing: Editing },
  ): Promise<boolean> {
    // Of several lists the one in an override file counts.
    const place = source.attribute(address, "lifecycle.ignore_changes") ?? source.block(address);
    const block = blockName(address);
    if (block === null || place === null) return false;
    const document = await vscode.workspace.openTextDocument(join(dir, place.file));
    const fileName = basename(document.uri.fsPath);
    return !("refused" in editing.addIgnoreChanges({ fileName, text: document.getText(), block, path }));
  }

  #feeds(refs: readonly ResourceRef[], source: Source, dir: string): vscode.CodeAction[] {
    const ref = refs.find(({ change }) => change !== null);
    if (ref === undefined || ref.change === null) return [];
    const feeds = source.feeding(ref.resource.address, ref.change.attribute).slice(0, FEEDS_AT_MOST);
    return feeds.map(({ address, place }) => {
      const title = vscode.l10n.t("Go to {0}, which feeds it", address);
      const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
      const selection = new vscode.Range(place.line - 1, place.column - 1, place.line - 1, place.column - 1);
      const uri = vscode.Uri.file(join(dir, place.file));
      action.command = { title, command: "vscode.open", arguments: [uri, { selection }] };
      return action;
    });
  }
}

function reconciling(refs: readonly ResourceRef[], rootName: string | null): vscode.CodeAction {
  const title = rootName === null ? vscode.l10n.t("Reconcile…") : vscode.l10n.t("Reconcile in {0}…", rootName);
  return calling(title, "terraformDrift.reconcile", refs);
}

function ignoring(refs: readonly ResourceRef[], rootName: string | null): vscode.CodeAction {
  const title = rootName === null ? vscode.l10n.t("Ignore always…") : vscode.l10n.t("Ignore always in {0}…", rootName);
  return calling(title, "terraformDrift.ignoreAlways", refs);
}

function explaining(refs: readonly ResourceRef[], rootName: string | null): vscode.CodeAction {
  const title =
    rootName === null ? vscode.l10n.t("Explain with AI") : vscode.l10n.t("Explain with AI, in {0}", rootName);
  return calling(title, "terraformDrift.explain", refs);
}

function calling(title: string, command: string, refs: readonly ResourceRef[]): vscode.CodeAction {
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.command = { title, command, arguments: [refs] };
  return action;
}

/** Numbers of elements do not last: the whole list is what will be ignored. */
function withoutIndex(path: string): string {
  return path.replace(/\[\d+\].*$/, "");
}

/** As the block is called in its module: `module.a["x"].aws_y.z[0]` → `aws_y.z`. */
function blockName(address: string): string | null {
  const parsed = parseAddress(address);
  return parsed === null ? null : `${parsed.type}.${parsed.name}`;
}
