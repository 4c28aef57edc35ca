import assert from "node:assert/strict";
import type { AiCredentials } from "../../src/core/ai/backend";
import { DEFAULT_API_VERSION, modelEndpoint, type AiSettings } from "../../src/core/ai/modelEndpoint";
import { openBackend } from "../../src/core/ai/openBackend";
import { silentLog } from "../../src/core/ports";
import { DriftError, oneLine } from "../../src/shared/errors";
import { fakeModelServer, KEY, MODEL } from "../ai/fakeModelServer";
import { answer } from "../ai/modelScenarios";
import { QUESTION } from "../ai/modelTalk";

const AZURE: AiSettings = { provider: "azureOpenAI", endpoint: "https://me.openai.azure.com/", deployment: MODEL };
const COMPATIBLE: AiSettings = { provider: "openAICompatible", endpoint: "http://localhost:11434/v1", model: "llama3" };
const key: AiCredentials = { kind: "key", key: KEY };

describe("what is said about a model", () => {
  it("is taken as it is, without blanks around it and slashes at its end", () => {
    const given = { ...AZURE, endpoint: " https://me.openai.azure.com// ", deployment: " gpt-4o ", apiVersion: " " };
    assert.deepEqual(modelEndpoint(given), {
      provider: "azureOpenAI",
      endpoint: "https://me.openai.azure.com",
      deployment: "gpt-4o",
      apiVersion: DEFAULT_API_VERSION,
    });
    assert.deepEqual(modelEndpoint(COMPATIBLE), COMPATIBLE);
  });

  const good = [
    "https://a.example/x/v1",
    "http://127.0.0.1:1/v1",
    "http://127.1/v1",
    "http://[::1]:8000/v1",
    "http://LOCALHOST/v1",
  ];
  for (const endpoint of good) {
    it(`may name ${endpoint}`, () => {
      assert.equal(modelEndpoint({ ...COMPATIBLE, endpoint }).provider, "openAICompatible");
    });
  }

  const bad: [name: string, settings: AiSettings, says: RegExp][] = [
    ["no provider", { provider: "off" }, /^No model is chosen/],
    ["an unknown provider", { provider: "other" as "off" }, /unknown/],
    ["no address", { ...AZURE, endpoint: undefined }, /^Nothing says the address/],
    ["an empty address", { ...COMPATIBLE, endpoint: "  " }, /^Nothing says the address/],
    ["no deployment", { ...AZURE, deployment: "" }, /^Nothing says the deployment/],
    ["no model", { ...COMPATIBLE, model: undefined }, /^Nothing says the model/],
    ["a deployment that leads elsewhere", { ...AZURE, deployment: "../models" }, /deployment cannot be used/],
    ["an address without a scheme", { ...AZURE, endpoint: "me.openai.azure.com" }, /not one of http or https/],
    ["a file", { ...AZURE, endpoint: "file:///etc/passwd" }, /not one of http or https/],
    ["a password in the address", { ...AZURE, endpoint: `https://me:${KEY}@a.example` }, /user name or a password/],
    [
      "the address of a deployment",
      { ...AZURE, endpoint: `https://a.example/openai/deployments/gpt/chat/completions?api-version=1&key=${KEY}` },
      /holds too much/,
    ],
    ["the address of a call", { ...COMPATIBLE, endpoint: "https://a.example/v1/chat/completions" }, /holds too much/],
    ...["http://a.example/v1", "http://10.0.0.1/v1", "http://localhost.a.example", "http://127.0.0.1.a.example"].map(
      (endpoint): [string, AiSettings, RegExp] => [
        `${endpoint} in plain text`,
        { ...COMPATIBLE, endpoint },
        /plain http/,
      ],
    ),
  ];
  for (const [name, settings, says] of bad) {
    it(`cannot be ${name}`, async () => {
      const error: unknown = await openBackend(settings, key, silentLog).catch((thrown: unknown) => thrown);
      assert.ok(error instanceof DriftError);
      assert.equal(error.reason, "ai_not_configured");
      assert.match(oneLine(error), says);
      assert.notEqual(error.wayOut, "");
      assert.ok(!oneLine(error).includes(KEY));
    });
  }

  it("is not enough for Azure without a key or a sign-in", async () => {
    await assert.rejects(openBackend(AZURE, { kind: "none" }, silentLog), { reason: "ai_denied" });
  });
});

describe("a model that is opened", () => {
  it("answers", async () => {
    const server = await fakeModelServer();
    try {
      server.play(answer("Yes."));
      const settings: AiSettings[] = [
        { ...AZURE, endpoint: server.url },
        { ...COMPATIBLE, endpoint: `${server.url}/v1/`, model: MODEL },
      ];
      for (const one of settings) {
        const backend = await openBackend(one, key, silentLog);
        for await (const text of backend.stream(QUESTION, new AbortController().signal)) assert.equal(text, "Yes.");
      }
      assert.deepEqual(
        server.requests.map(({ flavour }) => flavour),
        ["azure", "compatible"],
      );
    } finally {
      await server.close();
    }
  });
});
