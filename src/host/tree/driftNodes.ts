/** The drift view as data: what the tree shows for each root module. Pure; the view only dresses it for VS Code. */
import { groupRun } from "../../core/report/runGroups";
import { actionWords, changedValues, plannedActionWords, severityWords } from "../../shared/format";
import { formatCount, visible } from "../../shared/formatValue";
import type { AttributeChange, DriftedResource, DriftRun, PendingChange } from "../../shared/model";
import { atLeastAsGrave } from "../../shared/vocabulary";
import type { RootState } from "../state/driftState";
import { type DriftNode, NODE_PORTION, type NodeOptions, none, type ResourceRef, SEVERITY_ICONS } from "./driftNode";
import { attributeTooltip, markdown, resourceTooltip } from "./driftTooltips";
import {
  failureNodes,
  nothingNode,
  rootContext,
  rootDescription,
  rootIcon,
  rootTooltip,
  rootWords,
} from "./rootModuleWords";

/** A root module with what its last run found. */
export function rootNode(state: RootState, options: NodeOptions): DriftNode {
  const { id, run } = state;
  const groups = [...failureNodes(state), ...(run === null ? [] : groupsOf(state, run, options))];
  const children = groups.length > 0 ? groups : [nothingNode(state)];
  return {
    id,
    rootId: id,
    label: state.name,
    description: rootDescription(state, options.now),
    context: rootContext(state),
    icon: rootIcon(state),
    tooltip: () => rootTooltip(state, options.now),
    spoken: `${state.name}, ${rootWords(state, options.now)}`,
    state: "expanded", // always: VS Code does not open by itself what once had nothing in it
    children: () => children,
  };
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
      resources: shown,
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
    {
      key: "ignored",
      label: "Ignored",
      count: groups.ignored.length,
      children: resourceNodes(groups.ignored),
      resources: groups.ignored,
    },
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
  /** What is drift in it, to be explained as a whole. */
  readonly resources?: readonly DriftedResource[];
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
    ...(group.resources === undefined ? {} : { addresses: addressesOf(group.resources) }),
    state: group.key === "drifted" || group.key === "unchecked" ? "expanded" : "collapsed",
    children: () =>
      group.isPortioned === false ? group.children() : portion(id, rootId, group.children(), options.shownOf(id)),
  };
}

function addressesOf(resources: readonly DriftedResource[]): string[] {
  return resources.map(({ address }) => address);
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
      addresses: addressesOf(some),
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
    context: [
      "resource",
      ignored === null ? "drifted" : "ignored",
      resource.location === null ? "" : "located",
      changes.length === 0 ? "" : "changed",
    ]
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
