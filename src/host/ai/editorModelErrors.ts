/** What to tell of the errors of VS Code's language models, by `LanguageModelError.code` and by what its makers put elsewhere. */
import { DriftError } from "../../shared/errors";
import { visible } from "../../shared/formatValue";

/** Of an error's message, in the log. */
const LOGGED = 300;

/** Nothing that the model's maker said comes into the sentence. `begun`: text had arrived. */
export function editorModelError(error: unknown, name: string, begun: boolean): DriftError {
  if (error instanceof DriftError) return error;
  const said = wordsOf(error);
  // A used up quota comes as "Blocked" by the documentation, and under names of their own from GitHub Copilot.
  if (said.some((word) => /quota|rate.?limit|too many requests/i.test(word))) {
    return new DriftError(
      "ai_limited",
      `The model is asked too often, or its quota is used up (${name}).`,
      "Try again later, or choose another model.",
    );
  }
  switch (codeOf(error)) {
    case "NoPermissions":
      return new DriftError(
        "ai_denied",
        `VS Code does not let this extension use the model (${name}).`,
        "Ask again and allow it, or see what its provider has to say in VS Code's accounts menu.",
      );
    case "Blocked":
      return new DriftError(
        "ai_filtered",
        `The provider of the model stopped the ${begun ? "answer" : "question"} (${name}).`,
        "Ask about fewer resources, or look at what is sent.",
      );
    case "NotFound":
      return new DriftError(
        "ai_unknown_model",
        `VS Code does not offer this model any more (${name}).`,
        "Choose another.",
      );
  }
  const what = begun ? "The model failed in the middle of the answer" : "The model failed";
  return new DriftError("ai_failed", `${what} (${name}).`, "Ask again; the log says more.");
}

/** For the log: code and message in one line. */
export function textOf(error: unknown): string {
  if (error instanceof DriftError) return error.message;
  return visible(wordsOf(error).join(": ").slice(0, LOGGED));
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}

/** Name, code and message of an error, and of what caused it. */
function wordsOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [String(error)];
  const own = [error.name, codeOf(error), error.message].filter((word) => word !== "");
  return error.cause instanceof Error ? [...own, error.cause.name, codeOf(error.cause), error.cause.message] : own;
}
