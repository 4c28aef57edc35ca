/** A server on this machine that receives what a webhook is sent, and plays what it is told to. */
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** The part of the address that nobody may learn. */
export const SECRET_PATH = "/services/T0123/B4567/the-secret-part";

export interface Received {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** As it came. */
  readonly body: string;
}

/** Answers one request, or leaves it open. */
export type Reaction = (response: ServerResponse) => void;

export interface FakeReceiver {
  /** "http://127.0.0.1:PORT/…" */
  readonly address: string;
  /** "127.0.0.1:PORT" */
  readonly host: string;
  /** Whole ones, oldest first. */
  readonly received: readonly Received[];
  /** One for each request to come; the last one for all that follow. */
  play(...reactions: Reaction[]): void;
  /** The request with this number, counted from 0, as soon as it is there. */
  request(number: number): Promise<Received>;
  close(): Promise<void>;
}

/** Begins to listen; accepts everything until it is told otherwise. */
export async function fakeReceiver(): Promise<FakeReceiver> {
  const received: Received[] = [];
  const waiting = new Map<number, (request: Received) => void>();
  let reactions: Reaction[] = [status(200)];
  const react = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await bodyOf(message);
    const request = { method: message.method!, path: message.url!, headers: message.headers, body };
    received.push(request);
    waiting.get(received.length - 1)?.(request);
    const reaction = reactions.length > 1 ? reactions.shift()! : reactions[0]!;
    reaction(response);
  };
  const server = createServer((message, response) => {
    react(message, response).catch(() => response.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    host,
    address: `http://${host}${SECRET_PATH}`,
    received,
    play: (...next) => {
      reactions = next;
    },
    request: (number) =>
      received[number] !== undefined
        ? Promise.resolve(received[number])
        : new Promise((resolve) => waiting.set(number, resolve)),
    close: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** An answer with a body that quotes the secret, as some servers' error pages do. */
export function status(code: number, headers: Record<string, string> = {}): Reaction {
  return (response) => {
    response.writeHead(code, headers);
    response.end(`${code} at ${SECRET_PATH}`);
  };
}

/** Never answers. */
export const mute: Reaction = () => undefined;

/** Begins an answer, and never ends it. */
export const endless: Reaction = (response) => {
  response.writeHead(200);
  response.write("and ");
};

/** Cuts the connection. */
export const cut: Reaction = (response) => void response.destroy();

async function bodyOf(message: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of message) parts.push(part as Buffer);
  return Buffer.concat(parts).toString("utf8");
}
