import { APIConnectionError, APIConnectionTimeoutError, type APIError } from "openai";
import { DriftError } from "../../../shared/errors";
import { codeOf, isApiError } from "./errorDetails";
import { inTime, retryAfter } from "../../http/retryAfter";

/**
 * What to tell of anything that the package threw. `name` is the backend's. Nothing that the server said comes into the sentence: it may quote the key.
 * `begun`: the answer's headers had arrived.
 */
export function explainModelError(error: unknown, name: string, begun: boolean): DriftError {
  if (error instanceof DriftError) return error;
  if (error instanceof APIConnectionError) return unreachable(error, name);
  if (isApiError(error)) return refused(error, name);
  // A connection that is cut in mid-stream is a bare TypeError.
  if (begun && error instanceof TypeError) return cutOff("The connection was cut in the middle of the answer", name);
  return new DriftError("ai_failed", `The model sent something that cannot be read (${name}).`, ADDRESS);
}

/** An answer that stopped too early. `what` is a sentence without its end. */
export function cutOff(what: string, name: string, wayOut = "Ask again."): DriftError {
  return new DriftError("ai_cut", `${what} (${name}).`, wayOut);
}

/** A server that took the question, or did not, and then said nothing. */
export function unbegun(name: string): DriftError {
  return new DriftError("ai_unreachable", `The model did not begin to answer in time (${name}).`, "Try again.");
}

/** A content filter ended the answer, or did not let the question pass. */
export function filtered(what: "question" | "answer", name: string): DriftError {
  return new DriftError(
    "ai_filtered",
    `The content filter of the model stopped the ${what} (${name}).`,
    "Ask about fewer resources, or look at what is sent.",
  );
}

const ADDRESS = "See that the address is that of a model's server, and that no proxy stands in between.";

function refused(error: APIError, name: string): DriftError {
  const { status } = error;
  const code = codeSaid(error);
  if (isFilter(error)) return filtered(status === 400 ? "question" : "answer", name);
  if (status === 401) {
    return new DriftError(
      "ai_denied",
      `The model did not accept who asks (${name}).`,
      "Store the key anew, or sign in again.",
    );
  }
  if (status === 403) {
    return new DriftError(
      "ai_denied",
      `Who asks has no right to use the model (${name}).`,
      'Use another key, or have the role "Cognitive Services OpenAI User" given to you; a firewall of the resource may refuse you, too.',
    );
  }
  if (status === 404) {
    return new DriftError(
      "ai_unknown_model",
      `The server knows no such model (${name}).`,
      "Correct the name or the address.",
    );
  }
  if (code === "insufficient_quota") {
    return new DriftError(
      "ai_limited",
      `The quota of the model is used up (${name}).`,
      "See the plan and the billing of its account.",
    );
  }
  if (status === 429 || /^(?:429|rate_?limit)/i.test(code)) {
    const wait = retryAfter(error.headers);
    const when = wait === null ? "in a minute" : inTime(wait);
    return new DriftError("ai_limited", `The model is asked too often at the moment (${name}).`, `Try again ${when}.`);
  }
  if (code === "context_length_exceeded") {
    return new DriftError(
      "ai_failed",
      `The question is too long for the model (${name}).`,
      "Ask about fewer resources.",
    );
  }
  if (status === undefined) {
    return new DriftError("ai_failed", `The model failed in the middle of the answer (${name}).`, "Ask again.");
  }
  if (status >= 500 || status === 408 || status === 409) {
    return new DriftError("ai_failed", `The model's server fails with status ${status} (${name}).`, "Try again later.");
  }
  if (status >= 300 && status < 400) {
    return new DriftError("ai_failed", `The model's server sends elsewhere, with status ${status} (${name}).`, ADDRESS);
  }
  return new DriftError(
    "ai_failed",
    `The model refused the question with status ${status} (${name}).`,
    "The log says why.",
  );
}

/** Servers send numbers and objects, too. */
function codeSaid({ code, type }: APIError): string {
  const said: unknown = code ?? type;
  return typeof said === "string" || typeof said === "number" ? String(said) : "";
}

/** Azure names its filter at different depths. */
function isFilter({ code, error }: APIError): boolean {
  const inner = (error as { innererror?: { code?: unknown } | null } | undefined)?.innererror?.code;
  return code === "content_filter" || code === "content_policy_violation" || inner === "ResponsibleAIPolicyViolation";
}

/** What the person can see to, by the code of Node's error. */
const CONNECTIONS: readonly [code: RegExp, what: string, wayOut: string][] = [
  [
    /^(?:ENOTFOUND|EAI_)/,
    "The name of the model's server is unknown",
    "Correct the address, or see that there is a network.",
  ],
  [
    /^ECONNREFUSED$/,
    "Nothing answers at the address of the model's server",
    "See that it runs, and that the address is right.",
  ],
  [
    /CERT|VERIFY|SELF_SIGNED|SSL|TLS|ISSUER/,
    "The connection to the model's server is not secure",
    "See that its certificate is trusted here (NODE_EXTRA_CA_CERTS).",
  ],
];

function unreachable(error: APIConnectionError, name: string): DriftError {
  if (error instanceof APIConnectionTimeoutError) {
    return unbegun(name);
  }
  const code = codeOf(error.cause) ?? "";
  const [, what, wayOut] = CONNECTIONS.find(([known]) => known.test(code)) ?? [
    null,
    "The model's server cannot be reached",
    "See that the address is right, and that a proxy or firewall lets it through.",
  ];
  return new DriftError("ai_unreachable", `${what} (${name}).`, wayOut);
}
