/** Changes that applying the code would make where nothing drifted: never drift, counted and shown apart. */
import type { PendingChange } from "../../shared/model";
import { type AttributeDrift, attributeDrift } from "./attributeDrift";
import { configuredResource, type ConfiguredModule, isConfigured, moduleAt, moduleCalls } from "./configuration";
import { type ChangeFact, type PlanFacts, UNKNOWN_VALUE } from "./planFacts";

/** `drifted`: the drifted positions by address; of deleted objects none. In the order of the document. */
export function findPendingChanges(
  facts: PlanFacts,
  drifted: ReadonlyMap<string, readonly AttributeDrift[]>,
): PendingChange[] {
  const deleted = new Set(facts.drift.filter((drift) => drift.action === "delete").map(({ address }) => address));
  const pending = [...facts.changes.values()].filter((change) => {
    if (deleted.has(change.address) && change.actions.includes("create")) return false;
    const positions = drifted.get(change.address);
    return positions === undefined || positions.length === 0 || changesMoreThan(facts, change, positions);
  });
  return [...pending, ...facts.deposedChanges].map((change) => {
    const causedBy = causeOf(facts, change, drifted, deleted);
    return {
      address: change.address,
      actions: [...change.actions],
      ...(causedBy === null ? {} : { causedBy }),
    };
  });
}

/** Whether a planned change touches a position that did not drift. */
function changesMoreThan(facts: PlanFacts, change: ChangeFact, positions: readonly AttributeDrift[]): boolean {
  const replaced = change.actions.includes("delete") && change.actions.includes("create");
  const driftedAttributes = new Set(positions.map(({ steps }) => steps[0]));
  if (replaced && change.replacedBy.some((attribute) => !driftedAttributes.has(attribute))) return true;
  if (change.actions.length === 1 && change.actions[0] !== "update") return true;
  const resource = configuredResource(facts.configuration, change);
  return [...change.attributes].some(([name, { from, to }]) => {
    // What the provider computes anew is the consequence of a change, not a change of the code.
    const planned = attributeDrift(name, { before: from, after: to, planned: "unchanged" }, null).filter(
      (one) => one.after !== UNKNOWN_VALUE || isConfigured(resource, one.steps),
    );
    return planned.some((one) => !positions.some((position) => overlaps(one.path, position.path)));
  });
}

function overlaps(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  return long.startsWith(short) && (long.length === short.length || /^[.[]/.test(long.slice(short.length)));
}

/**
 * The drifted resource of which a change is only the consequence: the plan names its attribute as relevant, it drifted,
 * and the changed resource refers to it, directly or through the inputs of its module.
 */
function causeOf(
  facts: PlanFacts,
  change: ChangeFact,
  drifted: ReadonlyMap<string, readonly AttributeDrift[]>,
  deleted: ReadonlySet<string>,
): string | null {
  const causes = facts.relevantAttributes.filter(({ resource, attribute }) => {
    if (resource === change.address) return false;
    if (deleted.has(resource)) return true;
    const positions = drifted.get(resource) ?? [];
    const replaced = facts.changes.get(resource)?.actions.includes("delete") ?? false;
    return (
      positions.length > 0 &&
      (replaced || positions.some(({ steps }) => attribute.length === 0 || steps[0] === attribute[0]))
    );
  });
  if (causes.length === 0 || facts.configuration === undefined) return null;
  const references = referencesOf(facts.configuration, change);
  const cause = causes.find(({ resource }) => references.has(withoutKeys(resource)));
  return cause?.resource ?? null;
}

/** Addresses (module calls and instance keys left out) that a resource's changed arguments refer to. */
function referencesOf(root: ConfiguredModule, change: ChangeFact): Set<string> {
  const calls = moduleCalls(change.address);
  const resource = configuredResource(root, change);
  const found = new Set<string>();
  for (const [argument, references] of resource?.references ?? []) {
    if (change.attributes.size === 0 || change.attributes.has(argument)) {
      references.forEach((reference) => follow(root, calls, reference, found, 0));
    }
  }
  return found;
}

function follow(
  root: ConfiguredModule,
  calls: readonly string[],
  reference: string,
  found: Set<string>,
  depth: number,
): void {
  const [first, second] = reference.split(/[.[]/);
  if (first !== "var" || second === undefined) {
    found.add(
      [...calls.map((name) => `module.${name}`), withoutKeys(reference).split(".").slice(0, 2).join(".")].join("."),
    );
    return;
  }
  const caller = moduleAt(root, calls.slice(0, -1));
  const inputs = caller?.calls.get(calls.at(-1) ?? "")?.references.get(second) ?? [];
  if (depth < 20) inputs.forEach((input) => follow(root, calls.slice(0, -1), input, found, depth + 1));
}

function withoutKeys(address: string): string {
  return address.replace(/\[(?:"(?:[^"\\]|\\.)*"|[^\]"]*)\]/g, "");
}
