import { parseTree, type Node, type ParseError } from "jsonc-parser";
import type * as z from "zod";
import {
  ignoreRuleSchema,
  RULES_AT_MOST,
  severityRuleSchema,
  type IgnoreRule,
  type RulePlace,
  type RuleProblem,
  type SeverityRule,
} from "./rule";
import { checkRule, keyOf, named, syntaxWords } from "./ruleNode";

/** What a rules file, or several together, say. */
export interface RulesRead {
  /** In the order in which they apply. */
  rules: IgnoreRule[];
  severityRules: SeverityRule[];
  problems: RuleProblem[];
}

/** A rule in the text. */
export interface RuleInText<Rule> {
  rule: Rule;
  /** Which one of its list, 1-based. */
  ordinal: number;
  node: Node;
}

/** A problem in the text. */
export interface ProblemInText extends Pick<RuleProblem, "rule" | "message"> {
  /** UTF-16 units from the start of the text. */
  offset: number;
}

/** A rules file as those need it who show or edit it. */
export interface RulesText {
  /** Undefined when the text is no object. */
  root: Node | undefined;
  ignore: RuleInText<z.infer<typeof ignoreRuleSchema>>[];
  severity: RuleInText<z.infer<typeof severityRuleSchema>>[];
  /** In the order of the text. */
  problems: ProblemInText[];
}

/** Further ones follow from the first, mostly. */
const SYNTAX_PROBLEMS_AT_MOST = 5;

/**
 * Reads the text of a `.terraform-drift.jsonc`; `file` is how it is named in problems. A rule with a mistake is left out and reported, the
 * others apply. Never throws.
 */
export function readRulesFile(text: string, file: string): RulesRead {
  const { ignore, severity, problems } = readRulesText(text);
  const lineOf = lineCounter(text);
  const placed = <Rule>({ rule, ordinal, node }: RuleInText<Rule>): Rule & RulePlace => ({
    ...rule,
    file,
    line: lineOf(node.offset),
    ordinal,
  });
  return {
    rules: ignore.map(placed),
    severityRules: severity.map(placed),
    problems: problems.map(({ offset, rule, message }) => ({ file, line: lineOf(offset), rule, message })),
  };
}

/** The same, with places that editors can use. */
export function readRulesText(text: string): RulesText {
  const read: RulesText = { root: undefined, ignore: [], severity: [], problems: [] };
  const syntax: ParseError[] = [];
  const report: Report = (offset, rule, message) => read.problems.push({ offset, rule, message });

  const root = parse(text.replace(/^\uFEFF/, " "), syntax, report);
  const seen = new Set<string>();
  const ruleNodes: Node[] = [];
  for (const property of root?.children ?? []) {
    const key = keyOf(property);
    const value = property.children?.[1];
    if (seen.has(key)) report(property.offset, null, `${named(key)} is written twice; only the first one applies.`);
    else if (value === undefined || key === "$schema") continue;
    else if (key === "ignore" || key === "severity") {
      const nodes = rulesOf(value, key, report);
      ruleNodes.push(...nodes);
      if (key === "ignore") read.ignore = readRules(nodes, key, ignoreRuleSchema, syntax, report);
      else read.severity = readRules(nodes, key, severityRuleSchema, syntax, report);
    } else report(property.offset, null, `${named(key)} is not known here; "ignore" and "severity" are.`);
    seen.add(key);
  }
  if (root !== undefined) reportSyntax(syntax, ruleNodes, report);
  read.problems.sort((a, b) => a.offset - b.offset);
  return { ...read, root };
}

type Report = (offset: number, rule: RuleProblem["rule"], message: string) => void;

/** The object that the file is; undefined, and reported, when it is none. */
function parse(text: string, syntax: ParseError[], report: Report): Node | undefined {
  let root: Node | undefined;
  try {
    root = parseTree(text, syntax, { allowTrailingComma: true });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    report(0, null, "The file is nested too deeply to be read; none of its rules applies.");
    return undefined;
  }
  if (root?.type === "object") return root;
  report(0, null, 'The file is not one JSON object such as { "ignore": [] }; it is left out.');
  return undefined;
}

function rulesOf(value: Node, list: "ignore" | "severity", report: Report): readonly Node[] {
  if (value.type !== "array") {
    report(value.offset, null, `"${list}" is not a list of rules; it is left out.`);
    return [];
  }
  const nodes = value.children ?? [];
  const beyond = nodes[RULES_AT_MOST];
  if (beyond !== undefined) {
    report(beyond.offset, null, `"${list}" has more than ${RULES_AT_MOST} rules; those from here on are left out.`);
  }
  return nodes.slice(0, RULES_AT_MOST);
}

function readRules<Rule>(
  nodes: readonly Node[],
  list: "ignore" | "severity",
  schema: z.ZodType<Rule>,
  syntax: readonly ParseError[],
  report: Report,
): RuleInText<Rule>[] {
  return nodes.flatMap((node, position) => {
    const ordinal = position + 1;
    const refuse = (offset: number, what: string): [] => {
      const subject = list === "ignore" ? "Ignore rule" : "Severity rule";
      report(offset, { list, ordinal }, `${subject} ${ordinal} ${what}; it is left out.`);
      return [];
    };
    const broken = syntax.find((mistake) => isWithin(mistake, node));
    if (broken !== undefined) return refuse(broken.offset, `is not JSON: ${syntaxWords(broken)}`);
    const { rule, mistake } = checkRule(node, schema);
    if (mistake !== null) return refuse(mistake.offset, mistake.what);
    return [{ rule, ordinal, node }];
  });
}

/**
 * The parser repairs what is broken, but what it loses may have been the `attributes` that kept a rule narrow: such a rule is left out.
 * A mistake right behind the end means that the rule was not closed.
 */
function isWithin({ offset }: ParseError, rule: Node): boolean {
  return offset > rule.offset && offset <= rule.offset + rule.length;
}

/** Reports the syntax mistakes that no rule was left out for. */
function reportSyntax(syntax: readonly ParseError[], rules: readonly Node[], report: Report): void {
  const elsewhere = syntax.filter((mistake) => !rules.some((rule) => isWithin(mistake, rule)));
  for (const mistake of elsewhere.slice(0, SYNTAX_PROBLEMS_AT_MOST)) {
    report(
      mistake.offset,
      null,
      `The file is not valid JSON: ${syntaxWords(mistake)}; rules that are whole still apply.`,
    );
  }
}

/** Offset in the text → line, 1-based. */
function lineCounter(text: string): (offset: number) => number {
  const starts = [0, ...Array.from(text.matchAll(/\n/g), ({ index }) => index + 1)];
  return (offset) => {
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  };
}
