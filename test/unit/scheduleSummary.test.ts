import assert from "node:assert/strict";
import { summarizeSchedules } from "../../src/core/local/scheduleSummary";
import { sampleSchedule } from "./schedule/sample";

const MORNING = sampleSchedule({
  cron: "0 9 * * *",
  humanReadable: "At 09:00 AM",
  nextRunAt: "2026-06-02T09:00:00.000Z",
  lastRunAt: "2026-06-01T09:00:12.000Z",
});
const NOON = sampleSchedule({
  cron: "0 12 * * *",
  humanReadable: "At 12:00 PM",
  nextRunAt: "2026-06-01T12:00:00.000Z",
});

describe("the summary of schedules", () => {
  it("is the enabled one that is next", () => {
    assert.deepEqual(summarizeSchedules([MORNING, NOON]), {
      enabled: true,
      cron: "0 12 * * *",
      humanReadable: "At 12:00 PM",
      nextRun: "2026-06-01T12:00:00.000Z",
      lastRun: null,
    });
    const rests = { ...NOON, enabled: false, nextRunAt: null };
    assert.deepEqual(summarizeSchedules([rests, MORNING]), {
      enabled: true,
      cron: "0 9 * * *",
      humanReadable: "At 09:00 AM",
      nextRun: "2026-06-02T09:00:00.000Z",
      lastRun: "2026-06-01T09:00:12.000Z",
    });
  });

  it("is the first one where none comes", () => {
    const rests = { ...MORNING, enabled: false, nextRunAt: null };
    const notUnderstood = { ...NOON, nextRunAt: null };
    assert.deepEqual(summarizeSchedules([rests, notUnderstood]), {
      enabled: false,
      cron: "0 9 * * *",
      humanReadable: "At 09:00 AM",
      nextRun: null,
      lastRun: "2026-06-01T09:00:12.000Z",
    });
  });

  it("is there where there are none", () => {
    const nothing = { enabled: false, cron: null, humanReadable: null, nextRun: null, lastRun: null };
    assert.deepEqual(summarizeSchedules([]), nothing);
  });
});
