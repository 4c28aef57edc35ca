/** The language models that VS Code offers, as a backend like any other. VS Code itself is passed in. */
import type * as vscode from "vscode";
import { unlessAborted } from "../../core/ai/abort";
import type { AiBackend, AiMessages } from "../../core/ai/backend";
import type { Log } from "../../core/ports";
import { DriftError } from "../../shared/errors";
import { formatCount, visible } from "../../shared/formatValue";
import { editorModelError, textOf } from "./editorModelErrors";

/** What is needed of a `vscode.LanguageModelChat`. */
export type OfferedModel = Pick<
  vscode.LanguageModelChat,
  "name" | "id" | "vendor" | "family" | "maxInputTokens" | "sendRequest" | "countTokens"
>;

/** What is needed of VS Code to ask one. */
export interface EditorApi {
  userMessage(text: string): vscode.LanguageModelChatMessage;
  newTokenSource(): vscode.CancellationTokenSource;
  /** For the person whom VS Code asks whether this extension may use the model. */
  readonly justification: string;
}

/** Offered ones that are named in an error. */
const NAMED_AT_MOST = 5;

/** "VS Code, model GPT-4o (copilot)". */
export function offeredModelName({ name, id, vendor }: OfferedModel): string {
  return visible(`VS Code, model ${name === "" ? id : name} (${vendor})`);
}

/** The one with that id, else the first of that family; without a wish the first. Throws "ai_unknown_model". */
export function chosenModel(offered: readonly OfferedModel[], wanted: string | undefined): OfferedModel {
  const [first] = offered;
  if (first === undefined) {
    throw new DriftError(
      "ai_unknown_model",
      "VS Code offers no language model here.",
      "Install an extension that offers some and sign in to it, such as GitHub Copilot, or choose another provider.",
    );
  }
  if (wanted === undefined) return first;
  const found = offered.find(({ id }) => id === wanted) ?? offered.find(({ family }) => family === wanted);
  if (found !== undefined) return found;
  const names = offered.slice(0, NAMED_AT_MOST).map(({ id }) => visible(id));
  const rest = offered.length - names.length;
  throw new DriftError(
    "ai_unknown_model",
    `VS Code offers no language model ${visible(wanted)}.`,
    `Choose another: ${names.join(", ")}${rest > 0 ? ` and ${formatCount(rest)} more` : ""}.`,
  );
}

/** With the promises of `AiBackend`. Those models know no system message: what they are to do is said first, as the person. */
export function editorModel(model: OfferedModel, api: EditorApi, log: Log): AiBackend {
  const name = offeredModelName(model);
  return {
    name,
    address: null,
    stream: (messages, signal) => streamModel({ model, name, api, log }, messages, signal),
  };
}

interface Asked {
  readonly model: OfferedModel;
  readonly name: string;
  readonly api: EditorApi;
  readonly log: Log;
}

async function* streamModel(asked: Asked, messages: AiMessages, signal: AbortSignal): AsyncGenerator<string, void> {
  const { name, api, log } = asked;
  const source = api.newTokenSource();
  const cancel = (): void => source.cancel();
  signal.addEventListener("abort", cancel, { once: true });
  let hasText = false;
  try {
    signal.throwIfAborted();
    for await (const text of answerOf(asked, messages, source.token, signal)) {
      hasText ||= text.trim() !== "";
      if (text !== "") yield text;
    }
    signal.throwIfAborted(); // some models end a cancelled answer as if all were well
    if (!hasText) throw new DriftError("ai_empty", `The model answered without a word (${name}).`, "Ask again.");
  } catch (error) {
    if (signal.aborted) throw new DriftError("cancelled", "The answer was stopped.");
    log.warn(`${name}: ${textOf(error)}`);
    throw editorModelError(error, name, hasText);
  } finally {
    signal.removeEventListener("abort", cancel);
    source.cancel(); // whoever leaves the loop early wants no more of it
    source.dispose();
  }
}

/** Never waits for a model that does not heed the token. */
async function* answerOf(
  { model, name, api }: Asked,
  { system, user }: AiMessages,
  token: vscode.CancellationToken,
  signal: AbortSignal,
): AsyncGenerator<string, void> {
  const question = [api.userMessage(system), api.userMessage(user)];
  if (await isTooLong(model, `${system}\n${user}`, token, signal)) {
    throw new DriftError(
      "ai_failed",
      `The question is too long for the model (${name}).`,
      "Ask about fewer resources, or choose a model that takes more.",
    );
  }
  const { justification } = api;
  const response = await unlessAborted(async () => model.sendRequest(question, { justification }, token), signal);
  const parts = response.text[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await unlessAborted(() => parts.next(), signal);
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    void parts.return?.().then(undefined, () => undefined); // nobody waits for its last words
  }
}

/** False where the model does not say: then sending tells. */
async function isTooLong(
  model: OfferedModel,
  text: string,
  token: vscode.CancellationToken,
  signal: AbortSignal,
): Promise<boolean> {
  if (!(model.maxInputTokens > 0)) return false;
  try {
    return (await unlessAborted(async () => model.countTokens(text, token), signal)) > model.maxInputTokens;
  } catch (error) {
    if (signal.aborted) throw error;
    return false;
  }
}
