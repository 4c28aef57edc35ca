import {
  capitalized,
  driftCountWords,
  durationOf,
  formatDuration,
  plannedActionWords,
  plural,
  rootModuleName,
  severityWords,
  sourceWords,
  statusWords,
} from "../../shared/format";
import { formatCount, visible } from "../../shared/formatValue";
import type { DriftedResource, DriftRun, RunMetadata, RunStatus } from "../../shared/model";
import { atLeastAsGrave } from "../../shared/vocabulary";
import { criticalCount, groupRun, type RunGroups } from "./runGroups";
import { writeDiagnostics } from "./textDiagnostics";
import { padded, type Ink } from "./textLayout";
import { newPage, writeHeading, writeNamed, writeParts, writeText, type Page, type TextOptions } from "./textPage";
import { ignoredParts, SEVERITY_INK, writeNames, writeResource, writeSetAside } from "./textResource";

export type { TextOptions } from "./textPage";

const INDENT = 4;

/** The report for a terminal, one run after the other, then the total; it ends with a line feed. */
export function renderText(runs: readonly DriftRun[], options: TextOptions): string {
  const page = newPage(options);
  for (const run of runs) {
    writeRun(page, run);
    if (page.lines.at(-1) !== "") page.lines.push("");
  }
  writeTotal(page, runs);
  return `${page.lines.join("\n")}\n`;
}

/** One run in plain words, without colour and without advice: what a run's `output` ends with. */
export function renderDifferences(run: DriftRun): string {
  const page = newPage({ width: 100, color: false, unicode: true });
  writeRun(page, run);
  return `${page.lines.join("\n")}\n`;
}

function writeRun(page: Page, run: DriftRun): void {
  const groups = groupRun(run);
  const prefix = page.rootPrefix(run);
  writeHeadline(page, run, groups);
  for (const { severity, resources } of groups.drifted) {
    const note = atLeastAsGrave(severity, run.metadata.threshold) ? "" : "not counted";
    writeHeading(page, `${severityWords(severity)} (${resources.length})`, note, [SEVERITY_INK[severity]]);
    writeResources(page, resources, prefix);
  }
  writePending(page, run.metadata);
  writeIgnored(page, groups.ignored, prefix);
  writeNoise(page, groups.noise, prefix);
  writeUnchecked(page, run.metadata.uncheckedAddresses);
  writeDiagnostics(page, run.metadata.diagnostics, prefix);
}

function writeHeadline(page: Page, run: DriftRun, groups: RunGroups): void {
  const { metadata } = run;
  const critical = criticalCount(groups);
  const { symbol, ink } = statusLook(page, run.status, critical > 0);
  writeNamed(page, {
    mark: { symbol, ink: ["bold", ink] },
    name: rootModuleName(run),
    nameInk: ["bold"],
    rest: statusWords(run.status),
    restInk: ["bold", ink],
    indent: 0,
  });
  const duration = durationOf(run);
  const facts = [
    metadata.driftedCount > 0 ? driftCountWords(critical, metadata.driftedCount) : "",
    plural(metadata.totalResources, "resource"),
    metadata.uncheckedAddresses.length === 0 ? "" : `${formatCount(metadata.uncheckedAddresses.length)} not checked`,
    metadata.targets === null ? "" : `only ${plural(metadata.targets.length, "target")} checked`,
    duration === null ? "" : formatDuration(duration),
    sourceWords(metadata.source),
  ].filter((fact) => fact !== "");
  writeParts(page, facts, { indent: 2, ink: ["dim"] });
}

function statusLook(page: Page, status: RunStatus, critical: boolean): { symbol: string; ink: Ink } {
  switch (status) {
    case "clean":
      return { symbol: page.symbols.good, ink: "green" };
    case "drift_detected":
      return critical ? { symbol: page.symbols.bad, ink: "red" } : { symbol: page.symbols.warn, ink: "yellow" };
    case "error":
      return { symbol: page.symbols.bad, ink: "red" };
    case "cancelled":
    case "running":
      return { symbol: page.symbols.info, ink: "cyan" };
  }
}

/** With an empty line between them. */
function writeResources(page: Page, resources: readonly DriftedResource[], prefix: string): void {
  for (const [position, resource] of resources.entries()) {
    if (position > 0) page.lines.push("");
    writeResource(page, resource, prefix);
  }
}

function writePending(page: Page, { pendingChanges, outputChanges }: RunMetadata): void {
  const count = pendingChanges.length + outputChanges.length;
  if (count === 0) return;
  writeHeading(page, `Pending in code (${count})`, "the code moved on, nothing drifted");
  for (const { address, actions, causedBy } of pendingChanges) {
    const cause = causedBy === undefined ? "" : `follows from ${visible(causedBy)}`;
    const mark = { symbol: padded(plannedActionWords(actions), 8), ink: [] };
    writeNamed(page, { mark, name: visible(address), rest: cause, restInk: ["dim"], indent: INDENT });
  }
  for (const output of outputChanges) page.lines.push(`${" ".repeat(INDENT)}${padded("output", 8)} ${visible(output)}`);
}

function writeIgnored(page: Page, ignored: readonly DriftedResource[], prefix: string): void {
  if (ignored.length === 0) return;
  writeHeading(page, `Ignored (${ignored.length})`);
  for (const resource of ignored) {
    writeSetAside(page, resource, prefix, ignoredParts(resource));
  }
}

function writeNoise(page: Page, noise: readonly DriftedResource[], prefix: string): void {
  if (noise.length === 0) return;
  writeHeading(page, `Noise (${noise.length})`, "only looks different, nothing happened");
  if (page.showNoise) {
    writeResources(page, noise, prefix);
  } else {
    writeNames(
      page,
      noise.map(({ address }) => address),
    );
  }
}

function writeUnchecked(page: Page, addresses: readonly string[]): void {
  if (addresses.length === 0) return;
  writeHeading(page, `Could not be checked (${addresses.length})`, "", ["red"]);
  writeNames(page, addresses);
}

function writeTotal(page: Page, runs: readonly DriftRun[]): void {
  const drifted = runs.filter(({ metadata }) => metadata.driftedCount > 0);
  const unfinished = runs.filter(({ status }) => status !== "clean" && status !== "drift_detected");
  const count = drifted.reduce((sum, { metadata }) => sum + metadata.driftedCount, 0);
  const isUnknown = count === 0 && unfinished.length === runs.length && runs.length > 0;
  if (isUnknown) {
    writeText(page, "No check came to its end: nothing is known about drift.", { indent: 0, ink: ["bold"] });
    return;
  }
  const parts = [count === 0 ? "no drift found" : plural(count, "drifted resource")];
  if (runs.length > 1) parts.push(`${drifted.length} of ${plural(runs.length, "root module")} drifted`);
  if (unfinished.length > 0) parts.push(`${plural(unfinished.length, "check")} incomplete`);
  writeText(page, `${capitalized(parts.join(", "))}.`, { indent: 0, ink: ["bold"] });
  if (unfinished.length > 0) {
    writeText(page, "What could not be checked may have drifted, too.", { indent: 0, ink: ["dim"] });
  }
  if (drifted.length > 0) writeNextSteps(page);
}

function writeNextSteps(page: Page): void {
  const steps = [
    ["put it back", "terraform apply; by hand where the code is silent"],
    ["accept it", "change the code to what is"],
    ["ignore it", "add a rule with a reason to .terraform-drift.jsonc"],
  ] as const;
  for (const [aim, way] of steps) {
    writeNamed(page, { name: padded(aim, 11), nameInk: ["dim"], rest: way, indent: 2 });
  }
}
