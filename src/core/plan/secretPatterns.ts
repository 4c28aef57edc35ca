/** Secrets that free text gives away by how they stand in it, whether or not anybody knows them. */
import { SENSITIVE } from "../../shared/vocabulary";
import { isSecretName } from "./secretNames";

/** Where a name may begin, also after an escaped line feed. Keeps the search linear in long words. */
const START = String.raw`(?:(?<![\w.\\-])|(?<=\\[nrt]))`;
const NAME = String.raw`(?<name>-{0,2}[A-Za-z_][\w.-]{0,200})`;
/** `password = `, `"password": `, `\"password\":`. */
const ASSIGNED = new RegExp(String.raw`${START}${NAME}\\{0,20}["']?[ \t]{0,100}(?:=>|:=|[=:])[ \t]{0,100}`, "g");
/** `--password ` */
const FLAG = new RegExp(String.raw`${START}(?=-)${NAME}[ \t]{1,100}(?!-)`, "g");
/** `password: ` at the start of a line, which is YAML or the like. */
const LINE =
  /^[ \t]{0,200}(?:- )?(?<name>[A-Za-z_][\w.-]{0,200})(?:[ \t]{0,100}:[ \t]{1,100}|[ \t]{1,100}=[ \t]{1,100})(?![\s"'|><[{])/gm;
const ELEMENT = /<(?<name>[A-Za-z_][\w.-]{0,100})>/g;

/** Up to the closing quote, which is escaped as the opening one is, a doubled single quote included; else up to the end of the line. */
const QUOTED = String.raw`(?<slashes>\\*)(?<quote>["'])(?:(?!(?<!\\)\k<slashes>\k<quote>)[^\n])*(?:\k<slashes>\k<quote>)?(?:(?<=')'[^'\n]*')*`;
const HEREDOC = String.raw`<<[-~]?["']?(?<label>\w+)["']?[ \t]*\r?\n[^]*?(?:\n[ \t]*\k<label>\b|$)`;
/** All further lines that are indented or empty. */
const BLOCK = String.raw`[|>][-+\d]*[ \t]*(?:\r?\n(?:[ \t][^\n]*|(?=\r?\n)))+`;
const LIST = String.raw`\[[^\]]*\]?|\{[^}]*\}?`;
/** Up to white space, a quote or the next assignment, without closing brackets at the end. */
const BARE = String.raw`(?:(?![,;&](?:\s|$|[\w.-]+=)|[)\]}]+(?:[\s"',;]|$)|\\+["'])[^\s"'])+`;
const VALUE = String.raw`\(sensitive\)|${QUOTED}|${HEREDOC}|${BLOCK}|${LIST}|${BARE}`;
const REST_OF_LINE = String.raw`[^\n"]+`;
const CONTENT = "[^<]+";

const PRIVATE_KEY = /-----BEGIN [A-Z ]{0,40}PRIVATE KEY[A-Z ]{0,20}-----[^]*?(?:-----END [A-Z ]{0,60}-----|$)/g;
/** `scheme://user:password@host`, and `scheme://TOKEN@host`. */
const URL_CREDENTIALS =
  /\b(?<before>[a-z][a-z0-9+.-]{1,20}:\/\/(?:[^\s:/@"']{0,200}:(?=[^\s/"'])|(?=[^\s:/@"']{16})))[^\s/"']{1,2000}@/gi;
const AUTHORIZATION = /\b(?<scheme>Bearer|Basic)(?<space>[ \t]+)(?=[^\s"']*[A-Z0-9])[A-Za-z0-9+/._~-]{8,}=*/g;

/**
 * The text without them. More than the secret is hidden where it is not clear where it ends, and everything where the text
 * is too much for the search.
 */
export function hidePatterns(text: string): string {
  try {
    return hideAll(text);
  } catch (error) {
    if (error instanceof RangeError) return SENSITIVE; // the search ran out of stack in a word of megabytes
    throw error;
  }
}

function hideAll(text: string): string {
  let result = text;
  if (result.includes("PRIVATE KEY")) result = result.replace(PRIVATE_KEY, SENSITIVE);
  if (result.includes("://")) result = result.replace(URL_CREDENTIALS, `$<before>${SENSITIVE}@`);
  if (/Bearer|Basic/.test(result)) result = result.replace(AUTHORIZATION, `$<scheme>$<space>${SENSITIVE}`);
  if (/[=:]/.test(result)) {
    result = hideNamed(result, LINE, REST_OF_LINE);
    result = hideNamed(result, ASSIGNED, VALUE);
  }
  if (result.includes("-")) result = hideNamed(result, FLAG, VALUE);
  return result.includes("<") ? hideNamed(result, ELEMENT, CONTENT) : result;
}

/** Hides what follows a name that means a secret, and looks into what follows any other. */
function hideNamed(text: string, names: RegExp, valuePattern: string): string {
  const value = new RegExp(valuePattern, "y");
  let result = "";
  let done = 0;
  for (const match of text.matchAll(names)) {
    if (match.index < done || !isSecretName(lastPart(match.groups!.name!)) || isInArn(text, match.index)) continue;
    value.lastIndex = match.index + match[0].length;
    const [found] = value.exec(text) ?? [];
    if (found === undefined || saysNothing(found)) continue;
    result += text.slice(done, match.index) + match[0] + hidden(found);
    done = value.lastIndex;
  }
  return result + text.slice(done);
}

/** The quotes stay, so that what is around it remains what it was. */
function hidden(value: string): string {
  const [quote = ""] = /^\\*["']/.exec(value) ?? [];
  return quote + SENSITIVE + (value.length > quote.length && value.endsWith(quote) ? quote : "");
}

const NOTHING = /^(?:\\*["']\\*["']|(?:\\*["'])?(?:true|false|null|nil|none|\(sensitive\))(?:\\*["'])?)$/i;

function saysNothing(value: string): boolean {
  return NOTHING.test(value.trim()) || PROGRESS.test(value);
}

/** What Terraform says after the address of a resource, which may be called `password`. */
const PROGRESS = /^(?:Drift|Plan|Refresh|Read|Still|Suggested)(?:ing)?(?: |$)/;

/** `spring.datasource.password` is a password, `aws_iam_access_key.ci` is none. */
function lastPart(name: string): string {
  return /[^.]*\.*$/.exec(name)![0];
}

/** `arn:aws:secretsmanager:eu-west-1:123456789012:secret:db` names a secret, and is none. */
function isInArn(text: string, at: number): boolean {
  return /arn:[^\s"']*$/.test(text.slice(Math.max(0, at - 200), at));
}
