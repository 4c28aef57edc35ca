import {
  applyingWords,
  capitalized,
  changedValues,
  codeWords,
  driftCountWords,
  durationOf,
  formatDuration,
  NOT_SET,
  plannedActionWords,
  plural,
  rootModuleName,
  severityWords,
  sourceWords,
  statusWords,
  whyOf,
} from "../../shared/format";
import type { AttributeChange, DriftedResource, DriftRun } from "../../shared/model";
import { atLeastAsGrave } from "../../shared/vocabulary";
import { codePlace, projectPath, type RootPrefix } from "./codePlace";
import { cell, code, prose } from "./markdownText";
import { criticalCount, groupRun, type RunGroups } from "./runGroups";

export interface MarkdownOptions {
  /** The root module as the reader should see it; by default relative to the project. */
  rootPrefix?: RootPrefix;
}

/** What GitHub takes in a comment is 65,536 characters. */
const CHARACTERS_AT_MOST = 60_000;
/** Kept for the sentence about what was left out. */
const RESERVE = 500;
const ATTRIBUTES_AT_MOST = 20;
const NAMES_AT_MOST = 100;
const MESSAGES_AT_MOST = 20;
const MESSAGE_LENGTH = 1000;
const VALUES = { width: 80 };

/** The report as GitHub-flavoured Markdown, for a comment or a job's summary: at most 60,000 characters, gravest first, and it says what was left out. */
export function renderMarkdown(runs: readonly DriftRun[], options: MarkdownOptions = {}): string {
  const prefixOf = options.rootPrefix ?? projectPath;
  const detailed = runs.length === 1 ? runs : runs.filter((run) => !isUneventful(run));
  const blocks = [...overview(runs), ...detailed.flatMap((run) => runBlocks(run, prefixOf(run)))];
  return fitted(blocks);
}

/** Nothing to say beyond its line in the overview. */
function isUneventful({ status, metadata }: DriftRun): boolean {
  const { driftedResources, pendingChanges, outputChanges, diagnostics } = metadata;
  const lists = [driftedResources, pendingChanges, outputChanges, diagnostics];
  return status === "clean" && lists.every((list) => list.length === 0);
}

/** A piece that is shown whole or not at all. */
interface Block {
  text: string;
  /** Drifted resources in it: what is counted when it is left out. */
  resources: number;
}

function fitted(blocks: readonly Block[]): string {
  const shown: string[] = [];
  let length = 0;
  let blocksLeftOut = 0;
  let resourcesLeftOut = 0;
  for (const { text, resources } of blocks) {
    if (blocksLeftOut === 0 && length + text.length + 2 <= CHARACTERS_AT_MOST - RESERVE) {
      shown.push(text);
      length += text.length + 2;
    } else {
      blocksLeftOut += 1;
      resourcesLeftOut += resources;
    }
  }
  if (blocksLeftOut > 0) {
    const what =
      resourcesLeftOut > 0 ? `${plural(resourcesLeftOut, "more resource")} and other parts were` : "Further parts were";
    shown.push(
      `_${what} left out: the report would be longer than ${plural(CHARACTERS_AT_MOST, "character")}. \`terraform-drift show\` prints all of it._`,
    );
  }
  return `${shown.join("\n\n")}\n`;
}

const block = (text: string, resources = 0): Block => ({ text, resources });

/** With several root modules: one line for each, so that none is lost when the details are. */
function overview(runs: readonly DriftRun[]): Block[] {
  if (runs.length === 1) return [];
  const rows = runs.map((run) => {
    const critical = criticalCount(groupRun(run));
    const { driftedCount, totalResources } = run.metadata;
    return `| ${cell(rootModuleName(run))} | ${statusIcon(run, critical)} ${statusWords(run.status)} | ${critical} | ${driftedCount} | ${totalResources} |`;
  });
  const table = ["| Root module | Status | Critical | Drifted | Resources |", "|---|---|--:|--:|--:|"];
  const fitting = rows.slice(0, NAMES_AT_MOST);
  return [block([...table, ...fitting].join("\n")), ...moreOf(rows.length - fitting.length)];
}

function moreOf(count: number): Block[] {
  return count > 0 ? [block(`… and ${plural(count, "more", "more")}`)] : [];
}

function statusIcon({ status }: DriftRun, critical: number): string {
  if (status === "clean") return "✅";
  if (status === "drift_detected") return critical > 0 ? "🔴" : "🟡";
  return status === "error" ? "❌" : "⚪";
}

function runBlocks(run: DriftRun, prefix: string): Block[] {
  const groups = groupRun(run);
  return [
    headline(run, groups),
    ...incompleteBlocks(run, prefix),
    ...groups.drifted.flatMap(({ severity, resources }) => [
      block(
        `#### ${severityWords(severity)} (${resources.length})${atLeastAsGrave(severity, run.metadata.threshold) ? "" : ", not counted"}`,
      ),
      ...resources.map((resource) => block(resourceText(resource, prefix), 1)),
    ]),
    ...pendingBlocks(run),
    ...folded(
      `Ignored (${groups.ignored.length})`,
      groups.ignored.map((resource) => ignoredLine(resource, prefix)),
    ),
    ...folded(
      `Noise (${groups.noise.length}): only looks different, nothing happened`,
      groups.noise.map(({ address }) => `- ${code(address)}`),
    ),
  ];
}

