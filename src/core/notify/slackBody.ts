/** News as Slack's incoming webhooks take them, and those that are compatible with them. */
import { qualifiedName, sourceWords, triggerWords } from "../../shared/format";
import type { Severity } from "../../shared/model";
import type { News } from "./news";
import { isBad, newsText } from "./newsText";
import { shortText } from "./shortText";
import { slackCode, slackProse } from "./slackText";
import { TEST_TEXT, webhookBody, type WebhookResource } from "./webhookBody";

/** What Slack takes in one text of a block. */
const BLOCK_LENGTH = 3000;
/** So that a line fits into a block even where each of its characters has to be escaped. */
const ADDRESS_LENGTH = 200;
const SENTENCE_LENGTH = 300;

/** As Slack names its parts. `text` is for notifications, and for those that know no blocks. */
export interface SlackBody {
  readonly text: string;
  readonly blocks: readonly SlackBlock[];
}

type SlackBlock =
  | { readonly type: "section"; readonly text: SlackText }
  | { readonly type: "context"; readonly elements: readonly SlackText[] };

/** `verbatim`: Slack looks for no links and names by itself. */
interface SlackText {
  readonly type: "mrkdwn";
  readonly text: string;
  readonly verbatim: true;
}

const ICON: Readonly<Record<Severity, string>> = { critical: "🔴", warning: "🟡", info: "🔵" };

/** `most`: how many resources it may name. */
export function slackBody(news: News, most?: number): SlackBody {
  const { resources, moreResources } = webhookBody(news, most);
  const headline = `${isBad(news) ? "⚠️" : "✅"} ${slackProse(newsText(news, { name: qualifiedName(news.run), isNaming: false }))}`;
  const lines = [...resources.map(lineOf), ...(moreResources > 0 ? [`… and ${moreResources} more`] : [])];
  return {
    text: [headline, ...lines].join("\n"),
    blocks: [
      section(headline),
      ...joined(lines).map(section),
      { type: "context", elements: [mrkdwn(slackProse(contextOf(news)))] },
    ],
  };
}

/** The same to try a webhook. */
export function slackTestBody(): SlackBody {
  return { text: TEST_TEXT, blocks: [section(TEST_TEXT)] };
}

function lineOf({ address, severity, change, sentence }: WebhookResource): string {
  const name = slackCode(shortText(address, ADDRESS_LENGTH));
  if (change === "gone") return `✅ ${name}`;
  const worse = change === "worse" ? "worse than before: " : "";
  return `${ICON[severity]} ${name} ${worse}${slackProse(shortText(sentence, SENTENCE_LENGTH))}`;
}

/** Lines put together, as many as one block takes. */
function joined(lines: readonly string[]): string[] {
  const texts: string[] = [];
  for (const line of lines) {
    const last = texts.at(-1);
    if (last !== undefined && last.length + 1 + line.length <= BLOCK_LENGTH)
      texts[texts.length - 1] = `${last}\n${line}`;
    else texts.push(line);
  }
  return texts;
}

function contextOf({ run }: News): string {
  const source = sourceWords(run.metadata.source);
  const parts = [`${triggerWords(run.trigger)} check`, run.id, ...(source === "" ? [] : [source])];
  return shortText(parts.join(" · "), SENTENCE_LENGTH);
}

function section(text: string): SlackBlock {
  return { type: "section", text: mrkdwn(text) };
}

function mrkdwn(text: string): SlackText {
  return { type: "mrkdwn", text, verbatim: true };
}
