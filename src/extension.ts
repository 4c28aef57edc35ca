/** The extension's entry: builds the parts and registers them. Nothing is started, read or loaded before it is asked for. */
import * as vscode from "vscode";
import { webhookTarget } from "./core/notify/webhookTarget";
import { lazyAssistant } from "./host/ai/lazyAssistant";
import { TextDocuments } from "./host/ai/textDocuments";
import { registerChat } from "./host/chat/registerChat";
import { AutomaticChecks } from "./host/checks/automaticChecks";
import { CheckCommand } from "./host/checks/checkCommand";
import { chooseBinary, initialise } from "./host/checks/setUp";
import { DifferenceDocuments } from "./host/difference/differenceDocuments";
import { DriftActions } from "./host/editor/codeActions";
import { CODE_FILES, CodeIndex } from "./host/editor/codeIndex";
import { DriftLenses } from "./host/editor/codeLens";
import { Diagnostics } from "./host/editor/diagnostics";
import { explanations } from "./host/editor/explanations";
import { DriftHover } from "./host/editor/hover";
import { RulesFileDiagnostics } from "./host/editor/rulesFileDiagnostics";
import { LazyEngine } from "./host/engine/lazyEngine";
import { ExplainCommands } from "./host/explainCommands";
import { HistoryPanel } from "./host/history/historyPanel";
import { RunDocuments } from "./host/history/runDocuments";
import { IgnoreRules } from "./host/ignore/ignoreRules";
import { ItemCommands, type Target } from "./host/itemCommands";
import { channelLog } from "./host/log";
import { NewsNotifications } from "./host/notify/newsNotifications";
import { StoredWebhook } from "./host/notify/storedWebhook";
import { clearWebhook, setWebhook, testWebhook } from "./host/notify/webhookCommands";
import { Reconcile } from "./host/reconcile/reconcile";
import { registerSchedules } from "./host/schedules/registerSchedules";
import type { MoreSchedules } from "./host/schedules/schedulesView";
import { historyLimit, isOn, openedFolders, readSettings, scheduleJitterMs, webhookFormat } from "./host/settings";
import { DriftState } from "./host/state/driftState";
import { StatusBar } from "./host/statusBar";
import type { DriftNode } from "./host/tree/driftNode";
import { tellError } from "./host/tellError";
import { DriftView } from "./host/tree/driftView";
import { chooseFilter, chooseGrouping } from "./host/tree/viewChoices";

/** Code that editors may show; their language need not be known to VS Code. */
const CODE = { scheme: "file", pattern: CODE_FILES };

/** When they change, the root modules are looked for again. */
const ROOT_SETTINGS = ["terraformDrift.rootModules", "terraformDrift.rootModulesExclude"];

/** What tests in the extension host look at, since VS Code has no way to read it from outside. */
export interface TestedParts {
  readonly state: DriftState;
  readonly index: CodeIndex;
  readonly view: DriftView;
  readonly statusBar: StatusBar;
}

