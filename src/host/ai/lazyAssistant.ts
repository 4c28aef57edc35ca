import type { Assistant, AssistantWindow } from "./assistant";

/** Loads the assistant when it is first asked for, and never twice. */
export function lazyAssistant(window: AssistantWindow): () => Promise<Assistant> {
  let opened: Promise<Assistant> | undefined;
  return () => (opened ??= import("./openAssistant").then(({ openAssistant }) => openAssistant(window))); // a bundle of its own
}