function headline(run: DriftRun, groups: RunGroups): Block {
  const { metadata } = run;
  const critical = criticalCount(groups);
  const duration = durationOf(run);
  const source = sourceWords(metadata.source);
  const facts = [
    metadata.driftedCount > 0 ? `**${driftCountWords(critical, metadata.driftedCount)}**` : "",
    plural(metadata.totalResources, "resource"),
    metadata.targets === null ? "" : `only ${plural(metadata.targets.length, "target")} checked`,
    duration === null ? "" : formatDuration(duration),
    source === "" ? "" : code(source),
  ].filter((fact) => fact !== "");
  return block(
    `### ${statusIcon(run, critical)} ${code(rootModuleName(run))}: ${statusWords(run.status)}\n\n${facts.join(" · ")}`,
  );
}

function incompleteBlocks({ metadata }: DriftRun, prefix: string): Block[] {
  const { uncheckedAddresses, diagnostics } = metadata;
  const messages = diagnostics.slice(0, MESSAGES_AT_MOST).map(({ severity, summary, detail, address, file, line }) => {
    const place = codePlace(prefix, file === undefined ? null : { file, line: line ?? 1 });
    const where = [address, place].flatMap((part) => (part === undefined || part === null ? [] : [` ${code(part)}`]));
    const more = detail.trim().replace(/\s+/g, " ").slice(0, MESSAGE_LENGTH);
    const words = [summary.slice(0, MESSAGE_LENGTH), more].filter((part) => part !== "").map(prose);
    return `- **${capitalized(severity)}:**${where.join("")} ${words.join(" — ")}`;
  });
  return [
    ...listed(
      `#### Could not be checked (${uncheckedAddresses.length})`,
      uncheckedAddresses.map((address) => `- ${code(address)}`),
    ),
    ...listed(`#### Messages (${diagnostics.length})`, messages),
  ];
}

function pendingBlocks({ metadata }: DriftRun): Block[] {
  const { pendingChanges, outputChanges } = metadata;
  const lines = [
    ...pendingChanges.map(({ address, actions, causedBy }) => {
      const cause = causedBy === undefined ? "" : `, follows from ${code(causedBy)}`;
      return `- ${prose(plannedActionWords(actions))} ${code(address)}${cause}`;
    }),
    ...outputChanges.map((output) => `- output ${code(output)}`),
  ];
  return listed(`#### Pending in code (${lines.length}): the code moved on, nothing drifted`, lines);
}

function ignoredLine(resource: DriftedResource, prefix: string): string {
  const { reason, until, by } = resource.ignored!;
  const how = by === "run" ? "ignored in this run" : "ignored by a rule";
  const words = [reason === undefined ? "" : prose(reason), until === undefined ? how : `${how} until ${prose(until)}`];
  return `- ${code(resource.address)}${placeText(resource, prefix)}: ${words.filter((word) => word !== "").join(" · ")}`;
}

function listed(title: string, lines: readonly string[]): Block[] {
  if (lines.length === 0) return [];
  return [block(`${title}\n\n${lines.slice(0, NAMES_AT_MOST).join("\n")}`), ...moreOf(lines.length - NAMES_AT_MOST)];
}

function folded(title: string, lines: readonly string[]): Block[] {
  if (lines.length === 0) return [];
  const more = moreOf(lines.length - NAMES_AT_MOST).map(({ text }) => `\n\n${text}`);
  const body = `${lines.slice(0, NAMES_AT_MOST).join("\n")}${more.join("")}`;
  return [block(`<details>\n<summary>${title}</summary>\n\n${body}\n\n</details>`)];
}

function placeText(resource: DriftedResource, prefix: string): string {
  const place = codePlace(prefix, resource.location);
  return place === null ? "" : ` in ${code(place)}`;
}

function resourceText(resource: DriftedResource, prefix: string): string {
  const title = `**${code(resource.address)}**${placeText(resource, prefix)}`;
  const text = `${title}<br>${whyText(resource)}`;
  return resource.action === "delete" || resource.changes.length === 0 ? text : `${text}\n\n${changesTable(resource)}`;
}

function whyText(resource: DriftedResource): string {
  const { attribute, reason, remedy } = whyOf(resource);
  const why = attribute === null ? prose(capitalized(reason)) : `${code(attribute)}: ${prose(reason)}`;
  return remedy === null ? why : `${why}; ${remedy}`;
}

function changesTable({ changes, reason }: DriftedResource): string {
  const rows = changes.slice(0, ATTRIBUTES_AT_MOST).map((change) => changeRow(change, reason));
  const rest = changes.length - rows.length;
  const more = rest > 0 ? `\n\n… and ${plural(rest, "more attribute", "more attributes")}` : "";
  return `| Attribute | Recorded | Actual | In code |\n|---|---|---|---|\n${rows.join("\n")}${more}`;
}

function changeRow(change: AttributeChange, reason: DriftedResource["reason"]): string {
  const { recorded, actual } = changedValues(change, VALUES);
  const values = change.sensitive ? "hidden | hidden" : `${valueCell(recorded)} | ${valueCell(actual)}`;
  const applying = change.effect === "noise" ? "" : `; ${applyingWords(change)}`;
  return `| ${cell(change.attribute)} | ${values} | ${inCode(change, reason)}${applying} |`;
}

function inCode(change: AttributeChange, reason: DriftedResource["reason"]): string {
  const { planned, recorded } = changedValues(change, VALUES);
  const isDecided = change.effect !== "converged" && change.effect !== "kept" && change.effect !== "noise";
  if (planned === null || change.sensitive || !isDecided) return prose(codeWords(change, reason, VALUES));
  return change.effect === "reverted" && planned !== recorded ? "as recorded" : valueCell(planned);
}

function valueCell(text: string): string {
  return text === NOT_SET ? text : cell(text);
}
