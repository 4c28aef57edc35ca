/** What the schedules view says. */
import assert from "node:assert/strict";
import { type ScheduleNode, scheduleNode } from "../../src/host/schedules/scheduleNode";
import { scheduleTooltip } from "../../src/host/schedules/scheduleTooltip";
import { nextWords, whenWords } from "../../src/host/schedules/scheduleWords";
import { zoneChoices } from "../../src/host/schedules/timeZones";
import type { Schedule } from "../../src/shared/schedule";
import { HOSTILE } from "./reportSample";
import { scheduleSample } from "./schedule/scheduleSample";

/** A Sunday, 11:00 in Berlin. */
const NOW = new Date("2026-11-22T10:00:00.000Z");
const ROOT = { id: "shop/infra/prod", name: "infra/prod", isRunning: false };

function nodeOf(
  parts: Partial<Schedule> = {},
  sight: { root?: typeof ROOT | null; several?: boolean } = {},
): ScheduleNode {
  const { root = ROOT, several = false } = sight;
  return scheduleNode(scheduleSample(parts), { rootOf: () => root, namesRoots: several, now: NOW });
}

const line = ({ label, description }: ScheduleNode): string => `${label} | ${description}`;
const icon = (parts: Partial<Schedule>, running = false): string => {
  const { name, color } = nodeOf(parts, { root: { ...ROOT, isRunning: running } }).icon;
  return color === undefined ? name : `${name} ${color}`;
};

describe("the times of schedules", () => {
  const berlin: readonly (readonly [iso: string, words: string])[] = [
    ["2026-11-22T08:00:00Z", "today 09:00"],
    ["2026-11-22T23:30:00Z", "tomorrow 00:30"],
    ["2026-11-21T12:05:00Z", "yesterday 13:05"],
    ["2026-11-24T08:00:00Z", "Tue 09:00"],
    ["2026-11-28T08:00:00Z", "Sat 09:00"],
    ["2026-11-29T08:00:00Z", "29 Nov 09:00"],
    ["2026-11-20T08:00:00Z", "20 Nov 09:00"],
    ["2027-01-01T08:00:00Z", "1 Jan 2027 09:00"],
    ["never", "at an unknown time"],
  ];
  for (const [iso, words] of berlin) {
    it(`are said by the clocks of their time zone: ${words}`, () => {
      assert.equal(whenWords(iso, "Europe/Berlin", NOW), words);
    });
  }

  it("take the day from there too", () => {
    assert.equal(whenWords("2026-11-22T10:00:00Z", "Pacific/Kiritimati", NOW), "today 00:00");
    assert.equal(whenWords("2026-11-22T09:59:00Z", "Pacific/Kiritimati", NOW), "yesterday 23:59");
  });

  it("are said by UTC where this machine does not know the time zone", () => {
    assert.equal(whenWords("2026-11-22T09:00:00Z", "Mars/Olympus", NOW), "today 09:00 UTC");
  });

  it("that have come are due", () => {
    assert.equal(nextWords("2026-11-22T10:00:00Z", "UTC", NOW), "due now");
    assert.equal(nextWords("2026-11-22T10:01:00Z", "UTC", NOW), "next today 10:01");
  });
});

describe("an item of the schedules view", () => {
  it("says when its schedule comes, where, and next", () => {
    assert.equal(line(nodeOf()), "mornings | At 09:00 AM, Monday through Friday · Europe/Berlin · next tomorrow 09:00");
  });

  it("is called by its time where it has no label", () => {
    assert.equal(
      line(nodeOf({ label: "" })),
      "At 09:00 AM, Monday through Friday | Europe/Berlin · next tomorrow 09:00",
    );
  });

  it("names its root module where there are several, and always one that is not in this window", () => {
    assert.match(line(nodeOf({}, { several: true })), /^mornings \| infra\/prod · At 09:00 AM/);
    assert.match(line(nodeOf({}, { root: null })), /^mornings \| infra\/prod \(not in this window\) · At 09:00 AM/);
  });

  it("says that it is disabled, running, due, or cannot be planned", () => {
    const end = (parts: Partial<Schedule>): string => nodeOf(parts).description.split(" · ").at(-1)!;
    assert.equal(end({ enabled: false, nextRunAt: null }), "disabled");
    assert.equal(end({ lastStatus: "running" }), "checking");
    assert.equal(end({ nextRunAt: NOW.toISOString() }), "due now");
    assert.equal(end({ nextRunAt: null, lastError: "Its cron expression is not understood." }), "cannot be planned");
  });

  it("has an icon for how it stands", () => {
    assert.equal(icon({}), "clock");
    assert.equal(icon({ lastStatus: null, lastRunAt: null, lastRunId: null }), "clock");
    assert.equal(icon({ enabled: false, nextRunAt: null }), "circle-slash");
    assert.equal(icon({ lastStatus: "running" }), "sync~spin");
    assert.equal(icon({ enabled: false, nextRunAt: null }, true), "sync~spin");
    assert.equal(icon({ lastStatus: "drift_detected" }), "warning list.warningForeground");
    assert.equal(icon({ lastStatus: "error" }), "error list.errorForeground");
    assert.equal(icon({ nextRunAt: null }), "error list.errorForeground");
  });

  it("says to a screen reader what the icon means", () => {
    assert.match(nodeOf({ lastStatus: "drift_detected" }).spoken, /^mornings, At 09.*, last run: Drift detected$/);
    assert.match(nodeOf({ lastStatus: null }).spoken, /has not run yet$/);
  });

  it("has words for when its commands are there", () => {
    assert.equal(nodeOf().context, "schedule enabled here idle ran");
    const fresh = { enabled: false, lastStatus: null, lastRunId: null } as const;
    assert.equal(nodeOf(fresh, { root: null }).context, "schedule disabled elsewhere idle neverRan");
    assert.equal(nodeOf({ lastStatus: "running" }).context, "schedule enabled here running ran");
  });
});

