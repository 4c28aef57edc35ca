import { listed, plural } from "../../shared/format";
import { visible } from "../../shared/formatValue";
import type { DriftedResource } from "../../shared/model";
import { subjectsOfResources } from "../../shared/suggest";
import { SEVERITIES } from "../../shared/vocabulary";
import type { DriftState, RootState } from "../state/driftState";

/** Drift of one stored run, to be explained at once. */
export interface ChatSubject {
  /** The root module, for people. */
  readonly root: string;
  readonly rootId: string;
  readonly runId: string;
  /** Undefined: all that drifted in that run. */
  readonly addresses: readonly string[] | undefined;
  readonly resources: readonly DriftedResource[];
  /** "lab_server.web[1]", "5 resources in net". */
  readonly about: string;
}

/** What is shown in this window as drifted, gravest root module first. With addresses: only these, whatever they are. */
export function chatSubjects(
  { roots, runIdOf }: { readonly roots: readonly RootState[]; readonly runIdOf: DriftState["runIdOf"] },
  addresses: readonly string[] | null,
): ChatSubject[] {
  return roots.flatMap((state) => subjectsOfRoot(state, addresses, runIdOf)).sort((a, b) => gravity(a) - gravity(b));
}

/** What single resources were checked for since is stored in runs of its own. */
function subjectsOfRoot(
  { id, name, run, parts }: RootState,
  addresses: readonly string[] | null,
  runIdOf: DriftState["runIdOf"],
): ChatSubject[] {
  const drifted = run?.metadata.driftedResources ?? [];
  const byRun = new Map<string, DriftedResource[]>();
  const wanted = new Set(subjectsOfResources(drifted, addresses ?? undefined).map(({ resource }) => resource.address));
  for (const resource of drifted.filter(({ address }) => wanted.has(address))) {
    const runId = parts.length === 1 ? parts[0]!.id : runIdOf(id, resource.address);
    if (runId !== undefined) byRun.set(runId, [...(byRun.get(runId) ?? []), resource]);
  }
  const isWhole = addresses === null && parts.length === 1;
  return [...byRun].map(([runId, resources]) => ({
    root: name,
    rootId: id,
    runId,
    addresses: isWhole ? undefined : resources.map(({ address }) => address),
    resources,
    about:
      resources.length === 1 ? visible(resources[0]!.address) : `${plural(resources.length, "resource")} in ${name}`,
  }));
}

function gravity({ resources }: ChatSubject): number {
  return Math.min(...resources.map(({ severity }) => SEVERITIES.indexOf(severity)));
}

/** Names of root modules, in words. */
export function rootNames(subjects: readonly Pick<ChatSubject, "root">[]): string {
  return listed([...new Set(subjects.map(({ root }) => root))], 5);
}
