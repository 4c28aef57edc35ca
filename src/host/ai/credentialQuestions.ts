import * as vscode from "vscode";
import { visible } from "../../shared/formatValue";
import { withoutIcons } from "../plainText";
import type { CredentialQuestions } from "./modelCredentials";
import { keyProblem } from "./setUpSteps";

/** What the person is asked for a server that wants to know who asks. */
export const credentialQuestions: CredentialQuestions = {
  async howToProve(model, address) {
    const ways = [
      { label: vscode.l10n.t("Sign In with Microsoft"), way: "microsoft" as const },
      { label: vscode.l10n.t("Enter a Key…"), way: "key" as const },
    ];
    const chosen = await vscode.window.showQuickPick(ways, {
      title: visible(model),
      placeHolder: vscode.l10n.t("{0} wants to know who asks", withoutIcons(visible(address))),
      ignoreFocusOut: true,
    });
    return chosen?.way ?? null;
  },
  async key(address) {
    const key = await vscode.window.showInputBox({
      title: vscode.l10n.t("Set AI Key"),
      prompt: vscode.l10n.t("The key for {0}. It is kept in VS Code's secret storage and sent nowhere else.", address),
      password: true,
      ignoreFocusOut: true,
      validateInput: (text) => (text === "" ? undefined : (keyProblem(text) ?? undefined)), // nothing is wrong before something was typed
    });
    const given = key?.trim() ?? "";
    return given === "" ? null : given;
  },
};
