import type * as z from "zod";
import { insertElement, insertProperty } from "../jsonInsert";
import { applyEdits } from "../textEdit";
import { lineNumber } from "../textLines";
import { ignoreRuleSchema } from "./rule";
import { readRulesText } from "./rulesFile";

/** A rule to be written. Its address and attributes are patterns: `patternFor` makes one of an address as Terraform prints it. */
export type NewIgnoreRule = z.infer<typeof ignoreRuleSchema>;

/** The whole new text, or one sentence for the person about why there is none. */
export type RuleWritten = { text: string } | { refused: string };

const NEW_FILE = `// Which drift is accepted, and why. For this folder and those below it.
{
  "ignore": []
}
`;

/**
 * Adds an ignore rule to the text of a rules file, behind those that are there; null when there is no file. All else stays as it is.
 * Refused where the rule would have no effect, or the result would not be read as it is meant.
 */
export function addIgnoreRule(text: string | null, rule: NewIgnoreRule): RuleWritten {
  const checked = ignoreRuleSchema.safeParse(rule);
  if (!checked.success) {
    const [{ path, message }] = checked.error.issues as [z.core.$ZodIssue];
    return { refused: `The rule cannot be written: its ${String(path[0] ?? "text")} ${message}.` };
  }
  const before = text === null || text.trim() === "" ? NEW_FILE : text;
  const { root, ignore, problems } = readRulesText(before);
  const [problem] = problems;
  if (root === undefined || problem !== undefined) {
    const { offset, message } = problem ?? { offset: 0, message: "It is not readable." };
    return { refused: `Line ${lineNumber(before, offset)} of the rules file is to be corrected first: ${message}` };
  }
  const known = ignore.find((other) => covers(other.rule, checked.data));
  if (known !== undefined)
    return { refused: `Line ${lineNumber(before, known.node.offset)} of the rules file says so already.` };

  const list = root.children?.find((property) => property.children?.[0]?.value === "ignore")?.children?.[1];
  const written = Object.fromEntries(
    Object.entries(checked.data).flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const])),
  );
  const edits =
    list === undefined
      ? insertProperty(before, root, root, "ignore", [written])
      : insertElement(before, root, list, written);
  const after = applyEdits(before, edits);

  const result = readRulesText(after);
  const added = result.ignore.at(-1);
  if (result.problems[0] !== undefined) return { refused: `The rule cannot be written: ${result.problems[0].message}` };
  const isRight =
    result.ignore.length === ignore.length + 1 && JSON.stringify(added?.rule) === JSON.stringify(checked.data);
  return isRight
    ? { text: after }
    : { refused: "The rules file is written in a way in which nothing can be added safely; please edit it by hand." };
}

/** Whether a rule that is there ignores the same, for as long. */
function covers(known: NewIgnoreRule, rule: NewIgnoreRule): boolean {
  return (
    known.address === rule.address &&
    isSameSet(known.attributes, rule.attributes) &&
    isSameSet(known.rootModules, rule.rootModules) &&
    (known.until === undefined || (rule.until !== undefined && known.until >= rule.until))
  );
}

function isSameSet(some: readonly string[] | undefined, others: readonly string[] | undefined): boolean {
  if (some === undefined || others === undefined) return some === others;
  return some.every((one) => others.includes(one)) && others.every((one) => some.includes(one));
}
