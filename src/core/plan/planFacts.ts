/**
 * What one plan document says, kept small while it streams by: of every resource only the top-level attributes that
 * differ. Raw values live here and in `core/plan` only.
 */
import * as z from "zod";
import { DriftError } from "../../shared/errors";
import type { Json } from "../../shared/model";
import { UNKNOWN } from "../../shared/vocabulary";
import { isObject, keysOf, member, sameValue } from "./compare";
import { type ConfiguredModule, readConfiguration } from "./configuration";
import { ECHO_PARENTS, ECHO_SIBLINGS } from "./echoRules";
import { parseExactly } from "./exactNumbers";
import { formatInstanceKey } from "./paths";
import { nameOfMember } from "./redact";
import { learnChange, learnOutputs, learnVariables } from "./secretLearner";
import { SecretValues } from "./secretValues";
import type { PlanReader, Wanted } from "./scan";
import { eachMarkedValue, type Marks, uniteMarks } from "./sensitivity";

/** Stands in a planned value wherever Terraform learns it only while it applies. */
export const UNKNOWN_VALUE = `\u0000${UNKNOWN}`;

export interface ResourceIdentity {
  readonly address: string;
  readonly moduleAddress: string | null;
  readonly type: string;
  readonly name: string;
  readonly index: string | number | null;
  readonly provider: string;
}

/** Two values of one top-level attribute; undefined where it is absent. */
export interface AttributePair {
  readonly from: Json | undefined;
  readonly to: Json | undefined;
  /** What the value is called: the attribute's name, or what a sibling such as `name` says of a `value`. */
  readonly called: string;
}

/** One entry of `resource_drift`: from the recorded to the actual values. */
export interface DriftFact extends ResourceIdentity {
  readonly action: "update" | "delete";
  readonly attributes: ReadonlyMap<string, AttributePair>;
  /** Recorded and actual values by which siblings are linked to it (`id`, `name`, …). */
  readonly links: ReadonlyMap<string, Json>;
}

/** One entry of `resource_changes` that would change something: from the actual to the planned values. */
export interface ChangeFact extends ResourceIdentity {
  readonly actions: readonly string[];
  readonly deposed: boolean;
  readonly attributes: ReadonlyMap<string, AttributePair>;
  /** Top-level attributes that force the replacement. */
  readonly replacedBy: readonly string[];
}

/** What an apply does beside changing objects: it moves an address, takes an object into the state, or has a provider do something. */
export interface ExtraFact {
  readonly address: string;
  readonly action: "move" | "import" | "invoke";
}

/** A resource whose content may show up inside another one. */
export interface SiblingFact {
  readonly address: string;
  readonly type: string;
  /** Actual values, and recorded ones where it drifted: either may be what the parent shows. */
  readonly values: Json;
}

export interface PlanFacts {
  /** Empty where the document does not say (HCP's redacted shape, hand-written files). */
  readonly formatVersion: string;
  readonly terraformVersion: string;
  readonly errored: boolean;
  readonly complete: boolean;
  /** Whether there are `resource_changes` at all: refresh-only and errored plans may lack them. */
  readonly hasChanges: boolean;
  readonly drift: readonly DriftFact[];
  /** By address, deposed objects apart. */
  readonly changes: ReadonlyMap<string, ChangeFact>;
  readonly deposedChanges: readonly ChangeFact[];
  readonly extras: readonly ExtraFact[];
  /** Addresses that the plan leaves as they are. */
  readonly unchanged: ReadonlySet<string>;
  readonly totalResources: number;
  readonly outputChanges: readonly string[];
  /** `resource_changes` by their actions, joined with "+": what `corpus` compares. */
  readonly plannedActions: ReadonlyMap<string, number>;
  readonly relevantAttributes: readonly { resource: string; attribute: Json[] }[];
  /** Undefined where the document has no configuration. */
  readonly configuration: ConfiguredModule | undefined;
  readonly siblings: readonly SiblingFact[];
  /** Hosts of the providers' addresses. */
  readonly providerRegistries: ReadonlySet<string>;
  readonly marks: ReadonlyMap<string, Marks>;
  readonly secrets: SecretValues;
  /** What could not be read, in words; then the findings are not complete. */
  readonly unreadable: readonly string[];
}

/** Terraform leaves out what is not there; other writers of plan documents say null or "". */
const textOrNone = z.string().nullish();

