/** Talks with the fake model server through the real backends. */
import { inspect } from "node:util";
import type { AiBackend, AiCredentials } from "../../src/core/ai/backend";
import { openAiBackend } from "../../src/core/ai/backends/openAiBackend";
import { PATIENCE, type Patience } from "../../src/core/ai/backends/patience";
import type { ModelEndpoint } from "../../src/core/ai/modelEndpoint";
import type { Log } from "../../src/core/ports";
import { KEY, MODEL, type FakeModelServer, type Flavour } from "./fakeModelServer";

export const FLAVOURS: readonly Flavour[] = ["azure", "compatible"];

export const QUESTION = { system: "You explain drift. Ä", user: 'The bucket\n<"changed"> 🪣' };

/** How the server is addressed. */
export function endpointOf(url: string, flavour: Flavour, model = MODEL): ModelEndpoint {
  return flavour === "azure"
    ? { provider: "azureOpenAI", endpoint: url, deployment: model, apiVersion: "2024-10-21" }
    : { provider: "openAICompatible", endpoint: `${url}/v1`, model };
}

export interface Talker {
  readonly backend: AiBackend;
  /** What was logged, in order. */
  readonly logged: readonly string[];
  /** How long it wanted to wait before each retry, in milliseconds. */
  readonly waits: readonly number[];
}

export interface TalkerOptions {
  readonly credentials?: AiCredentials;
  readonly endpoint?: ModelEndpoint;
  readonly patience?: Partial<Patience>;
}

/** A backend that notes how long it would wait before a retry instead of waiting. */
export function talker({ url }: FakeModelServer, flavour: Flavour, options: TalkerOptions = {}): Talker {
  const logged: string[] = [];
  const waits: number[] = [];
  const note = (message: string, cause?: unknown): void => {
    logged.push(cause === undefined ? message : `${message} ${inspect(cause)}`);
  };
  const log: Log = { debug: note, info: note, warn: note, error: note };
  const wait = (milliseconds: number): Promise<void> => {
    waits.push(milliseconds);
    return Promise.resolve();
  };
  const { credentials = { kind: "key", key: KEY }, endpoint = endpointOf(url, flavour), patience } = options;
  const backend = openAiBackend(endpoint, credentials, log, { ...PATIENCE, wait, ...patience });
  return { backend, logged, waits };
}

/** What came of a question: the deltas, and the error that ended them. */
export async function ask(
  { backend }: Talker,
  signal = new AbortController().signal,
): Promise<{ text: string; deltas: string[]; error: unknown }> {
  const deltas: string[] = [];
  let error: unknown = null;
  try {
    for await (const text of backend.stream(QUESTION, signal)) deltas.push(text);
  } catch (thrown) {
    error = thrown;
  }
  return { text: deltas.join(""), deltas, error };
}
