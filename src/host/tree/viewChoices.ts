/** What the person may choose for the tree, as lists with the present choice marked. */
import * as vscode from "vscode";
import { SEVERITIES } from "../../shared/vocabulary";
import type { DriftView } from "./driftView";

export async function chooseGrouping(view: DriftView): Promise<void> {
  const { grouping } = view.choice;
  const choices = [
    { label: vscode.l10n.t("Severity"), grouping: "severity" as const },
    { label: vscode.l10n.t("Module"), grouping: "module" as const },
    { label: vscode.l10n.t("Resource Type"), grouping: "type" as const },
  ];
  const chosen = await vscode.window.showQuickPick(
    choices.map((choice) => ({ ...choice, description: choice.grouping === grouping ? present() : "" })),
    { title: vscode.l10n.t("Group Drift By") },
  );
  if (chosen !== undefined) await view.choose({ grouping: chosen.grouping });
}

export async function chooseFilter(view: DriftView): Promise<void> {
  const { leastSeverity } = view.choice;
  const labels = {
    critical: vscode.l10n.t("Only Critical"),
    warning: vscode.l10n.t("Warning and Critical"),
    info: vscode.l10n.t("Everything"),
  };
  const chosen = await vscode.window.showQuickPick(
    [...SEVERITIES].reverse().map((severity) => ({
      label: labels[severity],
      severity,
      description: severity === leastSeverity ? present() : "",
    })),
    { title: vscode.l10n.t("Show Drift Of") },
  );
  if (chosen !== undefined) await view.choose({ leastSeverity: chosen.severity });
}

function present(): string {
  return vscode.l10n.t("now");
}
