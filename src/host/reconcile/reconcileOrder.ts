/** Which resources a command is about that puts drift right. Knows nothing of VS Code. */
import { driftedTargets } from "../../shared/consent";
import type { Review } from "../../shared/reconcile";
import type { DriftNode, ResourceRef } from "../tree/driftNode";

/** What a command may be called with: an item of the tree, or the resources of a block. */
export type ReconcileTarget = DriftNode | readonly ResourceRef[] | undefined;

/** Of one root module. */
export interface Selection {
  /** Its id in `DriftState`. */
  readonly rootId: string;
  /** Addresses, each once; null: the whole root module. */
  readonly targets: readonly string[] | null;
}

/** One selection for each root module, in the order in which they come; empty: nothing was said. */
export function selectionsOf(target: ReconcileTarget): Selection[] {
  if (target === undefined) return [];
  if (!("id" in target)) return byRootModule(target);
  const { id, rootId, ref, addresses } = target;
  if (id === rootId) return [{ rootId, targets: null }];
  if (ref !== undefined) return [{ rootId, targets: [ref.resource.address] }];
  return addresses === undefined || addresses.length === 0 ? [] : [{ rootId, targets: [...new Set(addresses)] }];
}

function byRootModule(refs: readonly ResourceRef[]): Selection[] {
  const found = new Map<string, Set<string>>();
  for (const { rootId, resource } of refs) {
    const addresses = found.get(rootId) ?? new Set();
    found.set(rootId, addresses.add(resource.address));
  }
  return [...found].map(([rootId, addresses]) => ({ rootId, targets: [...addresses] }));
}

/** What is to be settled in the code, of one resource. */
export interface CodeSelection {
  readonly rootId: string;
  readonly address: string;
  /** Null: all that drifted of it. */
  readonly attributes: readonly string[] | null;
}

/** One for each resource instance. */
export function codeSelectionsOf(target: ReconcileTarget): CodeSelection[] {
  const refs = target === undefined ? [] : !("id" in target) ? target : target.ref === undefined ? [] : [target.ref];
  const found = new Map<string, ResourceRef[]>();
  for (const ref of refs) {
    const key = `${ref.rootId}\n${ref.resource.address}`;
    found.set(key, [...(found.get(key) ?? []), ref]);
  }
  return [...found.values()].map((some) => {
    const { rootId, resource } = some[0]!;
    const named = some.flatMap(({ change }) => (change === null ? [] : [change.attribute]));
    const isWhole = some.some(({ change }) => change === null);
    return { rootId, address: resource.address, attributes: isWhole ? null : [...new Set(named)] };
  });
}

/** Changes of the code are planned, and what drifted can be put back without them. */
export function canLeavePending(review: Pick<Review, "changes">): boolean {
  return review.changes.some(({ origin }) => origin === "pending") && driftedTargets(review).length > 0;
}
