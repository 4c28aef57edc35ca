import { DriftError } from "../../../shared/errors";
import type { AiCredentials } from "../backend";

/** Both headers, because what is not said here would come from the package; null keeps one out. `secret` must not be logged. */
export interface CredentialHeaders {
  readonly headers: { readonly authorization: string | null; readonly "api-key": string | null };
  readonly secret: string | null;
}

/** For one request. Keys go into the header that is named, tokens are always bearers. Rejects with "ai_denied", or as the token's giver says. */
export async function credentialHeaders(
  credentials: AiCredentials,
  keyHeader: "authorization" | "api-key",
): Promise<CredentialHeaders> {
  if (credentials.kind === "none") return { headers: { authorization: null, "api-key": null }, secret: null };
  const secret = (credentials.kind === "key" ? credentials.key : await tokenOf(credentials)).trim();
  // Fetch would quote the whole key in its error.
  if (!/^[\x21-\x7e]+$/.test(secret)) {
    const what = credentials.kind === "key" ? "key" : "token of the sign-in";
    const flaw = secret === "" ? "is empty" : "holds characters that cannot be sent";
    throw new DriftError("ai_denied", `The ${what} for the model ${flaw}.`, "Store the key anew, or sign in again.");
  }
  return credentials.kind === "key" && keyHeader === "api-key"
    ? { headers: { authorization: null, "api-key": secret }, secret }
    : { headers: { authorization: `Bearer ${secret}`, "api-key": null }, secret };
}

async function tokenOf(credentials: Extract<AiCredentials, { kind: "token" }>): Promise<string> {
  try {
    return await credentials.token();
  } catch (error) {
    if (error instanceof DriftError) throw error;
    throw new DriftError("ai_denied", "Signing in to the model's service failed.", "Sign in again, or store a key.", {
      cause: error,
    });
  }
}
