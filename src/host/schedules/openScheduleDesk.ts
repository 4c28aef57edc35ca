/** Entry of a bundle of its own: everything about schedules that is not needed before there is one, or somebody wants one. */
import * as vscode from "vscode";
import type { DriftSchedules } from "../../core/service";
import { DriftError } from "../../shared/errors";
import { visible } from "../../shared/formatValue";
import type { Schedule } from "../../shared/schedule";
import { withoutLinks } from "../plainText";
import { quickQuestions } from "../questions/quickQuestions";
import { tellError } from "../tellError";
import type { ScheduleDesk, ScheduleWindow } from "./scheduleDesk";
import { type ScheduledRoot, scheduleNode } from "./scheduleNode";
import { askForSchedule, type ScheduleAnswers, type ScheduleSources } from "./scheduleSteps";
import { scheduleTooltip } from "./scheduleTooltip";
import { flowWords, zonesFor } from "./scheduleQuestions";
import { machineZone } from "./scheduleWords";

const SHOWN_AHEAD = 3;

export function openScheduleDesk({ state, log }: ScheduleWindow): ScheduleDesk {
  const schedules = async (): Promise<DriftSchedules> => (await state.service()).schedules;
  const rootOf = ({ projectId, workspaceId }: Schedule): ScheduledRoot | null => {
    const found = state.roots.find(({ root }) => root.projectId === projectId && root.workspaceId === workspaceId);
    return found === undefined ? null : { id: found.id, name: found.name, isRunning: found.running !== null };
  };
  const told = async <Result>(work: () => Promise<Result>): Promise<Result | null> => {
    try {
      return await work();
    } catch (error) {
      void tellError(error, log); // not awaited: a notification may stand for hours
      return null;
    }
  };
  const ask = async (start: ScheduleAnswers, roots: ScheduleSources["roots"]): Promise<ScheduleAnswers | null> => {
    const known = await schedules();
    return askForSchedule(start, {
      words: flowWords(),
      questions: quickQuestions,
      roots,
      zones: zonesFor(start.timezone),
      preview: (cron, timezone, count) => known.preview(cron, timezone, count),
      now: () => new Date(),
    });
  };

  const add = async (wanted: string | undefined): Promise<string | null> => {
    await state.load();
    if (state.roots.length === 0) await state.reload();
    if (state.failure !== null) throw state.failure;
    const all = new Map(state.roots.map((root) => [root.id, root]));
    const rootId = wanted ?? likelyRoot();
    if (rootId === undefined) throw noRootModule();
    const roots = [...all.values()].map(({ id, name }) => ({ value: id, label: visible(name), description: "" }));
    const start = { rootId, cron: "", isCustom: false, timezone: machineZone(), label: "" };
    const chosen = await ask(start, wanted === undefined ? roots : []);
    const root = all.get(chosen?.rootId ?? "")?.root;
    if (chosen === null || root === undefined) return null;
    const { projectId, workspaceId } = root;
    const { cron, timezone, label } = chosen;
    return (await (await schedules()).add({ projectId, workspaceId, cron, timezone, label, enabled: true })).id;
  };
  /** That of the open file, else any. */
  const likelyRoot = (): string | undefined => {
    const file = vscode.window.activeTextEditor?.document.uri.fsPath;
    const [around] = file === undefined ? [] : state.around(file);
    return (around ?? state.roots[0])?.id;
  };
  const edit = async ({ id }: Schedule): Promise<void> => {
    const before = await (await schedules()).get(id);
    const { cron, timezone, label } = before;
    const chosen = await ask({ rootId: undefined, cron, isCustom: false, timezone, label }, []);
    if (chosen === null) return;
    await (await schedules()).update(id, { cron: chosen.cron, timezone: chosen.timezone, label: chosen.label });
  };

  const nextOf = async ({ cron, timezone }: Schedule): Promise<readonly string[]> => {
    const shown = (await schedules()).preview(cron, timezone, SHOWN_AHEAD);
    return shown.then(
      ({ next }) => next,
      () => [], // not understood here, which its own account says
    );
  };

  return {
    nodes(all) {
      const namesRoots = state.roots.length > 1;
      return all.map((one) => scheduleNode(one, { rootOf, namesRoots, now: new Date() }));
    },
    async tooltip(node) {
      const next = node.schedule.enabled ? await nextOf(node.schedule) : [];
      return scheduleTooltip(node, { next, zone: machineZone(), now: new Date() });
    },
    add: (rootId) => told(() => add(rootId)),
    async edit(schedule) {
      await told(() => edit(schedule));
    },
    async remove(schedule) {
      const name = visible(schedule.label === "" ? schedule.humanReadable : schedule.label);
      const question = vscode.l10n.t("Delete the schedule “{0}”?", name);
      const detail = vscode.l10n.t("The runs that it made stay in the history. A check that is running goes on.");
      const [modal, yes] = [{ modal: true, detail }, vscode.l10n.t("Delete")];
      if ((await vscode.window.showWarningMessage(withoutLinks(question), modal, yes)) !== yes) return;
      await told(async () => (await schedules()).remove(schedule.id));
    },
    async enable(schedule, enabled) {
      await told(async () => (await schedules()).update(schedule.id, { enabled }));
    },
  };
}

function noRootModule(): DriftError {
  return new DriftError(
    "no_root_module",
    vscode.l10n.t("There is no Terraform root module in this workspace."),
    vscode.l10n.t("Open a folder with .tf files."),
  );
}
