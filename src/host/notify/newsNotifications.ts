/** Notifications of what changed, for those who want them: of scheduled checks, and of checks on open and on save. */
import * as vscode from "vscode";
import { endedIn, isScheduled } from "../../core/notify/endedRuns";
import type { Log } from "../../core/ports";
import type { DriftRun } from "../../shared/model";
import type { Engine } from "../engine/engine";
import { withoutLinks } from "../plainText";
import { newsLevel } from "../settings";
import type { DriftState } from "../state/driftState";
import { tellError } from "../tellError";
import { VIEW_ID } from "../tree/driftView";
import { type NewsNotification, notificationOf } from "./newsNotification";

export interface NewsSources {
  readonly state: DriftState;
  readonly open: () => Promise<Engine>;
  /** In the history. */
  readonly showRun: (runId: string) => void;
  readonly log: Log;
}

export class NewsNotifications implements vscode.Disposable {
  #subscription: { dispose(): void } | undefined;

  constructor(private readonly sources: NewsSources) {}

  /** From now on scheduled checks of this window are told of. */
  follow({ service }: Engine): void {
    this.#subscription = service.onDidChange((event) => {
      const run = endedIn(event);
      if (run === null || !isScheduled(run)) return;
      this.tell([run]).catch((error: unknown) => tellError(error, this.sources.log));
    });
  }

  /** Tells what is new in runs that have just ended in this window. Resolves when the person has answered. */
  async tell(runs: readonly DriftRun[]): Promise<void> {
    const level = newsLevel();
    if (level === "off" || runs.length === 0) return;
    const engine = await this.sources.open();
    const told = await Promise.all(
      runs.map(async (run) => ({ run, name: this.#nameOf(run), news: await engine.news(run) })),
    );
    const notification = notificationOf(told, level);
    if (notification !== null) await this.#show(notification);
  }

  #nameOf({ projectId, workspaceId }: DriftRun): string | undefined {
    const isIts = (root: { projectId: string; workspaceId: string }): boolean =>
      root.projectId === projectId && root.workspaceId === workspaceId;
    return this.sources.state.roots.find(({ root }) => isIts(root))?.name;
  }

  async #show({ text, isBad, runId }: NewsNotification): Promise<void> {
    const [show, never] = [vscode.l10n.t("Show"), vscode.l10n.t("Don't Show Again")];
    const say = isBad ? vscode.window.showWarningMessage : vscode.window.showInformationMessage;
    const chosen = await say(withoutLinks(text), show, never);
    if (chosen === show) {
      if (runId === null) await vscode.commands.executeCommand(`${VIEW_ID}.focus`);
      else this.sources.showRun(runId);
    }
    if (chosen === never) {
      const settings = vscode.workspace.getConfiguration("terraformDrift");
      await settings.update("notifications", "off", vscode.ConfigurationTarget.Global);
    }
  }

  dispose(): void {
    this.#subscription?.dispose();
  }
}
