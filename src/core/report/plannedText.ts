/** What a reviewed plan does, for reviews and records: what is lost first, then what puts drift right, then what is pending. */
import { NOT_SET, plannedActionWords, plural } from "../../shared/format";
import { formatDifference, visible } from "../../shared/formatValue";
import type { AttributeChange, DriftedResource, Json } from "../../shared/model";
import type { PlannedAttribute, PlannedChange, Review } from "../../shared/reconcile";
import { codePlace } from "./codePlace";
import { isForgotten } from "./reconcileWords";
import { columns, padded, wrap, type Ink } from "./textLayout";
import { ignoredParts } from "./textResource";
import { writeHeading, writeNamed, writeParts, writeText, type Page } from "./textPage";

const INDENT = 4;
/** Attributes of one resource; the rest is counted. */
const ATTRIBUTES_AT_MOST = 20;
/** Longer names of attributes get a line of their own. */
const NAME_COLUMNS_AT_MOST = 32;
/** As wide as "afterwards". */
const LABEL_COLUMNS = 10;

type Planned = Pick<Review, "kind" | "changes" | "driftedResources">;
type Group = "lost" | "drift" | "forgotten" | "pending";

/** All changes, in their groups. `prefix` leads to the root module. */
export function writePlanned(page: Page, planned: Planned, prefix: string): void {
  const groups = new Map<Group, PlannedChange[]>();
  for (const change of planned.changes) {
    const group = groupOf(change, planned);
    groups.set(group, [...(groups.get(group) ?? []), change]);
  }
  for (const [group, { title, note, ink }] of Object.entries(headings(page, planned)) as [Group, Heading][]) {
    const changes = groups.get(group) ?? [];
    if (changes.length === 0) continue;
    writeHeading(page, `${title} (${changes.length})`, note, ink);
    for (const [position, change] of changes.entries()) {
      if (position > 0) page.lines.push("");
      writeChange(page, change, { group, drifted: driftedOf(change, planned), prefix, ink });
    }
  }
}

function groupOf(change: PlannedChange, { kind }: Planned): Group {
  if (change.destroys) return "lost";
  if (kind === "accept_state" && isForgotten(change)) return "forgotten";
  return change.origin === "pending" ? "pending" : "drift";
}

interface Heading {
  readonly title: string;
  readonly note: string;
  readonly ink: Ink[];
}

/** In the order in which they are shown. */
function headings({ symbols: { arrow } }: Page, { kind }: Planned): Record<Group, Heading> {
  const values =
    kind === "apply" ? `actual ${arrow} afterwards` : `recorded ${arrow} afterwards, which is what is there`;
  return {
    lost: { title: "Lost", note: "objects that are deleted, or replaced by new ones", ink: ["red"] },
    drift: { title: kind === "apply" ? "Put back" : "Taken over", note: values, ink: ["yellow"] },
    forgotten: { title: "Forgotten", note: "the objects are gone already", ink: ["yellow"] },
    pending: {
      title: "Pending in code",
      note: "not drift: the code moved on, or it follows from another change",
      ink: ["cyan"],
    },
  };
}

/** What drifted of it; one of several objects with one address stands for all. */
function driftedOf({ address }: PlannedChange, { driftedResources }: Planned): DriftedResource | null {
  return driftedResources.find((one) => one.address === address) ?? null;
}

interface ChangeContext {
  readonly group: Group;
  readonly drifted: DriftedResource | null;
  readonly prefix: string;
  readonly ink: Ink[];
}

function writeChange(page: Page, change: PlannedChange, { group, drifted, prefix, ink }: ChangeContext): void {
  const { bad, warn, info } = page.symbols;
  const symbol = group === "lost" ? bad : group === "pending" ? info : warn;
  writeNamed(page, {
    mark: { symbol, ink },
    name: visible(change.address),
    nameInk: ["bold"],
    rest: visible(codePlace(prefix, drifted?.location ?? null) ?? ""),
    restInk: ["dim"],
    indent: INDENT - 2,
  });
  writeParts(page, whyParts(change, drifted, group), { indent: INDENT, ink });
  if (group !== "forgotten" && !isOnlyDeleted(change)) writeAttributes(page, change, drifted);
}

/** Of an object that goes every attribute goes with it; listing them says nothing. */
function isOnlyDeleted({ actions }: PlannedChange): boolean {
  return actions.length === 1 && actions[0] === "delete";
}

