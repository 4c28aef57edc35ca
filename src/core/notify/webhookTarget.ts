/** Where news are sent. Addresses of webhooks are secrets: whoever has one may send. Of an address nothing but its host is ever said. */
import { DriftError } from "../../shared/errors";
import { isLoopback } from "../http/loopback";

/** `auto`: what the address suggests. */
export const WEBHOOK_FORMATS = ["auto", "json", "slack"] as const;
export type WebhookFormat = (typeof WEBHOOK_FORMATS)[number];

/** Safe to send to. */
export interface WebhookTarget {
  readonly address: string;
  readonly format: Exclude<WebhookFormat, "auto">;
  /** What bodies are signed with; undefined: they are not. */
  readonly secret: string | undefined;
}

export interface WebhookSettings {
  readonly address: string;
  readonly format?: WebhookFormat | undefined;
  /** Empty and absent are the same. */
  readonly secret?: string | undefined;
}

/** Throws "webhook_unusable", without quoting the address. */
export function webhookTarget({ address, format = "auto", secret }: WebhookSettings): WebhookTarget {
  const text = address.trim();
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw unusable("The address of the webhook is not one of https.", "Give it in full, as its receiver shows it.");
  }
  if (url.username !== "" || url.password !== "") {
    throw unusable(
      "The address of the webhook holds a user name or a password.",
      "Take a receiver whose address alone is the secret.",
    );
  }
  if (url.protocol === "http:" && !isLoopback(url.hostname)) {
    throw unusable(
      "The address of the webhook is plain http, over which others can read along.",
      "Use https; plain http is for receivers on this machine only.",
    );
  }
  url.hash = "";
  return {
    address: url.href,
    format: format === "auto" ? (SLACK.test(url.hostname) ? "slack" : "json") : format,
    secret: secret === "" ? undefined : secret,
  };
}

/** Slack itself, and its own place for the United States' government. */
const SLACK = /^hooks\.slack(?:-gov)?\.com$/;

/** What a webhook is called, for people and logs. */
export function webhookName({ address }: WebhookTarget): string {
  return new URL(address).host;
}

function unusable(message: string, wayOut: string): DriftError {
  return new DriftError("webhook_unusable", message, wayOut);
}
