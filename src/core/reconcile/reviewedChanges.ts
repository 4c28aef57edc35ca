/** What a plan that is reviewed would do, in the order in which it is to be read. */
import type { DriftedResource } from "../../shared/model";
import type { ChangeCounts, PlannedChange, ReconcileKind } from "../../shared/reconcile";
import type { PlanReport } from "../plan/planReport";

/** What loses an object first, then what puts drift right, then what is pending; of these by address. */
export function reviewedChanges(
  kind: ReconcileKind,
  report: Pick<PlanReport, "plannedChanges">,
  driftedResources: readonly DriftedResource[],
): PlannedChange[] {
  const changes = kind === "apply" ? report.plannedChanges() : driftedResources.map(takenOver);
  return changes.toSorted((a, b) => rank(a) - rank(b) || (a.address < b.address ? -1 : 1));
}

function rank({ destroys, origin }: PlannedChange): number {
  return (destroys ? 0 : 2) + (origin === "drift" ? 0 : 1);
}

/** The state takes over what is there; of what is gone it forgets the object, which costs nobody anything. */
function takenOver({ address, action, changes }: DriftedResource): PlannedChange {
  return {
    address,
    actions: [action === "delete" ? "forget" : "update"],
    origin: "drift",
    destroys: false,
    replacedBy: [],
    attributes: changes.map(({ attribute, before, after, sensitive }) => ({
      ...{ attribute, before, after, sensitive, drifted: true },
    })),
    moreAttributes: 0,
  };
}

/** Counts what a review would do. Of `accept_state`: entries of the state that are changed, and that are forgotten. */
export function countChanges(kind: ReconcileKind, changes: readonly PlannedChange[]): ChangeCounts {
  const having = (action: string): number => changes.filter(({ actions }) => actions.includes(action)).length;
  return { add: having("create"), change: having("update"), remove: having(kind === "apply" ? "delete" : "forget") };
}
