/** `@drift` and the tools for models, where the editor has such things; some editors made of VS Code have not. */
import * as vscode from "vscode";
import { type Assistant, TOOLS, type ToolName } from "../ai/assistant";

/** Nothing is loaded or read before somebody asks. */
export function registerChat(extensionUri: vscode.Uri, assistant: () => Promise<Assistant>): { dispose(): unknown }[] {
  const chat = vscode.chat as Partial<typeof vscode.chat> | undefined;
  const lm = vscode.lm as Partial<typeof vscode.lm> | undefined;
  const registered: { dispose(): unknown }[] = [];
  if (chat?.createChatParticipant !== undefined) {
    const participant = chat.createChatParticipant("terraformDrift.drift", async (request, _context, stream, token) =>
      (await assistant()).chat(request, stream, token),
    );
    participant.iconPath = vscode.Uri.joinPath(extensionUri, "media", "icon.png");
    registered.push(participant);
  }
  if (lm?.registerTool !== undefined) {
    for (const name of TOOLS) registered.push(lm.registerTool<object>(name, toolNamed(name, assistant)));
  }
  return registered;
}

function toolNamed(name: ToolName, assistant: () => Promise<Assistant>): vscode.LanguageModelTool<object> {
  return {
    async invoke({ input }) {
      const text = await (await assistant()).tool(name, input);
      return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(text)]);
    },
    prepareInvocation: () => ({
      invocationMessage: vscode.l10n.t("Reading drift"),
      confirmationMessages: {
        title: vscode.l10n.t("Let the Model Read Drift?"),
        message: vscode.l10n.t(
          "It gets addresses, severities and changed values as the last checks found them. Secrets are taken out, and nothing is run.",
        ),
      },
    }),
  };
}
