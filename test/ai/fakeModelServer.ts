/** A server on this machine that speaks the wire format of Azure OpenAI and of servers compatible with OpenAI, and plays what it is told to. */
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** The only model and deployment that it has. */
export const MODEL = "gpt-4o";
/** The only key and token that it accepts. */
export const KEY = "5f0c1de3a7b94e21b6d8-the-key";
export const TOKEN = "eyJ0eXAiOiJKV1QiLCJhbGciOi.the-token";

export type Flavour = "azure" | "compatible";

export interface SeenRequest {
  readonly flavour: Flavour;
  /** With the query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** Parsed. */
  readonly body: unknown;
  /** When the connection or the answer is over: whether the answer was complete by then. */
  readonly complete: Promise<boolean>;
}

export interface Exchange {
  readonly flavour: Flavour;
  /** What the client showed: key or token; empty if nothing. */
  readonly credential: string;
  readonly response: ServerResponse;
}

/** Answers one request, or leaves it open. */
export type Scenario = (exchange: Exchange) => void | Promise<void>;

export interface FakeModelServer {
  /** "http://127.0.0.1:PORT" */
  readonly url: string;
  /** Those that reached the model, oldest first: wrong paths and credentials do not. */
  readonly requests: readonly SeenRequest[];
  /** One for each request to come; the last one for all that follow. */
  play(...scenarios: Scenario[]): void;
  /** The request with this number, counted from 0, as soon as it is there. */
  request(number: number): Promise<SeenRequest>;
  close(): Promise<void>;
}

/** Begins to listen. Requests are refused as the real servers do it until they are right; then `play` decides. */
export async function fakeModelServer(): Promise<FakeModelServer> {
  const requests: SeenRequest[] = [];
  const waiting = new Map<number, (request: SeenRequest) => void>();
  let scenarios: Scenario[] = [];

  const answer = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const complete = once(response, "close").then(() => response.writableFinished);
    const text = await bodyOf(message);
    const flavour = flavourOf(message);
    const credential = credentialOf(message.headers);
    const refusal = flavour === null ? json(404, NO_RESOURCE) : refusalOf(message, flavour, credential, text);
    if (flavour === null || refusal !== null)
      return refusal?.({ flavour: flavour ?? "compatible", credential, response });
    const seen = { flavour, path: message.url!, headers: message.headers, body: JSON.parse(text) as unknown, complete };
    requests.push(seen);
    waiting.get(requests.length - 1)?.(seen);
    const scenario = scenarios.length > 1 ? scenarios.shift() : scenarios[0];
    await (scenario ?? json(501, { error: { message: "Nothing to play." } }))({ flavour, credential, response });
  };

  const server = createServer((message, response) => {
    answer(message, response).catch(() => response.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    play: (...next) => {
      scenarios = next;
    },
    request: (number) =>
      requests[number] !== undefined
        ? Promise.resolve(requests[number])
        : new Promise((resolve) => waiting.set(number, resolve)),
    close: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** A whole answer that is no stream. */
export function json(status: number, body: unknown, headers: Record<string, string> = {}): Scenario {
  return ({ flavour, response }) => {
    const id = flavour === "azure" ? "apim-request-id" : "x-request-id";
    response.writeHead(status, { "content-type": "application/json", [id]: "req-4711", ...headers });
    response.end(JSON.stringify(body));
  };
}

const NO_RESOURCE = { error: { code: "404", message: "Resource not found" } };

function flavourOf({ method, url = "" }: IncomingMessage): Flavour | null {
  if (method !== "POST") return null;
  if (/^\/openai\/deployments\/[^/]+\/chat\/completions\?api-version=\d{4}-\d\d-\d\d(?:-preview)?$/.test(url))
    return "azure";
  return url === "/v1/chat/completions" ? "compatible" : null;
}

function credentialOf({ authorization = "", "api-key": key }: IncomingHttpHeaders): string {
  return typeof key === "string" ? key : authorization.replace(/^Bearer /, "");
}

/** Servers of one's own often want no key; a wrong one is refused all the same. */
function refusalOf(message: IncomingMessage, flavour: Flavour, credential: string, text: string): Scenario | null {
  if (![KEY, TOKEN].includes(credential) && !(flavour === "compatible" && credential === "")) return denied;
  const body = JSON.parse(text) as { model?: unknown; stream?: unknown; messages?: unknown };
  if (body.stream !== true || !Array.isArray(body.messages)) return json(400, { error: { message: "A stream only." } });
  if (flavour === "azure") return message.url!.includes(`/deployments/${MODEL}/`) ? null : unknownModel;
  return body.model === MODEL ? null : unknownModel;
}

/** 401 in the server's own words, which quote the key. */
export const denied: Scenario = (exchange) =>
  (exchange.flavour === "azure"
    ? json(401, {
        error: { code: "401", message: `Access denied due to invalid subscription key (${exchange.credential}).` },
      })
    : json(401, {
        error: {
          message: `Incorrect API key provided: ${exchange.credential}.`,
          type: "invalid_request_error",
          param: null,
          code: "invalid_api_key",
        },
      }))(exchange);

/** 404 as each of them says it. */
export const unknownModel: Scenario = (exchange) =>
  (exchange.flavour === "azure"
    ? json(404, {
        error: { code: "DeploymentNotFound", message: "The API deployment for this resource does not exist." },
      })
    : json(404, {
        error: {
          message: "The model does not exist.",
          type: "invalid_request_error",
          param: null,
          code: "model_not_found",
        },
      }))(exchange);

async function bodyOf(message: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of message) parts.push(part as Buffer);
  return Buffer.concat(parts).toString("utf8");
}
