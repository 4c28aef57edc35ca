/** What the drift view says of a root module as a whole. Pure. */
import { capitalized, driftCountWords, plural, relativeTime, sourceWords, statusWords } from "../../shared/format";
import { formatCount, visible } from "../../shared/formatValue";
import type { DriftedResource, DriftRun, Severity } from "../../shared/model";
import { countedDrift, criticalAmong, SEVERITIES } from "../../shared/vocabulary";
import { isIncomplete, type RootState } from "../state/driftState";
import { type DriftNode, type NodeIcon, none, SEVERITY_ICONS } from "./driftNode";
import { markdown } from "./driftTooltips";

/** Said instead of a run's age once the code has changed. */
const STALE = "checked before your last edit";

/** Words for `when` clauses. */
export function rootContext({ run, running, applying, failure }: RootState): string {
  const words = [
    "rootModule",
    running === null && applying === null ? "idle" : "running",
    run === null ? "unchecked" : "checked",
  ];
  return [...words, ...(failure?.reason === "not_initialised" ? ["notInitialised"] : [])].join(" ");
}

/** Why the last check did not come to its end. */
export function failureNodes({ id, failure }: RootState): DriftNode[] {
  if (failure === null) return [];
  const node: DriftNode = {
    id: `${id}#failure`,
    rootId: id,
    label: visible(failure.message),
    description: visible(failure.wayOut),
    context: "message",
    icon: { name: "circle-slash", color: "list.errorForeground" },
    tooltip: () => markdown([failure.message, failure.wayOut].join("\n\n").trim()),
    state: "leaf",
    children: none,
  };
  return [node];
}

/** Stands where there is nothing else to show. */
export function nothingNode({ id, run }: RootState): DriftNode {
  const label =
    run === null ? "Nothing is known yet" : `No drift in ${plural(run.metadata.totalResources, "resource")}`;
  return {
    id: `${id}#nothing`,
    rootId: id,
    label,
    context: "nothing",
    icon: run === null ? { name: "info" } : { name: "pass", color: "testing.iconPassed" },
    state: "leaf",
    children: none,
  };
}

/** How far its check or its apply is, or what was found. */
export function rootDescription(state: RootState, now: Date): string {
  const { running, applying } = state;
  if (running !== null) return runningWords(running);
  return applying === null ? rootWords(state, now) : applyingWords(applying);
}

function applyingWords({ done, total }: NonNullable<RootState["applying"]>): string {
  return total === null ? "applying" : `applying · ${formatCount(done)} of ${formatCount(total)}`;
}

function runningWords({ done, total }: NonNullable<RootState["running"]>): string {
  if (total !== null && total > 0) return `checking · ${formatCount(done)} of ${formatCount(total)} read`;
  return done === 0 ? "checking" : `checking · ${formatCount(done)} read`;
}

/** What was found, when, and in which code. */
export function rootWords(state: RootState, now: Date): string {
  const { run } = state;
  if (run === null) return state.failure === null ? "never checked" : "could not be checked";
  const age = state.isStale ? STALE : relativeTime(run.endedAt ?? run.startedAt, now);
  const found = isIncomplete(state) ? `incomplete · ${driftWords(run)}` : driftWords(run);
  const source = sourceWords(run.metadata.source);
  return [found, age, source].filter((part) => part !== "").join(" · ");
}

/** "2 critical, 5 drifted" of what counts. */
export function driftWords(run: DriftRun): string {
  return driftCountWords(criticalAmong(countedDrift(run.metadata)), run.metadata.driftedCount);
}

/** The gravest that counts, or how the check stands. */
export function rootIcon(state: RootState): NodeIcon {
  const { run, running, applying } = state;
  if (running !== null || applying !== null) return { name: "loading~spin" };
  if (isIncomplete(state)) return { name: "circle-slash", color: "list.errorForeground" };
  switch (run?.status) {
    case "clean":
      return { name: "pass", color: "testing.iconPassed" };
    case "drift_detected": {
      const gravest = gravestOf(countedDrift(run.metadata));
      return SEVERITY_ICONS[gravest];
    }
    default:
      return { name: "circle-outline" };
  }
}

function gravestOf(resources: readonly DriftedResource[]): Severity {
  return SEVERITIES.find((severity) => resources.some((one) => one.severity === severity)) ?? "info";
}

/** Markdown. */
export function rootTooltip({ name, run, root, isStale }: RootState, now: Date): string {
  const head = `**${markdown(name)}**`;
  if (run === null) return `${head}\n\nNever checked.`;
  const { metadata } = run;
  const lines = [
    `${statusWords(run.status)} · ${driftWords(run)} of ${plural(metadata.totalResources, "resource")}`,
    `Checked ${relativeTime(run.endedAt ?? run.startedAt, now)}${isStale ? ", before your last edit" : ""}`,
    sourceWords(metadata.source) === "" ? "" : `Code: ${sourceWords(metadata.source)}`,
    metadata.tool.version === "" ? "" : `${capitalized(metadata.tool.binary)} ${metadata.tool.version}`,
    root.dir,
    ...metadata.diagnostics.slice(0, 3).map(({ summary }) => summary),
  ];
  return [head, ...lines.filter((line) => line !== "").map(markdown)].join("\n\n");
}
