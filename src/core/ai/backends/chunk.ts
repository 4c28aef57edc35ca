/** What one event of the stream says about the first choice. Servers differ, so nothing about its shape is believed. */
export interface Chunk {
  /** Empty for roles, tool calls (which are never carried out), usage, and other choices. */
  readonly text: string;
  /** Why the answer ends here: "stop", "length", "content_filter" and others; null while it goes on. */
  readonly finish: string | null;
}

export function readChunk(event: unknown): Chunk {
  const choices = property(event, "choices");
  const choice: unknown = Array.isArray(choices)
    ? choices.find((one: unknown) => (property(one, "index") ?? 0) === 0)
    : undefined;
  const text = property(property(choice, "delta"), "content");
  const finish = property(choice, "finish_reason");
  return { text: typeof text === "string" ? text : "", finish: typeof finish === "string" ? finish : null };
}

function property(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
