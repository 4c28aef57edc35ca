/**
 * From the facts of a plan to what people are told: which resources drifted, what applying would do about each attribute,
 * what is only pending in the code. The rules are those of design: semantics, sections 1 to 4.
 */
import type {
  AttributeChange,
  DriftedResource,
  Effect,
  Json,
  PendingChange,
  RunMetadata,
  Reason,
  Severity,
} from "../../shared/model";
import type { PlannedChange } from "../../shared/reconcile";
import { REASONS, atLeastAsGrave } from "../../shared/vocabulary";
import { parsePath } from "../source/attributePath";
import { type AttributeDrift, attributeDrift, type Planned } from "./attributeDrift";
import { canonical, sameValue } from "./compare";
import { type ConfiguredResource, configuredResource, constantAt, isConfigured } from "./configuration";
import { stepsInCode } from "./codePath";
import { type EchoFinder, echoFinders } from "./echo";
import { noiseReason } from "./noise";
import { plannedChanges } from "./plannedChanges";
import type { PathStep } from "./paths";
import { findPendingChanges } from "./pending";
import { type ChangeFact, type DriftFact, type PlanFacts, UNKNOWN_VALUE } from "./planFacts";
import { redactAddress, redactKey, redactPath } from "./redact";
import { shownValues } from "./shownValues";
import { attributeVerdict, type Verdict } from "./severity";
import { type Marks, marksBelow } from "./sensitivity";

/** What only the source code can tell; `core/source` answers it where the code is at hand. */
export interface CodeKnowledge {
  /** `lifecycle.ignore_changes` of a resource as paths, or "all"; null where the code does not have the resource. */
  ignoreChanges(address: string): "all" | readonly string[] | null;
  /** Whether the code says anything about the attribute, dynamic blocks included: plan JSON leaves those out. */
  configures(address: string, path: string): boolean;
}

/** The repository's own word on severity. `attribute` null: the whole resource is gone or will be replaced. */
export type SeverityOverride = (address: string, attribute: string | null) => Verdict | null;

export interface ClassifyOptions {
  readonly code?: CodeKnowledge;
  readonly override?: SeverityOverride;
}

/** The path under which the code has an attribute that drifted; null where the code does not have it. */
export type CodePathOf = (address: string, attribute: string) => string | null;

export interface Classified {
  readonly codePathOf: CodePathOf;
  readonly driftedResources: DriftedResource[];
  readonly pendingChanges: PendingChange[];
  readonly pendingAttributes: NonNullable<RunMetadata["pendingAttributes"]>;
  /** Made when asked for: only who is about to apply the plan reads it. */
  readonly plannedChanges: () => PlannedChange[];
}

/** Everything in the result is redacted. Drifted resources come gravest first, of these what is open to the world, then by address. */
export function classify(facts: PlanFacts, options: ClassifyOptions = {}): Classified {
  const echoes = echoFinders(facts.siblings);
  const found = facts.drift.map((drift) => new ResourceClassifier(facts, drift, echoes(drift), options));
  const driftedResources = found
    .map((one) => ({ resource: one.resource(), isUrgent: one.isUrgent }))
    .sort(gravestFirst)
    .map(({ resource }) => resource);
  const drifted = new Map(found.map((one) => [one.address, one.positions]));
  const pending = findPendingChanges(facts, drifted);
  const pendingChanges = pending.map(({ address, actions, causedBy }) => ({
    ...{ address: redactAddress(address, facts.secrets), actions },
    ...(causedBy === undefined ? {} : { causedBy: redactAddress(causedBy, facts.secrets) }),
  }));
  const pendingAttributes = pending.flatMap(({ address, attributes }) =>
    attributes.length === 0 ? [] : [{ address: redactAddress(address, facts.secrets), attributes: [...attributes] }],
  );
  const codePaths = new Map(found.flatMap((one) => one.codePaths()));
  const codePathOf: CodePathOf = (address, attribute) => {
    const path = codePaths.get(keyOf(address, attribute));
    return path === undefined ? attribute : path;
  };
  return {
    driftedResources,
    pendingChanges,
    pendingAttributes,
    codePathOf,
    plannedChanges: () => plannedChanges(facts, drifted, pending),
  };
}