function whyParts(change: PlannedChange, drifted: DriftedResource | null, group: Group): string[] {
  const { actions, origin, causedBy, destroys } = change;
  const isRecreated = drifted?.action === "delete" && actions.includes("create");
  return [
    group === "forgotten" ? "forget" : plannedActionWords(actions),
    ...(destroys ? [lossWords(change)] : []),
    ...(isRecreated ? ["it was deleted outside; what it held does not come back"] : []),
    ...(origin === "pending" && group === "lost" ? ["pending in code, not drift"] : []),
    ...(origin === "pending" && drifted !== null ? ["it drifted, too"] : []),
    ...(causedBy === undefined ? [] : [`follows from ${visible(causedBy)}`]),
    ...(isIgnored(drifted) ? [...ignoredParts(drifted), "changed all the same"] : []),
  ];
}

function isIgnored(drifted: DriftedResource | null): drifted is DriftedResource {
  return drifted !== null && drifted.ignored !== null;
}

/** What forces it. */
function lossWords({ actions, replacedBy, attributes }: PlannedChange): string {
  if (!actions.includes("create")) return "the code no longer asks for it";
  if (replacedBy.length === 0) return "Terraform names no attribute that forces it";
  const drifted = new Set(attributes.filter((one) => one.drifted).map(({ attribute }) => attribute));
  const forcing = replacedBy.map((one) => `${visible(one)}${drifted.has(one) ? " (changed outside)" : ""}`);
  return `forced by ${forcing.join(", ")}`;
}

function writeAttributes(page: Page, change: PlannedChange, drifted: DriftedResource | null): void {
  const shown = change.attributes.slice(0, ATTRIBUTES_AT_MOST);
  const limit = Math.min(NAME_COLUMNS_AT_MOST, Math.floor(page.width * 0.4));
  const widths = shown.map(({ attribute }) => columns(visible(attribute))).filter((width) => width <= limit);
  for (const one of shown) {
    writeAttribute(page, one, {
      nameColumns: Math.max(0, ...widths),
      isNew: change.actions.length === 1 && change.actions[0] === "create",
      seen: drifted?.changes.find(({ attribute }) => attribute === one.attribute) ?? null,
    });
  }
  const rest = change.attributes.length - shown.length + change.moreAttributes;
  if (rest > 0) {
    writeText(page, `${page.symbols.ellipsis} and ${plural(rest, "more attribute")}`, { indent: INDENT, ink: ["dim"] });
  }
}

interface AttributeContext {
  readonly nameColumns: number;
  /** The whole object is: it has no value before. */
  readonly isNew: boolean;
  /** The drift of that very attribute. */
  readonly seen: AttributeChange | null;
}

/** On one line where that says it all: what was recorded is what it becomes. Else the three values one below the other. */
function writeAttribute(page: Page, one: PlannedAttribute, { nameColumns, isNew, seen }: AttributeContext): void {
  const name = visible(one.attribute);
  const { before, after } = formatDifference(one.before, one.after, page.values);
  const [now, then] = [shownValue(one.before, before), shownValue(one.after, after)];
  const recorded = one.drifted && seen !== null && !one.sensitive ? seen.before : undefined;
  const isOther = recorded !== undefined && !isSame(recorded, one.after) && !isSame(recorded, one.before);
  const note = recorded !== undefined && isSame(recorded, one.after) ? "  as recorded" : "";
  const both = one.sensitive
    ? "changes, the value is hidden"
    : isNew
      ? then
      : `${now} ${page.symbols.arrow} ${then}${note}`;
  const fits = columns(name) <= nameColumns && INDENT + nameColumns + 2 + columns(both) <= page.width;
  if (fits && !isOther) {
    page.lines.push(`${" ".repeat(INDENT)}${padded(name, nameColumns)}  ${both}`);
    return;
  }
  page.lines.push(" ".repeat(INDENT) + name);
  if (one.sensitive || isNew) {
    writeText(page, both, { indent: INDENT + 2 });
    return;
  }
  if (isOther)
    writeLabelled(page, "recorded", shownValue(recorded, formatDifference(recorded, one.after, page.values).before));
  writeLabelled(page, "now", now);
  writeLabelled(page, "afterwards", `${then}${note}`);
}

function shownValue(value: Json, text: string): string {
  return value === null ? NOT_SET : text;
}

/** JSON values of which the order of keys means nothing do not come here in two orders: both are the plan's. */
function isSame(a: Json, b: Json): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function writeLabelled(page: Page, label: string, value: string): void {
  const start = `${" ".repeat(INDENT + 2)}${padded(label, LABEL_COLUMNS)}  `;
  for (const [position, line] of wrap(value, page.width - start.length).entries()) {
    page.lines.push(`${position === 0 ? start : " ".repeat(start.length)}${line}`);
  }
}
