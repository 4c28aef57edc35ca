import type { AttributeChange, DriftedResource, Severity } from "../../shared/model";
import { addressGlob, attributeGlob, type Glob } from "./glob";
import type { IgnoreRule, SeverityRule } from "./rule";
import type { RuleUse } from "./ruleFindings";

/** What ignore rules make of what drifted. */
export interface RulesApplied {
  resources: DriftedResource[];
  /** One for each rule given, in the same order: for `ruleFindings`. */
  uses: RuleUse[];
}

/**
 * Marks the resources that the rules ignore (design: semantics, section 5). `today` decides which rules have expired, by its day in UTC.
 * Noise is left alone, and so is what is ignored already.
 */
export function applyIgnoreRules(
  resources: readonly DriftedResource[],
  rules: readonly IgnoreRule[],
  today: Date,
): RulesApplied {
  const day = today.toISOString().slice(0, 10);
  const ready = rules.map((rule) => prepare(rule, rule.until !== undefined && rule.until < day));
  const marked = resources.map((resource) => {
    if (resource.reason === "noise") return resource;
    const ignored = ignoredBy(resource, ready);
    return resource.ignored === null && ignored !== null ? { ...resource, ignored } : resource;
  });
  return { resources: marked, uses: ready.map(({ use }) => use) };
}

/**
 * What the rules file says about the severity of one changed attribute, or (`attribute` null) of a deletion or replacement, about which rules with
 * attributes say nothing. The first rule wins, those of the nearest file come first; null when none matches.
 */
export type SeverityOverride = (
  address: string,
  attribute: string | null,
) => { severity: Severity; reason: string } | null;

/** Prepares the rules once for all resources. */
export function severityOverrides(rules: readonly SeverityRule[]): SeverityOverride {
  const ready = rules.map((rule) => ({
    rule,
    address: rule.address === undefined ? everything : addressGlob(rule.address),
    attributes: rule.attributes?.map(attributeGlob),
  }));
  return (address, attribute) => {
    const first = ready.find(
      (candidate) =>
        candidate.address(address) &&
        (candidate.attributes === undefined ||
          (attribute !== null && candidate.attributes.some((matches) => matches(attribute)))),
    );
    return first === undefined ? null : { severity: first.rule.severity, reason: first.rule.reason };
  };
}

const everything: Glob = () => true;

interface ReadyRule {
  address: Glob;
  /** Undefined: the whole resource. */
  attributes: Glob[] | undefined;
  use: RuleUse;
}

function prepare(rule: IgnoreRule, expired: boolean): ReadyRule {
  return {
    address: addressGlob(rule.address),
    attributes: rule.attributes?.map(attributeGlob),
    use: { rule, expired, matched: 0, refused: 0 },
  };
}

/** Which mark the rules give one resource; counts, beside it, what each rule matched. */
function ignoredBy(resource: DriftedResource, rules: readonly ReadyRule[]): DriftedResource["ignored"] {
  const candidates = rules.filter((rule) => rule.address(resource.address));
  if (candidates.length === 0) return null;
  const changed = resource.changes.filter(({ effect }) => effect !== "noise");
  const attributesMayIgnore = changed.length > 0 && !isDeletedOrReplaced(resource);
  const open = new Set(changed);
  const used = new Set<IgnoreRule>();
  let whole: IgnoreRule | null = null;

  for (const { attributes, use } of candidates) {
    if (attributes === undefined) {
      use.matched += 1;
      if (!use.expired) whole ??= use.rule;
      continue;
    }
    const covered = changed.filter(({ attribute }) => attributes.some((matches) => matches(attribute)));
    if (!attributesMayIgnore) {
      use.refused += covered.length > 0 || changed.length === 0 ? 1 : 0;
      continue;
    }
    use.matched += covered.length > 0 ? 1 : 0;
    if (use.expired) continue;
    for (const change of covered) if (open.delete(change)) used.add(use.rule);
  }
  if (whole !== null) return markOf([whole]);
  return attributesMayIgnore && open.size === 0 ? markOf([...used]) : null;
}

/** An attribute rule can never silence these. */
function isDeletedOrReplaced({ action, remedy, changes }: DriftedResource): boolean {
  const goes = ({ effect }: AttributeChange) => effect === "replaced" || effect === "recreated";
  return action === "delete" || remedy === "replace" || remedy === "recreate" || changes.some(goes);
}

/** With several rules: all their reasons, and the first day on which one of them ends. */
function markOf(rules: readonly IgnoreRule[]): NonNullable<DriftedResource["ignored"]> {
  const until = rules.flatMap((rule) => rule.until ?? []).sort()[0];
  return {
    by: "rule",
    reason: [...new Set(rules.map(({ reason }) => reason))].join("; "),
    ...(until === undefined ? {} : { until }),
  };
}
