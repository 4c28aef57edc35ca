/** A request to `@drift`, in VS Code's terms. */
import * as vscode from "vscode";
import type { Log } from "../../core/ports";
import { DriftError, oneLine } from "../../shared/errors";
import { editorModel } from "../ai/editorModel";
import { editorApi } from "../ai/editorModels";
import { withoutLinks } from "../plainText";
import type { DriftState } from "../state/driftState";
import type { ResourceRef } from "../tree/driftNode";
import { answerInChat, type ChatReply, type ChatWindow } from "./answerInChat";

export interface ChatTurn {
  readonly request: vscode.ChatRequest;
  readonly stream: vscode.ChatResponseStream;
  readonly token: vscode.CancellationToken;
}

export interface ChatParts {
  readonly state: DriftState;
  readonly log: Log;
  readonly maySend: ChatWindow["maySend"];
}

/** Never rejects: what failed is said in the chat. */
export async function chatWith({ request, stream, token }: ChatTurn, parts: ChatParts): Promise<vscode.ChatResult> {
  const { state, log, maySend } = parts;
  const controller = new AbortController();
  const listener = token.onCancellationRequested(() => controller.abort());
  if (token.isCancellationRequested) controller.abort();
  try {
    const model = editorModel(request.model, editorApi(), log);
    const question = { command: request.command, text: request.prompt, model };
    const { isTrusted } = vscode.workspace;
    const window: ChatWindow = { state, isTrusted, now: () => new Date(), maySend };
    await answerInChat(question, replyTo(stream, state), window, controller.signal);
    return {};
  } catch (error) {
    if (controller.signal.aborted) return {};
    if (!(error instanceof DriftError)) log.error("The chat could not be answered.", error);
    return { errorDetails: { message: withoutLinks(oneLine(error)) } };
  } finally {
    listener.dispose();
  }
}

/** Markdown as a plain string is not trusted: VS Code runs no command links of it and shows no HTML. */
function replyTo(stream: vscode.ChatResponseStream, state: DriftState): ChatReply {
  return {
    markdown: (text) => (text === "" ? undefined : stream.markdown(text)),
    progress: (text) => stream.progress(text),
    button(button) {
      switch (button) {
        case "check":
          stream.button({ command: "terraformDrift.check", title: vscode.l10n.t("Check for Drift") });
          return;
        case "openHistory":
          stream.button({ command: "terraformDrift.openHistory", title: vscode.l10n.t("Open Drift History") });
          return;
        default: {
          const { rootId, address } = button.of;
          const resource = state.root(rootId)?.run?.metadata.driftedResources.find((one) => one.address === address);
          if (resource === undefined) return;
          const target: ResourceRef[] = [{ rootId, resource, change: null }];
          const isDifference = button.command === "showDifference";
          const title = isDifference ? vscode.l10n.t("Show Difference") : vscode.l10n.t("Go to Code");
          stream.button({ command: `terraformDrift.${button.command}`, title, arguments: [target] });
        }
      }
    },
  };
}
