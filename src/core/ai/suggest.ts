import type { SuggestSubject } from "../../shared/suggest";
import { adviceFor } from "./advice";
import type { AiBackend } from "./backend";
import { type Prompt, promptFor } from "./prompt";

/** An answer about drifted resources. Nothing is asked of anybody before the first of its text is taken. */
export interface Suggestion {
  /** Who answers; null: our own rules, without any model. */
  readonly model: Pick<AiBackend, "name" | "address"> | null;
  /** What the model is sent, or would be if there were one. */
  readonly prompt: Prompt;
  /** May throw what `AiBackend.stream` throws, after what had arrived. To be taken once. */
  readonly text: AsyncIterable<string> | Iterable<string>;
}

export interface SuggestSettings {
  /** Null: no model is configured. */
  readonly backend: AiBackend | null;
  readonly signal: AbortSignal;
  /** The run that the resources are from, for commands that need one. */
  readonly runId?: string | undefined;
  /** What the person wants to know beside it; only models answer questions. */
  readonly question?: string | undefined;
}

/** By a model where there is one and something to ask it, else by our own rules: there is always a useful answer. */
export function suggest(
  subjects: readonly SuggestSubject[],
  { backend, signal, runId, question }: SuggestSettings,
): Suggestion {
  const prompt = promptFor(subjects, { question });
  if (backend === null || prompt.report.resources === 0) {
    const advice = adviceFor(subjects, runId === undefined ? {} : { runId });
    return { model: null, prompt, text: [advice] };
  }
  return { model: backend, prompt, text: backend.stream(prompt, signal) };
}
