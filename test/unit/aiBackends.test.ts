import assert from "node:assert/strict";
import type { AiCredentials } from "../../src/core/ai/backend";
import { fakeModelServer, KEY, MODEL, TOKEN, type FakeModelServer, type Flavour } from "../ai/fakeModelServer";
import {
  answer,
  byteByByte,
  cutAfter,
  delta,
  events,
  failure,
  finish,
  oddities,
  silentAfter,
  slowly,
  usage,
} from "../ai/modelScenarios";
import { ask, endpointOf, FLAVOURS, QUESTION, talker } from "../ai/modelTalk";

/** What the package would take from the environment if it were let. */
const HOSTILE_ENVIRONMENT = {
  OPENAI_API_KEY: "env-key",
  OPENAI_ADMIN_KEY: "env-admin",
  OPENAI_BASE_URL: "http://127.0.0.1:9/env",
  OPENAI_ORG_ID: "env-organization",
  OPENAI_PROJECT_ID: "env-project",
  OPENAI_LOG: "debug",
  OPENAI_CUSTOM_HEADERS: "X-Env: env-header\nAuthorization: Bearer env-bearer\napi-key: env-header-key",
  OPENAI_API_VERSION: "1999-01-01",
  AZURE_OPENAI_API_KEY: "env-azure-key",
  AZURE_OPENAI_ENDPOINT: "http://127.0.0.1:9/azure",
};

const PATHS: Record<Flavour, string> = {
  azure: `/openai/deployments/${MODEL}/chat/completions?api-version=2024-10-21`,
  compatible: "/v1/chat/completions",
};
const BY_FLAVOUR: Record<Flavour, string> = { azure: KEY, compatible: `Bearer ${KEY}` };