const resourceEntry = z.looseObject({
  address: textOrNone,
  module_address: textOrNone,
  mode: textOrNone,
  type: z.string(),
  name: z.string(),
  index: z.union([z.string(), z.number()]).nullish(),
  provider_name: textOrNone,
  deposed: textOrNone,
  previous_address: textOrNone,
  change: z.looseObject({
    actions: z.array(z.string()),
    before: z.unknown().optional(),
    after: z.unknown().optional(),
    after_unknown: z.unknown().optional(),
    before_sensitive: z.unknown().optional(),
    after_sensitive: z.unknown().optional(),
    replace_paths: z.unknown().optional(),
    importing: z.unknown().optional(),
  }),
});
type ResourceEntry = z.infer<typeof resourceEntry>;

const WANTED = new Map<string, Wanted>([
  ["resource_drift", "elements"],
  ["resource_changes", "changes"],
  ["relevant_attributes", "elements"],
  ["action_invocations", "elements"],
  ["output_changes", "value"],
  ["variables", "value"],
  ["configuration", "value"],
  ["format_version", "value"],
  ["plan_format_version", "value"],
  ["terraform_version", "value"],
  ["errored", "value"],
  ["complete", "value"],
]);
const UNREADABLE_AT_MOST = 20;
/** Any of these makes a document a plan; a state or a provider schema has none. */
const PLAN_KEYS = new Set(["resource_changes", "resource_drift", "planned_values", "plan_format_version"]);

/** Collects the facts of one document; `facts()` may be called once it has been read to its end. */
export class PlanFactsReader implements PlanReader {
  readonly #keys = new Set<string>();
  readonly #values = new Map<string, Json>();
  readonly #drift: DriftFact[] = [];
  readonly #changes = new Map<string, ChangeFact>();
  readonly #deposed: ChangeFact[] = [];
  readonly #extras: ExtraFact[] = [];
  readonly #unchanged = new Set<string>();
  readonly #covered = new Set<string>();
  readonly #stateInstances = new Set<string>();
  readonly #plannedActions = new Map<string, number>();
  readonly #relevant: { resource: string; attribute: Json[] }[] = [];
  readonly #siblings: SiblingFact[] = [];
  readonly #registries = new Set<string>();
  readonly #marks = new Map<string, Marks>();
  readonly #secrets = new SecretValues();
  /** What was deleted outside, as it was recorded: which of it is secret may only be said further down. */
  readonly #gone: { readonly address: string; readonly before: Json }[] = [];
  readonly #unreadable: string[] = [];

  want(key: string): Wanted {
    this.#keys.add(key);
    if (key === "prior_state") return this.#keys.has("resource_changes") ? "skip" : "resources";
    return WANTED.get(key) ?? "skip";
  }

  parseUnrounded(text: string): unknown {
    return parseExactly(text);
  }

  found(key: string, value: unknown): void {
    const json = value as Json;
    if (key === "resource_drift") this.#entry(key, json, (entry, marks) => this.#driftEntry(entry, marks));
    else if (key === "resource_changes") this.#entry(key, json, (entry, marks) => this.#changeEntry(entry, marks));
    else if (key === "relevant_attributes") this.#relevantEntry(json);
    else if (key === "action_invocations") this.#invocation(json);
    else if (key === "prior_state") this.#stateEntry(json);
    else this.#values.set(key, json);
  }

  #entry(key: string, json: Json, take: (entry: ResourceEntry, marks: Marks) => void): void {
    const marks = learnChange(member(json, "change"), this.#secrets); // whatever becomes of the entry
    const entry = resourceEntry.safeParse(json);
    if (entry.success) {
      this.#registries.add(entry.data.provider_name?.split("/", 1)[0] ?? "");
      take(entry.data, marks);
      return;
    }
    this.#misshapen(key, member(json, "address"));
  }

  #misshapen(key: string, address: Json | undefined): void {
    const named = typeof address === "string" ? ` (${address})` : "";
    if (this.#unreadable.length < UNREADABLE_AT_MOST)
      this.#unreadable.push(`An entry of ${key}${named} has not the expected shape.`);
    else this.#unreadable[UNREADABLE_AT_MOST] = "Further entries have not the expected shape, either.";
  }

