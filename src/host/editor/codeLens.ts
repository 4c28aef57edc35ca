import * as vscode from "vscode";
import { listed, relativeTime } from "../../shared/format";
import { visible } from "../../shared/formatValue";
import { withoutIcons } from "../plainText";
import type { CodeIndex, Whose } from "./codeIndex";
import type { BlockMark } from "./codeMarks";
import { rangeOf } from "./editorRange";

const NAMED_AT_MOST = 3;

/** Above each drifted block: what drifted and when that was seen, then what can be done. */
export class DriftLenses implements vscode.CodeLensProvider {
  readonly onDidChangeCodeLenses: vscode.Event<void>;

  constructor(
    private readonly index: CodeIndex,
    private readonly isOn: () => boolean,
  ) {
    this.onDidChangeCodeLenses = index.onDidChange;
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    if (!this.isOn()) return [];
    return this.index.blocks(document.uri).flatMap(({ block, ...whose }) => this.#lenses(block, whose));
  }

  #lenses(block: BlockMark, { root, isShared }: Whose): vscode.CodeLens[] {
    const { run, isStale, name } = root;
    if (run === null) return [];
    const range = rangeOf(block.range);
    const age = isStale
      ? vscode.l10n.t("checked before your last edit")
      : relativeTime(run.endedAt ?? run.startedAt, new Date());
    const drifted = isShared
      ? vscode.l10n.t("drifted in {0}: {1} · {2}", name, blockWords(block), age)
      : vscode.l10n.t("drifted: {0} · {1}", blockWords(block), age);
    const lens = (title: string, command: string): vscode.CodeLens =>
      new vscode.CodeLens(range, { title, command, arguments: [block.refs] });
    return [
      lens(`$(warning)\u00a0${withoutIcons(drifted)}`, "terraformDrift.reveal"),
      lens(vscode.l10n.t("Difference"), "terraformDrift.showDifference"),
      ...(vscode.workspace.isTrusted ? [lens(vscode.l10n.t("Reconcile…"), "terraformDrift.reconcile")] : []),
      lens(vscode.l10n.t("Ignore…"), "terraformDrift.ignoreAlways"),
    ];
  }
}

/** `size, tags["Env"]`, or of several instances how many. */
function blockWords({ refs }: BlockMark): string {
  const gone = refs.filter(({ resource }) => resource.action === "delete").length;
  const attributes = new Set(
    refs.flatMap(({ resource }) => (resource.action === "delete" ? [] : resource.changes.map((one) => one.attribute))),
  );
  const named = listed([...attributes].map(visible), NAMED_AT_MOST);
  const deleted = gone === 0 ? "" : vscode.l10n.t("deleted outside");
  const instances = refs.length === 1 ? "" : vscode.l10n.t("{0} instances", refs.length);
  return [named, deleted, instances].filter((part) => part !== "").join(" · ");
}
