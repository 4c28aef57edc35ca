/** Whose key goes where: over the settings, what is stored, and a real server. */
import assert from "node:assert/strict";
import type { AiBackend } from "../../src/core/ai/backend";
import { silentLog } from "../../src/core/ports";
import { configuredModel } from "../../src/host/ai/configuredModel";
import type { GetSession } from "../../src/host/ai/microsoftSignIn";
import { type CredentialQuestions, credentialsFor } from "../../src/host/ai/modelCredentials";
import { chosenModelName, type ModelSettings, modelSettings } from "../../src/host/ai/modelSettings";
import { addressOf, StoredCredentials } from "../../src/host/ai/storedCredentials";
import { DriftError } from "../../src/shared/errors";
import { fakeModelServer, type FakeModelServer, KEY, MODEL, TOKEN } from "../ai/fakeModelServer";
import { answer } from "../ai/modelScenarios";
import { QUESTION } from "../ai/modelTalk";

const read = (values: Record<string, unknown>): ModelSettings => modelSettings((name) => values[name]);

class Places {
  readonly secrets = new Map<string, string>();
  readonly notes = new Map<string, unknown>();
  readonly stored = new StoredCredentials(
    {
      get: (name) => Promise.resolve(this.secrets.get(name)),
      store: (name, value) => Promise.resolve(void this.secrets.set(name, value)),
      delete: (name) => Promise.resolve(void this.secrets.delete(name)),
    },
    { get: (name) => this.notes.get(name), update: (name, value) => Promise.resolve(void this.notes.set(name, value)) },
  );
}

describe("the settings about models", () => {
  it("count as not set where they are of a wrong type, and lose the blanks around them", () => {
    const nothing = { endpoint: undefined, deployment: undefined, apiVersion: undefined, model: undefined };
    const wrong = {
      "ai.provider": "somebody",
      "ai.endpoint": 1,
      "ai.model": ["a"],
      "ai.tenant": " ",
      "ai.deployment": {},
    };
    assert.deepEqual(read(wrong), { provider: "off", ...nothing, tenant: undefined });
    assert.deepEqual(read({}), { provider: "off", ...nothing, tenant: undefined });
    assert.equal(read({ "ai.provider": "vscode", "ai.model": " gpt-4o " }).model, "gpt-4o");
  });

  const azure = { "ai.provider": "azureOpenAI", "ai.endpoint": "https://me.openai.azure.com", "ai.deployment": "gpt" };
  const names: [settings: Record<string, unknown>, name: string | null][] = [
    [{}, null],
    [azure, "Azure OpenAI, deployment gpt"],
    [{ ...azure, "ai.deployment": "" }, "Azure OpenAI"],
    [{ "ai.provider": "openAICompatible", "ai.endpoint": "not an address" }, "OpenAI-compatible server"],
    [{ "ai.provider": "vscode" }, "VS Code's language model"],
    [{ "ai.provider": "vscode", "ai.model": "gpt-4o" }, "VS Code, model gpt-4o"],
  ];
  for (const [settings, name] of names) {
    it(`name ${name ?? "nobody"} for ${JSON.stringify(settings)}`, () => {
      assert.equal(chosenModelName(read(settings)), name);
    });
  }
});

describe("what is stored for a server", () => {
  it("is for its origin and path, however its address is written", async () => {
    const { stored, secrets } = new Places();
    await stored.store("https://A.example:443/v1/", { kind: "key", key: KEY });
    assert.deepEqual(await stored.of("https://a.example/v1"), { kind: "key", key: KEY });
    for (const other of [
      "https://a.example/v2",
      "https://a.example",
      "http://a.example/v1",
      "https://b.a.example/v1",
    ]) {
      assert.equal(await stored.of(other), null, other);
    }
    assert.deepEqual([...secrets.keys()], ["terraformDrift.ai.https://a.example/v1"]);
    assert.equal(addressOf("http://localhost:11434/v1"), "http://localhost:11434/v1");
  });

  it("is known by its address alone outside secret storage, and can be forgotten", async () => {
    const { stored, secrets, notes } = new Places();
    await stored.store("https://a.example/v1", { kind: "key", key: KEY });
    await stored.store("https://b.example", { kind: "microsoft" });
    assert.deepEqual(stored.addresses(), ["https://a.example/v1", "https://b.example"]);
    assert.ok(!JSON.stringify([...notes]).includes(KEY));
    await stored.forget("https://a.example/v1");
    assert.deepEqual(stored.addresses(), ["https://b.example"]);
    assert.equal(secrets.size, 1);
  });

  for (const text of ["no JSON", "null", "[]", '{"kind":"key"}', '{"kind":"key","key":""}', '{"kind":"other"}']) {
    it(`is nothing where ${text} is found in its place`, async () => {
      const { stored, secrets } = new Places();
      secrets.set("terraformDrift.ai.https://a.example", text);
      assert.equal(await stored.of("https://a.example"), null);
    });
  }
});

