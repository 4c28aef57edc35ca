/**
 * Foreign text in Slack's markup (mrkdwn), so that nothing in it becomes live: no link, no mention, no reference to a channel. Others
 * that take Slack's format (Mattermost, Rocket.Chat, Discord) look for plain "@channel" and addresses, too: these are broken up.
 */
import { visible } from "../../shared/formatValue";

/** Slack itself wants exactly these three to be escaped, and undoes it when it shows the text. */
const ESCAPES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

const WORD_JOINER = "\u2060";

/** Prose. */
export function slackProse(text: string): string {
  return withoutLinks(visible(text).replace(/`/g, "'")).replace(/[@#]/g, `$&${WORD_JOINER}`);
}

/** A span of code, in which nobody looks for mentions: what is copied from it is exact, but for backticks, which nothing can escape there. */
export function slackCode(text: string): string {
  return `\`${withoutLinks(visible(text).replace(/`/g, "'")) || " "}\``;
}

function withoutLinks(text: string): string {
  return text
    .replace(/[&<>]/g, (character) => ESCAPES[character]!)
    .replace(/:(?=\/\/)|\bwww(?=\.)|\bmailto:/gi, `$&${WORD_JOINER}`);
}
