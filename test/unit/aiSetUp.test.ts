import assert from "node:assert/strict";
import { type ModelSettings, PROVIDERS } from "../../src/host/ai/modelSettings";
import { askForModel, type SetUp, type SetUpWords } from "../../src/host/ai/setUpSteps";
import type { StoredCredential } from "../../src/host/ai/storedCredentials";
import { DriftError } from "../../src/shared/errors";
import { KEY } from "../ai/fakeModelServer";
import { Person } from "./questions/person";

const NAMES = [
  "provider",
  "endpoint",
  "deployment",
  "model",
  "credential",
  "signIn",
  "enterKey",
  "keepStored",
] as const;
const WORDS: SetUpWords = {
  ...(Object.fromEntries(NAMES.map((name) => [name, name])) as Record<(typeof NAMES)[number], string>),
  ...{ key: "key", keyIfNeeded: "keyIfNeeded", first: "first" },
  providers: Object.fromEntries(
    PROVIDERS.map((one) => [one, { label: one, description: "" }]),
  ) as unknown as SetUpWords["providers"],
};
const OFF: ModelSettings = {
  provider: "off",
  ...{ endpoint: undefined, deployment: undefined, apiVersion: undefined, model: undefined, tenant: undefined },
};

async function setUp(
  answers: (string | null)[],
  current: Partial<ModelSettings> = {},
  stored: StoredCredential | null = null,
): Promise<{ chosen: SetUp | null; asked: string[] }> {
  const person = new Person(answers);
  const chosen = await askForModel({
    current: { ...OFF, ...current },
    words: WORDS,
    questions: person,
    stored: () => Promise.resolve(stored),
    offered: () => Promise.resolve([{ value: "copilot-gpt", label: "GPT", description: "" }]),
  });
  return { chosen, asked: person.asked };
}

const AZURE = "https://me.openai.azure.com";

describe("setting up a model", () => {
  it("asks for what Azure OpenAI needs, with a key", async () => {
    const { chosen, asked } = await setUp(["azureOpenAI", AZURE, "gpt-4o", "enterKey", ` ${KEY} `]);
    assert.deepEqual(chosen, {
      settings: { provider: "azureOpenAI", endpoint: AZURE, deployment: "gpt-4o" },
      credential: { kind: "key", key: KEY },
    });
    assert.deepEqual(asked, [
      "1 provider: vscode|openAICompatible|azureOpenAI|[off]",
      "2< endpoint: ",
      "3< deployment: ",
      "4< credential: signIn|enterKey",
      "5< key (secret): ",
    ]);
  });

  it("offers to sign in, and to keep what is stored", async () => {
    const signed = await setUp(["azureOpenAI", AZURE, "gpt-4o", "signIn"]);
    assert.deepEqual(signed.chosen?.credential, { kind: "microsoft" });
    const kept = await setUp(["azureOpenAI", AZURE, "gpt-4o", "keepStored"], {}, { kind: "key", key: KEY });
    assert.equal(kept.chosen?.credential, undefined);
    assert.ok(!kept.asked.join().includes(KEY));
  });

  it("does without a key where the server wants none", async () => {
    const { chosen } = await setUp(["openAICompatible", "http://localhost:11434/v1", "llama3", ""]);
    assert.deepEqual(chosen, {
      settings: { provider: "openAICompatible", endpoint: "http://localhost:11434/v1", model: "llama3" },
      credential: undefined,
    });
  });

  it("says at once what is wrong with an address, a deployment or a key", async () => {
    const { asked } = await setUp([
      ...["azureOpenAI", "me.openai.azure.com", "http://me.example", AZURE],
      ...["", "a/b", "gpt-4o", "enterKey", "", "two words", KEY],
    ]);
    assert.deepEqual(
      asked.filter((line) => line.startsWith("  ! ")).map((line) => line.slice(4).split(".")[0]),
      [
        "The address of the model's server is not one of http or https",
        "The address of the model's server is plain http, over which others can read along",
        "Nothing says the deployment of Azure OpenAI",
        "The name of the deployment cannot be used",
        "The key is empty",
        "A key has no spaces in it, and no characters but those of ASCII",
      ],
    );
  });

  it("takes one of the models that the editor offers, or whichever comes first", async () => {
    assert.deepEqual((await setUp(["vscode", "GPT"])).chosen?.settings, { provider: "vscode", model: "copilot-gpt" });
    assert.deepEqual((await setUp(["vscode", "first"])).chosen?.settings, { provider: "vscode", model: undefined });
  });

  it("can choose no model", async () => {
    assert.deepEqual((await setUp(["off"])).chosen, { settings: { provider: "off" }, credential: undefined });
  });

  it("has come to nothing wherever it is left", async () => {
    const whole = ["azureOpenAI", AZURE, "gpt-4o", "enterKey", KEY];
    for (let step = 0; step < whole.length; step++) {
      assert.equal((await setUp([...whole.slice(0, step), null])).chosen, null);
    }
    assert.equal((await setUp(["back"])).chosen, null);
  });

  it("goes back step by step, and has what was typed standing there", async () => {
    const { chosen, asked } = await setUp([
      ...["azureOpenAI", AZURE, "gpt", "back", "gpt-4o", "enterKey", "back", "signIn"],
    ]);
    assert.equal(chosen?.credential?.kind, "microsoft");
    assert.equal(chosen.settings.deployment, "gpt-4o");
    assert.deepEqual(asked.slice(3, 7), [
      "4< credential: signIn|enterKey",
      "3< deployment: gpt",
      "4< credential: signIn|enterKey",
      "5< key (secret): ",
    ]);
  });

  it("begins with what is set, and with nothing of another provider's", async () => {
    const current = { provider: "azureOpenAI", endpoint: AZURE, deployment: "gpt-4o" } as const;
    const same = await setUp(["azureOpenAI", AZURE, null], current);
    assert.deepEqual(same.asked.slice(1), [`2< endpoint: ${AZURE}`, "3< deployment: gpt-4o"]);
    const other = await setUp(["openAICompatible", null], current);
    assert.deepEqual(other.asked.slice(1), ["2< endpoint: "]);
  });

  it("passes on that the editor offers no model", async () => {
    const person = new Person(["vscode"]);
    const none = new DriftError("ai_unknown_model", "There is none.");
    const sources = { current: OFF, words: WORDS, questions: person, stored: () => Promise.resolve(null) };
    await assert.rejects(askForModel({ ...sources, offered: () => Promise.reject(none) }), none);
  });
});
