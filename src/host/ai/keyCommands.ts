/** The commands about keys. */
import * as vscode from "vscode";
import { modelEndpoint } from "../../core/ai/modelEndpoint";
import type { Log } from "../../core/ports";
import { DriftError } from "../../shared/errors";
import { tellError } from "../tellError";
import { readAiSettings } from "./aiSettings";
import { credentialQuestions } from "./credentialQuestions";
import { serverSettings } from "./modelSettings";
import { addressOf, type StoredCredentials } from "./storedCredentials";

/** For the server that the settings name; says which. */
export async function setAiKey(stored: StoredCredentials, log: Log): Promise<void> {
  try {
    const settings = readAiSettings();
    if (settings.provider === "vscode") {
      const wayOut = "Its models need none.";
      throw new DriftError("ai_not_configured", "VS Code itself asks the model, and takes no key.", wayOut);
    }
    const { endpoint } = modelEndpoint(serverSettings(settings));
    const key = await credentialQuestions.key(addressOf(endpoint));
    if (key === null) return;
    await stored.store(endpoint, { kind: "key", key });
    void vscode.window.showInformationMessage(vscode.l10n.t("The key for {0} is stored.", addressOf(endpoint)));
  } catch (error) {
    void tellError(error, log); // not awaited: a notification may stand for hours
  }
}

/** Of several servers the person chooses one. */
export async function clearAiKey(stored: StoredCredentials, log: Log): Promise<void> {
  try {
    const addresses = stored.addresses();
    if (addresses.length === 0) {
      void vscode.window.showInformationMessage(vscode.l10n.t("No AI key is stored."));
      return;
    }
    const title = vscode.l10n.t("Forget Key or Sign-In of Which Server?");
    const address = addresses.length === 1 ? addresses[0] : await vscode.window.showQuickPick(addresses, { title });
    if (address === undefined) return;
    await stored.forget(address);
    void vscode.window.showInformationMessage(vscode.l10n.t("What was stored for {0} is deleted.", address));
  } catch (error) {
    void tellError(error, log); // not awaited: a notification may stand for hours
  }
}
