import assert from "node:assert/strict";
import { APIConnectionError } from "openai";
import { explainModelError } from "../../src/core/ai/backends/modelErrors";
import type { Patience } from "../../src/core/ai/backends/patience";
import { inTime, retryAfter } from "../../src/core/http/retryAfter";
import { DriftError, oneLine, type DriftErrorReason } from "../../src/shared/errors";
import { fakeModelServer, json, KEY, type FakeModelServer, type Scenario } from "../ai/fakeModelServer";
import {
  answer,
  cutAfter,
  delta,
  errorEvent,
  events,
  failure,
  filteredQuestion,
  finish,
  hangUp,
  mute,
  proxyPage,
  redirection,
  silentAfter,
  usage,
} from "../ai/modelScenarios";
import { ask, endpointOf, FLAVOURS, talker, type TalkerOptions } from "../ai/modelTalk";

interface Failing {
  readonly plays: readonly Scenario[];
  readonly reason: DriftErrorReason;
  /** Over sentence and way out. */
  readonly says: RegExp;
  /** What had arrived. */
  readonly text?: string;
  /** The waits before the retries that there were. */
  readonly waits?: readonly number[];
  readonly patience?: Partial<Patience>;
}

const IN_VAIN = { waits: [500, 1000] };
const HALF = { text: "The tag " };

const FAILURES: Record<string, Failing> = {
  "has no right for who asks": { plays: [failure(403, "403")], reason: "ai_denied", says: /no right .* role/ },
  "limits for ever": {
    plays: [failure(429, "429", { "retry-after": "7" })],
    reason: "ai_limited",
    says: /too often .* Try again in 7 seconds\.$/,
    waits: [7000, 7000],
  },
  "limits without saying for how long": {
    plays: [failure(429, "rate_limit_exceeded")],
    reason: "ai_limited",
    says: /Try again in a minute\.$/,
    ...IN_VAIN,
  },
  "limits for longer than anybody waits": {
    plays: [failure(429, "429", { "retry-after": "3600" })],
    reason: "ai_limited",
    says: /Try again in 60 minutes\.$/,
  },
  "has a quota that is used up": { plays: [failure(429, "insufficient_quota")], reason: "ai_limited", says: /quota/ },
  "fails for ever": { plays: [failure(500, "server_error")], reason: "ai_failed", says: /status 500/, ...IN_VAIN },
  "is too small for the question": {
    plays: [failure(400, "context_length_exceeded")],
    reason: "ai_failed",
    says: /too long .* fewer/,
  },
  "refuses the question": { plays: [failure(400, "unsupported")], reason: "ai_failed", says: /status 400.*log/ },
  "filters the question": { plays: [filteredQuestion], reason: "ai_filtered", says: /stopped the question/ },
  "filters the answer": {
    plays: [events([delta("The tag "), finish("content_filter"), "[DONE]"])],
    reason: "ai_filtered",
    says: /stopped the answer/,
    ...HALF,
  },
  "filters the answer with an error in the stream": {
    plays: [events([delta("The tag "), errorEvent("content_filter")])],
    reason: "ai_filtered",
    says: /stopped the answer/,
    ...HALF,
  },
  "ends the answer at its longest": {
    plays: [events([delta("The tag "), finish("length"), usage, "[DONE]"])],
    reason: "ai_cut",
    says: /longer than/,
    ...HALF,
  },
  "fails in the middle of the answer": {
    plays: [events([delta("The tag "), errorEvent(null, `It failed for ${KEY}.`), delta("lost")])],
    reason: "ai_failed",
    says: /in the middle/,
    ...HALF,
  },
  "limits in the middle of the answer": {
    plays: [events([delta("The tag "), errorEvent("rate_limit_exceeded")])],
    reason: "ai_limited",
    says: /too often/,
    ...HALF,
  },
  "is cut off in the middle of the answer": {
    plays: [cutAfter(delta("The tag "))],
    reason: "ai_cut",
    says: /cut .* Ask again/,
    ...HALF,
  },
  "ends in the middle as if all were well": {
    plays: [events([delta("The tag ")])],
    reason: "ai_cut",
    says: /ended in the middle/,
    ...HALF,
  },
  "falls silent in the middle of the answer": {
    plays: [silentAfter(delta("The tag "))],
    reason: "ai_cut",
    says: /silent/,
    patience: { idleMs: 250 },
    ...HALF,
  },
  "answers without a word": {
    plays: [events([finish("stop"), usage, "[DONE]"])],
    reason: "ai_empty",
    says: /Ask again/,
  },
  "answers with blanks": { plays: [answer(" ", "\n")], reason: "ai_empty", says: /Ask again/, text: " \n" },
  "calls a tool instead of answering": {
    plays: [events([delta(""), finish("tool_calls"), "[DONE]"])],
    reason: "ai_empty",
    says: /without a word/,
  },
  "sends what is not JSON": {
    plays: [events([delta("The tag "), "{broken"])],
    reason: "ai_failed",
    says: /cannot be read/,
    ...HALF,
  },
  "is hidden behind a proxy's page": { plays: [proxyPage], reason: "ai_failed", says: /something else .* proxy/i },
  "does not stream": { plays: [json(200, { choices: [] })], reason: "ai_failed", says: /something else/i },
  "hangs up before it answers": { plays: [hangUp], reason: "ai_unreachable", says: /reached/, ...IN_VAIN },
  "does not begin to answer": {
    plays: [mute],
    reason: "ai_unreachable",
    says: /in time/,
    patience: { beginMs: 250 },
  },
  "takes the question, and then says nothing": {
    plays: [silentAfter()],
    reason: "ai_unreachable",
    says: /did not begin to answer in time/,
    patience: { beginMs: 250 },
  },
};

