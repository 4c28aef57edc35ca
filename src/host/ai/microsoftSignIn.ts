/** Signing in with Microsoft through VS Code, which keeps the sessions and asks the person. Knows nothing of VS Code. */
import { DriftError } from "../../shared/errors";

/** As `vscode.authentication.getSession` has it: undefined where there is no session and it may not ask for one; rejects if the person refuses. */
export type GetSession = (
  provider: "microsoft",
  scopes: readonly string[],
  options: { readonly createIfNone: true } | { readonly silent: true },
) => Thenable<{ readonly accessToken: string } | undefined>;

const SCOPE = "https://cognitiveservices.azure.com/.default";

/** Has the person sign in, unless they are. Only in a flow that they started. Rejects with "ai_denied". */
export async function signIn(getSession: GetSession, tenant: string | undefined): Promise<void> {
  const scopes = scopesOf(tenant);
  try {
    const session = await getSession("microsoft", scopes, { createIfNone: true });
    if (session === undefined) throw new Error("no session");
  } catch (cause) {
    throw denied("The sign-in with Microsoft did not succeed.", cause);
  }
}

/** The token of a person who is signed in, for one request. Asks nobody. Rejects with "ai_denied". */
export async function microsoftToken(getSession: GetSession, tenant: string | undefined): Promise<string> {
  const scopes = scopesOf(tenant);
  const session = await getSession("microsoft", scopes, { silent: true }).then(undefined, (cause: unknown) => {
    throw denied("The sign-in with Microsoft could not be renewed.", cause);
  });
  if (session === undefined) throw denied("You are not signed in with Microsoft any more.");
  return session.accessToken;
}

/** Throws "ai_not_configured" for what is no tenant: VS Code would take it for a scope of another kind. */
function scopesOf(tenant: string | undefined): string[] {
  if (tenant === undefined) return [SCOPE];
  if (/^[\w.-]+$/.test(tenant)) return [SCOPE, `VSCODE_TENANT:${tenant}`];
  throw new DriftError(
    "ai_not_configured",
    "The tenant for the sign-in with Microsoft cannot be used.",
    "Give its id or its domain, such as contoso.onmicrosoft.com.",
  );
}

function denied(message: string, cause?: unknown): DriftError {
  const wayOut = "Ask again to sign in, or store a key instead.";
  return new DriftError("ai_denied", message, wayOut, { cause });
}
