/** Checks that nobody asked for at that moment, but in the settings: when a workspace is opened, and after code is saved. */
import * as vscode from "vscode";
import type { Log } from "../../core/ports";
import { type CodeIndex, isCode } from "../editor/codeIndex";
import { withoutLinks } from "../plainText";
import { isOn, newsLevel } from "../settings";
import type { DriftState } from "../state/driftState";
import { tellError } from "../tellError";
import { VIEW_ID } from "../tree/driftView";
import type { CheckCommand } from "./checkCommand";
import { type News, newsOf } from "./news";

/** Several files are saved at once, and formatters save again. */
const SETTLE_MS = 1000;
const TOLD_AT_MOST = 3;

export class AutomaticChecks implements vscode.Disposable {
  readonly #due = new Set<string>();
  /** Saved by VS Code while the person types, which would make a check of every pause. */
  readonly #savedByItself = new WeakSet<vscode.TextDocument>();
  readonly #subscriptions: vscode.Disposable[];
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly state: DriftState,
    private readonly index: CodeIndex,
    private readonly check: CheckCommand,
    private readonly log: Log,
  ) {
    this.#subscriptions = [
      vscode.workspace.onWillSaveTextDocument(({ document, reason }) => {
        if (reason === vscode.TextDocumentSaveReason.AfterDelay) this.#savedByItself.add(document);
        else this.#savedByItself.delete(document);
      }),
      vscode.workspace.onDidSaveTextDocument((document) => {
        if (!this.#savedByItself.delete(document)) void this.#saved(document.uri);
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.#opened()),
    ];
    setImmediate(() => this.#opened()); // activation has returned by then
  }

  #opened(): void {
    if (isOn("check.onOpen") && vscode.workspace.isTrusted) void this.#run(null);
  }

  async #saved(uri: vscode.Uri): Promise<void> {
    if (!isCode(uri) || !isOn("check.onSave") || !vscode.workspace.isTrusted) return;
    await this.state.load();
    for (const { id } of this.index.concerned(uri.fsPath)) this.#due.add(id);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#run([...this.#due]), SETTLE_MS);
  }

  /** Null: all root modules. One that is being checked already, perhaps from before the save, is checked again after that. */
  async #run(rootIds: readonly string[] | null): Promise<void> {
    await this.state.load();
    const before = this.state.roots.filter(({ id }) => rootIds === null || rootIds.includes(id));
    if (before.length === 0) return;
    const ids = before.map(({ id }) => id);
    for (const id of ids) this.#due.delete(id);
    await this.check.run({ rootIds: ids, isQuiet: true });
    const level = newsLevel();
    const news = before.flatMap((one) => {
      const after = this.state.root(one.id);
      return (after === undefined ? null : newsOf(one, after, level)) ?? [];
    });
    tell(news).catch((error: unknown) => tellError(error, this.log)); // not awaited: a notification may stand for hours
    const again = before.filter(({ running }) => running !== null).map(({ id }) => id);
    if (rootIds !== null && again.length > 0) await this.#run(again);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}

/** One notification, whatever number of root modules. */
async function tell(news: readonly News[]): Promise<void> {
  if (news.length === 0) return;
  const rest = news.length - TOLD_AT_MOST;
  const texts = [...news.slice(0, TOLD_AT_MOST).map(({ text }) => text), ...(rest > 0 ? [`… and ${rest} more`] : [])];
  const [show, never] = [vscode.l10n.t("Show"), vscode.l10n.t("Don't Show Again")];
  const say = news.some(({ isBad }) => isBad) ? vscode.window.showWarningMessage : vscode.window.showInformationMessage;
  const chosen = await say(withoutLinks(texts.join(". ")), show, never);
  if (chosen === show) await vscode.commands.executeCommand(`${VIEW_ID}.focus`);
  if (chosen === never) {
    const settings = vscode.workspace.getConfiguration("terraformDrift");
    await settings.update("notifications", "off", vscode.ConfigurationTarget.Global);
  }
}
