/** The two documents of "Show Difference": a drifted resource as readable, HCL-like text, recorded and actual. Pure. */
import { parsePath } from "../../core/source/attributePath";
import { resourceSentence, severityWords } from "../../shared/format";
import { visible } from "../../shared/formatValue";
import type { AttributeChange, DriftedResource, Json } from "../../shared/model";
import { SENSITIVE, UNKNOWN } from "../../shared/vocabulary";

export interface Difference {
  /** What the state recorded, with what the code says where that differs. */
  readonly recorded: string;
  readonly actual: string;
}

/** Only what changed is known, so only that is shown; both documents have the same lines where they agree. */
export function differenceOf(resource: DriftedResource): Difference {
  const head = [
    visible(resource.address),
    ...wrapped(resourceSentence(resource)),
    ...wrapped(`${severityWords(resource.severity)}: ${visible(resource.severityReason)}`),
  ]
    .map((line) => `# ${line}`)
    .join("\n");
  const changes = resource.changes.filter(({ effect }) => effect !== "noise");
  const isGone = resource.action === "delete";
  const recorded = document(resource, changes, (change) => [
    ...argument(change, change.before, change.action === "create"),
    ...codeNote(change),
  ]);
  const actual = isGone
    ? "# The resource is gone: it was deleted outside Terraform."
    : document(resource, changes, (change) => argument(change, change.after, change.action === "delete"));
  return { recorded: `${head}\n\n${recorded}\n`, actual: `${head}\n\n${actual}\n` };
}

/** Half a diff editor shows about as many characters. */
const COMMENT_WIDTH = 56;

function wrapped(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last === undefined || last.length + word.length >= COMMENT_WIDTH) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

function document(
  resource: DriftedResource,
  changes: readonly AttributeChange[],
  linesOf: (change: AttributeChange) => string[],
): string {
  const lines = changes.flatMap(linesOf).map((line) => (line === "" ? "" : `  ${line}`));
  return [`resource ${quoted(resource.type)} ${quoted(resource.name)} {`, ...lines, "}"].join("\n");
}

function argument(change: AttributeChange, value: Json, isAbsent: boolean): string[] {
  const name = pathWords(change.attribute);
  if (isAbsent && value === null) return [`# ${name} is not set`];
  return assigned(name, value);
}

/** What the code says, where applying would set something else than what was recorded. */
function codeNote({ planned, before, effect, sensitive, attribute }: AttributeChange): string[] {
  if (planned === undefined || sensitive || effect !== "conflict") return [];
  if (JSON.stringify(planned) === JSON.stringify(before)) return [];
  return assigned(pathWords(attribute), planned).map((line) => `# in code: ${line}`);
}

function pathWords(attribute: string): string {
  return parsePath(attribute) === null ? quoted(attribute) : visible(attribute);
}

function assigned(name: string, value: Json): string[] {
  const [first = "", ...rest] = literal(value);
  return [`${name} = ${first}`, ...rest];
}

/** A value as HCL, over as many lines as it needs. */
function literal(value: Json): string[] {
  if (value === SENSITIVE || value === UNKNOWN) return [value];
  if (typeof value === "string") return text(value);
  if (Array.isArray(value)) {
    const items = value.map(literal);
    const line = `[${items.map(([first = ""]) => first).join(", ")}]`;
    const fits = line.length <= LIST_WIDTH && items.every((lines) => lines.length === 1);
    return fits ? [line] : bracketed("[", items.map(withComma), "]");
  }
  if (value !== null && typeof value === "object") {
    return bracketed(
      "{",
      Object.entries(value).map(([key, item]) => assigned(keyWords(key), item)),
      "}",
    );
  }
  return [String(value)];
}

/**
 * JSON in a text is what people write with `jsonencode`; texts of several lines are heredocs. These end with a line end, so one
 * without it is told apart by `chomp`; other line ends than \n are shown.
 */
function text(value: string): string[] {
  const json = /^\s*[[{]/.test(value) && value.length < MAX_JSON ? parsed(value) : undefined;
  if (json !== undefined) {
    const lines = literal(json);
    return lines.map((line, at) => `${at === 0 ? "jsonencode(" : ""}${line}${at === lines.length - 1 ? ")" : ""}`);
  }
  if (!value.includes("\n")) return [quoted(value)];
  const isEnded = value.endsWith("\n");
  const lines = (isEnded ? value.slice(0, -1) : value).split("\n").map((line) => `  ${visible(line)}`);
  return isEnded ? ["<<-EOT", ...lines, "EOT"] : ["chomp(<<-EOT", ...lines, "EOT", ")"];
}

/** Longer lists have an element a line, so that the diff can tell them apart. */
const LIST_WIDTH = 40;
const MAX_JSON = 1_000_000;

function parsed(value: string): Json | undefined {
  try {
    return JSON.parse(value) as Json;
  } catch {
    return undefined; // a text that only begins like JSON
  }
}

function bracketed(open: string, items: readonly string[][], close: string): string[] {
  if (items.length === 0) return [open + close];
  return [open, ...items.flat().map((line) => `  ${line}`), close];
}

function withComma(lines: string[]): string[] {
  return [...lines.slice(0, -1), `${lines.at(-1)!},`];
}

function keyWords(key: string): string {
  return /^[\p{ID_Start}_][\p{ID_Continue}-]*$/u.test(key) ? key : quoted(key);
}

function quoted(value: string): string {
  return visible(JSON.stringify(value)).replace(/[$%]\{/g, (mark) => mark.charAt(0) + mark);
}
