/** What our own rules say about drifted resources, in Markdown: the answer where no model is configured. */
import { plural, severityWords } from "../../shared/format";
import { formatCount } from "../../shared/formatValue";
import type { Severity } from "../../shared/model";
import { bySeverity, type SuggestSubject } from "../../shared/suggest";
import { filledCommand } from "../../shared/suggestedCommands";
import { code, prose } from "../report/markdownText";
import { fitLines, type Line } from "./fittedLines";
import { DEFAULT_LIMIT, FRAME } from "./frame";
import { optionOf, OPTION_NAMES, type OptionName, optionsFor } from "./options";
import { changesOf, changeWords, happenedWords, isNoise, riskWords, shortened } from "./subjectWords";

export interface AdviceOptions {
  /** In characters: 24,000 by default; at least 6,000 are used. */
  readonly limit?: number;
  /** The run that the resources are from, for commands that need one. */
  readonly runId?: string;
}

const LEAST_LIMIT = 6000;
/** For the sentences at the end. */
const RESERVE = 600;
const ADDRESS_LENGTH = 120;
const NAMED_AT_MOST = 3;
const RISKS_AT_MOST = 3;
const RISK_LENGTH = 160;
/** Of one resource, and of one among several. */
const ALONE = { width: 200, changes: 60 };
const AMONG_OTHERS = { width: 60, changes: 3 };

/** What happened, why it matters and what can be done: of one resource briefly, of several consolidated by severity. */
export function adviceFor(subjects: readonly SuggestSubject[], options: AdviceOptions = {}): string {
  const room = Math.max(LEAST_LIMIT, options.limit ?? DEFAULT_LIMIT) - RESERVE;
  const [only] = subjects;
  const lines = subjects.length === 1 ? alone(only!, options) : together(subjects, options);
  const { text, resourcesLeftOut, changesLeftOut } = fitLines(lines, room);
  const lost = [
    ...(resourcesLeftOut > 0 ? [plural(resourcesLeftOut, "resource")] : []),
    ...(changesLeftOut > 0 ? [plural(changesLeftOut, "changed attribute")] : []),
  ];
  const notes = [
    ...(lost.length > 0 ? [`_Left out for want of room: ${lost.join(" and ")}._`] : []),
    ...(text.includes("`terraform-drift ") ? ["_Commands are to be run in the folder of the root module._"] : []),
    "_No model was asked: this is what the rules of Terraform Drift say._",
  ];
  return (
    [text === "" ? "Nothing drifted." : text, ...notes]
      .join("\n\n")
      .replace(/\n{3,}/g, "\n\n")
      .trim() + "\n"
  );
}

/** What something is called, as code; a name that reads like one of our commands must not look like one. */
function named(name: string, suffix = ""): string {
  const text = `${shortened(name, ADDRESS_LENGTH)}${suffix}`;
  return /^\s*terraform-drift\b/.test(text) ? prose(text) : code(text);
}

/** Ranks of lines: what there must be, then resources, then their attributes. */
const [FRAMING, RESOURCE, CHANGE] = [0, 1, 2];

const line = (text: string, rank = FRAMING): Line => ({ text, rank });

function alone(subject: SuggestSubject, options: AdviceOptions): Line[] {
  const { resource } = subject;
  const [cause, risk, choices] = FRAME;
  const title = [`**${named(resource.address)}**`, severityWords(resource.severity)];
  return [
    line([...title, ...placeOf(subject)].join(" · ")),
    line(`\n### ${cause}\n`),
    line(`${prose(happenedWords(subject))}${ignoredWords(subject)}\n`),
    ...changeLines(subject, "", ALONE),
    line(`\n### ${risk}\n`),
    ...riskLines([subject]),
    line(`\n### ${choices}\n`),
    ...optionLines([subject], options),
  ];
}

function together(subjects: readonly SuggestSubject[], options: AdviceOptions): Line[] {
  return bySeverity(subjects).flatMap((group) => groupLines(group.severity, group.subjects, options));
}

function groupLines(severity: Severity, subjects: readonly SuggestSubject[], options: AdviceOptions): Line[] {
  const [cause, risk, choices] = FRAME;
  return [
    line(`\n## ${severityWords(severity)} (${formatCount(subjects.length)})`),
    line(`\n### ${cause}\n`),
    ...subjects.flatMap((subject) => resourceLines(subject)),
    line(`\n### ${risk}\n`),
    ...riskLines(subjects),
    line(`\n### ${choices}\n`),
    ...optionLines(subjects, options),
  ];
}

