import type { OpenAI } from "openai";
import { DriftError } from "../../../shared/errors";
import type { Log } from "../../ports";
import { unlessAborted } from "../abort";
import type { AiMessages } from "../backend";
import { readChunk } from "./chunk";
import type { CredentialHeaders } from "./credentialHeaders";
import { detailsOf } from "./errorDetails";
import { cutOff, explainModelError, filtered, unbegun } from "./modelErrors";
import type { Patience } from "./patience";
import { waitBeforeRetry } from "./retries";
import { SilenceTimer } from "./silenceTimer";

/** A model that can be asked. */
export interface Chat {
  readonly name: string;
  readonly client: OpenAI;
  readonly model: string;
  authorize(): Promise<CredentialHeaders>;
  readonly log: Log;
  readonly patience: Patience;
}

/** One answer as it arrives, with the promises of `AiBackend.stream`. */
export async function* streamChat(chat: Chat, messages: AiMessages, signal: AbortSignal): AsyncGenerator<string, void> {
  const secrets = new Set<string>();
  let begun = false;
  try {
    const stream = await ask(chat, messages, signal, secrets);
    begun = true;
    yield* textOf(stream, chat, signal);
  } catch (error) {
    if (signal.aborted) throw new DriftError("cancelled", "The answer was stopped.");
    chat.log.warn(`${chat.name}: ${detailsOf(error, secrets)}`);
    throw explainModelError(error, chat.name, begun);
  }
}

type EventStream = AsyncIterable<unknown> & { readonly controller: AbortController };

/** Resolves when an answer begins. Adds to `secrets` what must not be logged. */
async function ask(
  chat: Chat,
  { system, user }: AiMessages,
  signal: AbortSignal,
  secrets: Set<string>,
): Promise<EventStream> {
  const messages = [
    { role: "system" as const, content: system },
    { role: "user" as const, content: user },
  ];
  for (let retries = 0; ; retries++) {
    const { headers, secret } = await unlessAborted(() => chat.authorize(), signal);
    if (secret !== null) secrets.add(secret);
    try {
      const { data, response } = await chat.client.chat.completions
        .create({ model: chat.model, messages, stream: true }, { signal, headers })
        .withResponse();
      return mustBeStream(data, response, chat.name);
    } catch (error) {
      const wait = signal.aborted ? null : waitBeforeRetry(error, retries, chat.patience);
      if (wait === null) throw error;
      chat.log.info(`${chat.name}: asked again after ${wait} ms, ${detailsOf(error, secrets)}`);
      await chat.patience.wait(wait, signal);
    }
  }
}

/** Proxies answer with pages, and servers that do not stream with one document; both as if all were well. */
function mustBeStream(stream: EventStream, response: Response, name: string): EventStream {
  const type = response.headers.get("content-type") ?? "";
  if (!/\b(?:html|json)\b/i.test(type)) return stream;
  stream.controller.abort();
  throw new DriftError(
    "ai_failed",
    `Something else than a streamed answer came (${name}).`,
    "See that the address is that of a model's server, and that no proxy stands in between.",
  );
}

/** Throws unless the answer has text and says itself that it is complete: a stream that merely ends was cut off. */
async function* textOf(
  stream: EventStream,
  { name, patience }: Chat,
  signal: AbortSignal,
): AsyncGenerator<string, void> {
  const silence = new SilenceTimer(() => stream.controller.abort());
  let finish: string | null = null;
  let hasText = false;
  try {
    silence.start(patience.beginMs);
    for await (const event of stream) {
      silence.stop();
      signal.throwIfAborted();
      const chunk = readChunk(event);
      finish ??= chunk.finish;
      hasText ||= chunk.text.trim() !== "";
      if (chunk.text !== "") yield chunk.text;
      silence.start(finish !== null ? patience.closeMs : hasText ? patience.idleMs : patience.beginMs);
    }
  } catch (error) {
    if (finish === null || signal.aborted) throw error; // what goes wrong after the last word is nobody's loss
  } finally {
    silence.stop();
  }
  signal.throwIfAborted(); // the package ends the loop as if all were well
  if (finish === "content_filter") throw filtered("answer", name);
  if (finish === "length") {
    throw cutOff(
      "The answer is longer than the model may make it",
      name,
      "Ask about fewer resources, or raise the limit of the model.",
    );
  }
  if (finish === null && silence.hasFired && !hasText) throw unbegun(name);
  if (finish === null && silence.hasFired) throw cutOff("The model fell silent in the middle of the answer", name);
  if (finish === null && hasText) throw cutOff("The answer ended in the middle", name);
  if (!hasText) throw new DriftError("ai_empty", `The model answered without a word (${name}).`, "Ask again.");
}
