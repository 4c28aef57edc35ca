import type { SuggestSubject } from "../../shared/suggest";
import { adviceFor } from "./advice";
import type { AiBackend } from "./backend";
import { promptFor } from "./prompt";

/** An answer about drifted resources, as it comes. */
export interface Suggestion {
  /** Who answers, for people; null: our own rules, without any model. */
  readonly model: string | null;
  /** Resources that the answer cannot be about, for want of room. */
  readonly leftOut: number;
  /** May throw what `AiBackend.stream` throws, after what had arrived. */
  readonly text: AsyncIterable<string> | Iterable<string>;
}

export interface SuggestOptions {
  /** Null: no model is configured. */
  readonly backend: AiBackend | null;
  readonly signal: AbortSignal;
  /** The run that the resources are from, for commands that need one. */
  readonly runId?: string;
}

/** By a model where there is one and something to ask it, else by our own rules: there is always a useful answer. */
export function suggest(subjects: readonly SuggestSubject[], { backend, signal, runId }: SuggestOptions): Suggestion {
  const prompt = backend === null ? null : promptFor(subjects);
  if (backend === null || prompt === null || prompt.report.resources === 0) {
    const advice = adviceFor(subjects, runId === undefined ? {} : { runId });
    return { model: null, leftOut: 0, text: [advice] };
  }
  return { model: backend.name, leftOut: prompt.report.leftOut, text: backend.stream(prompt, signal) };
}
