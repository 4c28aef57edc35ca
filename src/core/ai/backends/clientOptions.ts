import type { ClientOptions } from "openai";
import type { Patience } from "./patience";

/** What a request carries beside its body. Everything else would come from the environment, or tell about this machine. */
const CARRIED = ["accept", "content-type", "user-agent", "authorization", "api-key"];

/**
 * Everything that the package would otherwise take from the environment (keys, organisation, project, log level) is said. Its own retries are off: their wait
 * cannot be stopped, keeps the process alive, and is as long as the server likes.
 */
export function clientOptions({ beginMs }: Patience) {
  return {
    apiKey: "in the headers of each request", // the package insists on one
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    logLevel: "off",
    maxRetries: 0,
    timeout: beginMs,
    fetch: plainFetch,
  } satisfies ClientOptions;
}

/** Follows no redirection, which would carry the key elsewhere, and drops the headers that OPENAI_CUSTOM_HEADERS adds, which no option switches off. */
const plainFetch: typeof fetch = (url, init) => {
  const given = new Headers(init?.headers);
  const headers = CARRIED.flatMap((name) => {
    const value = given.get(name);
    return value === null ? [] : [[name, value] as [string, string]];
  });
  return fetch(url, { ...init, headers, redirect: "manual" });
};
