/** The one panel "Drift Report". The page is only a view: it is destroyed when it is hidden, and asks again when it is back. */
import * as vscode from "vscode";
import type { Events, Report, Requests } from "../../shared/protocol";
import { emitter, type Envelope, serve } from "../../shared/rpc";
import { type CheckedRoot, DriftReport } from "./driftReport";
import { openCode } from "./openCode";
import { pageHtml } from "./pageHtml";
import { pageWords } from "./pageWords";

export class ReportPanel implements vscode.Disposable {
  #panel: vscode.WebviewPanel | undefined;
  #report = new DriftReport([]);
  #checking = false;
  readonly #post = (message: Envelope): void => void this.#panel?.webview.postMessage(message);
  readonly #emit = emitter<Events>(this.#post);

  constructor(
    private readonly extensionUri: vscode.Uri,
    /** What the page's button does; ends when the check is over. */
    private readonly checkAgain: () => Promise<void>,
  ) {}

  /** Opens the panel, or brings it to the front, with these runs instead of those before. */
  show(checked: readonly CheckedRoot[]): void {
    this.#report = new DriftReport(checked, this.#report.nextPlace());
    if (this.#panel === undefined) {
      this.#panel = this.#open();
    } else {
      if (!this.#panel.active) this.#panel.reveal(); // or what has the focus in the page would lose it
      this.#emit("report", this.#snapshot());
    }
  }

  setChecking(checking: boolean): void {
    this.#checking = checking;
    this.#emit("checking", checking);
  }

  dispose(): void {
    this.#panel?.dispose();
  }

  #snapshot(): Report {
    return { words: pageWords(), checking: this.#checking, roots: this.#report.roots() };
  }

  #open(): vscode.WebviewPanel {
    const dist = vscode.Uri.joinPath(this.extensionUri, "dist");
    const panel = vscode.window.createWebviewPanel(
      "terraformDrift.report",
      pageWords().title,
      vscode.ViewColumn.Active,
      { enableScripts: true, localResourceRoots: [dist] },
    );
    const icon = (theme: string): vscode.Uri => vscode.Uri.joinPath(this.extensionUri, "media", `report-${theme}.svg`);
    panel.iconPath = { light: icon("light"), dark: icon("dark") };
    panel.onDidDispose(() => (this.#panel = undefined));
    const answer = serve<Requests>(
      {
        ready: () => this.#snapshot(),
        check: async () => {
          await this.checkAgain();
          return null;
        },
        more: ({ list, from }) => this.#report.more(list, from),
        openCode: async ({ place }) => {
          const found = this.#report.place(place);
          if (found !== null) await openCode(found);
          return null;
        },
      },
      this.#post,
    );
    panel.webview.onDidReceiveMessage(answer);
    panel.webview.html = pageHtml({
      script: panel.webview.asWebviewUri(vscode.Uri.joinPath(dist, "webview.js")).toString(),
      style: panel.webview.asWebviewUri(vscode.Uri.joinPath(dist, "webview.css")).toString(),
      source: panel.webview.cspSource,
      title: panel.title,
      language: vscode.env.language,
    });
    return panel;
  }
}
