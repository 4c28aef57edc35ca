/** One resource of a report, in the words of every other surface. */
import {
  applyingWords,
  capitalized,
  changedValues,
  codeWords,
  NOT_SET,
  plannedActionWords,
  reasonWords,
  whyOf,
} from "../../shared/format";
import { visible } from "../../shared/formatValue";
import type { AttributeChange, DriftedResource, PendingChange } from "../../shared/model";
import type { Change, CodeLink, Entry, Said } from "../../shared/protocol";

/** Makes a place in the code something that the page can name; the file is relative to the root module. */
export type Linker = (location: { file: string; line: number; column?: number } | null) => CodeLink | null;

const CHANGES_AT_MOST = 50;
/** Characters of a value; longer ones are cut around the place where they differ. */
const VALUES = { width: 300 };

/** A drifted resource with its changed attributes. */
export function resourceEntry(resource: DriftedResource, link: Linker): Entry {
  const shown = resource.action === "delete" ? [] : resource.changes.slice(0, CHANGES_AT_MOST);
  return {
    address: visible(resource.address),
    place: link(resource.location),
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
  const words = [reason === undefined ? "" : visible(reason), until === undefined ? how : `${how} until ${until}`];
  const ignored = capitalized(words.filter((word) => word !== "").join(" · "));
  return { ...entry, notes: [ignored, ...entry.notes] };
}

/** A change of the code that waits to be applied; a text names an output. */
export function pendingEntry(pending: PendingChange | string): Entry {
  if (typeof pending === "string") return { ...plainEntry(`output.${pending}`), notes: ["The output's value changes"] };
  const { address, actions, causedBy } = pending;
  const action = capitalized(plannedActionWords(actions));
  const note = causedBy === undefined ? action : `${action}, only because ${visible(causedBy)} drifted`;
  return { ...plainEntry(address), notes: [note] };
}

/** An address of which nothing else is to be said. */
export function plainEntry(address: string): Entry {
  return { address: visible(address), place: null, notes: [], changes: [], moreChanges: 0 };
}

function whyWords(resource: DriftedResource): string {
  const { attribute, reason, remedy } = whyOf(resource);
  const why =
    attribute === null
      ? visible(capitalized(reason || reasonWords(resource.reason)))
      : visible(`${attribute}: ${reason}`);
  return remedy === null ? why : `${why}; ${remedy}`;
}

function changeOf(change: AttributeChange, resource: DriftedResource, link: Linker): Change {
  const { recorded, actual, planned } = changedValues(change, VALUES);
  const file = resource.location?.file;
  const isDecided = change.effect !== "converged" && change.effect !== "kept" && change.effect !== "noise";
  const isShown = planned !== null && isDecided && !change.sensitive;
  const { severity, severityReason = "" } = change;
  const isSaid = resource.severityReason === `${change.attribute}: ${severityReason}` || severityReason === "";
  return {
    attribute: visible(change.attribute),
    place: file === undefined || change.location === null ? null : link({ file, ...change.location }),
    note: severity === "critical" && !isSaid ? visible(capitalized(severityReason)) : null,
    values: change.sensitive ? null : { recorded: said(recorded), actual: said(actual) },
    inCode: isShown ? said(planned) : { text: codeWords(change, resource.reason, VALUES), isValue: false },
    applying: change.effect === "noise" ? "" : applyingWords(change),
  };
}

function said(text: string): Said {
  return { text, isValue: text !== NOT_SET };
}
