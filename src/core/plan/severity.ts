/** How grave one drifted position is by what it is. Whether it counts at all is `classify`'s business. */
import type { Json, Severity } from "../../shared/model";
import type { AttributeDrift } from "./attributeDrift";
import { canonical, isObject } from "./compare";
import { SEVERITY_RULES, type SeverityRule, type Weigh } from "./severityRules";

export interface Verdict {
  readonly severity: Severity;
  readonly reason: string;
  /** Open to the whole world since: shown before all else of its severity. */
  readonly urgent?: boolean;
}

/** The verdict of the table, or null when no row says anything about this attribute of this type. */
export function attributeVerdict(type: string, drift: AttributeDrift): Verdict | null {
  const path = drift.steps
    .filter((step) => typeof step === "string")
    .join(".")
    .toLowerCase();
  const rule = SEVERITY_RULES.find((row) => (row.types?.test(type) ?? true) && row.attribute.test(path));
  return rule === undefined ? null : weigh(rule, drift);
}

function weigh(rule: SeverityRule, drift: AttributeDrift): Verdict | null {
  const weight: Record<Weigh, () => Verdict | null> = {
    info: () => ({ severity: "info", reason: rule.reason }),
    ordinary: () => null,
    any: () => critical(rule, drift),
    off: () => (becameStricter(drift, true) ? stricter(rule) : critical(rule, drift)),
    on: () => (becameStricter(drift, false) ? stricter(rule) : critical(rule, drift)),
    opened: () => (onlyShrank(drift.before, drift.after) ? shrank(rule) : critical(rule, drift)),
  };
  return weight[rule.weigh]();
}

/** A secret position is weighed as any other, but its value is not named. */
function critical(rule: SeverityRule, drift: AttributeDrift): Verdict {
  const world = newlyOpenToTheWorld(drift);
  if (world === null) return { severity: "critical", reason: `security: ${rule.reason}` };
  const open = drift.secret ? "open to the world" : `open to the world (${world})`;
  return { severity: "critical", reason: `security: ${rule.reason}, ${open}`, urgent: true };
}

function stricter(rule: SeverityRule): Verdict {
  return { severity: "warning", reason: `became stricter than recorded: ${rule.reason}` };
}

function shrank(rule: SeverityRule): Verdict {
  return { severity: "warning", reason: `only removed, which may cut traffic off: ${rule.reason}` };
}

const ON = new Set(["true", "enabled", "on", "yes", "required", "enforced"]);
const OFF = new Set(["false", "disabled", "off", "no", "optional", "null", "inherited", "unspecified"]);

/** `safe`: the state of the switch in which it protects. Unknown words are never taken for an improvement. */
function becameStricter(drift: AttributeDrift, safe: boolean): boolean {
  const word = (value: Json | undefined): string =>
    (typeof value === "string" ? value : canonical(value)).toLowerCase();
  const [safeWords, riskyWords] = safe ? [ON, OFF] : [OFF, ON];
  return riskyWords.has(word(drift.before)) && safeWords.has(word(drift.after));
}

/** True if nothing is left but what was there before. */
function onlyShrank(before: Json | undefined, after: Json | undefined): boolean {
  if (after === undefined || after === null || after === "") return true;
  if (Array.isArray(after)) {
    const had = new Set(Array.isArray(before) ? before.map(canonical) : []);
    return after.every((item) => had.has(canonical(item)));
  }
  return isObject(after) && Object.keys(after).length === 0;
}

/** Everybody, as AWS and Google Cloud, Azure's service tags and Google's IAM members say it. */
const WORLD = new Set(["0.0.0.0/0", "::/0", "Internet", "allUsers", "allAuthenticatedUsers"]);
/** Azure's network rules say `*`, which elsewhere may mean any verb or any header. */
const ANY_ADDRESS = "*";

function newlyOpenToTheWorld({ path, before, after }: AttributeDrift): string | null {
  const isWorld = (text: string): boolean => WORLD.has(text) || (text === ANY_ADDRESS && path.includes("address"));
  const had = new Set(strings(before));
  return strings(after).find((text) => isWorld(text) && !had.has(text)) ?? null;
}

function strings(value: Json | undefined): string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(strings);
  return isObject(value) ? Object.values(value).flatMap(strings) : [];
}
