import { plural } from "../../shared/format";
import type { IgnoreRule } from "./rule";

/** What one ignore rule came to in one check. */
export interface RuleUse {
  rule: IgnoreRule;
  /** Its last day is over: what it matches is counted all the same, but was not ignored. */
  expired: boolean;
  /** Resources of which it covers at least one changed attribute, or all. */
  matched: number;
  /** Deleted or replaced resources that it names but cannot silence, because it names attributes. */
  refused: number;
}

/** A rule that somebody should look at. */
export interface RuleFinding {
  kind: "expired" | "unused";
  rule: IgnoreRule;
  /** One sentence, without the place; that is in `rule`. */
  sentence: string;
}

/**
 * Expired rules, and rules that matched nothing. Pass the uses of all root modules that were checked, together: a rule in a shared file is
 * unused only when none of them needed it. After a partial or targeted check the unused ones mean nothing.
 */
export function ruleFindings(uses: readonly RuleUse[]): RuleFinding[] {
  const byPlace = new Map<string, RuleUse>();
  for (const use of uses) {
    const key = `${use.rule.file}\n${use.rule.ordinal}`;
    const known = byPlace.get(key);
    byPlace.set(
      key,
      known === undefined
        ? use
        : { ...known, matched: known.matched + use.matched, refused: known.refused + use.refused },
    );
  }
  return [...byPlace.values()].flatMap(findingOf);
}

function findingOf({ rule, expired, matched, refused }: RuleUse): RuleFinding[] {
  const subject = `Ignore rule ${rule.ordinal} (${rule.address})`;
  if (expired) {
    const still = matched === 0 ? "nothing matches it any more" : `${plural(matched, "resource")} would match it`;
    return [{ kind: "expired", rule, sentence: `${subject} expired after ${rule.until ?? ""}; ${still}.` }];
  }
  if (matched > 0) return [];
  const why =
    refused === 0
      ? "matches nothing"
      : `matches only ${plural(refused, "deleted or replaced resource")}, which a rule with attributes cannot silence`;
  return [{ kind: "unused", rule, sentence: `${subject} ${why}.` }];
}
