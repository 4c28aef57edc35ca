/** The drift view as data: what the tree shows for each root module. Pure; the view only dresses it for VS Code. */
import { groupRun } from "../core/report/runGroups";
import {
  actionWords,
  capitalized,
  changedValues,
  driftCountWords,
  plannedActionWords,
  plural,
  relativeTime,
  severityWords,
  sourceWords,
  statusWords,
} from "../shared/format";
import { formatCount, visible } from "../shared/formatValue";
import type { AttributeChange, DriftedResource, DriftRun, PendingChange, Severity } from "../shared/model";
import { SEVERITIES, atLeastAsGrave, counts } from "../shared/vocabulary";
import { isIncomplete, type RootState } from "./driftState";
import { attributeTooltip, markdown, resourceTooltip } from "./driftTooltips";

/** How the drifted resources of a root module are put together. */
export type Grouping = "severity" | "module" | "type";

export interface NodeOptions {
  readonly grouping: Grouping;
  /** Milder drift is left out of the tree, and said to be. */
  readonly leastSeverity: Severity;
  readonly showNoise: boolean;
  readonly now: Date;
  /** How many children of a node are shown, by its id. */
  readonly shownOf: (id: string) => number;
}

/** A resource of a run, or one attribute of it. */
export interface ResourceRef {
  readonly rootId: string;
  readonly resource: DriftedResource;
  /** Null: the resource as a whole. */
  readonly change: AttributeChange | null;
}

/** An icon of VS Code's own set, and the theme's colour for it. */
export interface NodeIcon {
  readonly name: string;
  readonly color?: string;
}

export interface DriftNode {
  /** The same for the same thing over all refreshes. */
  readonly id: string;
  readonly label: string;
  readonly description?: string;
  /** Words for `when` clauses: `viewItem =~ /\bdrifted\b/`. */
  readonly context: string;
  readonly icon?: NodeIcon;
  /** Markdown; made when it is asked for. */
  readonly tooltip?: () => string;
  /** What a screen reader says, where icon or colour say more than the label. */
  readonly spoken?: string;
  readonly state: "leaf" | "collapsed" | "expanded";
  readonly children: () => DriftNode[];
  readonly rootId: string;
  readonly ref?: ResourceRef;
  /** An address that is no drifted resource: pending, or unchecked. */
  readonly address?: string;
  /** A click shows more children of the node with this id. */
  readonly more?: string;
}

/** How many children a node shows at first, and adds at a time. */
export const NODE_PORTION = 200;

const SEVERITY_ICONS: Readonly<Record<Severity, NodeIcon>> = {
  critical: { name: "error", color: "list.errorForeground" },
  warning: { name: "warning", color: "list.warningForeground" },
  info: { name: "info" },
};

/** Said instead of a run's age once the code has changed. */
const STALE = "checked before your last edit";

const none = (): DriftNode[] => [];

/** A root module with what its last run found. */
export function rootNode(state: RootState, options: NodeOptions): DriftNode {
  const { id, run, running } = state;
  const groups = [...failureNodes(state), ...(run === null ? [] : groupsOf(state, run, options))];
  const children = groups.length > 0 ? groups : [nothingNode(state)];
  return {
    id,
    rootId: id,
    label: state.name,
    description: running === null ? rootWords(state, options.now) : runningWords(running),
    context: rootContext(state),
    icon: rootIcon(state),
    tooltip: () => rootTooltip(state, options.now),
    spoken: `${state.name}, ${rootWords(state, options.now)}`,
    state: "expanded", // always: VS Code does not open by itself what once had nothing in it
    children: () => children,
  };
}

function rootContext({ run, running, failure }: RootState): string {
  const words = ["rootModule", running === null ? "idle" : "running", run === null ? "unchecked" : "checked"];
  return [...words, ...(failure?.reason === "not_initialised" ? ["notInitialised"] : [])].join(" ");
}