function keyOf(address: string, attribute: string): string {
  return `${address}\n${attribute}`;
}

interface Ranked {
  readonly resource: DriftedResource;
  readonly isUrgent: boolean;
}

function gravestFirst(a: Ranked, b: Ranked): number {
  const [left, right] = [a.resource, b.resource];
  if (left.severity !== right.severity) return atLeastAsGrave(left.severity, right.severity) ? -1 : 1;
  if (a.isUrgent !== b.isUrgent) return a.isUrgent ? -1 : 1;
  return left.address < right.address ? -1 : left.address > right.address ? 1 : 0;
}

/** One drifted position with everything that was decided about it. */
interface Judged {
  readonly drift: AttributeDrift;
  /** The position in the code; null where the code does not have it. */
  readonly inCode: readonly PathStep[] | null;
  readonly effect: Effect;
  readonly reason: Reason;
  readonly verdict: Verdict;
}

class ResourceClassifier {
  readonly address: string;
  /** Every drifted position, noise included. */
  readonly positions: readonly AttributeDrift[];
  readonly #planChange: ChangeFact | undefined;
  readonly #configured: ConfiguredResource | undefined;
  readonly #marks: Marks;
  readonly #judged: readonly Judged[];

  constructor(
    readonly facts: PlanFacts,
    readonly fact: DriftFact,
    readonly echoOf: EchoFinder,
    readonly options: ClassifyOptions,
  ) {
    this.address = fact.address;
    this.#planChange = facts.changes.get(fact.address);
    this.#marks = facts.marks.get(fact.address) ?? null;
    this.#configured = configuredResource(facts.configuration, fact);
    this.positions = [...fact.attributes].flatMap(([name, { from, to, called }]) => {
      const values = { before: from, after: to, planned: this.#planned(name) };
      return attributeDrift(name, values, marksBelow(this.#marks, name), called);
    });
    this.#judged = this.positions.map((drift) => this.#judge(drift));
  }

  resource(): DriftedResource {
    const { fact, facts } = this;
    const judged = this.#judged;
    const changes = judged.map((one) => this.#describe(one));
    const remedy = this.#remedy(judged);
    const { severity, reason: severityReason } = this.#gravest(judged, remedy);
    return {
      address: redactAddress(fact.address, facts.secrets),
      moduleAddress: fact.moduleAddress === null ? null : redactAddress(fact.moduleAddress, facts.secrets),
      type: fact.type,
      name: fact.name,
      index: typeof fact.index === "string" ? redactKey(fact.index, facts.secrets) : fact.index,
      provider: fact.provider,
      action: fact.action,
      remedy,
      reason: this.#reason(judged),
      severity,
      severityReason,
      ignored: null,
      changes,
      location: null,
    };
  }

  get isUrgent(): boolean {
    return this.#judged.some(({ verdict }) => verdict.urgent);
  }

  /** Undefined attributes of a change stay as they are; without any change the plan says nothing about anything. */
  #planned(attribute: string): Planned {
    const pair = this.#planChange?.attributes.get(attribute);
    return pair === undefined ? "unchanged" : { value: pair.to };
  }

  get #replaced(): boolean {
    const actions = this.#planChange?.actions ?? [];
    return actions.includes("delete") && actions.includes("create");
  }

  /** The plan says nothing about this resource although it should: a refresh-only plan, or one that broke off. */
  get #unplanned(): boolean {
    const { hasChanges, complete, unchanged } = this.facts;
    return this.#planChange === undefined && !unchanged.has(this.address) && (!hasChanges || !complete);
  }

  #isConfigured(drift: AttributeDrift, inCode: readonly PathStep[] | null): boolean {
    if (isConfigured(this.#configured, inCode ?? elsewhere(drift))) return true;
    return inCode !== null && (this.options.code?.configures(this.address, codePath(drift, inCode)) ?? false);
  }

  /** By address and attribute as the result names them, where the code has another path or none. */
  codePaths(): [string, string | null][] {
    return this.#judged.flatMap(({ drift, inCode }) => {
      if (inCode === drift.steps) return [];
      const { secrets } = this.facts;
      const key = keyOf(redactAddress(this.address, secrets), redactPath(drift.steps, drift.path, secrets));
      return [[key, inCode === null ? null : codePath(drift, inCode)]];
    });
  }

