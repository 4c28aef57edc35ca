/** What is sent along to prove who asks: what is stored, or what the person chooses when they first ask. Knows nothing of VS Code. */
import type { AiCredentials } from "../../core/ai/backend";
import { type ModelEndpoint, modelName } from "../../core/ai/modelEndpoint";
import { DriftError } from "../../shared/errors";
import { type GetSession, microsoftToken, signIn } from "./microsoftSignIn";
import type { StoredCredentials } from "./storedCredentials";

/** What the person is asked; null: they would rather not say. */
export interface CredentialQuestions {
  howToProve(model: string, address: string): Promise<"microsoft" | "key" | null>;
  key(address: string): Promise<string | null>;
}

export interface CredentialSources {
  readonly stored: StoredCredentials;
  readonly questions: CredentialQuestions;
  readonly getSession: GetSession;
}

/**
 * For a question that the person is asking right now. A server that is compatible with OpenAI may need nothing; where Azure OpenAI has
 * nothing yet, the person chooses, and that is kept for its address. Rejects with "ai_denied".
 */
export async function credentialsFor(
  endpoint: ModelEndpoint,
  tenant: string | undefined,
  { stored, questions, getSession }: CredentialSources,
): Promise<AiCredentials> {
  const address = endpoint.endpoint;
  const known = await stored.of(address);
  if (known?.kind === "key") return known;
  if (endpoint.provider === "openAICompatible") return { kind: "none" };
  const how = known === null ? await questions.howToProve(modelName(endpoint), address) : known.kind;
  if (how === "key") {
    const key = await questions.key(address);
    if (key === null) throw noCredential();
    await stored.store(address, { kind: "key", key });
    return { kind: "key", key };
  }
  if (how === null) throw noCredential();
  await signIn(getSession, tenant);
  if (known === null) await stored.store(address, { kind: "microsoft" });
  return { kind: "token", token: () => microsoftToken(getSession, tenant) };
}

function noCredential(): DriftError {
  return new DriftError(
    "ai_denied",
    "There is neither a key nor a sign-in for Azure OpenAI.",
    "Ask again, and store a key or sign in with Microsoft.",
  );
}
