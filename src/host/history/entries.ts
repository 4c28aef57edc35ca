/** One resource of a run, in the words of every other surface. */
import type { AttributeDifference, ChangedDrift } from "../../core/history/compareRuns";
import {
  applyingWords,
  capitalized,
  changedValues,
  codeWords,
  NOT_SET,
  plannedActionWords,
  reasonWords,
  resourceSentence,
  severityWords,
  whyOf,
} from "../../shared/format";
import { fits, visible } from "../../shared/formatValue";
import type { AttributeChange, DriftedResource, Json, PendingChange } from "../../shared/model";
import type { Change, CodeLink, Difference, Entry, Said } from "../../shared/protocol";

/** Where something stood in the code when it was checked, and what it is, so that it can be found where it stands now. */
export interface CodeTarget {
  /** Relative to the root module; 1-based. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Null: a message's place, which is nothing but that. */
  readonly address: string | null;
  readonly attribute: string | null;
}

/** Makes things of a run something that the page can name. */
export interface Linker {
  code(target: CodeTarget): CodeLink | null;
  resource(resource: DriftedResource): number;
}

const CHANGES_AT_MOST = 50;
/** Characters of any other text: keys and names are the cloud's, too, and may be as long as it likes. */
const TEXT_AT_MOST = 2000;
/** Characters of a value; longer ones are cut around the place where they differ. */
const VALUES = { width: 300 };

/** A drifted resource with its changed attributes. */
export function resourceEntry(resource: DriftedResource, link: Linker): Entry {
  const shown = resource.action === "delete" ? [] : resource.changes.slice(0, CHANGES_AT_MOST);
  return {
    ...plainEntry(resource.address),
    place: placeOf(resource, null, link),
    resource: link.resource(resource),
    hasDifference: resource.changes.length > 0,
    notes: [whyWords(resource)],
    changes: shown.map((change) => changeOf(change, resource, link)),
    moreChanges: resource.action === "delete" ? 0 : resource.changes.length - shown.length,
  };
}

/** A resource that somebody chose to ignore: first why, then what it is. */
export function setAsideEntry(resource: DriftedResource, link: Linker): Entry {
  const entry = resourceEntry(resource, link);
  const { by, reason, until } = resource.ignored ?? { by: "rule" };
  const how = by === "run" ? "ignored in this run" : "ignored by a rule";
  const words = [reason === undefined ? "" : shownText(reason), until === undefined ? how : `${how} until ${until}`];
  const ignored = capitalized(words.filter((word) => word !== "").join(" · "));
  return { ...entry, notes: [ignored, ...entry.notes] };
}

/** A change of the code that waits to be applied; a text names an output. */
export function pendingEntry(pending: PendingChange | string): Entry {
  if (typeof pending === "string") return { ...plainEntry(`output.${pending}`), notes: ["The output's value changes"] };
  const { address, actions, causedBy } = pending;
  const action = capitalized(plannedActionWords(actions));
  const note = causedBy === undefined ? action : `${action}, only because ${shownText(causedBy)} drifted`;
  return { ...plainEntry(address), notes: [note] };
}

/** An address of which nothing else is to be said. */
export function plainEntry(address: string): Entry {
  return {
    address: shownText(address),
    place: null,
    resource: null,
    hasDifference: false,
    notes: [],
    changes: [],
    differences: [],
    moreChanges: 0,
  };
}

/** A resource that drifted in two runs, but not alike. */
export function changedEntry({ older, newer, attributes }: ChangedDrift, link: Linker): Entry {
  const shown = attributes.slice(0, CHANGES_AT_MOST);
  return {
    ...plainEntry(newer.address),
    place: placeOf(newer, null, link),
    resource: link.resource(newer),
    hasDifference: newer.changes.length > 0,
    notes: resourceNotes(older, newer),
    differences: shown.map(differenceOf),
    moreChanges: attributes.length - shown.length,
  };
}

function resourceNotes(older: DriftedResource, newer: DriftedResource): string[] {
  const became = (before: string, after: string): string[] => (before === after ? [] : [`${before} → ${after}`]);
  return [
    ...became(severityWords(older.severity), severityWords(newer.severity)),
    ...became(ignoredWords(older), ignoredWords(newer)),
    ...became(resourceSentence(older), resourceSentence(newer)),
  ];
}

function ignoredWords({ ignored }: DriftedResource): string {
  return ignored === null ? "Not ignored" : "Ignored";
}

function differenceOf({ attribute, older, newer }: AttributeDifference): Difference {
  const saidOf = (change: AttributeChange | null): Said => {
    if (change === null) return words("as recorded");
    if (change.sensitive) return words("(sensitive)");
    return said(changedValues(change, VALUES).actual, change.after);
  };
  return { attribute: shownText(attribute), older: saidOf(older), newer: saidOf(newer) };
}

function placeOf(resource: DriftedResource, change: AttributeChange | null, link: Linker): CodeLink | null {
  const { location, address } = resource;
  if (location === null || (change !== null && change.location === null)) return null;
  const { line, column } = change?.location ?? location;
  return link.code({ file: location.file, line, column, address, attribute: change?.attribute ?? null });
}

function whyWords(resource: DriftedResource): string {
  const { attribute, reason, remedy } = whyOf(resource);
  const why =
    attribute === null
      ? shownText(capitalized(reason || reasonWords(resource.reason)))
      : shownText(`${attribute}: ${reason}`);
  return remedy === null ? why : `${why}; ${remedy}`;
}

function changeOf(change: AttributeChange, resource: DriftedResource, link: Linker): Change {
  const { recorded, actual, planned } = changedValues(change, VALUES);
  const isDecided = change.effect !== "converged" && change.effect !== "kept" && change.effect !== "noise";
  const isShown = planned !== null && isDecided && !change.sensitive;
  return {
    attribute: shownText(change.attribute),
    place: placeOf(resource, change, link),
    note: gravityWords(change, resource),
    values: change.sensitive ? null : { recorded: said(recorded, change.before), actual: said(actual, change.after) },
    inCode: isShown ? said(planned, change.planned ?? null) : words(codeWords(change, resource.reason, VALUES)),
    applying: change.effect === "noise" ? "" : applyingWords(change),
  };
}

/** Where the attribute is critical, or not as grave as the resource; not what the resource says already. */
function gravityWords(
  { attribute, severity, severityReason = "" }: AttributeChange,
  resource: DriftedResource,
): string | null {
  if (severity === undefined || resource.severityReason === `${attribute}: ${severityReason}`) return null;
  if (severity !== "critical" && severity === resource.severity) return null;
  const reason = severityReason === "" ? "" : `: ${severityReason}`;
  return shownText(`${severityWords(severity)}${reason}`);
}

function said(text: string, value: Json): Said {
  return { text, isValue: text !== NOT_SET, isCut: !fits(value, VALUES) };
}

function words(text: string): Said {
  return { text, isValue: false, isCut: false };
}

/** Cut, with nothing in it that could act or hide. */
export function shownText(text: string): string {
  return text.length > TEXT_AT_MOST ? `${visible(text.slice(0, TEXT_AT_MOST))}…` : visible(text);
}
