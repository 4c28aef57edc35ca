import type { Events, Requests } from "../src/shared/protocol";
import type { RpcClient } from "../src/shared/rpc";
import { type Problems, reasonOf } from "./problems";

type Params<Method extends keyof Requests> = Requests[Method]["params"];
type Result<Method extends keyof Requests> = Requests[Method]["result"];

/** Asks the host; what goes wrong is said on the page. */
export class Ask {
  constructor(
    private readonly rpc: RpcClient<Requests, Events>,
    private readonly problems: Problems,
  ) {}

  /** Rejects with the host's sentence. */
  request<Method extends keyof Requests>(method: Method, params: Params<Method>): Promise<Result<Method>> {
    const request = this.rpc.request.bind(this.rpc) as (
      method: Method,
      params: Params<Method>,
    ) => Promise<Result<Method>>;
    return request(method, params);
  }

  /** What the person asked for: what went wrong before is no longer said. Null if this goes wrong. */
  act<Method extends keyof Requests>(method: Method, params: Params<Method>): Promise<Result<Method> | null> {
    this.problems.over("action");
    return this.#said("action", method, params);
  }

  /** What the page needs to show: what went wrong is said until it goes well. Null if it goes wrong. */
  read<Method extends keyof Requests>(method: Method, params: Params<Method>): Promise<Result<Method> | null> {
    return this.#said(method, method, params);
  }

  /** As `act`, for those of which null is a result, too. */
  async tried<Method extends keyof Requests>(
    method: Method,
    params: Params<Method>,
  ): Promise<{ readonly result: Result<Method> } | null> {
    this.problems.over("action");
    return this.#tried("action", method, params);
  }

  async #said<Method extends keyof Requests>(
    about: string,
    method: Method,
    params: Params<Method>,
  ): Promise<Result<Method> | null> {
    return (await this.#tried(about, method, params))?.result ?? null;
  }

  async #tried<Method extends keyof Requests>(
    about: string,
    method: Method,
    params: Params<Method>,
  ): Promise<{ readonly result: Result<Method> } | null> {
    try {
      const result = await this.request(method, params);
      this.problems.over(about);
      return { result };
    } catch (error) {
      this.problems.say(about, reasonOf(error));
      return null;
    }
  }
}
