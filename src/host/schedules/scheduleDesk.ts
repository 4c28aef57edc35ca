/** What the window needs of schedules beside showing and running them. */
import type { Log } from "../../core/ports";
import type { Schedule } from "../../shared/schedule";
import type { DriftState } from "../state/driftState";
import type { ScheduleNode } from "./scheduleNode";

/** All but `nodes` and `tooltip` tell by themselves what fails. */
export interface ScheduleDesk {
  nodes(schedules: readonly Schedule[]): ScheduleNode[];
  /** Markdown. */
  tooltip(node: ScheduleNode): Promise<string>;
  /** Leads through making one, of this root module or of one that is chosen; answers with its id, or null if none was made. */
  add(rootId?: string): Promise<string | null>;
  /** Leads through changing one. Nothing is changed before the last step. */
  edit(schedule: Schedule): Promise<void>;
  /** Asks before. */
  remove(schedule: Schedule): Promise<void>;
  enable(schedule: Schedule, isEnabled: boolean): Promise<void>;
}

export interface ScheduleWindow {
  readonly state: DriftState;
  readonly log: Log;
}
