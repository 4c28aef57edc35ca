/** What a fake model server can play: answers, broken answers and failures, each as the real servers send it. */
import type { ServerResponse } from "node:http";
import { json, type Exchange, type Flavour, type Scenario } from "./fakeModelServer";

/** A delta of text. */
export function delta(text: string): object {
  return chunk([{ index: 0, delta: { content: text }, finish_reason: null, logprobs: null }]);
}

/** The chunk that says why the answer ends. */
export function finish(reason: string): object {
  return chunk([{ index: 0, delta: {}, finish_reason: reason, logprobs: null }]);
}

/** What comes before the text: Azure's verdict on the question, and the role alone. */
export function opening(flavour: Flavour): object[] {
  const verdict = { hate: { filtered: false, severity: "safe" }, jailbreak: { filtered: false, detected: false } };
  const role = chunk([{ index: 0, delta: { role: "assistant", content: "", refusal: null }, finish_reason: null }]);
  const filter = { choices: [], id: "", prompt_filter_results: [{ prompt_index: 0, content_filter_results: verdict }] };
  return flavour === "azure" ? [filter, role] : [role];
}

/** The chunk without choices that comes last when usage was asked for, and from some servers always. */
export const usage = { ...chunk([]), usage: { prompt_tokens: 7, completion_tokens: 3, total_tokens: 10 } };

/** What else servers send, none of which is text of the answer. */
export const oddities: readonly unknown[] = [
  null,
  chunk([]),
  { ...chunk([]), choices: null },
  chunk([{ index: 0 }]),
  chunk([{ index: 0, delta: null, finish_reason: null }]),
  chunk([{ index: 0, delta: { content: null }, finish_reason: null }]),
  chunk([{ index: 0, delta: { content: ["no", "text"] }, finish_reason: null }]),
  chunk([{ index: 1, delta: { content: "another choice" }, finish_reason: null }]),
  chunk([
    {
      index: 0,
      delta: { tool_calls: [{ index: 0, id: "1", type: "function", function: { name: "run", arguments: '"rm"' } }] },
      finish_reason: null,
    },
  ]),
  chunk([{ index: 1, delta: {}, finish_reason: "stop" }]),
];

/** An answer in these parts, complete as it should be. */
export function answer(...texts: string[]): Scenario {
  return events([...texts.map(delta), finish("stop"), usage, "[DONE]"]);
}

/** An opening, these events (a string goes out as it is), and the end of the answer. */
export function events(all: readonly unknown[]): Scenario {
  return async (exchange) => {
    await begin(exchange, all);
    exchange.response.end();
  };
}

/** The same, but the connection is cut where its end should be. */
export function cutAfter(...all: readonly unknown[]): Scenario {
  return async (exchange) => {
    await begin(exchange, all);
    exchange.response.destroy();
  };
}

/** The same, but nothing comes any more, and the connection stays open. */
export function silentAfter(...all: readonly unknown[]): Scenario {
  return (exchange) => begin(exchange, all);
}

/** Each event only when it is let go: `next` lets go of one more. */
export function slowly(...texts: string[]): { scenario: Scenario; next: () => void } {
  const gates = texts.map(() => {
    let open = (): void => undefined;
    const opened = new Promise<void>((resolve) => (open = resolve));
    return { open: () => open(), opened };
  });
  let count = 0;
  return {
    scenario: async (exchange) => {
      await begin(exchange, []);
      for (const [i, text] of texts.entries()) {
        await gates[i]!.opened;
        await send(exchange.response, sse(delta(text)));
      }
      await send(exchange.response, sse(finish("stop")) + sse("[DONE]"));
      exchange.response.end();
    },
    next: () => gates[count++]?.open(),
  };
}

/** Every byte is an HTTP chunk of its own, so that no character above ASCII arrives whole. */
export function byteByByte(...texts: string[]): Scenario {
  return async (exchange) => {
    await begin(exchange, []);
    const bytes = Buffer.from([...texts.map(delta), finish("stop"), "[DONE]"].map(sse).join(""));
    for (const byte of bytes) await send(exchange.response, Buffer.of(byte));
    exchange.response.end();
  };
}

/** Accepts the request and says nothing, not even a status. */
export const mute: Scenario = () => undefined;

/** Closes the connection before a status. */
export const hangUp: Scenario = ({ response }) => void response.destroy();

/** What stands between the person and the server, and says so with status 200. */
export const proxyPage: Scenario = ({ response }) => {
  response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
  response.end("<!doctype html>\n<title>Sign in to the network</title>\n\ndata: not yet\n\n");
};

export const redirection =
  (to: string): Scenario =>
  ({ response }) => {
    response.writeHead(307, { location: to });
    response.end();
  };

/** A status with the server's words, which quote the key as careless servers do. */
export function failure(status: number, code: string, headers: Record<string, string> = {}): Scenario {
  return (exchange) =>
    json(
      status,
      { error: { code, message: `It failed, you asked with ${exchange.credential}.`, type: code } },
      headers,
    )(exchange);
}

/** 400, as Azure answers a question that its filter stops. */
export const filteredQuestion: Scenario = json(400, {
  error: {
    message: "The response was filtered due to the prompt triggering Azure OpenAI's content management policy.",
    type: null,
    param: "prompt",
    code: "content_filter",
    status: 400,
    innererror: {
      code: "ResponsibleAIPolicyViolation",
      content_filter_result: { jailbreak: { filtered: true, detected: true } },
    },
  },
});

/** What a server sends when it fails after it began. */
export function errorEvent(code: string | null, message = "The server had an error."): object {
  return { error: { message, type: "server_error", param: null, code } };
}

function chunk(choices: readonly object[]): object {
  return {
    id: "chatcmpl-1",
    object: "chat.completion.chunk",
    created: 1790000000,
    model: "gpt-4o-2024-11-20",
    choices,
  };
}

async function begin({ flavour, response }: Exchange, all: readonly unknown[]): Promise<void> {
  const id = flavour === "azure" ? "apim-request-id" : "x-request-id";
  response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8", [id]: "req-4711" });
  await send(response, [...opening(flavour), ...all].map(sse).join(""));
}

function sse(event: unknown): string {
  return `data: ${typeof event === "string" ? event : JSON.stringify(event)}\n\n`;
}

/** Resolves when it is on its way, also to a client that went away. */
function send(response: ServerResponse, part: string | Buffer): Promise<void> {
  return new Promise((resolve) => response.write(part, () => resolve()));
}