/** Why the last check did not come to its end. */
function failureNodes({ id, failure }: RootState): DriftNode[] {
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
function nothingNode({ id, run }: RootState): DriftNode {
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

function runningWords({ done, total }: NonNullable<RootState["running"]>): string {
  if (total !== null && total > 0) return `checking · ${formatCount(done)} of ${formatCount(total)} read`;
  return done === 0 ? "checking" : `checking · ${formatCount(done)} read`;
}

function rootWords(state: RootState, now: Date): string {
  const { run } = state;
  if (run === null) return state.failure === null ? "never checked" : "could not be checked";
  const age = state.isStale ? STALE : relativeTime(run.endedAt ?? run.startedAt, now);
  const found = isIncomplete(state) ? `incomplete · ${driftWords(run)}` : driftWords(run);
  const source = sourceWords(run.metadata.source);
  return [found, age, source].filter((part) => part !== "").join(" · ");
}

/** "2 critical, 5 drifted" of what counts. */
export function driftWords(run: DriftRun): string {
  const { driftedResources, threshold, driftedCount } = run.metadata;
  const critical = driftedResources.filter((one) => counts(one, threshold) && one.severity === "critical").length;
  return driftCountWords(critical, driftedCount);
}

function rootIcon(state: RootState): NodeIcon {
  const { run, running } = state;
  if (running !== null) return { name: "loading~spin" };
  if (isIncomplete(state)) return { name: "circle-slash", color: "list.errorForeground" };
  switch (run?.status) {
    case "clean":
      return { name: "pass", color: "testing.iconPassed" };
    case "drift_detected": {
      const gravest = gravestOf(run.metadata.driftedResources.filter((one) => counts(one, run.metadata.threshold)));
      return SEVERITY_ICONS[gravest];
    }
    default:
      return { name: "circle-outline" };
  }
}

function gravestOf(resources: readonly DriftedResource[]): Severity {
  return SEVERITIES.find((severity) => resources.some((one) => one.severity === severity)) ?? "info";
}

function rootTooltip({ name, run, root, isStale }: RootState, now: Date): string {
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

function groupsOf(state: RootState, run: DriftRun, options: NodeOptions): DriftNode[] {
  const groups = groupRun(run);
  const drifted = groups.drifted.flatMap(({ resources }) => resources);
  const shown = drifted.filter(({ severity }) => atLeastAsGrave(severity, options.leastSeverity));
  const { pendingChanges, outputChanges, uncheckedAddresses, diagnostics } = run.metadata;
  const resourceNodes = (resources: readonly DriftedResource[]) => (): DriftNode[] =>
    resources.map((resource) => resourceNode(state, run, resource));
  const hidden = drifted.length - shown.length;
  const outputs = outputChanges.map((name) => ({ address: `output.${name}`, actions: ["update"] }));
  const candidates: (Group | null)[] = [
    {
      key: "drifted",
      label: "Drifted",
      count: shown.length,
      note: hidden === 0 ? "" : `${formatCount(hidden)} filtered`,
      children: () => driftedChildren(state, run, shown, options),
      isPortioned: false,
    },
    {
      key: "unchecked",
      label: "Could not be checked",
      count: uncheckedAddresses.length || (run.metadata.complete ? 0 : diagnostics.length),
      children: () => uncheckedChildren(state, run),
    },
    {
      key: "pending",
      label: "Pending in code",
      count: pendingChanges.length + outputs.length,
      children: () => [...pendingChanges, ...outputs].map((pending) => pendingNode(state.id, pending)),
    },
    { key: "ignored", label: "Ignored", count: groups.ignored.length, children: resourceNodes(groups.ignored) },
    options.showNoise
      ? { key: "noise", label: "Noise", count: groups.noise.length, children: resourceNodes(groups.noise) }
      : null,
  ];
  return candidates
    .filter((group): group is Group => group !== null && (group.count > 0 || (group.note ?? "") !== ""))
    .map((group) => groupNode(state.id, group, options));
}

interface Group {
  readonly key: string;
  readonly label: string;
  readonly count: number;
  readonly note?: string;
  readonly children: () => DriftNode[];
  /** False: the children see to it themselves. */
  readonly isPortioned?: boolean;
}

function groupNode(rootId: string, group: Group, options: NodeOptions): DriftNode {
  const id = `${rootId}#${group.key}`;
  const count = formatCount(group.count);
  const { note = "" } = group;
  return {
    id,
    rootId,
    label: group.label,
    description: note === "" ? count : `${count} · ${note}`,
    context: `group ${group.key}`,
    state: group.key === "drifted" || group.key === "unchecked" ? "expanded" : "collapsed",
    children: () =>
      group.isPortioned === false ? group.children() : portion(id, rootId, group.children(), options.shownOf(id)),
  };
}

function portion(id: string, rootId: string, nodes: DriftNode[], shown: number): DriftNode[] {
  if (nodes.length <= shown) return nodes;
  const rest = nodes.length - shown;
  const more: DriftNode = {
    id: `${id}#more`,
    rootId,
    label: `Show ${formatCount(Math.min(rest, NODE_PORTION))} more of ${formatCount(rest)}`,
    context: "more",
    icon: { name: "ellipsis" },
    state: "leaf",
    children: none,
    more: id,
  };
  return [...nodes.slice(0, shown), more];
}

function driftedChildren(
  state: RootState,
  run: DriftRun,
  resources: readonly DriftedResource[],
  options: NodeOptions,
): DriftNode[] {
  const groupId = `${state.id}#drifted`;
  const nodesOf = (some: readonly DriftedResource[]): DriftNode[] =>
    some.map((resource) => resourceNode(state, run, resource));
  if (options.grouping === "severity") return portion(groupId, state.id, nodesOf(resources), options.shownOf(groupId));
  const byKey = new Map<string, DriftedResource[]>();
  for (const resource of resources) {
    const key = options.grouping === "type" ? resource.type : (resource.moduleAddress ?? "");
    const list = byKey.get(key);
    if (list === undefined) byKey.set(key, [resource]);
    else list.push(resource);
  }
  return [...byKey].map(([key, some]) => {
    const id = `${groupId}#${options.grouping}:${key}`;
    return {
      id,
      rootId: state.id,
      label: key === "" ? "root module" : visible(key),
      description: formatCount(some.length),
      context: "subgroup",
      icon: { name: options.grouping === "type" ? "symbol-class" : "package" },
      state: "expanded",
      children: () => portion(id, state.id, nodesOf(some), options.shownOf(id)),
    };
  });
}

function resourceNode(state: RootState, run: DriftRun, resource: DriftedResource): DriftNode {
  const ref: ResourceRef = { rootId: state.id, resource, change: null };
  const id = `${state.id}#${resource.address}`;
  const isGone = resource.action === "delete";
  const changes = isGone ? [] : resource.changes;
  const isSetAside = resource.ignored !== null || resource.reason === "noise";
  const attributes = changes.map(({ attribute }) => visible(attribute)).join(", ");
  const { ignored } = resource;
  const words = ignored === null ? (isGone ? "deleted outside" : attributes) : visible(ignored.reason ?? "in this run");
  const shown = run.metadata.targets === null ? words : `${words} · checked alone`;
  return {
    id,
    rootId: state.id,
    ref,
    address: resource.address,
    label: visible(resource.address),
    description: shown,
    context: ["resource", ignored === null ? "drifted" : "ignored", resource.location === null ? "" : "located"]
      .filter((word) => word !== "")
      .join(" "),
    icon: isSetAside
      ? { name: "circle-slash" }
      : isGone
        ? { ...SEVERITY_ICONS[resource.severity], name: "trash" }
        : SEVERITY_ICONS[resource.severity],
    tooltip: () => resourceTooltip(resource),
    spoken: `${visible(resource.address)}, ${severityWords(resource.severity)}, ${actionWords(resource.action)} outside`,
    state: changes.length === 0 ? "leaf" : "collapsed",
    children: () => changes.map((change) => attributeNode(ref, id, change)),
  };
}

const LABEL_VALUE = { width: 40 };

function attributeNode(of: ResourceRef, parent: string, change: AttributeChange): DriftNode {
  const { recorded, actual } = changedValues(change, LABEL_VALUE);
  return {
    id: `${parent}#${change.attribute}`,
    rootId: of.rootId,
    ref: { ...of, change },
    address: of.resource.address,
    label: visible(change.attribute),
    description: change.sensitive ? "changed, hidden" : `${recorded} → ${actual}`,
    context: ["attribute", of.resource.location === null ? "" : "located"].filter((word) => word !== "").join(" "),
    icon: { name: "symbol-field" },
    tooltip: () => attributeTooltip(change, of.resource),
    state: "leaf",
    children: none,
  };
}

function pendingNode(rootId: string, { address, actions, causedBy }: PendingChange): DriftNode {
  const action = plannedActionWords(actions);
  return {
    id: `${rootId}#pending:${address}`,
    rootId,
    address,
    label: visible(address),
    description: causedBy === undefined ? action : `${action}, because ${visible(causedBy)} drifted`,
    context: "pending",
    icon: { name: "git-commit" },
    state: "leaf",
    children: none,
  };
}

function uncheckedChildren(state: RootState, run: DriftRun): DriftNode[] {
  const { uncheckedAddresses, diagnostics } = run.metadata;
  const said = new Map(diagnostics.map((diagnostic) => [diagnostic.address ?? "", diagnostic]));
  const node = (key: string, label: string, address: string | undefined, text: string): DriftNode => ({
    id: `${state.id}#unchecked:${key}`,
    rootId: state.id,
    ...(address === undefined ? {} : { address }),
    label,
    description: visible(text),
    context: address === undefined ? "message" : "uncheckedResource",
    icon: { name: "question", color: "list.warningForeground" },
    tooltip: () => markdown(text),
    state: "leaf",
    children: none,
  });
  if (uncheckedAddresses.length > 0) {
    return uncheckedAddresses.map((address) =>
      node(address, visible(address), address, said.get(address)?.summary ?? ""),
    );
  }
  return diagnostics.map(({ summary, detail }, at) => node(`message ${at}`, visible(summary), undefined, detail));
}
