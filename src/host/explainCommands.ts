/** "Explain with AI" and "Show What Will Be Sent": from the tree, a quick fix or the palette. */
import * as vscode from "vscode";
import type { Log } from "../core/ports";
import { type ExplainTarget, explainTarget } from "./history/explainTarget";
import type { Target } from "./itemCommands";
import { withoutIcons } from "./plainText";
import type { DriftState } from "./state/driftState";
import { tellError } from "./tellError";

/** What the commands need of the other parts of the window. */
export interface ExplainWindow {
  readonly state: DriftState;
  readonly log: Log;
  /** Shows the run with an explanation, which begins. */
  explain(target: ExplainTarget): Promise<void>;
  /** Opens what a model would be sent; nothing is sent. */
  showPrompt(target: ExplainTarget): Promise<void>;
}

export class ExplainCommands {
  constructor(private readonly window: ExplainWindow) {}

  explain(target: Target): Promise<void> {
    return this.#with(target, (meant) => this.window.explain(meant));
  }

  showPrompt(target: Target): Promise<void> {
    return this.#with(target, (meant) => this.window.showPrompt(meant));
  }

  async #with(target: Target, act: (meant: ExplainTarget) => Promise<void>): Promise<void> {
    const { state, log } = this.window;
    try {
      await state.load();
      const meant = target === undefined ? await this.#chosen() : explainTarget(state, target);
      if (meant !== null) await act(meant);
    } catch (error) {
      void tellError(error, log);
    }
  }

  /** Of several root modules that drifted the person chooses one. */
  async #chosen(): Promise<ExplainTarget | null> {
    const { state } = this.window;
    const drifted = state.roots.flatMap(({ name, run }) =>
      run !== null && run.metadata.driftedCount > 0
        ? [{ label: withoutIcons(name), description: `${run.metadata.driftedCount}`, target: { runId: run.id } }]
        : [],
    );
    if (drifted.length === 0) {
      void vscode.window.showInformationMessage(
        state.roots.some(({ run }) => run !== null)
          ? vscode.l10n.t("The last checks found no drift: there is nothing to explain.")
          : vscode.l10n.t("Nothing was checked yet: there is nothing to explain."),
      );
      return null;
    }
    if (drifted.length === 1) return drifted[0]!.target;
    const title = vscode.l10n.t("Explain the drift of which root module?");
    return (await vscode.window.showQuickPick(drifted, { title }))?.target ?? null;
  }
}
