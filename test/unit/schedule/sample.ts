import type { Schedule } from "../../../src/shared/schedule";

/** An enabled schedule of shop/network that has not run yet, but for what is said otherwise. */
export function sampleSchedule(other: Partial<Schedule> = {}): Schedule {
  return {
    id: "sch_1",
    projectId: "shop",
    workspaceId: "network",
    scheduleType: "drift_check",
    cron: "0 9 * * 1-5",
    label: "",
    enabled: true,
    timezone: "UTC",
    humanReadable: "At 09:00 AM, Monday through Friday",
    lastRunAt: null,
    lastStatus: null,
    lastRunId: null,
    lastError: null,
    nextRunAt: "2026-06-02T09:00:00.000Z",
    runCount: 0,
    missedCount: 0,
    swallowedCount: 0,
    ...other,
  };
}
