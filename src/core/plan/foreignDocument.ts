/** Recognises the documents that people pass instead of a plan, so that the message can name them. */
import { stripVTControlCharacters } from "node:util";
import type { DriftError } from "../../shared/errors";
import { hidePatterns } from "./secretPatterns";
import { ONLY_PLAN_JSON, SAVE_AND_SHOW, unreadable } from "./unreadable";

/** How many bytes at the start `startOfPlan` is to see, if the document has as many: the same however it arrives. */
export const HEAD_BYTES = 1024;

/**
 * How many of these first bytes come before the JSON text: those of a UTF-8 byte order mark, which PowerShell writes and RFC 8259
 * allows to ignore. Throws if the document is clearly no JSON object in UTF-8.
 */
export function startOfPlan(head: Buffer): number {
  const starts = (...bytes: number[]) => head.subarray(0, bytes.length).equals(Buffer.from(bytes));
  if (starts(0x1f, 0x8b)) throw unreadable("This is a gzip file, not plan JSON.", "Unpack it first.");
  if (starts(0x50, 0x4b)) {
    throw unreadable(
      "This is a plan file, not plan JSON.",
      "Run `terraform show -json FILE` first and pass what it prints.",
    );
  }
  if (starts(0xff, 0xfe) || starts(0xfe, 0xff) || (head[0] === 0) !== (head[1] === 0)) {
    throw unreadable(
      "The plan JSON is written in UTF-16 instead of UTF-8.",
      "PowerShell's `>` does that: write it with `| Out-File -Encoding utf8 FILE`, or run the command with `cmd /c`.",
    );
  }
  const from = starts(0xef, 0xbb, 0xbf) ? 3 : 0;
  const text = head.toString("utf8", from).trimStart();
  if (text !== "" && !/^(\{|\[\s*[[{"\]])/.test(text)) throw otherText(text);
  return from;
}

/** The one message that quotes the document: how its first line begins, without anything that looks like a secret. */
function otherText(text: string): DriftError {
  const [line = ""] = text.split(/[\r\n]/, 1);
  const firstLine = /^[^{"=]*/.exec(hidePatterns(line))![0];
  const printable = stripVTControlCharacters(firstLine).replace(/\p{C}/gu, "");
  const excerpt = /^.{0,60}/u.exec(printable)![0].trim();
  const what = excerpt === "" ? "" : `, "${excerpt}"`;
  return unreadable(`The document starts with other text than plan JSON${what}.`, ONLY_PLAN_JSON);
}

const FOREIGN = [
  {
    keys: ["@level", "@message"],
    message: "This is the event log of `plan -json`, not a plan.",
  },
  {
    keys: ["version", "lineage", "serial"],
    message: "This is a state file, not a plan.",
  },
  {
    keys: ["format_version", "values"],
    message: "This is a state as `terraform show -json` prints it when it is not given a plan file, not a plan.",
  },
];

/** Every plan has at least one of these, and none of the documents above. */
const PLAN_KEYS = ["planned_values", "configuration", "resource_changes", "resource_drift"];

const TELLING_KEYS: ReadonlySet<string> = new Set([...PLAN_KEYS, ...FOREIGN.flatMap(({ keys }) => keys)]);

/** Collects the top-level keys that tell plans and other documents apart. */
export class TopLevelKeys {
  private readonly seen = new Set<string>();

  add(key: string): void {
    if (TELLING_KEYS.has(key)) this.seen.add(key);
  }

  /** Says which other document this is, if it is one that we know. */
  foreign(): DriftError | undefined {
    if (PLAN_KEYS.some((key) => this.seen.has(key))) return undefined;
    const found = FOREIGN.find(({ keys }) => keys.every((key) => this.seen.has(key)));
    return found === undefined ? undefined : unreadable(found.message, SAVE_AND_SHOW);
  }
}
