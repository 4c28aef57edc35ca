/**
 * Typed requests with replies, and events, between a page and its host, over any pair of functions that post and receive.
 * A missing handler, a wrong parameter, an unknown method and a wrong event field are compile errors; a handler that throws
 * becomes a rejection on the other side.
 */

/** What a set of requests looks like: an interface of methods, each with `params` and `result`; null: none. */
export type Handlers<Requests> = {
  [Method in keyof Requests]: (
    params: ParamsOf<Requests[Method]>,
  ) => ResultOf<Requests[Method]> | Promise<ResultOf<Requests[Method]>>;
};

type ParamsOf<Request> = Request extends { params: infer Params } ? Params : never;
type ResultOf<Request> = Request extends { result: infer Result } ? Result : never;
type Arguments<Params> = [Params] extends [null] ? [] : [Params];

/** What goes over the wire; everything in it can be cloned. */
export type Envelope =
  | { readonly kind: "request"; readonly id: number; readonly method: string; readonly params: unknown }
  | { readonly kind: "reply"; readonly id: number; readonly result: unknown }
  | { readonly kind: "error"; readonly id: number; readonly message: string }
  | { readonly kind: "event"; readonly name: string; readonly payload: unknown };

export type Post = (message: Envelope) => void;

interface Waiting {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** The side that asks. Whatever arrives for it goes to `receive`. */
export class RpcClient<Requests, Events> {
  #nextId = 1;
  readonly #waiting = new Map<number, Waiting>();
  readonly #listeners = new Map<string, (payload: never) => void>();

  constructor(private readonly post: Post) {}

  request<Method extends keyof Requests & string>(
    method: Method,
    ...args: Arguments<ParamsOf<Requests[Method]>>
  ): Promise<ResultOf<Requests[Method]>> {
    const id = this.#nextId++;
    return new Promise<unknown>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject }); // before posting: the reply may come at once
      this.post({ kind: "request", id, method, params: args[0] ?? null });
    }) as Promise<ResultOf<Requests[Method]>>;
  }

  /** One listener for each event; a later one takes its place. */
  on<Name extends keyof Events & string>(name: Name, listener: (payload: Events[Name]) => void): void {
    this.#listeners.set(name, listener);
  }

  /** Anything that is no message of ours is passed over: other scripts post to a window, too. */
  receive(message: unknown): void {
    if (!isEnvelope(message) || message.kind === "request") return;
    if (message.kind === "event") {
      this.#listeners.get(message.name)?.(message.payload as never);
      return;
    }
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.kind === "reply") waiting?.resolve(message.result);
    else waiting?.reject(new Error(message.message));
  }
}

/** What a side that answers a stranger needs. */
export interface Guard<Requests> {
  /** The method's parameters, checked; throws for what they must not be. */
  parse(method: keyof Requests & string, params: unknown): unknown;
  /** What the other side is told of a handler that threw. */
  failure(error: unknown): string;
}

/** The side that answers: what arrives goes to the function returned, which never rejects. */
export function serve<Requests>(
  handlers: Handlers<Requests>,
  post: Post,
  guard: Guard<Requests>,
): (message: unknown) => Promise<void> {
  return async (message) => {
    if (!isEnvelope(message) || message.kind !== "request") return;
    const { id, method, params } = message;
    try {
      if (!isMethod(handlers, method)) throw new Error(`Unknown request: ${nameable(method)}`);
      const handler = handlers[method] as (params: unknown) => unknown;
      post({ kind: "reply", id, result: await handler(guard.parse(method, params)) });
    } catch (error) {
      post({ kind: "error", id, message: guard.failure(error) });
    }
  };
}

function isMethod<Requests>(handlers: Handlers<Requests>, method: string): method is keyof Requests & string {
  return Object.hasOwn(handlers, method);
}

/** What a stranger calls a method may be of any length and hold anything. */
function nameable(method: string): string {
  return method.slice(0, 50).replace(/\W/g, "?");
}

/** Tells the other side of something that happened. */
export function emitter<Events>(
  post: Post,
): <Name extends keyof Events & string>(name: Name, payload: Events[Name]) => void {
  return (name, payload) => post({ kind: "event", name, payload });
}

function isEnvelope(message: unknown): message is Envelope {
  if (typeof message !== "object" || message === null || !("kind" in message)) return false;
  switch (message.kind) {
    case "request":
      return "id" in message && "method" in message && typeof message.method === "string";
    case "reply":
      return "id" in message;
    case "error":
      return "id" in message && "message" in message;
    case "event":
      return "name" in message && typeof message.name === "string";
    default:
      return false;
  }
}