/** VS Code calls `deactivate` without a context, so the two share what has to be stopped. */
function createExtension(): {
  activate: (context: vscode.ExtensionContext) => TestedParts | undefined;
  deactivate: () => Promise<void>;
} {
  let engine: LazyEngine | undefined;
  return {
    activate(context) {
      const channel = vscode.window.createOutputChannel("Terraform Drift", { log: true });
      const log = channelLog(channel);
      const dataDir = (context.storageUri ?? context.globalStorageUri).fsPath;
      const lazy = (engine = new LazyEngine(
        {
          dataDir,
          historyLimit,
          scheduleJitterMs,
          settings: readSettings,
          environment: process.env,
          model: async () => (await assistant()).model(),
          webhook: {
            target: async () => {
              const webhook = await storedWebhook.get();
              return webhook === null ? null : webhookTarget({ ...webhook, format: webhookFormat() });
            },
            tell: (trouble) => void tellError(trouble, log),
          },
          log,
        },
        (opened) => {
          news.follow(opened);
          reconcile.follow(opened);
        },
      ));
      const state = new DriftState(() => lazy.open(), openedFolders);
      const storedWebhook = new StoredWebhook(context.secrets, dataDir);
      const webhookWindow = { stored: storedWebhook, open: () => lazy.open(), log };
      const texts = new TextDocuments();
      const { secrets, workspaceState, globalState } = context;
      const assistant = lazyAssistant({ secrets, workspaceState, globalState, state, texts, log });
      const index = new CodeIndex(state, () => lazy.open(), log);
      const view = new DriftView(state, () => isOn("noise.show"), context.workspaceState);
      const documents = new DifferenceDocuments(state);
      const statusBar = new StatusBar(state);
      const diagnostics = new Diagnostics(
        index,
        () => explanations(context.extensionUri),
        () => isOn("editor.diagnostics"),
      );
      const check = new CheckCommand(state, log);
      const items = new ItemCommands(state, index, view, documents, log);
      const rules = new IgnoreRules(state, () => lazy.open(), log);
      const runDocuments = new RunDocuments(() => state.service());
      const history = new HistoryPanel({
        extensionUri: context.extensionUri,
        log,
        open: () => lazy.open(),
        state,
        check: (rootIds, targets = []) => check.run(rootIds === null ? {} : { rootIds, targets }),
        documents: runDocuments,
        texts,
        secrets,
        assistant,
      });
      const news = new NewsNotifications({
        state,
        open: () => lazy.open(),
        showRun: (runId) => history.show(runId),
        log,
      });
      const explain = new ExplainCommands({
        state,
        log,
        explain: (target) => history.explain(target),
        showPrompt: async (target) =>
          texts.show(vscode.l10n.t("What Would Be Sent"), await (await lazy.open()).promptDocument(target)),
      });
      const reconcile = new Reconcile({
        state,
        log,
        memory: context.workspaceState,
        open: () => lazy.open(),
        check: (rootId) => check.run({ rootIds: [rootId] }),
      });
      const schedules = registerSchedules({
        dataDir,
        state,
        log,
        open: () => lazy.open(),
        check: (rootId) => check.run({ rootIds: [rootId] }),
        showRun: (runId) => history.show(runId),
      });
      context.subscriptions.push(
        ...[
          channel,
          state,
          index,
          view,
          documents,
          diagnostics,
          runDocuments,
          history,
          statusBar,
          texts,
          news,
          schedules,
          reconcile,
        ],
        ...registerChat(context.extensionUri, assistant),
        check,
        new AutomaticChecks(state, index, check, news, log),
        new RulesFileDiagnostics(state, () => lazy.open(), log),
        vscode.languages.registerCodeActionsProvider(CODE, new DriftActions(state, index, () => lazy.open(), log), {
          providedCodeActionKinds: DriftActions.kinds,
        }),
        vscode.languages.registerCodeLensProvider(CODE, new DriftLenses(index, () => isOn("editor.codeLens"))),
        vscode.languages.registerHoverProvider(CODE, new DriftHover(index, () => isOn("editor.hover"))),
        vscode.workspace.onDidChangeConfiguration((change) => {
          if (!change.affectsConfiguration("terraformDrift")) return;
          diagnostics.refresh();
          view.refresh(null);
          const isAboutRoots = ROOT_SETTINGS.some((name) => change.affectsConfiguration(name));
          if (isAboutRoots && state.isLoaded) void state.reload();
        }),
        vscode.window.onDidChangeWindowState(({ focused }) => void (focused && state.isLoaded && state.readAgain())),
        vscode.workspace.onDidChangeWorkspaceFolders(() => void (state.isLoaded && state.reload())),
        vscode.commands.registerCommand("terraformDrift.check", () => check.run()),
        vscode.commands.registerCommand("terraformDrift.checkRootModule", (node?: DriftNode) =>
          check.run(node === undefined ? {} : { rootIds: [node.rootId] }),
        ),
        vscode.commands.registerCommand("terraformDrift.checkOpenFile", () =>
          check.runAround(vscode.window.activeTextEditor?.document.uri.fsPath),
        ),
        vscode.commands.registerCommand("terraformDrift.checkResource", (node?: DriftNode) =>
          node?.address === undefined ? undefined : check.run({ rootIds: [node.rootId], targets: [node.address] }),
        ),
        vscode.commands.registerCommand("terraformDrift.cancel", () => check.cancel()),
        vscode.commands.registerCommand("terraformDrift.openHistory", () => history.show()),
        vscode.commands.registerCommand("terraformDrift.showRun", (node?: DriftNode) =>
          history.show(node === undefined ? undefined : state.root(node.rootId)?.run?.id),
        ),
        vscode.commands.registerCommand("terraformDrift.explain", (target: Target) => explain.explain(target)),
        vscode.commands.registerCommand("terraformDrift.showPrompt", (target: Target) => explain.showPrompt(target)),
        vscode.commands.registerCommand("terraformDrift.chooseBinary", async () => {
          if (await chooseBinary()) await check.run();
        }),
        vscode.commands.registerCommand("terraformDrift.initialise", async (node?: DriftNode) => {
          const rootId = await initialise(node?.rootId, { state, open: () => lazy.open(), log });
          if (rootId !== null) await check.run({ rootIds: [rootId] });
        }),
        vscode.commands.registerCommand("terraformDrift.openSettings", () =>
          vscode.commands.executeCommand("workbench.action.openSettings", `@ext:${context.extension.id}`),
        ),
        vscode.commands.registerCommand("terraformDrift.showLog", () => channel.show()),
        vscode.commands.registerCommand("terraformDrift.refresh", () => state.reload()),
        vscode.commands.registerCommand("terraformDrift.groupBy", () => chooseGrouping(view)),
        vscode.commands.registerCommand("terraformDrift.filter", () => chooseFilter(view)),
        vscode.commands.registerCommand("terraformDrift.showMore", (node: DriftNode | MoreSchedules) =>
          "moreSchedules" in node ? schedules.view.showMore() : view.showMore(node),
        ),
        vscode.commands.registerCommand("terraformDrift.reveal", (target: Target) => items.reveal(target)),
        vscode.commands.registerCommand("terraformDrift.goToCode", (target: Target) => items.goToCode(target)),
        vscode.commands.registerCommand("terraformDrift.showDifference", (target: Target) =>
          items.showDifference(target),
        ),
        vscode.commands.registerCommand("terraformDrift.ignoreInThisRun", (target: Target) =>
          items.ignoreInThisRun(target),
        ),
        vscode.commands.registerCommand("terraformDrift.ignoreAlways", (target: Target) => rules.ignoreAlways(target)),
        vscode.commands.registerCommand("terraformDrift.openRulesFile", () => rules.openFile()),
        vscode.commands.registerCommand("terraformDrift.copyAddress", (target: Target) => items.copyAddress(target)),
        vscode.commands.registerCommand("terraformDrift.setUpAi", async () => (await assistant()).setUp()),
        vscode.commands.registerCommand("terraformDrift.setAiKey", async () => (await assistant()).setKey()),
        vscode.commands.registerCommand("terraformDrift.clearAiKey", async () => (await assistant()).clearKey()),
        vscode.commands.registerCommand("terraformDrift.setWebhook", () => setWebhook(webhookWindow)),
        vscode.commands.registerCommand("terraformDrift.clearWebhook", () => clearWebhook(webhookWindow)),
        vscode.commands.registerCommand("terraformDrift.testWebhook", () => testWebhook(webhookWindow)),
        vscode.commands.registerCommand("terraformDrift.forgetAiConsent", async () =>
          (await assistant()).forgetConsent(),
        ),
      );
      return context.extensionMode === vscode.ExtensionMode.Test ? { state, index, view, statusBar } : undefined;
    },
    async deactivate() {
      await engine?.dispose();
    },
  };
}

export const { activate, deactivate } = createExtension();
