/** What an item of the schedules view is, before it becomes one of VS Code's. Pure. */
import { rootModuleName, statusWords } from "../../shared/format";
import { visible } from "../../shared/formatValue";
import type { Schedule } from "../../shared/schedule";
import type { NodeIcon } from "../tree/driftNode";
import { nextWords } from "./scheduleWords";

/** The root module of a schedule, as this window knows it. */
export interface ScheduledRoot {
  /** Its id in `DriftState`. */
  readonly id: string;
  readonly name: string;
  /** It is being checked, by whomever. */
  readonly isRunning: boolean;
}

/** From where schedules are looked at. */
export interface ScheduleSight {
  /** Null: it is not in this window. */
  readonly rootOf: (schedule: Schedule) => ScheduledRoot | null;
  /** Whether there are several, so that it has to be said which one is checked. */
  readonly namesRoots: boolean;
  readonly now: Date;
}

export interface ScheduleNode {
  readonly id: string;
  readonly label: string;
  readonly description: string;
  /** Words for `when` clauses. */
  readonly context: string;
  readonly icon: NodeIcon;
  /** What a screen reader says: the icon's meaning too. */
  readonly spoken: string;
  readonly schedule: Schedule;
  readonly root: ScheduledRoot | null;
}

export function scheduleNode(schedule: Schedule, sight: ScheduleSight): ScheduleNode {
  const root = sight.rootOf(schedule);
  const words = visible(schedule.humanReadable);
  const label = visible(schedule.label);
  const description = [
    root === null ? `${rootModuleName(schedule)} (not in this window)` : sight.namesRoots ? visible(root.name) : "",
    label === "" ? "" : words,
    visible(schedule.timezone),
    standing(schedule, root, sight.now),
  ].filter((part) => part !== "");
  return {
    id: schedule.id,
    label: label === "" ? words : label,
    description: description.join(" · "),
    context: contextOf(schedule, root),
    icon: iconOf(schedule, root),
    spoken: [label === "" ? words : label, ...description, lastWords(schedule)].join(", "),
    schedule,
    root,
  };
}

/** A run of its own that is going on, or any other check of its root module. */
export function isRunning({ lastStatus }: Schedule, root: ScheduledRoot | null): boolean {
  return lastStatus === "running" || root?.isRunning === true;
}

function standing(schedule: Schedule, root: ScheduledRoot | null, now: Date): string {
  const { enabled, nextRunAt, timezone } = schedule;
  if (isRunning(schedule, root)) return "checking";
  if (!enabled) return "disabled";
  return nextRunAt === null ? "cannot be planned" : nextWords(nextRunAt, timezone, now);
}

function lastWords({ lastStatus }: Schedule): string {
  return lastStatus === null ? "has not run yet" : `last run: ${statusWords(lastStatus)}`;
}

function contextOf(schedule: Schedule, root: ScheduledRoot | null): string {
  return [
    "schedule",
    schedule.enabled ? "enabled" : "disabled",
    root === null ? "elsewhere" : "here",
    isRunning(schedule, root) ? "running" : "idle",
    schedule.lastRunId === null ? "neverRan" : "ran",
  ].join(" ");
}

function iconOf(schedule: Schedule, root: ScheduledRoot | null): NodeIcon {
  if (isRunning(schedule, root)) return { name: "sync~spin" };
  if (!schedule.enabled) return { name: "circle-slash" };
  if (schedule.nextRunAt === null || schedule.lastStatus === "error") {
    return { name: "error", color: "list.errorForeground" };
  }
  if (schedule.lastStatus === "drift_detected") return { name: "warning", color: "list.warningForeground" };
  return { name: "clock" };
}
