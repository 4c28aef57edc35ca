import { plural } from "../../shared/format";
import type { NewIgnoreRule } from "./writeRule";
import { ruleFindings, type RuleUse } from "./ruleFindings";
import { type RuleInText, readRulesText } from "./rulesFile";

/** Something to be marked in the text of a rules file. */
export interface RulesMark {
  /** UTF-16 units from the start of the text. */
  start: number;
  /** Exclusive; never past the end of the line. */
  end: number;
  severity: "error" | "warning" | "info";
  /** One sentence. */
  message: string;
}

export interface RulesContext {
  /** Its day in UTC decides which rules have expired. */
  today: Date;
  /** What the rules of this file came to in the last complete check of each root module that they are for; absent: not known. */
  uses?: readonly RuleUse[];
}

/** A rule that ends within so many days is announced. */
const DAYS_AHEAD = 14;
const DAY = 24 * 60 * 60 * 1000;

/**
 * What somebody should know who has the rules file open, in the order of the text: errors, rules that have expired or end soon, and rules that
 * matched nothing. The text may have been edited since the check; a rule that was changed has no uses.
 */
export function rulesProblems(text: string, { today, uses = [] }: RulesContext): RulesMark[] {
  const { ignore, problems } = readRulesText(text);
  const errors = problems.map(({ offset, message }) => mark(text, offset, "error", message));
  const byRule = new Map<string, RuleUse[]>();
  for (const use of uses) byRule.set(sameness(use.rule), [...(byRule.get(sameness(use.rule)) ?? []), use]);
  const findings = ignore.flatMap((found) => aboutRule(text, found, today, byRule.get(sameness(found.rule)) ?? []));
  return [...errors, ...findings].sort((a, b) => a.start - b.start);
}

function aboutRule(
  text: string,
  { rule, ordinal, node }: RuleInText<NewIgnoreRule>,
  today: Date,
  uses: readonly RuleUse[],
): RulesMark[] {
  const day = today.toISOString().slice(0, 10);
  const expired = rule.until !== undefined && rule.until < day;
  const at = (key: string): number =>
    node.children?.find((child) => child.children?.[0]?.value === key)?.offset ?? node.offset;
  const subject = `Ignore rule ${ordinal} (${rule.address})`;
  const asNow = uses.map((use) => ({ ...use, expired, rule: { ...rule, file: "", line: 0, ordinal } }));
  const marks = ruleFindings(asNow).map(({ kind, sentence }) =>
    mark(text, at(kind === "expired" ? "until" : "address"), "warning", sentence),
  );
  if (rule.until === undefined) return marks;
  if (expired)
    return marks.length > 0 ? marks : [mark(text, at("until"), "warning", `${subject} expired after ${rule.until}.`)];
  const days = Math.round((Date.parse(rule.until) - Date.parse(day)) / DAY);
  if (days > DAYS_AHEAD) return marks;
  const when = days === 0 ? "today" : `in ${plural(days, "day")}, after ${rule.until}`;
  return [...marks, mark(text, at("until"), "info", `${subject} ends ${when}.`)];
}

/** What makes two rules the same, wherever they stand. */
function sameness({ address, attributes, reason, author, until, rootModules }: NewIgnoreRule): string {
  return JSON.stringify([address, attributes, reason, author, until, rootModules]);
}

/** Marks the word that stands there, of a list or an object all of its first line. */
function mark(text: string, offset: number, severity: RulesMark["severity"], message: string): RulesMark {
  const word = /"(?:[^"\\\r\n]|\\[^\r\n])*"?|[[{][^\r\n]*|[^\s,\]}]+/y;
  word.lastIndex = offset;
  const length = word.exec(text)?.[0].trimEnd().length ?? 0;
  if (length > 0) return { start: offset, end: offset + length, severity, message };
  // Where something is missing, nothing may stand: what is in front of it is marked.
  const isBlank = offset >= text.length || /\s/.test(text[offset]!);
  const start = isBlank ? Math.max(0, text.slice(0, offset).trimEnd().length - 1) : offset;
  return { start, end: Math.min(text.length, start + 1), severity, message };
}
