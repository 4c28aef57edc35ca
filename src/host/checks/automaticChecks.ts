/** Checks that nobody asked for at that moment, but in the settings: when a workspace is opened, and after code is saved. */
import * as vscode from "vscode";
import { endedIn, isScheduled } from "../../core/notify/endedRuns";
import type { Log } from "../../core/ports";
import type { DriftRun } from "../../shared/model";
import { type CodeIndex, isCode } from "../editor/codeIndex";
import type { NewsNotifications } from "../notify/newsNotifications";
import { isOn } from "../settings";
import type { DriftState, RootState } from "../state/driftState";
import { tellError } from "../tellError";
import type { CheckCommand } from "./checkCommand";

/** Several files are saved at once, and formatters save again. */
const SETTLE_MS = 1000;

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
    private readonly news: NewsNotifications,
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
    const runs = await this.#checked(before);
    this.news.tell(runs).catch((error: unknown) => tellError(error, this.log)); // not awaited: a notification may stand for hours
    const again = before.filter(({ running }) => running !== null).map(({ id }) => id);
    if (rootIds !== null && again.length > 0) await this.#run(again);
  }

  /** The runs that ended meanwhile. Those that a schedule asked for are told of by whoever listens to schedules. */
  async #checked(roots: readonly RootState[]): Promise<DriftRun[]> {
    const runs: DriftRun[] = [];
    const service = await this.state.service();
    const subscription = service.onDidChange((event) => {
      const run = endedIn(event);
      if (run === null || isScheduled(run)) return;
      if (roots.some(({ root }) => root.projectId === run.projectId && root.workspaceId === run.workspaceId))
        runs.push(run);
    });
    await this.check.run({ rootIds: roots.map(({ id }) => id), isQuiet: true }); // never rejects
    subscription.dispose();
    return runs;
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}
