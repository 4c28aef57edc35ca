/** What of a run is meant when something in the tree or in the editor is to be explained. Knows nothing of VS Code. */
import type { DriftState } from "../state/driftState";
import type { DriftNode, ResourceRef } from "../tree/driftNode";

export interface ExplainTarget {
  readonly runId: string;
  /** Absent: all that drifted. */
  readonly addresses?: readonly string[];
}

/** Null: there is no run that could be explained. What is shown may be of several runs, where single resources were checked since: then of the one that has the most of it. */
export function explainTarget(
  state: Pick<DriftState, "root" | "runIdOf">,
  asked: DriftNode | readonly ResourceRef[],
): ExplainTarget | null {
  if (!("id" in asked)) return ofResources(state, asked);
  if (asked.ref !== undefined) return ofResources(state, [asked.ref]);
  if (asked.addresses !== undefined) return ofAddresses(state, asked.rootId, asked.addresses);
  const runId = state.root(asked.rootId)?.run?.id;
  return runId === undefined ? null : { runId };
}

function ofResources(state: Pick<DriftState, "runIdOf">, refs: readonly ResourceRef[]): ExplainTarget | null {
  const [first] = refs;
  if (first === undefined) return null;
  const { rootId } = first;
  const addresses = new Set(refs.filter((ref) => ref.rootId === rootId).map(({ resource }) => resource.address));
  return ofAddresses(state, rootId, [...addresses]);
}

function ofAddresses(
  state: Pick<DriftState, "runIdOf">,
  rootId: string,
  addresses: readonly string[],
): ExplainTarget | null {
  const byRun = new Map<string, string[]>();
  for (const address of addresses) {
    const runId = state.runIdOf(rootId, address);
    if (runId === undefined) continue;
    const known = byRun.get(runId);
    if (known === undefined) byRun.set(runId, [address]);
    else known.push(address);
  }
  const [most] = [...byRun].sort(([, a], [, b]) => b.length - a.length);
  return most === undefined ? null : { runId: most[0], addresses: most[1] };
}
