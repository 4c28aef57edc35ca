/** Language models as VS Code documents them (`vscode.LanguageModelChat`), playing what they are told to. */
import type * as vscode from "vscode";
import type { EditorApi, OfferedModel } from "../../src/host/ai/editorModel";

type Message = vscode.LanguageModelChatMessage;

export interface PlayedModel extends OfferedModel {
  /** The messages of each request, as texts. */
  readonly asked: string[][];
  readonly tokens: vscode.CancellationToken[];
  /** Requests whose answer was left before its end. */
  readonly left: number;
}

export interface Play {
  readonly id?: string;
  readonly name?: string;
  readonly family?: string;
  readonly maxInputTokens?: number;
  readonly countTokens?: (text: string) => Promise<number>;
  /** Before the answer begins. */
  readonly refuse?: (token: vscode.CancellationToken) => Promise<void>;
  readonly answer?: (token: vscode.CancellationToken) => AsyncIterable<string>;
}

export function playedModel(play: Play = {}): PlayedModel {
  const asked: string[][] = [];
  const tokens: vscode.CancellationToken[] = [];
  let left = 0;
  async function* text(token: vscode.CancellationToken): AsyncGenerator<string> {
    let isOver = false;
    try {
      yield* play.answer?.(token) ?? parts("Yes", ".");
      isOver = true;
    } finally {
      if (!isOver) left++;
    }
  }
  return {
    id: play.id ?? "gpt-4o-mini",
    name: play.name ?? "GPT-4o mini",
    vendor: "copilot",
    family: play.family ?? "gpt-4o",
    maxInputTokens: play.maxInputTokens ?? 100_000,
    countTokens: (counted) => (play.countTokens ?? ((one) => Promise.resolve(one.length)))(counted as string),
    async sendRequest(messages, _options, token) {
      asked.push(messages.map(({ content }) => content.map((part) => (part as { value: string }).value).join("")));
      tokens.push(token!);
      await play.refuse?.(token!);
      return { text: text(token!), stream: text(token!) };
    },
    asked,
    tokens,
    get left() {
      return left;
    },
  };
}

export async function* parts(...texts: string[]): AsyncGenerator<string> {
  for (const text of texts) yield await Promise.resolve(text);
}

/** As `vscode.LanguageModelError` is: it says its kind in `code`. */
export function modelError(code: string, message = "", cause?: Error): Error {
  return Object.assign(new Error(message, { cause }), { name: "LanguageModelError", code });
}

/** What VS Code gives an extension to ask with. */
export const EDITOR: EditorApi = {
  userMessage(text) {
    const message: unknown = { role: 1, content: [{ value: text }], name: undefined };
    return message as Message;
  },
  newTokenSource() {
    const listeners = new Set<() => void>();
    let isCancelled = false;
    const token = {
      get isCancellationRequested() {
        return isCancelled;
      },
      onCancellationRequested(listener: () => void) {
        listeners.add(listener);
        return { dispose: () => listeners.delete(listener) };
      },
    };
    const cancel = (): void => {
      isCancelled = true;
      for (const listener of listeners) listener();
    };
    return { token, cancel, dispose: () => listeners.clear() } as unknown as vscode.CancellationTokenSource;
  },
  justification: "to be tested",
};