  #judge(drift: AttributeDrift): Judged {
    const inCode = stepsInCode(this.#configured, drift);
    const configured = this.#isConfigured(drift, inCode);
    const { effect, reason } = this.#effect(drift, configured, inCode);
    const echo = this.echoOf(drift);
    const noise = echo === null ? noiseReason(drift, configured || drift.planned !== "unchanged") : null;
    if (echo !== null || noise !== null) {
      const why = echo === null ? noise! : `the echo of ${redactAddress(echo, this.facts.secrets)}`;
      return { drift, inCode, effect: "noise", reason: "noise", verdict: { severity: "info", reason: why } };
    }
    return { drift, inCode, effect, reason, verdict: this.#verdict(drift, effect, reason) };
  }

  #effect(
    drift: AttributeDrift,
    configured: boolean,
    inCode: readonly PathStep[] | null,
  ): { effect: Effect; reason: Reason } {
    if (this.#replaced) return { effect: "replaced", reason: "changed_outside" };
    const { planned, before, after } = drift;
    if (planned !== "unchanged" && !sameValue(planned.value, after)) {
      if (sameValue(planned.value, before)) return { effect: "reverted", reason: "changed_outside" };
      if (!canonical(planned.value).includes(UNKNOWN_TEXT)) return { effect: "conflict", reason: "changed_outside" };
      // Known only after applying: the code decides it by what it refers to, or the provider computes it anew.
      if (configured || this.#configured === undefined) return { effect: "reverted", reason: "changed_outside" };
      return { effect: "kept", reason: "not_in_code" };
    }
    return this.#undecided(drift, configured, inCode);
  }

  /** The plan leaves the position as it is: because of the code, by its leave, or because the code is silent. */
  #undecided(
    drift: AttributeDrift,
    configured: boolean,
    inCode: readonly PathStep[] | null,
  ): { effect: Effect; reason: Reason } {
    const ignored = this.options.code?.ignoreChanges(this.address) ?? null;
    if (covers(ignored, drift)) return { effect: "kept", reason: "lifecycle_ignored" };
    if (!configured) return { effect: "kept", reason: "not_in_code" };
    if (this.#unplanned) return { effect: "reverted", reason: "changed_outside" };
    // Plan JSON does not carry ignore_changes. Without the code only a literal can prove that the code has the new value.
    const provable = sameValue(constantAt(this.#configured, inCode ?? elsewhere(drift)) ?? UNKNOWN_VALUE, drift.after);
    if (ignored === null && !provable) return { effect: "kept", reason: "not_in_code" };
    return { effect: "converged", reason: "converged" };
  }

  #verdict(drift: AttributeDrift, effect: Effect, reason: Reason): Verdict {
    const override = this.options.override?.(this.address, drift.path);
    if (override) return override;
    if (reason === "lifecycle_ignored")
      return { severity: "info", reason: "the code itself ignores changes here (ignore_changes)" };
    if (reason === "converged") return { severity: "info", reason: "the code already has the new value" };
    const verdict = attributeVerdict(this.fact.type, drift);
    if (verdict !== null) return verdict;
    if (effect === "kept") return { severity: "info", reason: "not in the code, and no matter of security" };
    if (effect === "conflict") return { severity: "warning", reason: "changed in the code and outside, differently" };
    return { severity: "warning", reason: "no longer what the code says" };
  }

  #remedy(judged: readonly Judged[]): DriftedResource["remedy"] {
    if (this.fact.action === "delete") {
      if (this.#planChange?.actions.includes("create")) return "recreate";
      return this.#unplanned && this.#configured !== undefined ? "recreate" : "none";
    }
    if (this.#replaced && judged.some((one) => one.reason !== "noise")) return "replace";
    return judged.some(({ effect }) => effect === "reverted" || effect === "conflict") ? "revert" : "none";
  }

  #reason(judged: readonly Judged[]): Reason {
    if (this.fact.action === "delete") return "deleted_outside";
    return REASONS.find((reason) => judged.some((one) => one.reason === reason)) ?? "noise";
  }

  /** Of the whole resource first (deleted, to be replaced), then of its gravest attribute. */
  #gravest(judged: readonly Judged[], remedy: DriftedResource["remedy"]): Verdict {
    const whole = this.#wholeVerdict(remedy);
    if (whole !== null) return whole;
    const real = judged.filter((one) => one.reason !== "noise");
    const candidates = real.length > 0 ? real : judged;
    const gravest = candidates.reduce<Judged | null>(
      (worst, one) => (worst !== null && atLeastAsGrave(worst.verdict.severity, one.verdict.severity) ? worst : one),
      null,
    );
    if (gravest === null) return { severity: "info", reason: "no attribute differs" };
    const path = redactPath(gravest.drift.steps, gravest.drift.path, this.facts.secrets);
    return { severity: gravest.verdict.severity, reason: `${path}: ${gravest.verdict.reason}` };
  }

  #wholeVerdict(remedy: DriftedResource["remedy"]): Verdict | null {
    if (this.fact.action !== "delete" && remedy !== "replace") return null;
    const severity: Severity = "critical";
    const reason = this.fact.action === "delete" ? DELETED[remedy] : "applying the code would replace it";
    return this.options.override?.(this.address, null) ?? { severity, reason };
  }

  #describe({ drift, effect, reason, verdict }: Judged): AttributeChange {
    const { before, after, planned } = drift;
    const decided = effect !== "kept" && effect !== "noise" && planned !== "unchanged";
    const wanted = decided ? planned.value : effect === "converged" ? after : undefined;
    const [[shownBefore, shownAfter, shownPlanned], sensitive] = shownValues(
      drift,
      [before, after, ...(decided || effect === "converged" ? [wanted] : [])],
      { marks: this.#marks, secrets: this.facts.secrets, mayBeAlike: effect === "noise" },
    );
    return {
      attribute: redactPath(drift.steps, drift.path, this.facts.secrets),
      action: isAbsent(before) ? "create" : isAbsent(after) ? "delete" : "update",
      before: shownBefore!,
      after: shownAfter!,
      ...(shownPlanned === undefined ? {} : { planned: shownPlanned }),
      effect,
      reason,
      severity: verdict.severity,
      severityReason: verdict.reason,
      sensitive,
      location: null,
    };
  }
}

/** The position in an element that the code does not have. */
function elsewhere({ steps: [name, , ...rest] }: AttributeDrift): readonly PathStep[] {
  return [name!, -1, ...rest];
}

/** The path of a drifted position with the index that its element has in the code. */
function codePath({ path, steps }: AttributeDrift, inCode: readonly PathStep[]): string {
  const [name, index] = steps;
  return path.replace(`${String(name)}[${String(index)}]`, () => `${String(name)}[${String(inCode[1])}]`);
}

const UNKNOWN_TEXT = JSON.stringify(UNKNOWN_VALUE).slice(1, -1);

const DELETED: Record<DriftedResource["remedy"], string> = {
  recreate: "deleted outside; applying the code would create it anew",
  replace: "deleted outside; applying the code would create it anew",
  revert: "deleted outside",
  none: "deleted outside; the code does not have it either, so applying will not bring it back",
};

function isAbsent(value: Json | undefined): boolean {
  return value === undefined || value === null;
}

/** Whether `ignore_changes` covers a position: it names it, or something above it, in any of HCL's spellings. */
function covers(ignored: "all" | readonly string[] | null, drift: AttributeDrift): boolean {
  if (ignored === null || ignored === "all") return ignored === "all";
  return ignored.some((reference) => {
    const steps = parsePath(reference);
    return steps !== null && steps.length > 0 && steps.every((step, i) => step === drift.steps[i]);
  });
}