for (const flavour of FLAVOURS) {
  describe(`what goes wrong behind ${flavour === "azure" ? "Azure OpenAI" : "a compatible server"}`, () => {
    let server: FakeModelServer;

    beforeEach(async () => {
      server = await fakeModelServer();
    });
    afterEach(() => server.close());

    const tell = async (options: TalkerOptions = {}) => {
      const talking = talker(server, flavour, options);
      const { text, error } = await ask(talking);
      assert.ok(error instanceof DriftError, `it threw ${String(error)}`);
      const told = [oneLine(error), String(error.cause), ...talking.logged].join("\n");
      assert.ok(!told.includes(KEY), told);
      return { text, error, line: oneLine(error), ...talking };
    };

    for (const [name, { plays, reason, says, text = "", waits = [], patience = {} }] of Object.entries(FAILURES)) {
      it(`is told when it ${name}`, async () => {
        server.play(...plays);
        const told = await tell({ patience });
        assert.equal(told.error.reason, reason);
        assert.match(told.line, says);
        assert.ok(told.error.message.endsWith(`(${told.backend.name}).`), told.error.message);
        assert.equal(told.text, text);
        assert.deepEqual(told.waits, waits);
        assert.equal(server.requests.length, waits.length + 1);
        assert.ok(told.logged.length > waits.length);
      });
    }

    it("is told when the key is wrong, though the server quotes it", async () => {
      const { error, logged } = await tell({ credentials: { kind: "key", key: "sk-wrong-key" } });
      assert.equal(error.reason, "ai_denied");
      assert.doesNotMatch(oneLine(error) + logged.join("\n"), /sk-wrong/);
      assert.match(logged.join("\n"), /status 401.*request req-4711/);
    });

    it("is told when there is no such model", async () => {
      const { error } = await tell({ endpoint: endpointOf(server.url, flavour, "gpt-none") });
      assert.equal(error.reason, "ai_unknown_model");
    });

    it("is told when the address is wrong", async () => {
      const { error } = await tell({ endpoint: endpointOf(`${server.url}/elsewhere`, flavour) });
      assert.equal(error.reason, "ai_unknown_model");
      assert.match(error.wayOut, /address/);
    });

    it("is told when nothing listens at the address", async () => {
      const gone = await fakeModelServer();
      await gone.close();
      const { error, waits } = await tell({ endpoint: endpointOf(gone.url, flavour) });
      assert.equal(error.reason, "ai_unreachable");
      assert.match(oneLine(error), /Nothing answers .* See that it runs/);
      assert.deepEqual(waits, IN_VAIN.waits);
    });

    it("is told when its port is one that fetch refuses, and the log says why", async () => {
      const { error, logged } = await tell({ endpoint: endpointOf("http://127.0.0.1:9", flavour) });
      assert.equal(error.reason, "ai_unreachable");
      assert.match(logged.at(-1)!, /bad port/);
    });

    it("is told when the server speaks no TLS", async () => {
      const { error } = await tell({ endpoint: endpointOf(server.url.replace("http:", "https:"), flavour) });
      assert.equal(error.reason, "ai_unreachable");
      assert.match(error.message, /not secure/);
    });

    it("does not carry the key to where a redirection points", async () => {
      const other = await fakeModelServer();
      try {
        other.play(answer("Yes."));
        server.play((exchange) => redirection(`${other.url}${server.requests[0]!.path}`)(exchange));
        const { error } = await tell();
        assert.equal(error.reason, "ai_failed");
        assert.match(error.message, /elsewhere, with status 307/);
        assert.equal(other.requests.length, 0);
      } finally {
        await other.close();
      }
    });

    const passing: [name: string, first: Scenario, waits: number[]][] = [
      ["limits once", failure(429, "429", { "retry-after": "2" }), [2000]],
      [
        "limits once and counts in milliseconds",
        failure(429, "429", { "retry-after-ms": "250", "retry-after": "1" }),
        [250],
      ],
      ["fails once", failure(500, "server_error"), [500]],
      ["is overloaded once", failure(503, "overloaded", { "retry-after": "0" }), [0]],
      ["hangs up once", hangUp, [500]],
    ];
    for (const [name, first, expected] of passing) {
      it(`is asked again when it ${name}`, async () => {
        server.play(first, answer("Yes."));
        const talking = talker(server, flavour);
        const { text, error } = await ask(talking);
        assert.equal(error, null);
        assert.equal(text, "Yes.");
        assert.deepEqual(talking.waits, expected);
        assert.deepEqual(server.requests[1]!.body, server.requests[0]!.body);
        assert.ok(!talking.logged.join("\n").includes(KEY));
      });
    }

    it("is not asked when the sign-in fails", async () => {
      const token = (): Promise<string> => Promise.reject(new Error("The person closed the window."));
      const { error, logged } = await tell({ credentials: { kind: "token", token } });
      assert.equal(error.reason, "ai_denied");
      assert.match(logged.join("\n"), /closed the window/);
      assert.equal(server.requests.length, 0);
    });

    for (const key of ["", "  \n", "sk-two\nlines", "sk-schlüssel"]) {
      it(`is not asked with the key ${JSON.stringify(key)}`, async () => {
        const { error, logged } = await tell({ credentials: { kind: "key", key } });
        assert.equal(error.reason, "ai_denied");
        assert.doesNotMatch(oneLine(error) + logged.join("\n"), /sk-/);
        assert.equal(server.requests.length, 0);
      });
    }
  });
}

