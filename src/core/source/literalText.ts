/** Literals as code, in the manner of what stands around them. */
import type { Meaning, MeaningEntry } from "./meaning";
import { quote, scanIdentifier } from "./notation";

/** How a literal is to be written. */
export interface Manner {
  json: boolean;
  /** Of JSON: strings are templates, as they are in code. */
  templates: boolean;
  newline: string;
  /** One more level. */
  unit: string;
  /** Of the line that it begins on. */
  indent: string;
  /** Over several lines, an element on each. */
  spread: boolean;
  /** Of objects: `:` rather than `=`. */
  colons: boolean;
  /** Of objects: keys that need no quotes have them. */
  quotedKeys: boolean;
  /** Of JSON: without a space behind colons and commas. */
  tight: boolean;
}

/** The code; columns are left to whoever aligns lines. Throws of what is computed: that is never written anew. */
export function writeLiteral(meaning: Meaning, manner: Manner): string {
  switch (meaning.kind) {
    case "text":
      return manner.json ? jsonString(meaning.value, manner) : quote(meaning.value);
    case "number":
      return meaning.digits;
    case "word":
      return String(meaning.value);
    case "list":
      return writeMembers("[", meaning.items, (item, inner) => writeLiteral(item, spreadFor(item, inner)), "]", manner);
    case "map":
      return writeMembers(
        "{",
        meaning.entries,
        (entry, inner) => writeEntry(entry, spreadFor(entry.value, inner)),
        "}",
        manner,
      );
    default:
      throw new Error(`no literal: ${meaning.kind}`);
  }
}

/** Key and value of an object's element, or name and value of an argument of JSON. */
export function writeEntry({ key, value }: MeaningEntry, manner: Manner): string {
  const name = key ?? "";
  const written = writeLiteral(value, manner);
  if (manner.json) return `${jsonString(name, manner)}:${manner.tight ? "" : " "}${written}`;
  const bare = !manner.quotedKeys && scanIdentifier(name, 0)?.end === name.length && !RESERVED.has(name);
  return `${bare ? name : quote(name)}${manner.colons ? " : " : " = "}${written}`;
}

/** As bare keys they would begin, or be, something else. */
const RESERVED = new Set(["for", "null", "true", "false"]);

/** Whether a new value deserves lines of its own: it holds elements with names. */
export function deservesLines(meaning: Meaning): boolean {
  return meaning.kind === "map"
    ? meaning.entries.length > 0
    : meaning.kind === "list" && meaning.items.some(deservesLines);
}

function spreadFor(meaning: Meaning, manner: Manner): Manner {
  return { ...manner, spread: manner.spread && deservesLines(meaning) };
}

function writeMembers<Member>(
  open: string,
  members: readonly Member[],
  write: (member: Member, manner: Manner) => string,
  close: string,
  manner: Manner,
): string {
  if (members.length === 0) return open + close;
  if (!manner.spread) {
    const space = open === "{" && !manner.tight ? " " : "";
    const written = members.map((member) => write(member, manner)).join(manner.tight ? "," : ", ");
    return open + space + written + space + close;
  }
  const { newline, indent, unit, json } = manner;
  const inner = { ...manner, indent: indent + unit };
  const separator = json || open === "[" ? "," : "";
  const lines = members.map((member) => inner.indent + write(member, inner)).join(separator + newline);
  return `${open}${newline}${lines}${json ? "" : separator}${newline}${indent}${close}`;
}

function jsonString(text: string, { templates }: Manner): string {
  return JSON.stringify(templates ? text.replace(/([$%])\{/g, "$1$1{") : text);
}
