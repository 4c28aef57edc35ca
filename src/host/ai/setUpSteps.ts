/** Choosing a model, step by step. Nothing is changed before the last step, and every step can be left. Knows nothing of VS Code. */
import { modelEndpoint } from "../../core/ai/modelEndpoint";
import { DriftError, oneLine } from "../../shared/errors";
import { askInTurn, type Step as StepOf } from "../questions/askInTurn";
import { type Choice, mapped, problemOnly, type Questions } from "../questions/question";
import { type ModelSettings, type Provider, PROVIDERS, serverSettings } from "./modelSettings";
import type { StoredCredential } from "./storedCredentials";

/** The words of the questions, translated. */
export interface SetUpWords {
  readonly provider: string;
  readonly providers: Readonly<Record<Provider, Omit<Choice<Provider>, "value">>>;
  readonly endpoint: string;
  readonly deployment: string;
  readonly model: string;
  readonly credential: string;
  readonly signIn: string;
  readonly enterKey: string;
  readonly keepStored: string;
  readonly key: string;
  readonly keyIfNeeded: string;
  readonly first: string;
}

export interface SetUpSources {
  readonly current: ModelSettings;
  readonly words: SetUpWords;
  readonly questions: Questions;
  /** What is stored for an address already. */
  readonly stored: (endpoint: string) => Promise<StoredCredential | null>;
  /** The ids of the models that the editor offers. Rejects with "ai_unknown_model" where there are none. */
  readonly offered: () => Promise<readonly Choice<string>[]>;
}

/** What was chosen. */
export interface SetUp {
  /** Those that are to be written. */
  readonly settings: Partial<ModelSettings> & Pick<ModelSettings, "provider">;
  /** For the address in `settings`; undefined: what is stored stays. */
  readonly credential: StoredCredential | undefined;
}

/** What has been answered so far; each step adds to it. */
interface Draft {
  readonly settings: ModelSettings;
  readonly credential: StoredCredential | undefined;
  /** The person chose to type a key, which the next step asks for. */
  readonly wantsKey: boolean;
}

type Step = StepOf<Draft>;

/** Null: the person thought better of it. */
export async function askForModel(sources: SetUpSources): Promise<SetUp | null> {
  const start: Draft = { settings: sources.current, credential: undefined, wantsKey: false };
  const draft = await askInTurn(start, {
    steps: ({ settings }) => [providerStep(sources), ...stepsOf(settings.provider, sources)],
    back: (before, { settings }) => ({ ...before, settings }), // what was typed stands there again
  });
  return draft === null ? null : setUpOf(draft);
}

function stepsOf(provider: Provider, sources: SetUpSources): Step[] {
  switch (provider) {
    case "off":
      return [];
    case "vscode":
      return [offeredStep(sources)];
    case "azureOpenAI":
      return [
        textStep(sources, "endpoint", "https://NAME.openai.azure.com"),
        textStep(sources, "deployment", "gpt-4o"),
        credentialStep(sources),
        keyStep(sources),
      ];
    case "openAICompatible":
      return [
        textStep(sources, "endpoint", "https://api.openai.com/v1"),
        textStep(sources, "model", "llama3.1"),
        keyStep(sources),
      ];
  }
}

function setUpOf({ settings: { provider, endpoint, deployment, model }, credential }: Draft): SetUp {
  switch (provider) {
    case "off":
      return { settings: { provider }, credential: undefined };
    case "vscode":
      return { settings: { provider, model }, credential: undefined };
    case "azureOpenAI":
      return { settings: { provider, endpoint, deployment }, credential };
    case "openAICompatible":
      return { settings: { provider, endpoint, model }, credential };
  }
}

/** What one provider's settings say means nothing to another. */
function providerStep({ words, questions }: SetUpSources): Step {
  return async (draft, page) => {
    const choices = [...PROVIDERS].reverse().map((value) => ({ value, ...words.providers[value] }));
    const answer = await questions.pick({ ...page, title: words.provider }, choices, draft.settings.provider);
    return mapped(answer, (provider) => ({
      ...draft,
      settings:
        provider === draft.settings.provider
          ? draft.settings
          : { ...draft.settings, provider, endpoint: undefined, deployment: undefined, model: undefined },
    }));
  };
}

function textStep(
  { words, questions }: SetUpSources,
  name: "endpoint" | "deployment" | "model",
  example: string,
): Step {
  return async (draft, page) => {
    const answer = await questions.text({
      ...page,
      title: words[name],
      prompt: words[name],
      placeholder: example,
      value: draft.settings[name] ?? "",
      isSecret: false,
      judge: (text) => problemOnly(problemOf({ ...draft.settings, [name]: text }, name)),
    });
    return mapped(answer, (text) => ({ ...draft, settings: { ...draft.settings, [name]: text.trim() } }));
  };
}

/** What stands in for the answers to later steps. */
const STAND_IN = { deployment: "name", model: "name" };

function problemOf(settings: ModelSettings, name: "endpoint" | "deployment" | "model"): string | null {
  try {
    modelEndpoint(serverSettings(name === "endpoint" ? { ...settings, ...STAND_IN } : settings));
    return null;
  } catch (error) {
    if (error instanceof DriftError) return oneLine(error);
    throw error;
  }
}

function credentialStep({ words, questions, stored }: SetUpSources): Step {
  return async (draft, page) => {
    const known = await stored(draft.settings.endpoint!);
    type How = "microsoft" | "key" | "keep";
    const choices: Choice<How>[] = [
      ...(known === null ? [] : [{ value: "keep" as const, label: words.keepStored, description: "" }]),
      { value: "microsoft", label: words.signIn, description: "" },
      { value: "key", label: words.enterKey, description: "" },
    ];
    const answer = await questions.pick({ ...page, title: words.credential }, choices, undefined);
    return mapped(answer, (how) => ({
      ...draft,
      credential: how === "microsoft" ? { kind: how } : undefined,
      wantsKey: how === "key",
    }));
  };
}

/** Servers that are compatible with OpenAI may need none: there it may stay empty, and what is stored stays. */
function keyStep({ words, questions }: SetUpSources): Step {
  return async (draft, page) => {
    const isOptional = draft.settings.provider === "openAICompatible";
    if (!isOptional && !draft.wantsKey) return "skip";
    const answer = await questions.text({
      ...page,
      title: isOptional ? words.keyIfNeeded : words.key,
      prompt: draft.settings.endpoint!,
      placeholder: "",
      value: "",
      isSecret: true,
      judge: (text) => problemOnly(isOptional && text.trim() === "" ? null : keyProblem(text)),
    });
    return mapped(answer, (text) => {
      const key = text.trim();
      return { ...draft, credential: key === "" ? undefined : { kind: "key", key } };
    });
  };
}

function offeredStep({ words, questions, offered }: SetUpSources): Step {
  return async (draft, page) => {
    const choices: Choice<string>[] = [...(await offered()), { value: "", label: words.first, description: "" }];
    const answer = await questions.pick({ ...page, title: words.model }, choices, draft.settings.model);
    return mapped(answer, (id) => ({
      ...draft,
      settings: { ...draft.settings, model: id === "" ? undefined : id },
    }));
  };
}

/** What is wrong with a key: it goes into a header as it is. */
export function keyProblem(text: string): string | null {
  const key = text.trim();
  if (key === "") return "The key is empty.";
  return /^[\x21-\x7e]+$/.test(key) ? null : "A key has no spaces in it, and no characters but those of ASCII.";
}
