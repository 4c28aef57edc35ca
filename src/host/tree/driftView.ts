/** The tree "Drift". What it shows is made by `driftNodes`; here it becomes VS Code's. */
import * as vscode from "vscode";
import { plural } from "../../shared/format";
import type { Severity } from "../../shared/model";
import { countedDrift, SEVERITIES } from "../../shared/vocabulary";
import type { DriftState } from "../state/driftState";
import { type DriftNode, type Grouping, NODE_PORTION, type NodeOptions } from "./driftNode";
import { rootNode } from "./driftNodes";

export const VIEW_ID = "terraformDrift.drift";

/** What the person chose for the view; kept for the workspace. */
export interface ViewChoice {
  readonly grouping: Grouping;
  readonly leastSeverity: Severity;
}

export class DriftView implements vscode.TreeDataProvider<DriftNode>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<DriftNode | undefined>();
  readonly #view: vscode.TreeView<DriftNode>;
  readonly #subscriptions: { dispose(): unknown }[] = [];
  readonly #shown = new Map<string, number>();
  /** The nodes that VS Code has: it refreshes and reveals only objects that it knows. */
  readonly #nodes = new Map<string, DriftNode>();
  readonly #parents = new Map<string, DriftNode>();
  /** Runs whose drift the person has had before their eyes. */
  readonly #seen = new Set<string>();
  #welcome: Welcome | null = null;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(
    private readonly state: DriftState,
    private readonly showNoise: () => boolean,
    private readonly memory: vscode.Memento,
  ) {
    this.#view = vscode.window.createTreeView(VIEW_ID, { treeDataProvider: this, showCollapseAll: true });
    const listening = state.onDidChange((id) => this.refresh(id));
    this.#subscriptions.push(
      this.#changed,
      this.#view,
      listening,
      this.#view.onDidChangeVisibility(({ visible }) => visible && this.#look()),
    );
  }

  /** Why the tree is empty; empty text: it is not. Null before anybody looked. */
  get welcome(): Welcome | null {
    return this.#welcome;
  }

  get choice(): ViewChoice {
    const kept = this.memory.get<Partial<ViewChoice>>("view", {});
    const leastSeverity = SEVERITIES.find((severity) => severity === kept.leastSeverity) ?? "info";
    const grouping = (["severity", "module", "type"] as const).find((one) => one === kept.grouping) ?? "severity";
    return { grouping, leastSeverity };
  }

  async choose(choice: Partial<ViewChoice>): Promise<void> {
    await this.memory.update("view", { ...this.choice, ...choice });
    this.refresh(null);
  }

  /** Null: all of it. */
  refresh(id: string | null): void {
    const state = id === null ? undefined : this.state.root(id);
    const node = state === undefined ? undefined : this.#nodes.get(state.id);
    if (state === undefined || node === undefined || this.#sayWelcome()) this.#changed.fire(undefined);
    else this.#changed.fire(Object.assign(node, rootNode(state, this.#options())));
    if (this.#view.visible) this.#look();
    this.#sayBadge();
  }

  showMore(node: DriftNode): void {
    if (node.more === undefined) return;
    this.#shown.set(node.more, (this.#shown.get(node.more) ?? NODE_PORTION) + NODE_PORTION);
    this.#changed.fire(this.#nodes.get(node.more));
  }

  /** Shows a resource in the tree, if it is among those that are. */
  async reveal(rootId: string, address: string): Promise<void> {
    await vscode.commands.executeCommand(`${VIEW_ID}.focus`);
    const find = async (nodes: readonly DriftNode[]): Promise<DriftNode | undefined> => {
      for (const node of nodes) {
        if (node.ref !== undefined) {
          if (node.ref.change === null && node.address === address && node.rootId === rootId) return node;
          continue;
        }
        const inside = await find(await this.getChildren(node));
        if (inside !== undefined) return inside;
      }
      return undefined;
    };
    const roots = (await this.getChildren()).filter((node) => node.rootId === rootId);
    const node = await find(roots);
    if (node !== undefined) await this.#view.reveal(node, { select: true, focus: true, expand: true });
  }

  getTreeItem(node: DriftNode): vscode.TreeItem {
    const item = new vscode.TreeItem(node.label, COLLAPSIBLE[node.state]);
    item.id = node.id;
    item.contextValue = node.context;
    if (node.description !== undefined) item.description = node.description;
    if (node.icon !== undefined) {
      const { name, color } = node.icon;
      item.iconPath = new vscode.ThemeIcon(name, color === undefined ? undefined : new vscode.ThemeColor(color));
    }
    if (node.spoken !== undefined) item.accessibilityInformation = { label: node.spoken };
    const command = commandOf(node);
    if (command !== undefined) item.command = command;
    return item;
  }

  resolveTreeItem(item: vscode.TreeItem, node: DriftNode): vscode.TreeItem {
    if (node.tooltip !== undefined) item.tooltip = new vscode.MarkdownString(node.tooltip());
    return item;
  }

  async getChildren(node?: DriftNode): Promise<DriftNode[]> {
    if (node === undefined) {
      await this.state.load();
      this.#sayWelcome();
      if (this.#welcome !== "") return [];
      return this.state.roots.map((state) => this.#known(rootNode(state, this.#options())));
    }
    // A root module that was refreshed alone is asked with the node that VS Code has of it: its present content counts.
    const state = node.id === node.rootId ? this.state.root(node.rootId) : undefined;
    const children = (state === undefined ? node : rootNode(state, this.#options())).children();
    return children.map((child) => this.#known(child, node));
  }

  getParent(node: DriftNode): DriftNode | undefined {
    return this.#parents.get(node.id);
  }

  /** Says why the tree is empty, or that it is not; true if that changed. */
  #sayWelcome(): boolean {
    const welcome = welcomeOf(this.state);
    const isNew = welcome !== this.#welcome;
    this.#welcome = welcome;
    if (isNew) void vscode.commands.executeCommand("setContext", "terraformDrift.welcome", welcome);
    const { leastSeverity } = this.choice;
    this.#view.message = this.state.failure?.message ?? ""; // with a message VS Code shows no welcome contents
    const count = plural(this.state.roots.length, "root module");
    this.#view.title = welcome === "neverChecked" ? vscode.l10n.t("{0}, never checked", count) : vscode.l10n.t("Drift");
    this.#view.description = leastSeverity === "info" ? "" : vscode.l10n.t("{0} and above", leastSeverity);
    return isNew;
  }

  #known(node: DriftNode, parent?: DriftNode): DriftNode {
    const known = this.#nodes.get(node.id);
    const kept = known === undefined ? node : Object.assign(known, node);
    this.#nodes.set(node.id, kept);
    if (parent !== undefined) this.#parents.set(node.id, parent);
    return kept;
  }

  #options(): NodeOptions {
    return {
      ...this.choice,
      showNoise: this.showNoise(),
      now: new Date(),
      shownOf: (id) => this.#shown.get(id) ?? NODE_PORTION,
    };
  }

  #look(): void {
    for (const { run } of this.state.roots) if (run !== null) this.#seen.add(run.id);
    this.#sayBadge();
  }

  #sayBadge(): void {
    const unseen = this.state.roots
      .flatMap(({ run }) => (run === null || this.#seen.has(run.id) ? [] : [run.metadata]))
      .flatMap(countedDrift).length;
    this.#view.badge =
      unseen === 0 ? undefined : { value: unseen, tooltip: `${plural(unseen, "resource")} drifted, not yet seen` };
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}

/** Why the tree is empty, for the welcome contents; empty text: it is not. */
export type Welcome = "" | "noCode" | "neverChecked" | "binaryNotFound" | "notInitialised";

function welcomeOf({ roots, failure }: DriftState): Welcome {
  if (roots.length === 0) return failure === null ? "noCode" : "";
  if (roots.some(({ running }) => running !== null)) return "";
  if (roots.some(({ run }) => run !== null)) return "";
  if (roots.every(({ failure: own }) => own?.reason === "binary_not_found")) return "binaryNotFound";
  if (roots.every(({ failure: own }) => own?.reason === "not_initialised")) return "notInitialised";
  return roots.every(({ failure: own }) => own === null) ? "neverChecked" : "";
}

const COLLAPSIBLE: Readonly<Record<DriftNode["state"], vscode.TreeItemCollapsibleState>> = {
  leaf: vscode.TreeItemCollapsibleState.None,
  collapsed: vscode.TreeItemCollapsibleState.Collapsed,
  expanded: vscode.TreeItemCollapsibleState.Expanded,
};

function commandOf(node: DriftNode): vscode.Command | undefined {
  if (node.more !== undefined) return { command: "terraformDrift.showMore", title: node.label, arguments: [node] };
  if (node.ref === undefined) return undefined;
  return { command: "terraformDrift.goToCode", title: vscode.l10n.t("Go to Code"), arguments: [node] };
}