describe("the tooltip of a schedule", () => {
  const next = ["2026-11-23T08:00:00Z", "2026-11-24T08:00:00Z", "2026-11-30T08:00:00Z"];
  const tooltip = (
    parts: Partial<Schedule> = {},
    sight: { root?: null; zone?: string; next?: string[] } = {},
  ): string =>
    scheduleTooltip(nodeOf(parts, sight), { next, zone: "Europe/Berlin", now: NOW, ...sight }).replaceAll("\\", "");

  it("says all there is to know", () => {
    assert.deepEqual(tooltip().split("\n\n"), [
      "**mornings**",
      "Checks infra/prod",
      "At 09:00 AM, Monday through Friday (0 9 * * 1-5), Europe/Berlin",
      "Next: tomorrow 09:00, Tue 09:00, 30 Nov 09:00",
      "Last run: No drift, 20 Nov 09:00 (2 d ago)",
      "2 runs",
    ]);
  });

  it("says when that is here, where the clocks differ", () => {
    assert.match(tooltip({}, { zone: "America/New_York" }), /The first of them is tomorrow 03:00 in America\/New_York/);
  });

  it("says what was missed and left out, and why", () => {
    assert.match(
      tooltip({ missedCount: 1, swallowedCount: 3 }),
      /2 runs · 1 time missed, as nobody was there · 3 times left out, as the run before was still going$/,
    );
  });

  it("says why there is no next time, or no run", () => {
    const text = tooltip({ nextRunAt: null, lastError: "It is not understood. Change it." }, { next: [] });
    assert.doesNotMatch(text, /Next/);
    assert.match(text, /It is not understood. Change it./);
    assert.match(tooltip({ enabled: false, nextRunAt: null }), /\n\nDisabled\n\n/);
    assert.match(tooltip({ lastRunAt: null, lastStatus: null, lastRunId: null, runCount: 0 }), /Has not run yet$/);
  });

  it("says which root module is not in this window", () => {
    assert.match(tooltip({}, { root: null }), /Checks infra\/prod of shop, which is not in this window/);
  });

  it("lets nothing from outside be markup", () => {
    const node = nodeOf({ label: HOSTILE, lastError: HOSTILE, cron: HOSTILE, timezone: HOSTILE });
    const text = scheduleTooltip(node, { next, zone: "UTC", now: NOW });
    assert.doesNotMatch(text, /(?<!\\)[<\]`]|\u202e/);
    assert.doesNotMatch(`${node.label}${node.description}`, /\u202e|\n/);
  });
});

describe("the time zones to choose from", () => {
  it("are those that come first, then all others by name, each once", () => {
    const supported = ["America/New_York", "Europe/Berlin", "Asia/Calcutta", "Africa/Cairo", "UTC"];
    assert.deepEqual(
      zoneChoices(
        [
          ["Europe/Berlin", "this machine"],
          ["UTC", ""],
        ],
        supported,
      ),
      [
        { value: "Europe/Berlin", label: "Europe/Berlin", description: "this machine" },
        { value: "UTC", label: "UTC", description: "" },
        { value: "Africa/Cairo", label: "Africa/Cairo", description: "" },
        { value: "America/New_York", label: "America/New_York", description: "New York" },
        { value: "Asia/Kolkata", label: "Asia/Kolkata", description: "" },
      ],
    );
  });

  it("are all known to this machine", () => {
    for (const { value } of zoneChoices([], Intl.supportedValuesOf("timeZone"))) {
      assert.notEqual(whenWords(NOW.toISOString(), value, NOW).includes("UTC"), true, value);
    }
  });
});