describe("secret storage that does not work", () => {
  it("is said to the person, with a way out", async () => {
    const fails = (): Promise<never> => Promise.reject(new Error("No keyring."));
    const { notes } = new Places();
    const stored = new StoredCredentials(
      { get: fails, store: fails, delete: fails },
      { get: (name) => notes.get(name), update: (name, value) => Promise.resolve(void notes.set(name, value)) },
    );
    for (const use of [
      () => stored.of("https://a.example"),
      () => stored.store("https://a.example", { kind: "key", key: KEY }),
      () => stored.forget("https://a.example"),
    ]) {
      await assert.rejects(use(), { reason: "ai_denied", message: "VS Code's secret storage does not work here." });
    }
    assert.deepEqual(stored.addresses(), []);
  });
});

describe("a model that the settings choose", () => {
  let server: FakeModelServer;
  let places: Places;
  let asked: string[];
  let how: "microsoft" | "key" | null;
  let typed: string | null;
  let sessions: { scopes: readonly string[]; options: object }[];
  let session: () => Promise<{ accessToken: string } | undefined>;

  beforeEach(async () => {
    server = await fakeModelServer();
    server.play(answer("Yes."));
    places = new Places();
    [asked, how, typed, sessions] = [[], null, null, []];
    session = () => Promise.resolve({ accessToken: TOKEN });
  });
  afterEach(() => server.close());

  const questions: CredentialQuestions = {
    howToProve: (model, address) => {
      asked.push(`${model} at ${address}?`);
      return Promise.resolve(how);
    },
    key: (address) => {
      asked.push(`key for ${address}?`);
      return Promise.resolve(typed);
    },
  };
  const getSession: GetSession = (_provider, scopes, options) => {
    sessions.push({ scopes, options });
    return session();
  };
  const settingsOf = (provider: string, more: Record<string, unknown> = {}): ModelSettings =>
    read({
      "ai.provider": provider,
      "ai.endpoint": provider === "azureOpenAI" ? server.url : `${server.url}/v1`,
      "ai.deployment": MODEL,
      "ai.model": MODEL,
      ...more,
    });
  const open = (settings: ModelSettings, isTrusted = true): Promise<AiBackend | null> =>
    configuredModel({
      settings,
      isTrusted,
      credentials: (endpoint) =>
        credentialsFor(endpoint, settings.tenant, { stored: places.stored, questions, getSession }),
      editorModel: () => Promise.reject(new DriftError("ai_unknown_model", "There is none.")),
      log: silentLog,
    });
  async function answerOf(settings: ModelSettings, signal = new AbortController().signal): Promise<string> {
    let text = "";
    for await (const part of (await open(settings))!.stream(QUESTION, signal)) text += part;
    return text;
  }

  it("is none in an untrusted workspace, or where none is chosen", async () => {
    assert.equal(await open(settingsOf("azureOpenAI"), false), null);
    assert.equal(await open(settingsOf("off")), null);
  });

  it("says what is missing when it is opened, and asks nobody anything by that", async () => {
    await assert.rejects(open(settingsOf("azureOpenAI", { "ai.deployment": "" })), { reason: "ai_not_configured" });
    await assert.rejects(open(settingsOf("vscode")), { reason: "ai_unknown_model" });
    const backend = await open(settingsOf("azureOpenAI"));
    assert.deepEqual([backend?.name, backend?.address], [`Azure OpenAI, deployment ${MODEL}`, server.url]);
    assert.deepEqual([asked, sessions], [[], []]);
  });

  it("gets the key that is stored for its address, and another address does not", async () => {
    await places.stored.store(`${server.url}/v1`, { kind: "key", key: KEY });
    assert.equal(await answerOf(settingsOf("openAICompatible")), "Yes.");
    const elsewhere = await fakeModelServer();
    try {
      elsewhere.play(answer("Mine."));
      assert.equal(await answerOf(settingsOf("openAICompatible", { "ai.endpoint": `${elsewhere.url}/v1` })), "Mine.");
      assert.equal(server.requests[0]!.headers.authorization, `Bearer ${KEY}`);
      assert.ok(!JSON.stringify(elsewhere.requests[0]!.headers).includes(KEY));
      assert.deepEqual(asked, []);
    } finally {
      await elsewhere.close();
    }
  });

  it("has the person type a key for Azure when a question is sent, once", async () => {
    [how, typed] = ["key", KEY];
    assert.equal(await answerOf(settingsOf("azureOpenAI")), "Yes.");
    assert.equal(await answerOf(settingsOf("azureOpenAI")), "Yes.");
    assert.deepEqual(asked, [`Azure OpenAI, deployment ${MODEL} at ${server.url}?`, `key for ${server.url}?`]);
    assert.equal(server.requests[1]!.headers["api-key"], KEY);
  });

  it("has the person sign in for Azure, and asks for the token before each request without a dialog", async () => {
    how = "microsoft";
    const settings = settingsOf("azureOpenAI", { "ai.tenant": "contoso.onmicrosoft.com" });
    assert.equal(await answerOf(settings), "Yes.");
    assert.equal(await answerOf(settings), "Yes.");
    assert.equal(asked.length, 1);
    assert.equal(server.requests[1]!.headers.authorization, `Bearer ${TOKEN}`);
    const scopes = ["https://cognitiveservices.azure.com/.default", "VSCODE_TENANT:contoso.onmicrosoft.com"];
    const [created, silent] = [{ createIfNone: true }, { silent: true }];
    assert.deepEqual(
      sessions,
      [created, silent, created, silent].map((options) => ({ scopes, options })),
    );
  });

  it("never gets a token of somebody who did not choose to sign in there", async () => {
    how = "microsoft";
    await answerOf(settingsOf("azureOpenAI"));
    how = null;
    const elsewhere = settingsOf("azureOpenAI", { "ai.endpoint": `${server.url}/other` });
    await assert.rejects(answerOf(elsewhere), { reason: "ai_denied" });
    assert.equal(server.requests.length, 1);
  });

  it("prefers a stored key to signing in", async () => {
    await places.stored.store(server.url, { kind: "microsoft" });
    await places.stored.store(server.url, { kind: "key", key: KEY });
    assert.equal(await answerOf(settingsOf("azureOpenAI")), "Yes.");
    assert.deepEqual(sessions, []);
  });

  const refusals: [what: string, arrange: () => void][] = [
    ["does not say how to prove who asks", () => (how = null)],
    ["leaves the key out", () => ([how, typed] = ["key", null])],
    [
      "does not sign in",
      () => {
        how = "microsoft";
        session = () => Promise.reject(new Error("User did not consent to login."));
      },
    ],
    [
      "is signed out meanwhile",
      () => {
        how = "microsoft";
        session = () => Promise.resolve(sessions.length > 1 ? undefined : { accessToken: TOKEN });
      },
    ],
  ];
  for (const [what, arrange] of refusals) {
    it(`is not asked where the person ${what}, and says what to do`, async () => {
      arrange();
      await assert.rejects(answerOf(settingsOf("azureOpenAI")), (error: unknown) => {
        assert.ok(error instanceof DriftError);
        assert.equal(error.reason, "ai_denied");
        assert.match(error.wayOut, /Ask again/);
        return true;
      });
      assert.deepEqual(server.requests, []);
    });
  }

  it("stores nothing for a sign-in that failed, so that the person is asked again", async () => {
    how = "microsoft";
    session = () => Promise.reject(new Error("no"));
    await assert.rejects(answerOf(settingsOf("azureOpenAI")));
    assert.equal(places.secrets.size, 0);
  });

  it("refuses a tenant that is none", async () => {
    how = "microsoft";
    const settings = settingsOf("azureOpenAI", { "ai.tenant": "a b" });
    await assert.rejects(answerOf(settings), { reason: "ai_not_configured" });
    assert.deepEqual(sessions, []);
  });

  it("can be stopped while the person is asked", async () => {
    const controller = new AbortController();
    session = () => new Promise(() => controller.abort());
    how = "microsoft";
    await assert.rejects(answerOf(settingsOf("azureOpenAI"), controller.signal), { reason: "cancelled" });
  });
});
