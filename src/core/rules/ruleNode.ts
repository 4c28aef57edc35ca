import { printParseErrorCode, type Node, type ParseError } from "jsonc-parser";
import type * as z from "zod";
import { visible } from "../../shared/formatValue";

/** A rule that can be used, or what is wrong with it: words that follow "Ignore rule 3 …", and where. */
export type RuleChecked<Rule> =
  { rule: Rule; mistake: null } | { rule: null; mistake: { offset: number; what: string } };

/** Checks one rule as it was parsed. A key that is not known is a mistake: it may be a mis-spelt one that was to keep the rule narrow. */
export function checkRule<Rule>(node: Node, schema: z.ZodType<Rule>): RuleChecked<Rule> {
  const wrong = (at: Node, what: string): RuleChecked<Rule> => ({ rule: null, mistake: { offset: at.offset, what } });
  if (node.type !== "object") return wrong(node, "is no object");
  const properties = new Map<string, Node>();
  for (const property of node.children ?? []) {
    const key = keyOf(property);
    if (properties.has(key)) return wrong(property, `says ${named(key)} twice`);
    properties.set(key, property);
  }
  const result = schema.safeParse(plainValue(node));
  if (result.success) return { rule: result.data, mistake: null };

  const issue = result.error.issues.find(({ code }) => code === "unrecognized_keys") ?? result.error.issues[0]!;
  if (issue.code === "unrecognized_keys") {
    const key = issue.keys[0]!;
    return wrong(properties.get(key) ?? node, `has a key that is not known, ${named(key)}`);
  }
  const [key] = issue.path;
  if (key === undefined) return wrong(node, issue.message);
  const property = properties.get(String(key));
  if (property === undefined) return wrong(node, `lacks ${named(String(key))}`);
  const what = issue.code === "invalid_value" ? `must be one of ${issue.values.join(", ")}` : issue.message;
  return wrong(property, `is wrong in ${named(String(key))}: it ${what}`);
}

/** The name of a property. */
export function keyOf(property: Node): string {
  return String(property.children?.[0]?.value);
}

/** A foreign name, fit to be shown. */
export function named(key: string): string {
  return `"${visible(key.slice(0, 60))}"`;
}

/** What a parser's complaint means. */
export function syntaxWords(mistake: ParseError): string {
  return SYNTAX.get(printParseErrorCode(mistake.error)) ?? "this is not JSON";
}

const SYNTAX = new Map([
  ["PropertyNameExpected", "a key in quotes is missing here"],
  ["ValueExpected", "a value is missing here"],
  ["ColonExpected", "a colon is missing here"],
  ["CommaExpected", "a comma is missing here"],
  ["CloseBraceExpected", "a closing brace is missing here"],
  ["CloseBracketExpected", "a closing bracket is missing here"],
  ["EndOfFileExpected", "nothing may follow here"],
  ["UnexpectedEndOfComment", "a comment is not closed"],
  ["UnexpectedEndOfString", "a closing quote is missing here"],
  ["InvalidEscapeCharacter", "a backslash in a text must be written twice"],
  ["InvalidUnicode", "an escape in a text is incomplete"],
]);

/** The value as plain data. A key such as `__proto__` becomes an ordinary one. */
function plainValue(node: Node): unknown {
  if (node.type === "array") return (node.children ?? []).map(plainValue);
  if (node.type !== "object") return node.value as unknown;
  return Object.fromEntries(
    (node.children ?? []).map((property) => {
      const value = property.children?.[1];
      return [keyOf(property), value === undefined ? undefined : plainValue(value)];
    }),
  );
}
