/** What applying a plan would do, resource by resource, without its secrets: what a person reads before it is applied. */
import type { PendingChange } from "../../shared/model";
import type { PlannedAttribute, PlannedChange } from "../../shared/reconcile";
import type { AttributeDrift } from "./attributeDrift";
import { isComputed, plannedPositions, undriftedPositions } from "./pending";
import type { ChangeFact, PlanFacts } from "./planFacts";
import { redactAddress, redactPath } from "./redact";
import { shownValues } from "./shownValues";

const ATTRIBUTES_AT_MOST = 200;

/** `drifted`: the drifted positions by address. `pending`: as found, by what the document calls them. In the order of the document, deposed objects behind the others. */
export function plannedChanges(
  facts: PlanFacts,
  drifted: ReadonlyMap<string, readonly AttributeDrift[]>,
  pending: readonly PendingChange[],
): PlannedChange[] {
  const { secrets } = facts;
  const moved = new Map(pending.map((change) => [change.address, change]));
  const extras = new Map<string, string[]>();
  for (const { address, action } of facts.extras) extras.set(address, [...(extras.get(address) ?? []), action]);
  const changed = [...facts.changes.values(), ...facts.deposedChanges].map((change): PlannedChange => {
    const more = extras.get(change.address) ?? [];
    extras.delete(change.address);
    const { causedBy } = moved.get(change.address) ?? {};
    const isPending = change.deposed || moved.has(change.address) || more.length > 0;
    const attributes = attributesOf(facts, change, drifted.get(change.address) ?? []);
    return {
      address: redactAddress(change.address, secrets),
      actions: [...more, ...change.actions],
      origin: isPending ? "pending" : "drift",
      ...(causedBy === undefined ? {} : { causedBy: redactAddress(causedBy, secrets) }),
      destroys: change.actions.includes("delete"),
      replacedBy: change.actions.includes("create") ? [...change.replacedBy] : [],
      attributes: attributes.slice(0, ATTRIBUTES_AT_MOST),
      moreAttributes: Math.max(0, attributes.length - ATTRIBUTES_AT_MOST),
    };
  });
  const others = [...extras].map(([address, actions]): PlannedChange => ({
    address: redactAddress(address, secrets),
    actions,
    origin: "pending",
    ...{ destroys: false, replacedBy: [], attributes: [], moreAttributes: 0 },
  }));
  return [...changed, ...others];
}

/** What the provider computes anew is left out: nobody decides it. */
function attributesOf(facts: PlanFacts, change: ChangeFact, drifted: readonly AttributeDrift[]): PlannedAttribute[] {
  const marks = facts.marks.get(change.address) ?? null;
  const { secrets } = facts;
  const planned = plannedPositions(change, marks).filter((position) => !isComputed(facts, change, position));
  const undrifted = new Set(undriftedPositions(planned, change.deposed ? [] : drifted));
  return planned.map((position) => {
    const [[after = null, before = null], sensitive] = shownValues(position, [position.before, position.after], {
      ...{ marks, secrets },
    });
    const attribute = redactPath(position.steps, position.path, secrets);
    return { attribute, before, after, sensitive, drifted: !undrifted.has(position) };
  });
}
