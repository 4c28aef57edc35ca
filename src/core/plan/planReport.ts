/** The way into and out of `core/plan`: a plan document goes in as bytes, only redacted findings come out. */
import type { DriftedResource, PendingChange, RunMetadata } from "../../shared/model";
import type { PlannedChange } from "../../shared/reconcile";
import { classify, type ClassifyOptions, type CodePathOf } from "./classify";
import { PlanFactsReader } from "./planFacts";
import { redactAddress, redactText } from "./redact";
import { scanPlan } from "./scan";
import { isSecretName } from "./secretNames";
import { SecretValues } from "./secretValues";

/** What a plan document says, without its secrets. */
export interface PlanReport {
  /** Empty where the document does not say. */
  readonly formatVersion: string;
  readonly terraformVersion: string;
  /** By the registry of the providers: the document does not name the program. */
  readonly binary: "terraform" | "tofu";
  readonly errored: boolean;
  /** The document's own word, and false where an entry of it could not be read. */
  readonly complete: boolean;
  /** False for refresh-only plans and those that broke off: what applying would do is then inferred from the code. */
  readonly hasChanges: boolean;
  readonly totalResources: number;
  /** Gravest first, then by address. Nothing is ignored yet, nothing located. */
  readonly driftedResources: readonly DriftedResource[];
  /** For finding what drifted in the code: the plan may count blocks in another order. */
  readonly codePathOf: CodePathOf;
  readonly pendingChanges: readonly PendingChange[];
  /** As in `RunMetadata`. */
  readonly pendingAttributes: NonNullable<RunMetadata["pendingAttributes"]>;
  readonly outputChanges: readonly string[];
  /** What applying the plan would do. Made when asked for. */
  readonly plannedChanges: () => PlannedChange[];
  /** `resource_changes` counted by their actions, joined with "+". */
  readonly plannedActions: ReadonlyMap<string, number>;
  /** One sentence for each entry that could not be read. */
  readonly unreadable: readonly string[];
  /** Takes this plan's secrets out of what came with it (messages, diagnostics). */
  readonly redact: Redact;
}

export interface Redact {
  readonly text: (text: string) => string;
  /** Messages that follow each other: a secret of several lines may be spread over them. */
  readonly lines: (texts: readonly string[]) => string[];
  /** Only instance keys are hidden: types and names are code. */
  readonly address: (address: string) => string;
}

/**
 * Reads one plan document to its end, then classifies. `options` is asked for only then, so that the code can be opened
 * meanwhile. `variables` are assignments (`name=value`) whose values are secret if their names say so.
 * Throws a DriftError "plan_unreadable" for anything that is not one whole plan document.
 */
export async function readPlanReport(
  source: AsyncIterable<Uint8Array>,
  options: ClassifyOptions | Promise<ClassifyOptions> = {},
  variables: readonly string[] = [],
): Promise<PlanReport> {
  const reader = new PlanFactsReader();
  await scanPlan(source, reader);
  const facts = reader.facts();
  addVariables(facts.secrets, variables);
  const { driftedResources, codePathOf, ...planned } = classify(facts, await options);
  const redact = redactWith(facts.secrets);
  return {
    formatVersion: facts.formatVersion,
    terraformVersion: facts.terraformVersion,
    binary: facts.providerRegistries.has("registry.opentofu.org") ? "tofu" : "terraform",
    errored: facts.errored,
    complete: facts.complete,
    hasChanges: facts.hasChanges,
    totalResources: facts.totalResources,
    driftedResources,
    codePathOf,
    ...planned,
    outputChanges: facts.outputChanges,
    plannedActions: facts.plannedActions,
    unreadable: facts.unreadable.map(redact.text),
    redact,
  };
}

/** For texts of a run that has no plan: all that is known to be secret then is what was passed in under a telling name. */
export function redactWithoutPlan(variables: readonly string[]): Redact {
  const secrets = new SecretValues();
  addVariables(secrets, variables);
  return redactWith(secrets);
}

function redactWith(secrets: SecretValues): Redact {
  const text = (raw: string): string => redactText(raw, secrets);
  return {
    text,
    lines: (texts) => (texts.length === 0 ? [] : secrets.replaceIn(texts.map(text).join("\n")).split("\n")),
    address: (address) => redactAddress(address, secrets),
  };
}

function addVariables(secrets: SecretValues, variables: readonly string[]): void {
  for (const assignment of variables) {
    const [, name = "", value = ""] = /^([^=]*)=(.*)$/s.exec(assignment) ?? [];
    if (!isSecretName(name)) continue;
    secrets.add(value);
    // Lists and objects are written in JSON or HCL: in both, what is secret stands in quotes.
    if (/^\s*[[{]/.test(value)) for (const text of quotedTexts(value)) secrets.add(text);
  }
}

function quotedTexts(value: string): string[] {
  return [...value.matchAll(/"((?:[^"\\]|\\[^])*)"(?!\s*[:=])/g)].map(([quoted, raw = ""]) => {
    try {
      return JSON.parse(quoted) as string;
    } catch {
      return raw; // escapes that only HCL has
    }
  });
}
