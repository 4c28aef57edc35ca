import * as vscode from "vscode";
import { driftCountWords, plural } from "../shared/format";
import { countedDrift, criticalAmong } from "../shared/vocabulary";
import { type DriftState, isIncomplete, type RootState } from "./state/driftState";
import { VIEW_ID } from "./tree/driftView";
import { driftWords } from "./tree/rootModuleWords";

/** One item: what is drifted in all root modules, or how far a check is. Hidden while nothing is known. */
export class StatusBar implements vscode.Disposable {
  readonly #item = vscode.window.createStatusBarItem("terraformDrift.status", vscode.StatusBarAlignment.Left, 0);
  readonly #subscription: { dispose(): void };
  #isShown = false;

  constructor(private readonly state: DriftState) {
    this.#item.name = "Terraform Drift";
    this.#item.command = `${VIEW_ID}.focus`;
    this.#subscription = state.onDidChange(() => this.#show());
  }

  /** Empty while the item is hidden. */
  get text(): string {
    return this.#isShown ? this.#item.text : "";
  }

  #show(): void {
    const { roots } = this.state;
    const checked = roots.filter(({ run }) => run !== null);
    const running = roots.filter((root) => root.running !== null);
    const applying = roots.filter((root) => root.applying !== null);
    this.#isShown = checked.length > 0 || running.length > 0 || applying.length > 0;
    if (!this.#isShown) {
      this.#item.hide();
      return;
    }
    const words =
      applying.length > 0
        ? applyingWords(applying)
        : running.length > 0
          ? runningWords(running)
          : allDriftWords(checked);
    this.#item.text = words.text;
    this.#item.tooltip = words.tooltip;
    this.#item.accessibilityInformation = { label: `Terraform Drift: ${words.text.replace(/^\$\([^)]*\) /, "")}` };
    this.#item.show();
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#item.dispose();
  }
}

interface StatusWords {
  readonly text: string;
  readonly tooltip: string;
}

function applyingWords(applying: readonly RootState[]): StatusWords {
  const names = applying.map(({ name }) => name).join(", ");
  return { text: `$(sync~spin) ${vscode.l10n.t("Applying")}`, tooltip: vscode.l10n.t("Applying to {0}", names) };
}

function runningWords(running: readonly RootState[]): StatusWords {
  const done = running.reduce((sum, root) => sum + (root.running?.done ?? 0), 0);
  const names = running.map(({ name }) => name).join(", ");
  return {
    text: `$(sync~spin) ${vscode.l10n.t("Checking for drift: {0} read", done)}`,
    tooltip: vscode.l10n.t("Checking {0}", names),
  };
}

function allDriftWords(checked: readonly RootState[]): StatusWords {
  const runs = checked.flatMap(({ run }) => (run === null ? [] : [run]));
  const drifted = runs.flatMap(({ metadata }) => countedDrift(metadata));
  const incomplete = checked.filter(isIncomplete).length;
  const words = driftCountWords(criticalAmong(drifted), drifted.length);
  const icon = incomplete > 0 ? "circle-slash" : drifted.length > 0 ? "warning" : "pass";
  const tooltip = [
    ...checked.map(({ name, run }) => `${name}: ${run === null ? "" : driftWords(run)}`),
    ...(incomplete > 0
      ? [vscode.l10n.t("{0} could not be checked completely", plural(incomplete, "root module"))]
      : []),
  ];
  return { text: `$(${icon}) ${incomplete > 0 ? `incomplete, ${words}` : words}`, tooltip: tooltip.join("\n") };
}
