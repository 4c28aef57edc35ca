/** Drifted resources as the data of a prompt: one JSON object each, as detailed as there is room for. */
import { actionWords, applyingWords, changedValues, codeWords } from "../../shared/format";
import { fits } from "../../shared/formatValue";
import type { Json, Severity } from "../../shared/model";
import { bySeverity, type SuggestSubject } from "../../shared/suggest";
import { SENSITIVE } from "../../shared/vocabulary";
import { asData } from "./dataFence";
import { changesOf, happenedWords, PATH_LENGTH, riskWords, shortened, type SubjectChange } from "./subjectWords";

const ADDRESS_LENGTH = 300;
const REASON_LENGTH = 300;

/** How much of a resource is said. */
interface Detail {
  /** Of one value, in characters. */
  readonly width: number;
  readonly changes: number;
}

const DETAILS: readonly Detail[] = [
  { width: 4000, changes: 100 },
  { width: 1500, changes: 60 },
  { width: 500, changes: 40 },
  { width: 200, changes: 20 },
  { width: 80, changes: 8 },
];
const BRIEF: Detail = { width: 40, changes: 3 };
/** What one severity may take for more than the brief form, where milder ones follow. */
const SHARE = 2 / 3;

/** One resource as the text of a JSON object in one line, and what is not in it. */
interface Entry {
  readonly text: string;
  readonly changesLeftOut: number;
  readonly cutValues: number;
  readonly hidden: readonly HiddenValue[];
}

/** A changed attribute of which a value, or something in it, is a secret that was taken out. */
export interface HiddenValue {
  readonly address: string;
  readonly attribute: string;
}

export interface PromptData {
  /** Gravest first. */
  readonly entries: readonly Entry[];
  /** By severity, gravest first; empty where all are in it. */
  readonly leftOut: readonly { readonly severity: Severity; readonly count: number }[];
}

/**
 * As many of the resources as there is room for (in characters, with one for a comma and one for a line feed each). The gravest
 * come first and get the most detail; none is left out while a milder one is in it.
 */
export function promptData(subjects: readonly SuggestSubject[], room: number): PromptData {
  const groups = bySeverity(subjects);
  const entries: Entry[] = [];
  const leftOut: { severity: Severity; count: number }[] = [];
  let left = room;
  for (const [i, group] of groups.entries()) {
    let share = i === groups.length - 1 ? left : left * SHARE;
    for (const [j, subject] of group.subjects.entries()) {
      const waiting = group.subjects.length - j;
      const entry = leftOut.length > 0 ? null : entryWithin(subject, share / waiting, left);
      if (entry === null) {
        leftOut.push({ severity: group.severity, count: waiting });
        break;
      }
      entries.push(entry);
      share -= sizeOf(entry);
      left -= sizeOf(entry);
    }
  }
  return { entries, leftOut };
}

function sizeOf({ text }: Entry): number {
  return text.length + 2;
}

/** The most detailed form that takes no more than its fair share, else the brief one; null if there is no room even for that. */
function entryWithin(subject: SuggestSubject, fairShare: number, left: number): Entry | null {
  for (const detail of DETAILS) {
    const entry = describe(subject, detail);
    if (sizeOf(entry) <= fairShare) return entry;
  }
  const brief = describe(subject, BRIEF);
  return sizeOf(brief) <= left ? brief : null;
}

function describe(subject: SuggestSubject, { width, changes: atMost }: Detail): Entry {
  const { resource } = subject;
  const all = changesOf(subject);
  const shown = all.slice(0, atMost);
  const text = asData({
    address: shortened(resource.address, ADDRESS_LENGTH),
    type: shortened(resource.type, ADDRESS_LENGTH),
    severity: resource.severity,
    outside: actionWords(resource.action),
    ...knownByCheck(subject),
    changes: shown.map((one) => changeData(subject, one, width)),
    ...(all.length > shown.length ? { furtherChanges: all.length - shown.length } : {}),
  });
  return {
    text,
    changesLeftOut: all.length - shown.length,
    cutValues: shown.flatMap(({ change }) => shownValues(change)).filter((value) => !fits(value, { width })).length,
    hidden: shown
      .filter(({ change }) => isHidden(change) || shownValues(change).some(holdsHidden))
      .map(({ change }) => ({ address: resource.address, attribute: change.attribute })),
  };
}

function knownByCheck(subject: SuggestSubject): Record<string, Json> {
  if (subject.from === "body") return {};
  const { ignored, location } = subject.resource;
  return {
    verdict: happenedWords(subject),
    severityReason: shortened(riskWords(subject) ?? "", REASON_LENGTH),
    ...(ignored === null ? {} : { ignored: shortened(ignored.reason ?? `by a ${ignored.by}`, REASON_LENGTH) }),
    ...(location === null ? {} : { file: `${shortened(location.file, ADDRESS_LENGTH)}:${location.line}` }),
  };
}

function changeData(subject: SuggestSubject, one: SubjectChange, width: number): Json {
  const attribute = shortened(one.change.attribute, PATH_LENGTH);
  const { recorded, actual } = changedValues(one.change, { width });
  const values: Record<string, Json> = isHidden(one.change) ? { values: SENSITIVE } : { recorded, actual };
  if (one.from === "body" || subject.from === "body") return { attribute, change: one.change.action, ...values };
  const code = shortened(codeWords(one.change, subject.resource.reason, { width }), 2 * width + PATH_LENGTH);
  return { attribute, ...values, code, applying: applyingWords(one.change) };
}

function isHidden({ sensitive }: SubjectChange["change"]): boolean {
  return sensitive === true;
}

function shownValues(change: SubjectChange["change"]): Json[] {
  if (isHidden(change)) return [];
  const isPlanShown = "effect" in change && (change.effect === "conflict" || change.effect === "replaced");
  return [change.before, change.after, ...(isPlanShown ? [change.planned ?? null] : [])];
}

function holdsHidden(value: Json): boolean {
  if (typeof value === "string") return value.includes(SENSITIVE);
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(value).some(([key, item]) => key.includes(SENSITIVE) || holdsHidden(item));
}
