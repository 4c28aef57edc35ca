import { APIError } from "openai";

export function isApiError(error: unknown): error is APIError {
  return error instanceof APIError;
}

/** For the log: status, codes and the server's own words, without the secrets and in one line. */
export function detailsOf(error: unknown, secrets: ReadonlySet<string>): string {
  const details = isApiError(error)
    ? [...apiDetails(error), codeOf(error.cause) ?? innermost(error.cause)]
    : [wordsOf(error), codeOf(error)];
  let text = details.filter((detail) => detail !== undefined).join(", ");
  for (const secret of secrets) text = text.replaceAll(secret, "(secret)");
  return text.replace(/\s+/g, " ").slice(0, 500);
}

function apiDetails({ status, code, type, headers, message }: APIError): string[] {
  const request = headers?.get("x-request-id") ?? headers?.get("apim-request-id");
  const known = Object.entries({ status, code, type, request })
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => `${name} ${String(value)}`);
  // What denies a key likes to quote parts of it.
  return status === 401 || status === 403 ? known : [...known, message];
}

function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message} ${error.cause.message}` : error.message;
}

/** What fetch says itself is always the same. */
function innermost(error: unknown): string | undefined {
  return error instanceof Error ? (innermost(error.cause) ?? error.message) : undefined;
}

/** The innermost code of Node's errors: fetch wraps what happened. */
export function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code } = error as NodeJS.ErrnoException;
  return codeOf(error.cause) ?? (typeof code === "string" ? code : undefined);
}
