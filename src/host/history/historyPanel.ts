/** The one panel "Drift History". The page is only a view: it is destroyed when it is hidden, and asks again when it is back. */
import * as vscode from "vscode";
import type { Log } from "../../core/ports";
import type { WorkspaceRef } from "../../core/service";
import { DriftError } from "../../shared/errors";
import type { Envelope } from "../../shared/rpc";
import type { Engine } from "../engine/engine";
import type { Assistant } from "../ai/assistant";
import { modelChoice, onDidChangeModel } from "../ai/modelChoice";
import type { TextDocuments } from "../ai/textDocuments";
import { historyLimit } from "../settings";
import type { DriftState, RootState } from "../state/driftState";
import { tellError } from "../tellError";
import type { ResourceRef } from "../tree/driftNode";
import type { ExplainTarget } from "./explainTarget";
import type { HistoryHost, HistoryPage, WayOut } from "./historyHost";
import { openCode } from "./openCode";
import { pageHtml } from "./pageHtml";
import { pageWords } from "./pageWords";
import { chooseRun, confirm } from "./questions";
import type { RunDocuments } from "./runDocuments";
import { saveRun } from "./saveRun";

const VIEW_TYPE = "terraformDrift.history";

/** What the panel needs of the other parts of the window. */
export interface HistoryWindow {
  readonly extensionUri: vscode.Uri;
  readonly log: Log;
  readonly state: DriftState;
  readonly documents: RunDocuments;
  readonly texts: TextDocuments;
  readonly secrets: vscode.SecretStorage;
  open(): Promise<Engine>;
  readonly assistant: () => Promise<Assistant>;
  /** Ends when the checks are over; what failed is told by it. By their ids in `DriftState`; null: every root module. */
  check(rootIds: readonly string[] | null, targets?: readonly string[]): Promise<void>;
}

export class HistoryPanel implements vscode.Disposable, vscode.WebviewPanelSerializer {
  #panel: vscode.WebviewPanel | undefined;
  #page: Promise<HistoryPage> | undefined;
  readonly #registration: vscode.Disposable;

  constructor(private readonly window: HistoryWindow) {
    this.#registration = vscode.window.registerWebviewPanelSerializer(VIEW_TYPE, this);
  }

  /** Opens the panel, or brings it to the front; with a run, it shows that one. */
  show(runId?: string): void {
    if (this.#panel === undefined) {
      const title = pageWords().title;
      this.#attach(vscode.window.createWebviewPanel(VIEW_TYPE, title, vscode.ViewColumn.Active, this.#options()));
    } else if (!this.#panel.active) {
      this.#panel.reveal(); // only then: what has the focus in the page would lose it
    }
    if (runId !== undefined) void this.#page?.then((page) => page.select(runId));
  }

  /** Shows a run with an explanation of its drift, which begins. Rejects where the run cannot be read. */
  async explain({ runId, addresses }: ExplainTarget): Promise<void> {
    this.show();
    await (await this.#page)?.explain(runId, addresses);
  }

  /** VS Code brings back the panel of a window that was closed or reloaded; what it showed, the page knows by itself. */
  deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    if (this.#panel === undefined) {
      panel.webview.options = this.#options();
      this.#attach(panel);
    } else {
      panel.dispose();
    }
    return Promise.resolve();
  }

  dispose(): void {
    this.#registration.dispose();
    this.#panel?.dispose();
  }

