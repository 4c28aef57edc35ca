import * as vscode from "vscode";
import { reasonWords, relativeTime, sourceWords } from "../../shared/format";
import type { Reason, Severity } from "../../shared/model";
import type { RootState } from "../state/driftState";
import type { ResourceRef } from "../tree/driftNode";
import type { CodeIndex, Whose } from "./codeIndex";
import { type CodeMark, isSameMark, markWords } from "./codeMarks";
import { rangeOf } from "./editorRange";

const SEVERITIES: Readonly<Record<Severity, vscode.DiagnosticSeverity>> = {
  critical: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  info: vscode.DiagnosticSeverity.Hint,
};

/** What every diagnostic of ours names as its source. */
export const DIAGNOSTIC_SOURCE = "Terraform Drift";

/**
 * Drift as squiggles and in the Problems view: one for each place in the code, whatever number of instances it stands for.
 *
 * Nothing is left out here. VS Code shows a thousand of one file, the gravest first, and says in one more how many it leaves out.
 * The files are set one by one: of one call with several files it would show 1,100 in all, and say nothing.
 */
export class Diagnostics implements vscode.Disposable {
  readonly #collection = vscode.languages.createDiagnosticCollection("terraformDrift");
  readonly #subscription: vscode.Disposable;
  /** By file. VS Code works on all that it is given again, which must not happen with every key that is pressed. */
  #shown = new Map<string, readonly Shown[]>();
  #explanations: ReadonlyMap<Reason, vscode.Uri> | undefined;

  constructor(
    private readonly index: CodeIndex,
    /** Where reasons are explained. */
    private readonly explain: () => ReadonlyMap<Reason, vscode.Uri>,
    private readonly isOn: () => boolean,
  ) {
    this.#subscription = index.onDidChange(() => this.refresh());
  }

  refresh(): void {
    const files = this.isOn() ? this.index.files() : [];
    const now = new Set(files.map(String));
    for (const file of this.#shown.keys()) if (!now.has(file)) this.#collection.delete(vscode.Uri.parse(file));
    if (files.length > 0) this.#explanations ??= this.explain();
    const explanations = this.#explanations ?? new Map<Reason, vscode.Uri>();
    const blocks = this.#blocks(files);
    const before = this.#shown;
    this.#shown = new Map();
    for (const uri of files) {
      const marks = this.index
        .marks(uri)
        .map((marked) => ({ ...marked, block: blocks.get(keyOf(marked.mark.findings[0]!.ref)) }));
      this.#shown.set(uri.toString(), marks);
      if (isSame(before.get(uri.toString()), marks)) continue;
      this.#collection.set(
        uri,
        marks.map((marked) => diagnosticOf(marked, explanations)),
      );
    }
  }

  #blocks(files: readonly vscode.Uri[]): Map<string, vscode.Location> {
    const places = new Map<string, vscode.Location>();
    for (const uri of files) {
      for (const { block } of this.index.blocks(uri)) {
        for (const ref of block.refs) places.set(keyOf(ref), new vscode.Location(uri, rangeOf(block.range)));
      }
    }
    return places;
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#collection.dispose();
  }
}

/** All that a diagnostic is made of. */
interface Shown extends Whose {
  readonly mark: CodeMark;
  /** Where the gravest of what drifted there is declared. */
  readonly block: vscode.Location | undefined;
}

function isSame(before: readonly Shown[] | undefined, now: readonly Shown[]): boolean {
  return before?.length === now.length && now.every((one, at) => isSameDiagnostic(before[at]!, one));
}

function isSameDiagnostic(before: Shown, { mark, root, isShared, block }: Shown): boolean {
  return (
    isSameMark(before.mark, mark) &&
    before.root.run === root.run &&
    before.root.isStale === root.isStale &&
    before.isShared === isShared &&
    (before.block === undefined || block === undefined
      ? before.block === block
      : before.block.uri.toString() === block.uri.toString() && before.block.range.isEqual(block.range))
  );
}

function diagnosticOf(
  { mark, root, isShared, block }: Shown,
  explanations: ReadonlyMap<Reason, vscode.Uri>,
): vscode.Diagnostic {
  const { ref, severity } = mark.findings[0]!;
  const note = root.isStale ? `\n${vscode.l10n.t("Checked before your last edit.")}` : "";
  const diagnostic = new vscode.Diagnostic(
    rangeOf(mark.range),
    (isShared ? `${root.name}: ` : "") + markWords(mark) + note,
    mark.kind === "call" ? vscode.DiagnosticSeverity.Information : SEVERITIES[severity],
  );
  diagnostic.source = DIAGNOSTIC_SOURCE;
  const reason = ref.change?.reason ?? ref.resource.reason;
  const target = explanations.get(reason);
  diagnostic.code = target === undefined ? reasonWords(reason) : { value: reasonWords(reason), target };
  if (block !== undefined) {
    diagnostic.relatedInformation = [new vscode.DiagnosticRelatedInformation(block, runWords(ref, root))];
  }
  return diagnostic;
}

function keyOf({ rootId, resource }: ResourceRef): string {
  return `${rootId}\n${resource.address}`;
}

/** Which check says so: "lab_server.web: checked 2 h ago at main@1a2b3c4 (run_…)". */
function runWords({ resource }: ResourceRef, { run }: RootState): string {
  if (run === null) return resource.address;
  const code = sourceWords(run.metadata.source);
  const age = relativeTime(run.endedAt ?? run.startedAt, new Date());
  return code === ""
    ? vscode.l10n.t("{0}: checked {1} ({2})", resource.address, age, run.id)
    : vscode.l10n.t("{0}: checked {1} at {2} ({3})", resource.address, age, code, run.id);
}
