/** The tree "Schedules". What it shows is made by the desk; here it becomes VS Code's. */
import * as vscode from "vscode";
import type { Log } from "../../core/ports";
import { DriftError, oneLine } from "../../shared/errors";
import type { DriftState } from "../state/driftState";
import { NODE_PORTION } from "../tree/driftNode";
import type { ScheduleDesk } from "./scheduleDesk";
import type { ScheduleNode } from "./scheduleNode";

const VIEW_ID = "terraformDrift.schedules";
/** The shortest and the longest time between two looks at the clock while the view is visible. */
const SHORTEST_MS = 60_000;
const LONGEST_MS = 3_600_000;
/** What is due is looked at a moment later. */
const GRACE_MS = 1000;

/** Stands at the end of a list of which only a part is shown. */
export interface MoreSchedules {
  readonly moreSchedules: number;
}

export interface SchedulesViewSources {
  readonly state: DriftState;
  readonly desk: () => Promise<ScheduleDesk>;
  /** Whether any may be stored. Loads nothing. */
  readonly areThere: () => Promise<boolean>;
  /** Whether this window runs them. */
  readonly areRun: () => boolean;
  readonly log: Log;
}

export class SchedulesView implements vscode.TreeDataProvider<ScheduleNode | MoreSchedules>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #view: vscode.TreeView<ScheduleNode | MoreSchedules>;
  readonly #subscriptions: { dispose(): unknown }[];
  #shown = NODE_PORTION;
  /** Which root modules are being checked, as it is shown. */
  #running = "";
  #timer: NodeJS.Timeout | undefined;
  /** When the clock was last what made it look, in milliseconds since 1970. */
  #ticked = 0;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(private readonly sources: SchedulesViewSources) {
    const { state } = sources;
    this.#view = vscode.window.createTreeView(VIEW_ID, { treeDataProvider: this });
    this.#subscriptions = [
      this.#changed,
      this.#view,
      state.onDidChangeSchedules(() => this.refresh()),
      state.onDidChange((id) => this.#follow(id)),
      this.#view.onDidChangeVisibility(({ visible }) => visible && this.refresh()),
      vscode.window.onDidChangeWindowState(({ focused }) => focused && this.refresh()), // others may have changed them
    ];
  }

  refresh(): void {
    this.#changed.fire(undefined);
  }

  showMore(): void {
    this.#shown += NODE_PORTION;
    this.refresh();
  }

  /** Shows a schedule in the view, however many there are before it. */
  async reveal(id: string): Promise<void> {
    await vscode.commands.executeCommand(`${VIEW_ID}.focus`);
    const nodes = await this.#nodes();
    const at = nodes.findIndex((node) => node.id === id);
    const node = nodes[at];
    if (node === undefined) return;
    if (at >= this.#shown) this.#shown = Math.ceil((at + 1) / NODE_PORTION) * NODE_PORTION;
    this.refresh();
    try {
      await this.#view.reveal(node, { select: true, focus: true });
    } catch {
      // The schedule went meanwhile, or the window did.
    }
  }

  getTreeItem(node: ScheduleNode | MoreSchedules): vscode.TreeItem {
    if ("moreSchedules" in node) {
      const title = vscode.l10n.t("… and {0} more", node.moreSchedules);
      const item = new vscode.TreeItem(title);
      item.id = "more";
      item.command = { command: "terraformDrift.showMore", title, arguments: [node] };
      return item;
    }
    const { id, label, description, context, icon, spoken } = node;
    const item = new vscode.TreeItem(label);
    item.id = id;
    item.description = description;
    item.contextValue = context;
    item.iconPath = new vscode.ThemeIcon(
      icon.name,
      icon.color === undefined ? undefined : new vscode.ThemeColor(icon.color),
    );
    item.accessibilityInformation = { label: spoken };
    return item;
  }

  async resolveTreeItem(item: vscode.TreeItem, node: ScheduleNode | MoreSchedules): Promise<vscode.TreeItem> {
    if (!("moreSchedules" in node))
      item.tooltip = new vscode.MarkdownString(await (await this.sources.desk()).tooltip(node));
    return item;
  }

  getParent(): undefined {
    return undefined;
  }

  async getChildren(node?: ScheduleNode | MoreSchedules): Promise<(ScheduleNode | MoreSchedules)[]> {
    if (node !== undefined) return [];
    const nodes = await this.#nodes();
    const rest = nodes.length - this.#shown;
    this.#lookAgain(nodes);
    return rest > 0 ? [...nodes.slice(0, this.#shown), { moreSchedules: rest }] : nodes;
  }

  /** Empty where there are none, or they cannot be read, which is said. */
  async #nodes(): Promise<ScheduleNode[]> {
    const { state, desk, areThere, areRun, log } = this.sources;
    try {
      if (!(await areThere())) return this.#say("", []);
      await state.load();
      const all = await (await state.service()).schedules.list();
      const message = areRun()
        ? vscode.l10n.t("Checks run while a window is open.")
        : vscode.l10n.t("Not run in this window: terraformDrift.schedule.enabled is off.");
      return this.#say(all.length === 0 ? "" : message, (await desk()).nodes(all));
    } catch (error) {
      if (!(error instanceof DriftError)) log.error("Schedules cannot be shown.", error);
      return this.#say(oneLine(error), []);
    }
  }

  /** With a message VS Code shows no welcome contents. */
  #say(message: string, nodes: ScheduleNode[]): ScheduleNode[] {
    if (this.#view.message !== message) this.#view.message = message;
    return nodes;
  }

  /** Progress alone changes nothing here. */
  #follow(id: string | null): void {
    const roots = this.sources.state.roots.filter((root) => root.running !== null);
    const running = roots.map((root) => root.id).join("\n");
    if (id !== null && running === this.#running) return;
    this.#running = running;
    this.refresh();
  }

  /** When the clock passes the next run, and now and then, as "tomorrow" becomes "today". */
  #lookAgain(nodes: readonly ScheduleNode[]): void {
    clearTimeout(this.#timer);
    if (!this.#view.visible || nodes.length === 0) return;
    const next = nodes.flatMap(({ schedule }) => (schedule.nextRunAt === null ? [] : [Date.parse(schedule.nextRunAt)]));
    const at = Math.max(Math.min(...next) + GRACE_MS, this.#ticked + SHORTEST_MS);
    const wait = Math.min(Math.max(at - Date.now(), GRACE_MS), LONGEST_MS);
    this.#timer = setTimeout(() => {
      this.#ticked = Date.now();
      if (this.#view.visible) this.refresh();
    }, wait);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}
