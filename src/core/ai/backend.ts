/** What every model stands behind, wherever it runs. Interfaces only: the editor's own models implement them too. */

/** What is sent, and all that is sent. Redacted before it comes here. */
export interface AiMessages {
  readonly system: string;
  readonly user: string;
}

export interface AiBackend {
  /** For people: "Azure OpenAI, deployment gpt-4o". */
  readonly name: string;
  /** Where what is asked goes to, for people; null: nobody here knows, since the editor sends it. */
  readonly address: string | null;
  /**
   * Asks once and yields the answer's text as it arrives; nothing is asked before the first `next`. It ends well, or throws a `DriftError` whose reason is
   * one of those that begin with "ai_", or "cancelled" once the signal is aborted. What had arrived before was yielded. Leaving the loop closes the connection.
   */
  stream(messages: AiMessages, signal: AbortSignal): AsyncIterable<string>;
}

/** What proves who asks. A token is asked for before each request, so whoever gives it keeps it for as long as it is valid. */
export type AiCredentials =
  | { readonly kind: "none" }
  | { readonly kind: "key"; readonly key: string }
  | { readonly kind: "token"; token(): Promise<string> };
