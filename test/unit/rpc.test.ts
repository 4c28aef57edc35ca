import assert from "node:assert/strict";
import { emitter, type Envelope, type Guard, type Handlers, RpcClient, serve } from "../../src/shared/rpc";

interface Requests {
  add: { params: { a: number; b: number }; result: number };
  now: { params: null; result: string };
}

interface Events {
  changed: { id: string };
}

/** Both sides, with all that passes between them cloned as a window does it. */
function pair(handlers: Handlers<Requests>): RpcClient<Requests, Events> {
  const receive = serve<Requests>(handlers, (message) => client.receive(structuredClone(message)), GUARD);
  const client = new RpcClient<Requests, Events>((message) => void receive(structuredClone(message)));
  return client;
}

const GUARD: Guard<Requests> = {
  parse: (method, params) => {
    if (method === "add" && !(typeof params === "object" && params !== null && "a" in params))
      throw new Error("no numbers");
    return params;
  },
  failure: (error) => (error instanceof Error ? error.message : String(error)),
};

const HANDLERS: Handlers<Requests> = { add: ({ a, b }) => a + b, now: () => Promise.resolve("noon") };

describe("rpc", () => {
  it("answers requests with and without parameters", async () => {
    const client = pair(HANDLERS);
    assert.equal(await client.request("add", { a: 1, b: 2 }), 3);
    assert.equal(await client.request("now"), "noon");
  });

  it("keeps answers apart that come in another order than the questions", async () => {
    const releases: (() => void)[] = [];
    const client = pair({
      ...HANDLERS,
      add: ({ a, b }) => new Promise<number>((resolve) => releases.push(() => resolve(a + b))),
    });
    const answers = Promise.all([client.request("add", { a: 1, b: 1 }), client.request("add", { a: 2, b: 2 })]);
    releases.reverse().forEach((release) => release());
    assert.deepEqual(await answers, [2, 4]);
  });

  it("rejects when the handler throws, at once or later", async () => {
    const client = pair({
      add: () => {
        throw new Error("no sums today");
      },
      now: () => Promise.reject(new Error("no clock")),
    });
    await assert.rejects(client.request("add", { a: 1, b: 2 }), /no sums today/);
    await assert.rejects(client.request("now"), /no clock/);
  });

  it("refuses methods that are not the host's own", async () => {
    const client = pair(HANDLERS);
    for (const method of ["toString", "constructor", "__proto__", "missing"]) {
      await assert.rejects(client.request(method as "now"), /Unknown request/);
    }
  });

  it("hands no handler what the guard refuses", async () => {
    const client = pair({ ...HANDLERS, add: () => assert.fail("it was asked all the same") });
    await assert.rejects(client.request("add", "all" as never), /no numbers/);
  });

  it("carries events to whoever listens", () => {
    const seen: string[] = [];
    const client = new RpcClient<Requests, Events>(() => undefined);
    const emit = emitter<Events>((message) => client.receive(structuredClone(message)));
    emit("changed", { id: "before" });
    client.on("changed", ({ id }) => seen.push(id));
    emit("changed", { id: "after" });
    assert.deepEqual(seen, ["after"]);
  });

  it("passes over what is no message of ours", async () => {
    const posted: Envelope[] = [];
    const receive = serve<Requests>(HANDLERS, (message) => posted.push(message), GUARD);
    const client = new RpcClient<Requests, Events>(() => undefined);
    for (const foreign of [null, 7, "text", {}, { kind: "other" }, { kind: "request" }, { kind: "reply", id: 99 }]) {
      await receive(foreign);
      client.receive(foreign);
    }
    assert.deepEqual(posted, []);
  });
});
