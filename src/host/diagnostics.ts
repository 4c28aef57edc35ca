import * as vscode from "vscode";
import { reasonWords, relativeTime, sourceWords } from "../shared/format";
import type { Reason, Severity } from "../shared/model";
import type { CodeIndex, Whose } from "./codeIndex";
import { type CodeMark, markWords } from "./codeMarks";
import type { ResourceRef } from "./driftNodes";
import type { RootState } from "./driftState";
import { rangeOf } from "./editorRange";

const SEVERITIES: Readonly<Record<Severity, vscode.DiagnosticSeverity>> = {
  critical: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  info: vscode.DiagnosticSeverity.Hint,
};

/** What every diagnostic of ours names as its source. */
export const DIAGNOSTIC_SOURCE = "Terraform Drift";

/** Drift as squiggles and in the Problems view: one for each place in the code, whatever number of instances it stands for. */
export class Diagnostics implements vscode.Disposable {
  readonly #collection = vscode.languages.createDiagnosticCollection("terraformDrift");
  readonly #subscription: vscode.Disposable;
  #shown: vscode.Uri[] = [];
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
    for (const uri of this.#shown) if (!now.has(uri.toString())) this.#collection.delete(uri);
    if (files.length > 0) this.#explanations ??= this.explain();
    const surroundings = { blocks: this.#blocks(files), explanations: this.#explanations ?? new Map() };
    for (const uri of files) {
      const marks = this.index.marks(uri);
      this.#collection.set(
        uri,
        marks.map(({ mark, ...whose }) => diagnosticOf(mark, whose, surroundings)),
      );
    }
    this.#shown = files;
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

interface Surroundings {
  /** Where each drifted resource is declared. */
  readonly blocks: ReadonlyMap<string, vscode.Location>;
  readonly explanations: ReadonlyMap<Reason, vscode.Uri>;
}

function diagnosticOf(mark: CodeMark, whose: Whose, { blocks, explanations }: Surroundings): vscode.Diagnostic {
  const { root, isShared } = whose;
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
  const block = blocks.get(keyOf(ref));
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
