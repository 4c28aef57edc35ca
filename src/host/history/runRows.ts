/** A run in one line of the list. */
import {
  durationOf,
  formatDuration,
  plural,
  qualifiedName,
  rootModuleName,
  sourceWords,
  statusWords,
  triggerWords,
} from "../../shared/format";
import type { RunSummary } from "../../shared/model";
import type { RootChoice, RunRow, SeverityCounts, Tone } from "../../shared/protocol";

import type { WorkspaceRef } from "../../core/service";

/** A root module's id in the page; looked up, never taken apart. */
export function rootId({ projectId, workspaceId }: WorkspaceRef): string {
  return JSON.stringify([projectId, workspaceId]);
}

/** How root modules are named: with their projects where there are several. */
export type NameOf = (ref: WorkspaceRef) => string;

/** Names for these root modules and any others. */
export function namesFor(refs: readonly WorkspaceRef[]): NameOf {
  const namesProjects = new Set(refs.map(({ projectId }) => projectId)).size > 1;
  return namesProjects ? qualifiedName : rootModuleName;
}

/** By name. */
export function rootChoices(refs: readonly WorkspaceRef[], nameOf: NameOf): RootChoice[] {
  const named = new Map(refs.map((ref) => [rootId(ref), nameOf(ref)]));
  return [...named]
    .map(([id, name]) => ({ id, name }))
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/** As lists and headings show it. */
export function runRow(run: RunSummary, nameOf: NameOf): RunRow {
  return {
    id: run.id,
    root: nameOf(run),
    tone: toneOf(run),
    status: statusWords(run.status),
    startedAt: run.startedAt,
    counts: countsOf(run.metadata),
    facts: factsOf(run),
  };
}

function countsOf({ countedBySeverity, driftedCount }: RunSummary["metadata"]): SeverityCounts {
  return countedBySeverity === undefined
    ? { bySeverity: { critical: 0, warning: 0, info: 0 }, unsorted: driftedCount }
    : { bySeverity: countedBySeverity, unsorted: 0 };
}

function toneOf({ status, metadata }: RunSummary): Tone {
  switch (status) {
    case "clean":
      return "clean";
    case "error":
      return "error";
    case "drift_detected":
      return (metadata.countedBySeverity?.critical ?? 0) > 0 ? "critical" : "warning";
    default:
      return "neutral";
  }
}

function factsOf(run: RunSummary): string[] {
  const { targets, totalResources, source } = run.metadata;
  const duration = durationOf(run);
  return [
    targets === null ? "" : `only ${plural(targets.length, "resource")}`,
    triggerWords(run.trigger),
    duration === null ? "" : formatDuration(duration),
    sourceWords(source),
    totalResources > 0 ? plural(totalResources, "resource") : "",
  ].filter((fact) => fact !== "");
}
