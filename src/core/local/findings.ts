/** What rules and the code add to a plan's findings: what is ignored, and where it stands. */
import { capitalized } from "../../shared/format";
import type { AttributeChange, Diagnostic, DriftedResource } from "../../shared/model";
import type { ClassifyOptions, CodeKnowledge, CodePathOf } from "../plan/classify";
import type { PlanReport } from "../plan/planReport";
import { applyIgnoreRules, severityOverrides } from "../rules/applyRules";
import type { RuleProblem } from "../rules/rule";
import { type RuleFinding, ruleFindings, type RuleUse } from "../rules/ruleFindings";
import type { RulesRead } from "../rules/rulesFile";
import type { Place, Source } from "../source/source";

/** What is at hand beside the plan. Without code nothing is located, without rules nothing ignored. */
export interface Surroundings {
  readonly source: Source | null;
  readonly rules: RulesRead;
}

export const NO_SURROUNDINGS: Surroundings = { source: null, rules: { rules: [], severityRules: [], problems: [] } };

/** What classification wants to know of the code and the rules. */
export function classifyOptions({ source, rules }: Surroundings): ClassifyOptions {
  const override = severityOverrides(rules.severityRules);
  return source === null ? { override } : { override, code: codeKnowledge(source) };
}

function codeKnowledge(source: Source): CodeKnowledge {
  return {
    ignoreChanges: (address) => source.ignoreChanges(address),
    configures: (address, path) => source.attribute(address, path) !== null,
  };
}

/** Marks what the rules ignore and adds the places. `uses`: what each ignore rule came to. */
export function completeFindings(
  { driftedResources: found, codePathOf }: Pick<PlanReport, "driftedResources" | "codePathOf">,
  { source, rules }: Surroundings,
  today: Date,
): { driftedResources: DriftedResource[]; uses: RuleUse[] } {
  const applied = applyIgnoreRules(found, rules.rules, today);
  const driftedResources =
    source === null ? applied.resources : applied.resources.map((one) => located(one, source, codePathOf));
  return { driftedResources, uses: applied.uses };
}

function located(resource: DriftedResource, source: Source, codePathOf: CodePathOf): DriftedResource {
  const block = source.block(resource.address);
  if (block === null) return resource;
  const { file, line, column } = block;
  return {
    ...resource,
    location: { file, line, column },
    changes: resource.changes.map((change): AttributeChange => {
      const path = codePathOf(resource.address, change.attribute);
      const place = path === null ? null : source.attribute(resource.address, path);
      // An attribute that an override file sets stands in another file; the contract places it in the resource's own.
      return { ...change, location: place?.file === file ? range(place) : null };
    }),
  };
}

function range({ line, column, endLine, endColumn }: Place): AttributeChange["location"] {
  return { line, column, endLine, endColumn };
}

/** Errors in rules files, as a run reports them. `shown`: a rules file as seen from the root module. */
export function ruleProblemDiagnostics(
  problems: readonly RuleProblem[],
  shown: (file: string) => string,
): Diagnostic[] {
  return problems.map(({ file, line, rule, message }) => ({
    severity: "warning",
    summary:
      rule === null ? "The rules file has an error" : `${capitalized(rule.list)} rule ${rule.ordinal} has an error`,
    detail: message,
    file: shown(file),
    line,
  }));
}

/** Rules that somebody should look at. */
export function ruleFindingDiagnostics(
  findings: readonly RuleFinding[],
  shown: (file: string) => string,
): Diagnostic[] {
  return findings.map(({ rule, sentence, kind }) => ({
    severity: "warning",
    summary: `${capitalized(kind)} ignore rule`,
    detail: sentence,
    file: shown(rule.file),
    line: rule.line,
  }));
}

/**
 * What one check alone can say of its ignore rules: that they have expired, and, of rules written for this root module
 * only, that they matched nothing. A rule that other root modules share may be needed there.
 */
export function ownRuleFindings(uses: readonly RuleUse[], complete: boolean, ownFolder: string): RuleFinding[] {
  const prefix = ownFolder === "." ? "" : `${ownFolder}/`;
  return ruleFindings(uses).filter(({ kind, rule }) => {
    if (kind === "expired") return true;
    return complete && rule.file.startsWith(prefix) && !rule.file.slice(prefix.length).includes("/");
  });
}
