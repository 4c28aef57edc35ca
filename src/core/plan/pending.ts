/** Changes that applying the code would make where nothing drifted: never drift, counted and shown apart. */
import { type Json, PENDING_ATTRIBUTES_AT_MOST, type PendingChange } from "../../shared/model";
import { type AttributeDrift, attributeDrift } from "./attributeDrift";
import { canonical } from "./compare";
import { configuredResource, type ConfiguredModule, isConfigured, moduleAt, moduleCalls } from "./configuration";
import type { PathStep } from "./paths";
import { type ChangeFact, type PlanFacts, UNKNOWN_VALUE } from "./planFacts";
import { redactPath } from "./redact";
import { type Marks, marksBelow } from "./sensitivity";

/** With what would change although it did not drift, the first 50 positions; none where the object comes or goes as a whole. */
export interface FoundPending extends PendingChange {
  readonly attributes: readonly string[];
}

/** `drifted`: the drifted positions by address; of deleted objects none. In the order of the document. */
export function findPendingChanges(
  facts: PlanFacts,
  drifted: ReadonlyMap<string, readonly AttributeDrift[]>,
): FoundPending[] {
  const deleted = new Set(facts.drift.filter((drift) => drift.action === "delete").map(({ address }) => address));
  const suspects = findSuspects(facts, drifted, deleted);
  return [...facts.changes.values(), ...facts.deposedChanges].flatMap((change) => {
    if (!change.deposed && deleted.has(change.address) && change.actions.includes("create")) return [];
    const positions = change.deposed ? [] : (drifted.get(change.address) ?? []);
    const ofTheWhole = positions.length === 0 || isOfTheWhole(change, positions);
    const attributes = undriftedPositions(plannedPositions(change, facts.marks.get(change.address) ?? null), positions)
      .filter((position) => !isComputed(facts, change, position))
      .slice(0, PENDING_ATTRIBUTES_AT_MOST)
      .map(({ steps, path }) => redactPath(steps, path, facts.secrets));
    if (!ofTheWhole && attributes.length === 0) return [];
    const causedBy = causeOf(facts, change, suspects);
    return {
      address: change.address,
      actions: [...change.actions],
      ...(causedBy === null ? {} : { causedBy }),
      attributes,
    };
  });
}

/** Positions that the provider or the code would change, compared backwards, so that elements of lists carry their actual places, as those of drifted positions do. */
export function plannedPositions({ attributes }: ChangeFact, marks: Marks): AttributeDrift[] {
  return [...attributes].flatMap(([name, { from, to, called }]) =>
    attributeDrift(name, { before: to, after: from, planned: "unchanged" }, marksBelow(marks, name), called),
  );
}

/** What the provider computes anew is the consequence of a change, not a change of the code. */
export function isComputed(facts: PlanFacts, change: ChangeFact, { before, steps }: AttributeDrift): boolean {
  return before === UNKNOWN_VALUE && !isConfigured(configuredResource(facts.configuration, change), steps);
}

/** Of planned positions those that did not drift. */
export function undriftedPositions(
  planned: readonly AttributeDrift[],
  positions: readonly AttributeDrift[],
): AttributeDrift[] {
  const drifted = pathTree(positions.map(({ steps }) => steps));
  const lost = new Set(positions.filter(isElement).map(elementKey));
  return planned.filter(
    (one) => !overlaps(drifted, one.steps) && !(isElement(one) && one.after === undefined && lost.has(elementKey(one))),
  );
}

/** Whether the object itself comes, goes or is replaced for other reasons than its drift. */
function isOfTheWhole(change: ChangeFact, positions: readonly AttributeDrift[]): boolean {
  const replaced = change.actions.includes("delete") && change.actions.includes("create");
  const driftedAttributes = new Set(positions.map(({ steps }) => steps[0]));
  if (replaced) return change.replacedBy.some((attribute) => !driftedAttributes.has(attribute));
  return change.actions.length === 1 && change.actions[0] !== "update";
}

/** An element of a list by its value before: what was lost outside may come back at another place. */
function elementKey({ steps, before }: AttributeDrift): string {
  return `${JSON.stringify(steps.slice(0, -1))} ${canonical(before)}`;
}

function isElement({ steps }: AttributeDrift): boolean {
  return typeof steps.at(-1) === "number";
}

/** Paths by their steps. */
interface PathTree {
  isPath: boolean;
  readonly below: Map<PathStep, PathTree>;
}

