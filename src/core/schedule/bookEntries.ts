/** What is in the book of schedules. Apart from the rest, so that schedules can be read without what understands cron expressions. */
import { DriftError } from "../../shared/errors";
import type { Schedule } from "../../shared/schedule";
import type { ScheduleBook, ScheduleEntry } from "../store/scheduleBook";
import { printable } from "../terraform/printable";

const SHOWN = 80;

/** In the order in which they were made; of all root modules, or only of some. */
export function schedulesIn(
  { entries }: ScheduleBook,
  { projectId, workspaceId }: Partial<Pick<Schedule, "projectId" | "workspaceId">> = {},
): Schedule[] {
  return entries
    .map(({ schedule }) => schedule)
    .filter((schedule) => projectId === undefined || schedule.projectId === projectId)
    .filter((schedule) => workspaceId === undefined || schedule.workspaceId === workspaceId);
}

/** Throws "unknown_schedule". */
export function entryOf({ entries }: ScheduleBook, id: string): ScheduleEntry {
  const entry = entries.find(({ schedule }) => schedule.id === id);
  if (entry !== undefined) return entry;
  const wayOut = "List them with `terraform-drift schedule list`.";
  throw new DriftError("unknown_schedule", `There is no schedule ${printable(id.slice(0, SHOWN))}.`, wayOut);
}
