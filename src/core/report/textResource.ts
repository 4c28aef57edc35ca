import { applyingWords, changedValues, codeWords, plural, whyOf } from "../../shared/format";
import { visible } from "../../shared/formatValue";
import type { AttributeChange, DriftedResource, Severity } from "../../shared/model";
import { codePlace } from "./codePlace";
import { columns, padded, wrap, type Ink } from "./textLayout";
import { writeNamed, writeParts, writeText, type Page } from "./textPage";

/** Attributes of one resource; the rest is counted. */
const ATTRIBUTES_AT_MOST = 20;
/** Names in a list of what was set aside; the rest is counted. */
const NAMES_AT_MOST = 20;
const INDENT = 4;
/** Longer names of attributes get a line of their own. */
const NAME_COLUMNS_AT_MOST = 32;

const MARK: Record<Severity, "bad" | "warn" | "info"> = { critical: "bad", warning: "warn", info: "info" };
/** The colour of a severity. */
export const SEVERITY_INK: Record<Severity, Ink> = { critical: "red", warning: "yellow", info: "cyan" };

/** A drifted resource: where it is in the code, why it counts, and every changed attribute. `prefix` leads to its root module. */
export function writeResource(page: Page, resource: DriftedResource, prefix: string): void {
  writeAddress(page, resource, prefix, page.symbols[MARK[resource.severity]], [SEVERITY_INK[resource.severity]]);
  writeParts(page, whyParts(resource), { indent: INDENT, ink: [SEVERITY_INK[resource.severity]] });
  writeChanges(page, resource);
}

/** A resource that was set aside: its address, its place, and a line about why. */
export function writeSetAside(page: Page, resource: DriftedResource, prefix: string, why: readonly string[]): void {
  writeAddress(page, resource, prefix, page.symbols.item, []);
  writeParts(page, why, { indent: INDENT, ink: ["dim"] });
}

/** Why it is ignored, by what, and until when; none where it is not. */
export function ignoredParts({ ignored }: DriftedResource): string[] {
  if (ignored === null) return [];
  const by = ignored.by === "run" ? "ignored in this run" : "ignored by a rule";
  return [
    ...(ignored.reason === undefined ? [] : [visible(ignored.reason)]),
    ignored.until === undefined ? by : `${by} until ${visible(ignored.until)}`,
  ];
}

/** Addresses and other names, one on each line. */
export function writeNames(page: Page, addresses: readonly string[]): void {
  for (const address of addresses.slice(0, NAMES_AT_MOST)) page.lines.push(" ".repeat(INDENT) + visible(address));
  const rest = addresses.length - NAMES_AT_MOST;
  if (rest > 0) page.lines.push(`${" ".repeat(INDENT)}${page.symbols.ellipsis} and ${plural(rest, "more", "more")}`);
}

function writeAddress(page: Page, resource: DriftedResource, prefix: string, symbol: string, ink: Ink[]): void {
  writeNamed(page, {
    mark: { symbol, ink },
    name: visible(resource.address),
    nameInk: ["bold"],
    rest: visible(codePlace(prefix, resource.location) ?? ""),
    restInk: ["dim"],
    indent: INDENT - 2,
  });
}

function whyParts(resource: DriftedResource): string[] {
  const { attribute, reason, remedy } = whyOf(resource);
  const why = visible(attribute === null ? reason : `${attribute}: ${reason}`);
  return remedy === null ? [why] : [why, remedy];
}

/** Of a deleted resource every attribute is gone; listing them says nothing. */
function writeChanges(page: Page, resource: DriftedResource): void {
  if (resource.action === "delete") return;
  const shown = resource.changes.slice(0, ATTRIBUTES_AT_MOST);
  const widths = shown.map(({ attribute }) => columns(visible(attribute)));
  const limit = Math.min(NAME_COLUMNS_AT_MOST, Math.floor(page.width * 0.4));
  const nameColumns = Math.max(0, ...widths.filter((width) => width <= limit));
  for (const change of shown) writeChange(page, change, resource, nameColumns);
  const rest = resource.changes.length - shown.length;
  if (rest > 0) {
    writeText(page, `${page.symbols.ellipsis} and ${plural(rest, "more attribute", "more attributes")}`, {
      indent: INDENT,
      ink: ["dim"],
    });
  }
}

/** Side by side where name, recorded and actual value fit on one line, else one below the other. */
function writeChange(page: Page, change: AttributeChange, { reason }: DriftedResource, nameColumns: number): void {
  const name = visible(change.attribute);
  const { recorded, actual } = changedValues(change, page.values);
  const both = change.sensitive ? "changed, the value is hidden" : `${recorded} ${page.symbols.arrow} ${actual}`;
  const fits = columns(name) <= nameColumns && INDENT + nameColumns + 2 + columns(both) <= page.width;
  page.lines.push(" ".repeat(INDENT) + (fits ? `${padded(name, nameColumns)}  ${both}` : name));
  if (!fits && change.sensitive) {
    writeText(page, both, { indent: INDENT + 2 });
  } else if (!fits) {
    writeLabelled(page, "recorded", recorded);
    writeLabelled(page, "actual", actual);
  }
  const says =
    change.effect === "noise"
      ? codeWords(change, reason, page.values)
      : `${codeWords(change, reason, page.values)}${lineOf(change)}; ${applyingWords(change)}`;
  writeText(page, says, { indent: INDENT + 2, ink: ["dim"] });
}

/** Where the code says it, in the resource's file. */
function lineOf({ location }: AttributeChange): string {
  return location === null ? "" : ` (line ${location.line})`;
}

function writeLabelled(page: Page, label: string, value: string): void {
  const start = `${" ".repeat(INDENT + 2)}${padded(label, 8)}  `;
  for (const [position, line] of wrap(value, page.width - start.length).entries()) {
    page.lines.push(`${position === 0 ? start : " ".repeat(start.length)}${line}`);
  }
}
