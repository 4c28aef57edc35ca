/** The extension's entry: builds the parts and registers them. Nothing is started, read or loaded before it is asked for. */
import * as vscode from "vscode";
import { CheckCommand } from "./host/checkCommand";
import { LazyEngine } from "./host/lazyEngine";
import { channelLog } from "./host/log";
import { ReportPanel } from "./host/reportPanel";
import { readSettings } from "./host/settings";

/** VS Code calls `deactivate` without a context, so the two share what has to be stopped. */
function createExtension(): {
  activate: (context: vscode.ExtensionContext) => void;
  deactivate: () => Promise<void>;
} {
  let engine: LazyEngine | undefined;
  return {
    activate(context) {
      const channel = vscode.window.createOutputChannel("Terraform Drift", { log: true });
      const log = channelLog(channel);
      const dataDir = (context.storageUri ?? context.globalStorageUri).fsPath;
      engine = new LazyEngine({ dataDir, settings: readSettings, environment: process.env, log });
      const panel = new ReportPanel(context.extensionUri, () => check.run());
      const check: CheckCommand = new CheckCommand(engine, panel, log);
      context.subscriptions.push(
        channel,
        panel,
        vscode.commands.registerCommand("terraformDrift.check", () => check.run()),
        vscode.commands.registerCommand("terraformDrift.showLog", () => channel.show()),
      );
    },
    async deactivate() {
      await engine?.dispose();
    },
  };
}

export const { activate, deactivate } = createExtension();
