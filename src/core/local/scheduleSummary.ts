import type { Schedule } from "../../shared/schedule";
import type { ScheduleSummary } from "../service";

/** What a summary says of the schedules of one root module. */
export function summarizeSchedules(schedules: readonly Schedule[]): ScheduleSummary {
  const coming = schedules.filter(({ enabled, nextRunAt }) => enabled && nextRunAt !== null);
  const [next] = coming.sort((a, b) => Date.parse(a.nextRunAt!) - Date.parse(b.nextRunAt!));
  const shown = next ?? schedules[0];
  if (shown === undefined) return { enabled: false, cron: null, humanReadable: null, nextRun: null, lastRun: null };
  const { enabled, cron, humanReadable, nextRunAt, lastRunAt } = shown;
  return { enabled, cron, humanReadable, nextRun: nextRunAt, lastRun: lastRunAt };
}
