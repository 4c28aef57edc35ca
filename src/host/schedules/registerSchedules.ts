/** Schedules in the window: their view, their commands, and that they are run. */
import * as vscode from "vscode";
import type { Log } from "../../core/ports";
import { mayHaveSchedules } from "../../core/store/scheduleFile";
import type { Engine } from "../engine/engine";
import { isOn } from "../settings";
import type { DriftState } from "../state/driftState";
import type { DriftNode } from "../tree/driftNode";
import { VIEW_ID as DRIFT_VIEW_ID } from "../tree/driftView";
import { lazyScheduleDesk } from "./lazyScheduleDesk";
import type { ScheduleNode } from "./scheduleNode";
import { ScheduleRunner } from "./scheduleRunner";
import { SchedulesView } from "./schedulesView";

/** VS Code has other things to do when it opens a window. */
const FIRST_LOOK_MS = 3000;
/** Long enough to be read. */
const SAID_MS = 5000;
const SETTING = "terraformDrift.schedule.enabled";

export interface ScheduleParts {
  /** Where they are stored. */
  readonly dataDir: string;
  readonly state: DriftState;
  readonly log: Log;
  open(): Promise<Engine>;
  /** Ends when the check is over; what failed is told by it. */
  check(rootId: string): Promise<void>;
  showRun(runId: string): void;
}

/** Reads, loads and starts nothing before somebody looks at the view or some seconds have passed; then only a few bytes, unless there are any. */
export function registerSchedules(parts: ScheduleParts): { readonly view: SchedulesView; dispose(): void } {
  const { dataDir, state, log } = parts;
  const desk = lazyScheduleDesk({ state, log });
  const areThere = (): Promise<boolean> => mayHaveSchedules(dataDir);
  const areRun = (): boolean => isOn("schedule.enabled");
  const isWanted = (): boolean => areRun() && isUsable();
  const runner = new ScheduleRunner({ isWanted, areThere, load: () => state.load(), open: () => parts.open(), log });
  const view = new SchedulesView({ state, desk, areThere, areRun, log });
  const look = (): void => void runner.look();
  const first = setTimeout(look, FIRST_LOOK_MS);
  const add = async (node?: DriftNode): Promise<void> => {
    if (!isUsable()) return void vscode.commands.executeCommand(`${DRIFT_VIEW_ID}.focus`); // which says what is missing
    const id = await (await desk()).add(node === undefined ? undefined : state.root(node.rootId)?.id);
    if (id !== null) await view.reveal(id);
  };
  const subscriptions = [
    view,
    runner,
    state.onDidChangeSchedules(look),
    vscode.workspace.onDidGrantWorkspaceTrust(look),
    vscode.window.onDidChangeWindowState(({ focused }) => focused && look()), // others may have made the first one
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (!change.affectsConfiguration(SETTING)) return;
      look();
      view.refresh();
    }),
    vscode.commands.registerCommand("terraformDrift.addSchedule", add),
    vscode.commands.registerCommand(
      "terraformDrift.editSchedule",
      onItem(async ({ schedule }) => (await desk()).edit(schedule)),
    ),
    vscode.commands.registerCommand(
      "terraformDrift.deleteSchedule",
      onItem(async ({ schedule }) => (await desk()).remove(schedule)),
    ),
    vscode.commands.registerCommand(
      "terraformDrift.enableSchedule",
      onItem(async ({ schedule }) => (await desk()).enable(schedule, true)),
    ),
    vscode.commands.registerCommand(
      "terraformDrift.disableSchedule",
      onItem(async ({ schedule }) => (await desk()).enable(schedule, false)),
    ),
    vscode.commands.registerCommand(
      "terraformDrift.runScheduleNow",
      onItem(async ({ root }) => {
        if (root !== null) await parts.check(root.id);
      }),
    ),
    vscode.commands.registerCommand(
      "terraformDrift.showScheduleRun",
      onItem(({ schedule }) => {
        if (schedule.lastRunId !== null) parts.showRun(schedule.lastRunId);
      }),
    ),
    vscode.commands.registerCommand(
      "terraformDrift.copyScheduleCron",
      onItem(({ schedule }) => vscode.env.clipboard.writeText(schedule.cron)),
    ),
  ];
  return {
    view,
    dispose() {
      clearTimeout(first);
      for (const subscription of subscriptions) subscription.dispose();
    },
  };
}

/** While the view is being drawn anew VS Code does not know its items, and calls their commands with nothing. */
function onItem(act: (node: ScheduleNode) => unknown): (node?: ScheduleNode) => unknown {
  return (node) => {
    if (node !== undefined) return act(node);
    const message = vscode.l10n.t("The schedules were just being read again. Try once more.");
    return void vscode.window.setStatusBarMessage(message, SAID_MS);
  };
}

/** Whether Terraform may work here, and can. */
function isUsable(): boolean {
  return (
    vscode.workspace.isTrusted && vscode.workspace.workspaceFolders?.some(({ uri }) => uri.scheme === "file") === true
  );
}