  #options(): vscode.WebviewOptions {
    return { enableScripts: true, localResourceRoots: [vscode.Uri.joinPath(this.window.extensionUri, "dist")] };
  }

  #attach(panel: vscode.WebviewPanel): void {
    this.#panel = panel;
    const { extensionUri, log, state } = this.window;
    const icon = (theme: string): vscode.Uri => vscode.Uri.joinPath(extensionUri, "media", `history-${theme}.svg`);
    panel.iconPath = { light: icon("light"), dark: icon("dark") };
    const host = this.#host(panel);
    const page = this.window.open().then((engine) => engine.openHistory(host));
    page.catch((error: unknown) => void tellError(error, log));
    this.#page = page;
    const withPage = (act: (page: HistoryPage) => unknown): void => void page.then(act, () => undefined); // that there is none has been told
    const changed = (): void => withPage((one) => one.emit("changed", null));
    const listeners = [
      state.onDidChange((id) => (id === null ? changed() : undefined)), // the root modules are known now, or others
      vscode.window.onDidChangeWindowState(({ focused }) => (focused ? changed() : undefined)), // others may have checked
      vscode.workspace.onDidGrantWorkspaceTrust(changed),
      onDidChangeModel(this.window.secrets, changed),
      panel.webview.onDidReceiveMessage((message: unknown) => withPage((one) => one.receive(message))),
    ];
    void state.load();
    panel.onDidDispose(() => {
      this.#panel = undefined;
      for (const listener of listeners) listener.dispose();
      withPage((one) => one.dispose());
    });
    panel.webview.html = this.#html(panel);
  }

  #html({ webview, title }: vscode.WebviewPanel): string {
    const part = (file: string): string =>
      webview.asWebviewUri(vscode.Uri.joinPath(this.window.extensionUri, "dist", file)).toString();
    const { cspSource } = webview;
    const { language } = vscode.env;
    return pageHtml({ script: part("webview.js"), style: part("webview.css"), source: cspSource, title, language });
  }

  #host(panel: vscode.WebviewPanel): HistoryHost {
    const { log, state, documents, texts, assistant } = this.window;
    const stateOf = (ref: WorkspaceRef): RootState | undefined => state.roots.find(({ root }) => isSame(root, ref));
    return {
      words: pageWords(),
      log,
      post: (message: Envelope) => void panel.webview.postMessage(message),
      rootOf: (ref) => stateOf(ref)?.root ?? null,
      roots: () => state.roots.map(({ root }) => root),
      progressOf: (runId) => state.roots.find(({ running }) => running?.runId === runId)?.running ?? null,
      canCheck: () => vscode.workspace.isTrusted,
      kept: historyLimit,
      check: async (ref, targets) => {
        const known = ref === null ? null : stateOf(ref);
        if (known === undefined) throw noSuchRoot();
        await this.window.check(known === null ? null : [known.id], targets);
      },
      model: modelChoice,
      maySend: async (sending) => (await assistant()).maySend(sending),
      showText: (title, text) => texts.show(title, text),
      copy: async (text) => vscode.env.clipboard.writeText(text),
      setUpModel: async () => (await assistant()).setUp(),
      openCode,
      putRight: async (way, ref, resource) => {
        const rootId = stateOf(ref)?.id;
        if (rootId === undefined) throw noSuchRoot();
        await vscode.commands.executeCommand(PUT_RIGHT[way], [
          { rootId, resource, change: null } satisfies ResourceRef,
        ]);
      },
      showDifference: (runId, address) => documents.showDifference(runId, address),
      showOutput: (runId) => documents.showOutput(runId),
      choose: chooseRun,
      save: saveRun,
      confirm,
      openRetention: async () => {
        await vscode.commands.executeCommand("workbench.action.openSettings", "terraformDrift.history.limit");
      },
    };
  }
}

/** The commands of the drift view that do the same. */
const PUT_RIGHT: Readonly<Record<WayOut, string>> = {
  reconcile: "terraformDrift.reconcile",
  acceptState: "terraformDrift.acceptIntoState",
  acceptCode: "terraformDrift.acceptIntoCode",
};

function isSame(a: WorkspaceRef, b: WorkspaceRef): boolean {
  return a.projectId === b.projectId && a.workspaceId === b.workspaceId;
}

function noSuchRoot(): DriftError {
  return new DriftError("no_root_module", vscode.l10n.t("This root module is not in the workspace that is open."));
}
