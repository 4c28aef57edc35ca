/** The commands about the webhook of a workspace. None of them shows its address, but for the host. */
import * as vscode from "vscode";
import { webhookName, webhookTarget } from "../../core/notify/webhookTarget";
import type { Log } from "../../core/ports";
import { DriftError, oneLine } from "../../shared/errors";
import type { Engine } from "../engine/engine";
import { webhookFormat } from "../settings";
import { tellError } from "../tellError";
import type { StoredWebhook } from "./storedWebhook";

/** What the commands need of the window. */
export interface WebhookWindow {
  readonly stored: StoredWebhook;
  readonly open: () => Promise<Engine>;
  readonly log: Log;
}

/** Asks for the address, and for a secret to sign with where the receiver is none of Slack's; says where news will go. */
export async function setWebhook(window: WebhookWindow): Promise<void> {
  const { stored, log } = window;
  try {
    const address = await askForAddress();
    if (address === undefined) return;
    const target = webhookTarget({ address, format: webhookFormat() });
    const secret = target.format === "slack" ? "" : await askForSecret();
    if (secret === undefined) return;
    await stored.store({ address: target.address, secret });
    const test = vscode.l10n.t("Send a Test Message");
    const message = vscode.l10n.t(
      "What scheduled checks of this workspace find will be sent to {0}.",
      webhookName(target),
    );
    const chosen = await vscode.window.showInformationMessage(message, test);
    if (chosen === test) await testWebhook(window);
  } catch (error) {
    void tellError(error, log); // not awaited: a notification may stand for hours
  }
}

export async function clearWebhook({ stored, log }: WebhookWindow): Promise<void> {
  try {
    const was = await stored.get();
    await stored.forget();
    const message =
      was === null ? vscode.l10n.t("No webhook is set for this workspace.") : vscode.l10n.t("The webhook is deleted.");
    void vscode.window.showInformationMessage(message);
  } catch (error) {
    void tellError(error, log);
  }
}

/** Sends one message, once, and says how it went. */
export async function testWebhook({ open, log }: WebhookWindow): Promise<void> {
  const { Notification } = vscode.ProgressLocation;
  const title = vscode.l10n.t("Sending a test message");
  try {
    const engine = await open();
    const name = await vscode.window.withProgress(
      { location: Notification, title, cancellable: true },
      (_progress, token) => {
        const controller = new AbortController();
        token.onCancellationRequested(() => controller.abort());
        return engine.tryWebhook(controller.signal);
      },
    );
    void vscode.window.showInformationMessage(vscode.l10n.t("{0} has accepted the message.", name));
  } catch (error) {
    void tellError(error, log);
  }
}

function askForAddress(): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: vscode.l10n.t("Set Webhook"),
    prompt: vscode.l10n.t(
      "The address that is told of drift in this workspace, such as that of an incoming webhook of Slack. It is kept in VS Code's secret storage.",
    ),
    password: true,
    ignoreFocusOut: true,
    validateInput: (text) => (text === "" ? undefined : problemOf(text)), // nothing is wrong before something was typed
  });
}

function askForSecret(): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: vscode.l10n.t("Set Webhook"),
    prompt: vscode.l10n.t(
      "A secret that the receiver has, too, to sign messages with (HMAC-SHA256). Empty: they are not signed.",
    ),
    password: true,
    ignoreFocusOut: true,
  });
}

function problemOf(address: string): string | undefined {
  try {
    webhookTarget({ address });
    return undefined;
  } catch (error) {
    if (error instanceof DriftError) return oneLine(error);
    throw error;
  }
}