describe("connections that cannot be made", () => {
  const failing: [code: string, says: RegExp][] = [
    ["ENOTFOUND", /name .* unknown/],
    ["EAI_AGAIN", /name .* unknown/],
    ["SELF_SIGNED_CERT_IN_CHAIN", /certificate/],
    ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", /certificate/],
    ["CERT_HAS_EXPIRED", /certificate/],
    ["EHOSTUNREACH", /proxy or firewall/],
  ];
  for (const [code, says] of failing) {
    it(`are told for ${code}`, () => {
      const cause = new TypeError("fetch failed", { cause: Object.assign(new Error("inside"), { code }) });
      const error = explainModelError(
        new APIConnectionError({ message: "Connection error.", cause }),
        "a model",
        false,
      );
      assert.equal(error.reason, "ai_unreachable");
      assert.match(oneLine(error), says);
    });
  }
});

describe("the time until a next try", () => {
  const now = Date.parse("2026-11-22T12:00:00Z");
  const headers: [headers: Record<string, string>, expected: number | null][] = [
    [{}, null],
    [{ "retry-after": "7" }, 7000],
    [{ "retry-after": "1.5" }, 1500],
    [{ "retry-after": "7", "retry-after-ms": "6500" }, 6500],
    [{ "retry-after": "Sun, 22 Nov 2026 12:00:30 GMT" }, 30_000],
    [{ "retry-after": "Sun, 22 Nov 2026 11:00:00 GMT" }, 0],
    [{ "retry-after": "soon" }, null],
    [{ "retry-after": "-5x" }, null],
  ];
  for (const [given, expected] of headers) {
    it(`is ${expected} ms by ${JSON.stringify(given)}`, () => {
      assert.equal(retryAfter(new Headers(given), now), expected);
    });
  }

  const words: [milliseconds: number, expected: string][] = [
    [0, "in 1 second"],
    [1001, "in 2 seconds"],
    [119_000, "in 119 seconds"],
    [120_000, "in 2 minutes"],
    [121_000, "in 3 minutes"],
    [7_200_000, "in 2 hours"],
  ];
  for (const [milliseconds, expected] of words) {
    it(`is said as "${expected}" for ${milliseconds} ms`, () => {
      assert.equal(inTime(milliseconds), expected);
    });
  }
});