function resourceLines(subject: SuggestSubject): Line[] {
  const words = [named(subject.resource.address), ...placeOf(subject)].join(" in ");
  const text = `- ${words}: ${prose(happenedWords(subject))}${ignoredWords(subject)}`;
  return [{ text, rank: RESOURCE, counts: "resource" }, ...changeLines(subject, "  ", AMONG_OTHERS)];
}

function placeOf({ from, resource }: SuggestSubject): string[] {
  if (from === "body" || resource.location === null) return [];
  return [named(resource.location.file, `:${resource.location.line}`)];
}

function ignoredWords({ from, resource }: SuggestSubject): string {
  if (from === "body" || resource.ignored === null) return "";
  const { by, reason } = resource.ignored;
  const how = by === "run" ? "It is ignored in this run" : "It is ignored by a rule";
  return reason === undefined ? ` ${how}.` : ` ${how}: ${prose(shortened(reason, RISK_LENGTH))}`;
}

function changeLines(subject: SuggestSubject, indent: string, { width, changes: atMost }: typeof ALONE): Line[] {
  const all = changesOf(subject);
  // What was recorded of an object that is gone says nothing about what happened.
  if (subject.resource.action === "delete") return [];
  const shown = all.slice(0, atMost).map((one): Line => {
    const text = `${indent}- ${prose(changeWords(subject, one, { width }))}`;
    return { text, rank: CHANGE, counts: "change" };
  });
  const rest = all.length - shown.length;
  const more = `${indent}- … and ${plural(rest, "more attribute")}`;
  return rest > 0 ? [...shown, line(more, CHANGE)] : shown;
}

/** Each reason once, with how many resources it is said of. */
function riskLines(subjects: readonly SuggestSubject[]): Line[] {
  const counts = new Map<string, number>();
  for (const subject of subjects) {
    const words = isNoise(subject) ? "Nothing happened" : riskWords(subject);
    if (words !== null) counts.set(words, (counts.get(words) ?? 0) + 1);
  }
  if (counts.size === 0) return [line(`- ${unknownRisk(subjects[0]!.resource.severity)}`)];
  const ordered = [...counts].sort(([, a], [, b]) => b - a);
  const shown = ordered.slice(0, RISKS_AT_MOST).map(([words, count]) => {
    const often = count > 1 ? ` (${plural(count, "resource")})` : "";
    return line(`- ${prose(shortened(words, RISK_LENGTH))}${often}`);
  });
  const rest = ordered.length - shown.length;
  return rest > 0 ? [...shown, line(`- … and ${plural(rest, "more reason")}`)] : shown;
}

function unknownRisk(severity: Severity): string {
  return `It was sent as ${severityWords(severity).toLowerCase()}, without a reason.`;
}

/** Each option once, with the resources for which it makes sense. */
function optionLines(subjects: readonly SuggestSubject[], options: AdviceOptions): Line[] {
  const concerned = new Map<OptionName, SuggestSubject[]>();
  for (const subject of subjects) {
    for (const name of optionsFor(subject)) {
      const list = concerned.get(name) ?? [];
      list.push(subject);
      concerned.set(name, list);
    }
  }
  const names = OPTION_NAMES.filter((name) => concerned.has(name));
  if (names.length === 0) return [line("Nothing is to be done.")];
  return names.map((name, i) =>
    line(`${i + 1}. ${optionText(name, concerned.get(name)!, subjects.length > 1, options)}`),
  );
}

function optionText(
  name: OptionName,
  subjects: readonly SuggestSubject[],
  isOneOfSeveral: boolean,
  { runId }: AdviceOptions,
): string {
  const { title, text, command } = optionOf(name);
  const addresses = subjects.map(({ resource }) => resource.address);
  const spans = addresses.slice(0, NAMED_AT_MOST).map((address) => named(address));
  const rest = addresses.length - spans.length;
  const whom = isOneOfSeveral ? ` For ${spans.join(", ")}${rest > 0 ? ` and ${formatCount(rest)} more` : ""}.` : "";
  if (command === null) return `**${title}.** ${text}${whom}`;
  const address = addresses.length === 1 ? addresses[0]! : null;
  return `**${title}.** ${text}${whom} ${code(filledCommand(command, { address, runId: runId ?? null }))}`;
}