function pathTree(paths: readonly (readonly PathStep[])[]): PathTree {
  const root: PathTree = { isPath: false, below: new Map() };
  for (const steps of paths) {
    let tree = root;
    for (const step of steps) {
      const next = tree.below.get(step) ?? { isPath: false, below: new Map() };
      tree.below.set(step, next);
      tree = next;
    }
    tree.isPath = true;
  }
  return root;
}

/** Whether the tree has that path, one above it or one below it. */
function overlaps(tree: PathTree, steps: readonly PathStep[]): boolean {
  let place = tree;
  for (const step of steps) {
    const next = place.below.get(step);
    if (next === undefined) return false;
    if (next.isPath) return true;
    place = next;
  }
  return true;
}

/**
 * Drifted resources with an attribute that the plan calls relevant, by their addresses without any keys: only these can
 * have caused another change. The plan may leave the instance out.
 */
function findSuspects(
  facts: PlanFacts,
  drifted: ReadonlyMap<string, readonly AttributeDrift[]>,
  deleted: ReadonlySet<string>,
): Map<string, string[]> {
  const relevant = new Map<string, Set<Json | undefined>>();
  for (const { resource, attribute } of facts.relevantAttributes) {
    relevant.set(resource, (relevant.get(resource) ?? new Set()).add(attribute[0]));
  }
  const suspects = new Map<string, string[]>();
  for (const [address, positions] of drifted) {
    const attributes = relevant.get(address) ?? relevant.get(withoutLastKey(address));
    if (attributes === undefined) continue;
    const replaced = facts.changes.get(address)?.actions.includes("delete") ?? false;
    const touched = attributes.has(undefined) || positions.some(({ steps }) => attributes.has(steps[0]));
    if (!deleted.has(address) && !replaced && !touched) continue;
    const name = withoutKeys(address);
    const namesakes = suspects.get(name);
    if (namesakes === undefined) suspects.set(name, [address]);
    else namesakes.push(address);
  }
  return suspects;
}

/** The suspect that a changed resource refers to, directly or through inputs and outputs of modules. */
function causeOf(
  facts: PlanFacts,
  change: ChangeFact,
  suspects: ReadonlyMap<string, readonly string[]>,
): string | null {
  if (facts.configuration === undefined || suspects.size === 0) return null;
  const { found, unresolved } = referencesOf(facts.configuration, change);
  for (const name of found) {
    const cause = suspects.get(name)?.find((address) => address !== change.address);
    if (cause !== undefined) return cause;
  }
  // Plan JSON does not say what a local value is made of; with one suspect there is no doubt.
  const [only = []] = suspects.values();
  return unresolved && suspects.size === 1 && only[0] !== change.address ? only[0]! : null;
}

interface References {
  /** Addresses, module calls and instance keys left out. */
  readonly found: Set<string>;
  /** Something was referred to that the plan does not explain. */
  unresolved: boolean;
}

/** What a resource's changed arguments refer to. */
function referencesOf(root: ConfiguredModule, change: ChangeFact): References {
  const calls = moduleCalls(change.address);
  const resource = configuredResource(root, change);
  const references: References = { found: new Set(), unresolved: false };
  for (const [argument, named] of resource?.references ?? []) {
    if (change.attributes.size === 0 || change.attributes.has(argument)) follow(root, calls, named, references, 0);
  }
  return references;
}

/** More hops from module to module are no configuration that people write. */
const HOPS_AT_MOST = 20;

function follow(
  root: ConfiguredModule,
  calls: readonly string[],
  named: readonly string[],
  references: References,
  hops: number,
): void {
  if (hops > HOPS_AT_MOST) return;
  for (const reference of named) {
    const [kind = "", name = "", member = ""] = withoutKeys(reference).split(".");
    if (kind === "local") references.unresolved = true;
    else if (kind === "var") {
      const inputs = moduleAt(root, calls.slice(0, -1))
        ?.calls.get(calls.at(-1) ?? "")
        ?.references.get(name);
      follow(root, calls.slice(0, -1), inputs ?? [], references, hops + 1);
    } else if (kind === "module") {
      const called = [...calls, name];
      follow(root, called, moduleAt(root, called)?.outputs.get(member) ?? [], references, hops + 1);
    } else references.found.add([...calls.map((call) => `module.${call}`), kind, name].join("."));
  }
}

const KEY = String.raw`\[(?:"(?:[^"\\]|\\.)*"|[^\]"]*)\]`;
const KEYS = new RegExp(KEY, "g");
const LAST_KEY = new RegExp(`${KEY}$`);

function withoutKeys(address: string): string {
  return address.replace(KEYS, "");
}

function withoutLastKey(address: string): string {
  return address.replace(LAST_KEY, "");
}
