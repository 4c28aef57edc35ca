import * as vscode from "vscode";
import type { Log } from "../core/ports";
import { DriftError, type DriftErrorReason, oneLine } from "../shared/errors";
import { withoutLinks } from "./plainText";

/** The one place that turns an error into a notification: a sentence and one thing to do. Cancelling is silent; stacks go to the log. */
export async function tellError(error: unknown, log: Log): Promise<void> {
  if (!(error instanceof DriftError)) {
    log.error("Something failed unexpectedly.", error);
    return offer(vscode.window.showErrorMessage, oneLine(error), openLog());
  }
  const { reason } = error;
  if (reason === "cancelled") return;
  log.warn(oneLine(error));
  if (reason === "no_root_module") return offer(vscode.window.showWarningMessage, oneLine(error));
  await offer(vscode.window.showErrorMessage, oneLine(error), wayOf(reason));
}

function wayOf(reason: DriftErrorReason): Way {
  switch (reason) {
    case "binary_not_found":
      return openPathSetting();
    case "ai_not_configured":
      return { title: vscode.l10n.t("Set Up AI…"), command: "terraformDrift.setUpAi" };
    case "ai_denied":
      return { title: vscode.l10n.t("Set AI Key…"), command: "terraformDrift.setAiKey" };
    case "webhook_unusable":
    case "webhook_failed":
      return { title: vscode.l10n.t("Set Webhook…"), command: "terraformDrift.setWebhook" };
    default:
      return openLog();
  }
}

interface Way {
  readonly title: string;
  readonly command: string;
  readonly argument?: unknown;
}

function openLog(): Way {
  return { title: vscode.l10n.t("Open Log"), command: "terraformDrift.showLog" };
}

/** The setting belongs to the machine: in a remote window that is the remote one, whose settings are a page of their own. */
function openPathSetting(): Way {
  const isRemote = vscode.env.remoteName !== undefined;
  return {
    title: vscode.l10n.t("Open Settings"),
    command: isRemote ? "workbench.action.openRemoteSettings" : "workbench.action.openSettings",
    argument: { query: "terraformDrift.terraform.path" },
  };
}

async function offer(
  show: (message: string, ...titles: string[]) => Thenable<string | undefined>,
  message: string,
  ...ways: Way[]
): Promise<void> {
  const chosen = await show(withoutLinks(message), ...ways.map(({ title }) => title));
  const way = ways.find(({ title }) => title === chosen);
  if (way !== undefined) await vscode.commands.executeCommand(way.command, way.argument);
}
