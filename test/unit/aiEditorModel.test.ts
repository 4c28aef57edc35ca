import assert from "node:assert/strict";
import type { AiBackend } from "../../src/core/ai/backend";
import { type Log, silentLog } from "../../src/core/ports";
import { DriftError, oneLine } from "../../src/shared/errors";
import { chosenModel, editorModel } from "../../src/host/ai/editorModel";
import { EDITOR, modelError, parts, type Play, playedModel } from "../ai/editorModels";
import { QUESTION } from "../ai/modelTalk";

const never = <T>(): Promise<T> => new Promise<T>(() => undefined);

async function ask(
  backend: AiBackend,
  signal = new AbortController().signal,
): Promise<{ deltas: string[]; error: unknown }> {
  const deltas: string[] = [];
  try {
    for await (const text of backend.stream(QUESTION, signal)) deltas.push(text);
  } catch (error) {
    return { deltas, error };
  }
  return { deltas, error: null };
}

const asking = (play: Play, log: Log = silentLog): AiBackend => editorModel(playedModel(play), EDITOR, log);

describe("a language model of VS Code", () => {
  it("is told what to do as the person, then asked, and answers as it speaks", async () => {
    const model = playedModel();
    const backend = editorModel(model, EDITOR, silentLog);
    assert.equal(backend.name, "VS Code, model GPT-4o mini (copilot)");
    assert.equal(backend.address, null);
    const stream = backend.stream(QUESTION, new AbortController().signal);
    assert.deepEqual(model.asked, []);
    const deltas: string[] = [];
    for await (const text of stream) deltas.push(text);
    assert.deepEqual(deltas, ["Yes", "."]);
    assert.deepEqual(model.asked, [[QUESTION.system, QUESTION.user]]);
  });

  const failures: [what: string, error: Error, reason: string, says: RegExp][] = [
    ["who may not use it", modelError("NoPermissions", "no"), "ai_denied", /does not let this extension/],
    ["a filter", modelError("Blocked", "content"), "ai_filtered", /stopped the question/],
    ["a used up quota", modelError("Blocked", "Quota exceeded"), "ai_limited", /quota/],
    ["a model that is gone", modelError("NotFound", "no model"), "ai_unknown_model", /any more/],
    ["anything else", modelError("Unknown", "", new Error("boom")), "ai_failed", /The model failed \(/],
    ["an error that is none of VS Code's", new TypeError("terminated"), "ai_failed", /The model failed \(/],
    [
      "GitHub Copilot's own word for too much",
      Object.assign(new Error("Sorry"), { name: "ChatRateLimited" }),
      "ai_limited",
      /too often/,
    ],
    [
      "the same as a cause",
      modelError("", "", Object.assign(new Error("Sorry"), { name: "ChatQuotaExceeded" })),
      "ai_limited",
      /quota/,
    ],
  ];
  for (const [what, thrown, reason, says] of failures) {
    it(`tells of ${what}`, async () => {
      const { deltas, error } = await ask(asking({ refuse: () => Promise.reject(thrown) }));
      assert.deepEqual(deltas, []);
      assert.ok(error instanceof DriftError);
      assert.equal(error.reason, reason);
      assert.match(error.message, says);
      assert.notEqual(error.wayOut, "");
    });
  }

  it("keeps what had arrived when it fails in the middle", async () => {
    async function* broken(): AsyncGenerator<string> {
      yield* parts("It was ");
      throw modelError("Blocked", "content");
    }
    const { deltas, error } = await ask(asking({ answer: broken }));
    assert.deepEqual(deltas, ["It was "]);
    assert.ok(error instanceof DriftError);
    assert.equal(error.reason, "ai_filtered");
    assert.match(error.message, /stopped the answer/);
  });

  it("has said nothing when it says only blanks", async () => {
    const { error } = await ask(asking({ answer: () => parts(" ", "\n") }));
    assert.ok(error instanceof DriftError && error.reason === "ai_empty");
  });

  it("is not asked what is too long for it", async () => {
    const model = playedModel({ maxInputTokens: 20 });
    const { error } = await ask(editorModel(model, EDITOR, silentLog));
    assert.ok(error instanceof DriftError && error.reason === "ai_failed");
    assert.match(oneLine(error), /too long.*fewer resources/);
    assert.deepEqual(model.asked, []);
  });

  it("is asked all the same where it cannot count, or does not say how much it takes", async () => {
    const counting = { countTokens: () => Promise.reject(new Error("cannot")) };
    assert.deepEqual((await ask(asking(counting))).deltas, ["Yes", "."]);
    assert.deepEqual((await ask(asking({ maxInputTokens: 0 }))).deltas, ["Yes", "."]);
  });

  it("is not asked at all when that was stopped before", async () => {
    const model = playedModel();
    const { error } = await ask(editorModel(model, EDITOR, silentLog), AbortSignal.abort());
    assert.ok(error instanceof DriftError && error.reason === "cancelled");
    assert.deepEqual(model.asked, []);
  });

  const stubborn: [when: string, play: Play][] = [
    ["while VS Code asks whether it may be used", { refuse: () => never() }],
    ["while it counts", { countTokens: () => never() }],
    ["while it thinks", { answer: () => ({ [Symbol.asyncIterator]: () => ({ next: () => never() }) }) }],
  ];
  for (const [when, play] of stubborn) {
    it(`stops at once ${when}, though it does not heed the token`, async () => {
      const controller = new AbortController();
      const asked = ask(asking(play), controller.signal);
      setImmediate(() => controller.abort());
      const { error } = await asked;
      assert.ok(error instanceof DriftError && error.reason === "cancelled");
    });
  }

  it("tells the model when it is stopped in the middle, and keeps what had arrived", async () => {
    const controller = new AbortController();
    const model = playedModel({
      async *answer(token) {
        yield "It was ";
        await new Promise<void>((resolve) => token.onCancellationRequested(() => resolve()));
      },
    });
    const deltas: string[] = [];
    await assert.rejects(
      async () => {
        for await (const text of editorModel(model, EDITOR, silentLog).stream(QUESTION, controller.signal)) {
          deltas.push(text);
          setImmediate(() => controller.abort());
        }
      },
      { reason: "cancelled" },
    );
    assert.deepEqual(deltas, ["It was "]);
    assert.equal(model.tokens[0]!.isCancellationRequested, true);
  });

  it("goes no further when nobody listens any more", async () => {
    const model = playedModel({ answer: () => parts("a", "b", "c") });
    for await (const text of editorModel(model, EDITOR, silentLog).stream(QUESTION, new AbortController().signal)) {
      assert.equal(text, "a");
      break;
    }
    assert.equal(model.tokens[0]!.isCancellationRequested, true);
    await new Promise(setImmediate);
    assert.equal(model.left, 1);
  });

  it("is told of in the log, without the question", async () => {
    const logged: string[] = [];
    const note = (message: string): number => logged.push(message);
    const log = { debug: note, info: note, warn: note, error: note } as unknown as Log;
    await ask(asking({ refuse: () => Promise.reject(modelError("NotFound", "x".repeat(5000))) }, log));
    assert.equal(logged.length, 1);
    assert.ok(logged[0]!.includes("NotFound") && logged[0]!.length < 500);
    assert.ok(!logged[0]!.includes(QUESTION.user));
  });
});

describe("the choice among VS Code's language models", () => {
  const mini = playedModel({ id: "mini", family: "gpt" });
  const large = playedModel({ id: "large", family: "gpt" });
  const other = playedModel({ id: "gpt", family: "other" });

  it("is the first that is offered, unless one is named by its id or its family", () => {
    assert.equal(chosenModel([mini, large, other], undefined), mini);
    assert.equal(chosenModel([mini, large, other], "large"), large);
    assert.equal(chosenModel([mini, large, other], "gpt"), other);
    assert.equal(chosenModel([mini, large], "gpt"), mini);
  });

  it("tells what to do where none is offered, and which there are where another was named", () => {
    assert.throws(() => chosenModel([], undefined), { reason: "ai_unknown_model" });
    assert.throws(
      () => chosenModel([mini, large], "claude"),
      (error: unknown) => {
        assert.match(oneLine(error), /no language model claude\. Choose another: mini, large\./);
        return error instanceof DriftError && error.reason === "ai_unknown_model";
      },
    );
  });
});
