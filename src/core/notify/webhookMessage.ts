/** What is sent, as text: in the format of its receiver, and never longer than receivers take. */
import { randomUUID } from "node:crypto";
import type { News } from "./news";
import { slackBody, slackTestBody } from "./slackBody";
import { TEST_TEXT, webhookBody, type WebhookTestBody } from "./webhookBody";
import type { WebhookTarget } from "./webhookTarget";

/** Bytes. It is what Slack takes in a message, and enough for any list of 20 resources that is no attack. */
const BYTES_AT_MOST = 40_000;
const RESOURCES_AT_MOST = 20;

/** The news with as many of its resources as there is room for. */
export function webhookMessage(news: News, format: WebhookTarget["format"]): string {
  for (let most = RESOURCES_AT_MOST; ; most--) {
    const text = JSON.stringify(format === "slack" ? slackBody(news, most) : webhookBody(news, most));
    if (most === 0 || Buffer.byteLength(text) <= BYTES_AT_MOST) return text;
  }
}

/** A message that only shows that it arrives. */
export function testMessage(format: WebhookTarget["format"]): string {
  const body: WebhookTestBody = { version: 1, id: `test:${randomUUID()}`, event: "test", text: TEST_TEXT };
  return JSON.stringify(format === "slack" ? slackTestBody() : body);
}
