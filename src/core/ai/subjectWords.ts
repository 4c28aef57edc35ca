/** Drifted resources in the words of prompts and advice: those of `shared/format`, and what can be said of foreign ones. */
import { actionWords, capitalized, changedValues, changeSentence, resourceSentence, whyOf } from "../../shared/format";
import { type ValueStyle, visible } from "../../shared/formatValue";
import type { AttributeChange } from "../../shared/model";
import type { SuggestChange, SuggestSubject } from "../../shared/suggest";

/** A foreign text of one line, with nothing in it that acts or hides, and not longer than that. */
export function shortened(text: string, length: number): string {
  const shown = visible(text.slice(0, length + 1));
  return shown.length <= length ? shown : `${shown.slice(0, length - 1)}…`;
}

/** Nothing happened to it at all. */
export function isNoise({ from, resource }: SuggestSubject): boolean {
  return from === "check" && resource.reason === "noise";
}

/** A changed attribute of either kind of subject. Bodies do not say what applying the code would do. */
export type SubjectChange =
  | { readonly from: "check"; readonly change: AttributeChange }
  | { readonly from: "body"; readonly change: SuggestChange };

/** What changed, without what only looks changed beside it. Of noise all of it. */
export function changesOf(subject: SuggestSubject): SubjectChange[] {
  if (subject.from === "body") return subject.resource.changes.map((change) => ({ from: "body", change }));
  const { changes } = subject.resource;
  const told = isNoise(subject) ? changes : changes.filter(({ effect }) => effect !== "noise");
  return told.map((change) => ({ from: "check", change }));
}

/** A resource in one sentence: "Deleted outside; applying creates it again." */
export function happenedWords({ from, resource }: SuggestSubject): string {
  if (from === "check") return resourceSentence(resource);
  return `${capitalized(actionWords(resource.action))} outside.`;
}

/** Why it is as grave as it is, with the attribute that decides it; null where nobody said so. */
export function riskWords(subject: SuggestSubject): string | null {
  if (subject.from === "body" || subject.resource.severityReason === "") return null;
  const { attribute, reason } = whyOf(subject.resource);
  return attribute === null ? capitalized(reason) : `${shortened(attribute, 120)}: ${reason}`;
}

/** How long an attribute's path may become: keys of maps are data. */
export const PATH_LENGTH = 200;

/** A change in one sentence: `size is "large" in the cloud, the code says "small"; applying puts it back.` */
export function changeWords(subject: SuggestSubject, one: SubjectChange, style: ValueStyle): string {
  const attribute = shortened(one.change.attribute, PATH_LENGTH);
  if (one.from === "check" && subject.from === "check") {
    return changeSentence({ ...one.change, attribute }, subject.resource.reason, style);
  }
  const { action, sensitive } = one.change;
  if (sensitive === true) return `${attribute} changed in the cloud, its value is hidden.`;
  const { recorded, actual } = changedValues(one.change, style);
  if (action === "create") return `${attribute} was added in the cloud as ${actual}.`;
  if (action === "delete") return `${attribute} was removed in the cloud, it was ${recorded}.`;
  return `${attribute} changed from ${recorded} to ${actual} in the cloud.`;
}
