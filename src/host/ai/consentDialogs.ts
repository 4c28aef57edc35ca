import * as vscode from "vscode";
import { type ConsentDialogs, sendingWords } from "./consent";
import type { TextDocuments } from "./textDocuments";

/** The questions before something is sent, in VS Code's own dialogs. */
export function consentDialogs(texts: TextDocuments): ConsentDialogs {
  const send = vscode.l10n.t("Send");
  const show = vscode.l10n.t("Show What Will Be Sent");
  return {
    async ask(sending) {
      const once = vscode.l10n.t("You are asked once for this workspace and this model.");
      const options = { modal: true, detail: `${sendingWords(sending)}\n\n${once}` };
      const message = vscode.l10n.t("Send drift to a language model?");
      const answer = await vscode.window.showWarningMessage(message, options, send, show);
      return answer === send ? "send" : answer === show ? "show" : null;
    },
    show: ({ document }) => texts.show(vscode.l10n.t("What Will Be Sent"), document),
  };
}
