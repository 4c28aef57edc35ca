/** What an item of the drift view is, before it becomes one of VS Code's. */
import type { AttributeChange, DriftedResource, Severity } from "../../shared/model";

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
  /** Of a group of drifted resources: their addresses. */
  readonly addresses?: readonly string[];
  /** A click shows more children of the node with this id. */
  readonly more?: string;
}

/** How many children a node shows at first, and adds at a time. */
export const NODE_PORTION = 200;

/** How grave something is, never by colour alone. */
export const SEVERITY_ICONS: Readonly<Record<Severity, NodeIcon>> = {
  critical: { name: "error", color: "list.errorForeground" },
  warning: { name: "warning", color: "list.warningForeground" },
  info: { name: "info" },
};

/** The children of a leaf. */
export const none = (): DriftNode[] => [];