for (const flavour of FLAVOURS) {
  describe(`a model behind ${flavour === "azure" ? "Azure OpenAI" : "a compatible server"}`, () => {
    let server: FakeModelServer;

    beforeEach(async () => {
      server = await fakeModelServer();
    });
    afterEach(() => server.close());

    it("answers in deltas, and closes the answer", async () => {
      server.play(answer("The tag ", "was changed", " by hand."));
      const { deltas, error } = await ask(talker(server, flavour));
      assert.equal(error, null);
      assert.deepEqual(deltas, ["The tag ", "was changed", " by hand."]);
      assert.equal(await (await server.request(0)).complete, true);
    });

    it("is asked exactly what was given, and nothing else", async () => {
      server.play(answer("Yes."));
      await ask(talker(server, flavour));
      const [request] = server.requests;
      assert.deepEqual(request!.body, {
        model: MODEL,
        messages: [
          { role: "system", content: QUESTION.system },
          { role: "user", content: QUESTION.user },
        ],
        stream: true,
      });
      assert.equal(request!.path, PATHS[flavour]);
      assert.equal(server.requests.length, 1);
    });

    const credentials: [name: string, credentials: AiCredentials, headers: Record<string, string | undefined>][] = [
      [
        "a key",
        { kind: "key", key: ` ${KEY}\n` },
        flavour === "azure"
          ? { "api-key": KEY, authorization: undefined }
          : { "api-key": undefined, authorization: `Bearer ${KEY}` },
      ],
      [
        "a token",
        { kind: "token", token: () => Promise.resolve(TOKEN) },
        { "api-key": undefined, authorization: `Bearer ${TOKEN}` },
      ],
    ];
    for (const [name, given, expected] of credentials) {
      it(`is shown ${name} in its header`, async () => {
        server.play(answer("Yes."));
        const { error } = await ask(talker(server, flavour, { credentials: given }));
        assert.equal(error, null);
        const { headers } = await server.request(0);
        assert.deepEqual({ "api-key": headers["api-key"], authorization: headers.authorization }, expected);
      });
    }

    it("asks for a token before each request", async () => {
      server.play(failure(500, "busy"), answer("Yes."));
      let asked = 0;
      const token = (): Promise<string> => Promise.resolve(++asked === 1 ? KEY : TOKEN);
      assert.equal((await ask(talker(server, flavour, { credentials: { kind: "token", token } }))).error, null);
      assert.deepEqual(
        server.requests.map(({ headers }) => headers.authorization),
        [`Bearer ${KEY}`, `Bearer ${TOKEN}`],
      );
    });

    it("takes nothing from the environment and tells nothing of this machine", async () => {
      const before = { ...process.env };
      Object.assign(process.env, HOSTILE_ENVIRONMENT);
      try {
        server.play(answer("Yes."));
        assert.equal((await ask(talker(server, flavour))).error, null);
      } finally {
        for (const name of Object.keys(HOSTILE_ENVIRONMENT)) Reflect.deleteProperty(process.env, name);
        Object.assign(process.env, before);
      }
      const { path, headers } = await server.request(0);
      assert.equal(path, PATHS[flavour]);
      assert.equal(flavour === "azure" ? headers["api-key"] : headers.authorization, BY_FLAVOUR[flavour]);
      const said = JSON.stringify(headers);
      assert.doesNotMatch(said, /env-/);
      assert.doesNotMatch(said, /stainless|organization/);
    });

    it("is understood when every byte of its answer comes alone", async () => {
      server.play(byteByByte("Größe ", "🪣 café", " 漢字"));
      const { text, error } = await ask(talker(server, flavour));
      assert.equal(error, null);
      assert.equal(text, "Größe 🪣 café 漢字");
    });

    it("is heard delta by delta while it answers slowly", async () => {
      const { scenario, next } = slowly("one ", "two ", "three");
      server.play(scenario);
      const heard: string[] = [];
      next();
      for await (const text of talker(server, flavour).backend.stream(QUESTION, new AbortController().signal)) {
        heard.push(text);
        next(); // were deltas held back until the next one, this loop would never go on
      }
      assert.deepEqual(heard, ["one ", "two ", "three"]);
    });

    it("may send what is no text of the answer, tool calls among it, without effect", async () => {
      server.play(events([delta("Yes"), ...oddities, delta("."), finish("stop"), usage, "[DONE]"]));
      const { deltas, error } = await ask(talker(server, flavour));
      assert.equal(error, null);
      assert.deepEqual(deltas, ["Yes", "."]);
    });

    it("may keep the connection open, or cut it, once the answer is complete", async () => {
      for (const scenario of [silentAfter(delta("Yes."), finish("stop")), cutAfter(delta("Yes."), finish("stop"))]) {
        server.play(scenario);
        const { text, error } = await ask(talker(server, flavour, { patience: { closeMs: 30 } }));
        assert.equal(error, null);
        assert.equal(text, "Yes.");
      }
    });

    it("is asked nothing before somebody listens", async () => {
      server.play(answer("first"), answer("second"));
      const { backend } = talker(server, flavour);
      const { signal } = new AbortController();
      const unheard = backend.stream(QUESTION, signal);
      const heard: string[] = [];
      for await (const text of backend.stream(QUESTION, signal)) heard.push(text);
      assert.deepEqual(heard, ["first"]);
      assert.equal(server.requests.length, 1);
      for await (const text of unheard) heard.push(text);
      assert.deepEqual(heard, ["first", "second"]);
    });

    it("has a name for people", () => {
      const { host } = new URL(server.url);
      const expected = { azure: "Azure OpenAI, deployment gpt-4o", compatible: `${host}, model gpt-4o` };
      assert.equal(talker(server, flavour).backend.name, expected[flavour]);
    });
  });
}

describe("a compatible server that wants no key", () => {
  it("is shown none", async () => {
    const server = await fakeModelServer();
    try {
      server.play(answer("Yes."));
      const endpoint = endpointOf(server.url, "compatible");
      const { text } = await ask(talker(server, "compatible", { credentials: { kind: "none" }, endpoint }));
      assert.equal(text, "Yes.");
      const { headers } = await server.request(0);
      assert.equal(headers.authorization, undefined);
      assert.equal(headers["api-key"], undefined);
    } finally {
      await server.close();
    }
  });
});
