import type { Schedule } from "../../../src/shared/schedule";

/** One that has run twice in Berlin, on weekdays at nine. */
export function scheduleSample(parts: Partial<Schedule> = {}): Schedule {
  return {
    id: "sch_1",
    projectId: "shop",
    workspaceId: "infra/prod",
    scheduleType: "drift_check",
    cron: "0 9 * * 1-5",
    label: "mornings",
    enabled: true,
    timezone: "Europe/Berlin",
    humanReadable: "At 09:00 AM, Monday through Friday",
    lastRunAt: "2026-11-20T08:00:10.000Z",
    lastStatus: "clean",
    lastRunId: "run_1",
    lastError: null,
    nextRunAt: "2026-11-23T08:00:00.000Z",
    runCount: 2,
    missedCount: 0,
    swallowedCount: 0,
    ...parts,
  };
}
