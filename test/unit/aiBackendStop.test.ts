import assert from "node:assert/strict";
import { PATIENCE } from "../../src/core/ai/backends/patience";
import { DriftError } from "../../src/shared/errors";
import { fakeModelServer, type FakeModelServer } from "../ai/fakeModelServer";
import { answer, delta, failure, mute, silentAfter } from "../ai/modelScenarios";
import { ask, FLAVOURS, QUESTION, talker } from "../ai/modelTalk";

for (const flavour of FLAVOURS) {
  describe(`stopping an answer of ${flavour === "azure" ? "Azure OpenAI" : "a compatible server"}`, () => {
    let server: FakeModelServer;
    let stop: AbortController;

    beforeEach(async () => {
      server = await fakeModelServer();
      stop = new AbortController();
    });
    afterEach(() => server.close());

    const assertCancelled = (error: unknown): void => {
      assert.ok(error instanceof DriftError, `it threw ${String(error)}`);
      assert.equal(error.reason, "cancelled");
    };

    it("before it is asked for asks nothing", async () => {
      stop.abort();
      assertCancelled((await ask(talker(server, flavour), stop.signal)).error);
      assert.equal(server.requests.length, 0);
    });

    it("before it begins is seen by the server", async () => {
      server.play(mute);
      const asked = ask(talker(server, flavour), stop.signal);
      const { complete } = await server.request(0);
      stop.abort();
      const { error, text } = await asked;
      assertCancelled(error);
      assert.equal(text, "");
      assert.equal(await complete, false);
      assert.equal(server.requests.length, 1);
    });

    it("in the middle is seen by the server and keeps what had arrived", async () => {
      server.play(silentAfter(delta("The tag "), delta("was ")));
      const heard: string[] = [];
      const listening = async (): Promise<void> => {
        for await (const text of talker(server, flavour).backend.stream(QUESTION, stop.signal)) {
          heard.push(text);
          if (heard.length === 2) setImmediate(() => stop.abort());
        }
      };
      await assert.rejects(listening(), { reason: "cancelled" });
      assert.deepEqual(heard, ["The tag ", "was "]);
      assert.equal(await (await server.request(0)).complete, false);
    });

    it("passes on nothing more, even of what had arrived", async () => {
      server.play(silentAfter(delta("one "), delta("two "), delta("three")));
      const heard: string[] = [];
      const listening = async (): Promise<void> => {
        for await (const text of talker(server, flavour).backend.stream(QUESTION, stop.signal)) {
          heard.push(text);
          stop.abort();
        }
      };
      await assert.rejects(listening(), { reason: "cancelled" });
      assert.deepEqual(heard, ["one "]);
    });

    it("ends the wait before a retry at once", async () => {
      server.play(failure(429, "429", { "retry-after": "20" }), answer("too late"));
      const wait = (milliseconds: number, signal: AbortSignal): Promise<void> => {
        setImmediate(() => stop.abort());
        return PATIENCE.wait(milliseconds, signal);
      };
      const { error, text } = await ask(talker(server, flavour, { patience: { wait } }), stop.signal);
      assertCancelled(error);
      assert.equal(text, "");
      assert.equal(server.requests.length, 1);
    });

    it("while a retry is under way is seen by the server", async () => {
      server.play(failure(500, "busy"), mute);
      const asked = ask(talker(server, flavour), stop.signal);
      const { complete } = await server.request(1);
      stop.abort();
      assertCancelled((await asked).error);
      assert.equal(await complete, false);
      assert.equal(server.requests.length, 2);
    });

    it("does not wait for a sign-in that is under way", async () => {
      const token = (): Promise<string> => {
        setImmediate(() => stop.abort());
        return new Promise(() => undefined);
      };
      assertCancelled(
        (await ask(talker(server, flavour, { credentials: { kind: "token", token } }), stop.signal)).error,
      );
      assert.equal(server.requests.length, 0);
    });

    it("by leaving the loop is seen by the server", async () => {
      server.play(silentAfter(delta("one "), delta("two ")));
      for await (const text of talker(server, flavour).backend.stream(QUESTION, stop.signal)) {
        assert.equal(text, "one ");
        break;
      }
      assert.equal(await (await server.request(0)).complete, false);
    });
  });
}