  #driftEntry(entry: ResourceEntry, marks: Marks): void {
    const [action] = entry.change.actions;
    const { before, after } = valuesOf(entry);
    const identity = identify(entry);
    this.#takeMarks(identity.address, marks);
    if (entry.mode === "data" || isDeposed(entry) || action === "no-op") return;
    if (action !== "update" && action !== "delete") {
      this.#misshapen("resource_drift", identity.address);
      return;
    }
    this.#covered.add(identity.address);
    this.#takeSibling(identity, before);
    if (action === "delete" && before !== undefined) this.#gone.push({ address: identity.address, before });
    this.#drift.push({
      ...identity,
      action,
      attributes: action === "delete" ? new Map() : differing(before, after),
      links: linksOf(identity.type, before, after),
    });
  }

  #changeEntry(entry: ResourceEntry, marks: Marks): void {
    const { actions } = entry.change;
    const label = actions.join("+");
    this.#plannedActions.set(label, (this.#plannedActions.get(label) ?? 0) + 1);
    const { before, after } = valuesOf(entry);
    const identity = identify(entry);
    if (entry.mode === "data") return;
    this.#takeMarks(identity.address, marks);
    const deposed = isDeposed(entry);
    this.#takeExtras(identity.address, entry);
    if (label !== "create" && !deposed) this.#covered.add(identity.address);
    this.#takeSibling(identity, before);
    if (label === "no-op" || label === "read" || actions.length === 0) {
      if (!deposed) this.#unchanged.add(identity.address);
      return;
    }
    const updates = actions.includes("update") || actions.length > 1;
    const planned = overlayUnknown(after, entry.change.after_unknown as Json | undefined);
    const fact = {
      ...identity,
      actions,
      deposed,
      attributes: updates ? differing(before, planned) : new Map<string, AttributePair>(),
      replacedBy: replacedBy(entry.change.replace_paths as Json | undefined),
    };
    if (deposed) this.#deposed.push(fact);
    else this.#changes.set(identity.address, fact);
  }

  #takeExtras(address: string, { previous_address, change }: ResourceEntry): void {
    const earlier = said(previous_address);
    if (earlier !== undefined && earlier !== address) this.#extras.push({ address, action: "move" });
    if (change.importing !== undefined && change.importing !== null) this.#extras.push({ address, action: "import" });
  }

  #invocation(json: Json): void {
    const address = member(json, "address");
    if (typeof address === "string") this.#extras.push({ address, action: "invoke" });
    else this.#misshapen("action_invocations", undefined);
  }

  /** Unites the marks of an address from all its entries. */
  #takeMarks(address: string, marks: Marks): void {
    if (marks !== null) this.#marks.set(address, uniteMarks(this.#marks.get(address) ?? null, marks));
  }

  #takeSibling(identity: ResourceIdentity, values: Json | undefined): void {
    if (ECHO_SIBLINGS.has(identity.type) && isObject(values)) {
      this.#siblings.push({ address: identity.address, type: identity.type, values });
    }
  }

  #relevantEntry(json: Json): void {
    const resource = member(json, "resource");
    const attribute = member(json, "attribute");
    if (typeof resource === "string" && Array.isArray(attribute)) this.#relevant.push({ resource, attribute });
  }

  #stateEntry(json: Json): void {
    const address = member(json, "address");
    if (member(json, "mode") !== "data" && typeof address === "string") this.#stateInstances.add(address);
  }

  /** Throws a DriftError "plan_unreadable" for a JSON document that is no plan. */
  facts(): PlanFacts {
    if (![...PLAN_KEYS].some((key) => this.#keys.has(key))) {
      throw new DriftError(
        "plan_unreadable",
        this.#keys.has("values") ? "This is a state, not a plan." : "This JSON document is not a Terraform plan.",
        "Give the output of `terraform show -json PLANFILE`.",
      );
    }
    const configuration = this.#values.get("configuration");
    learnVariables(configuration, this.#values.get("variables"), this.#secrets);
    learnOutputs(this.#values.get("output_changes"), this.#secrets);
    this.#learnByUnitedMarks();
    const errored = this.#values.get("errored") === true;
    const hasChanges = this.#keys.has("resource_changes");
    const covered = hasChanges ? this.#covered : new Set([...this.#stateInstances, ...this.#covered]);
    return {
      formatVersion: this.#text("format_version") || this.#text("plan_format_version"),
      terraformVersion: this.#text("terraform_version"),
      errored,
      complete: !errored && this.#values.get("complete") !== false && this.#unreadable.length === 0,
      hasChanges,
      drift: this.#drift,
      changes: this.#changes,
      deposedChanges: this.#deposed,
      extras: this.#extras,
      unchanged: this.#unchanged,
      totalResources: covered.size,
      outputChanges: this.#outputChanges(),
      plannedActions: this.#plannedActions,
      relevantAttributes: this.#relevant,
      configuration: configuration === undefined ? undefined : readConfiguration(configuration),
      siblings: this.#siblings,
      providerRegistries: this.#registries,
      marks: this.#marks,
      secrets: this.#secrets,
      unreadable: this.#unreadable,
    };
  }

  /** One entry of an address may call secret what another one shows. */
  #learnByUnitedMarks(): void {
    const learn = (address: string, values: Json): void =>
      eachMarkedValue(values, this.#marks.get(address) ?? null, (secret) => {
        if (secret !== UNKNOWN_VALUE) this.#secrets.add(secret);
      });
    for (const { address, before } of this.#gone) learn(address, before);
    for (const { address, attributes } of [...this.#drift, ...this.#changes.values()]) {
      if (!this.#marks.has(address)) continue;
      for (const [name, { from, to }] of attributes) {
        for (const value of [from, to]) if (value !== undefined) learn(address, { [name]: value });
      }
    }
  }

  #text(key: string): string {
    const value = this.#values.get(key);
    return typeof value === "string" ? value : "";
  }

  #outputChanges(): string[] {
    const changes = this.#values.get("output_changes");
    return keysOf(changes).filter((name) => {
      const actions = member(member(changes, name), "actions");
      return Array.isArray(actions) && actions.some((action) => action !== "no-op");
    });
  }
}

function isDeposed(entry: ResourceEntry): boolean {
  return said(entry.deposed) !== undefined;
}

function said(text: string | null | undefined): string | undefined {
  return text === null || text === "" ? undefined : text;
}

function valuesOf(entry: ResourceEntry): { before: Json | undefined; after: Json | undefined } {
  return { before: entry.change.before as Json | undefined, after: entry.change.after as Json | undefined };
}

/** Plans of Terraform 1.0.0 may lack `address` in drift entries: it is built from its parts. */
function identify(entry: ResourceEntry): ResourceIdentity {
  const moduleAddress = said(entry.module_address) ?? null;
  const index = entry.index ?? null;
  const local = `${entry.type}.${entry.name}${formatInstanceKey(index)}`;
  return {
    address: said(entry.address) ?? (moduleAddress === null ? local : `${moduleAddress}.${local}`),
    moduleAddress,
    type: entry.type,
    name: entry.name,
    index,
    provider: entry.provider_name ?? "",
  };
}

/** The top-level attributes that differ; a sensitive one is compared like any other. */
function differing(from: Json | undefined, to: Json | undefined): Map<string, AttributePair> {
  const pairs = new Map<string, AttributePair>();
  for (const name of keysOf(from, to)) {
    const pair = { from: member(from, name), to: member(to, name), called: nameOfMember([from, to], name) };
    if (!sameValue(pair.from, pair.to)) pairs.set(name, pair);
  }
  return pairs;
}

/** `after` omits what is unknown: put a mark where `after_unknown` says so, lest it read as a removal. */
function overlayUnknown(after: Json | undefined, unknown: Json | undefined): Json | undefined {
  if (unknown === true) return UNKNOWN_VALUE;
  if (Array.isArray(unknown)) {
    const list = Array.isArray(after) ? after : [];
    return Array.from(
      { length: Math.max(list.length, unknown.length) },
      (_, i) => overlayUnknown(list[i], unknown[i]) ?? null,
    );
  }
  if (!isObject(unknown)) return after;
  const known = isObject(after) ? after : {};
  if (Object.keys(unknown).length === 0) return after;
  return Object.fromEntries(
    keysOf(known, unknown).map((key) => [key, overlayUnknown(member(known, key), member(unknown, key)) ?? null]),
  );
}

function replacedBy(paths: Json | undefined): string[] {
  if (!Array.isArray(paths)) return [];
  return paths.flatMap((path) => (Array.isArray(path) && typeof path[0] === "string" ? [path[0]] : []));
}

function linksOf(type: string, before: Json | undefined, after: Json | undefined): ReadonlyMap<string, Json> {
  const links = new Map<string, Json>();
  for (const name of ECHO_PARENTS.get(type) ?? []) {
    const value = member(after, name) ?? member(before, name);
    if (value !== undefined) links.set(name, value);
  }
  return links;
}
