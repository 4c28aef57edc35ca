import assert from "node:assert/strict";
import { readCron } from "../../src/core/schedule/cron";
import { countSlots, nextSlot, nextSlots, previousSlot, slotsBetween } from "../../src/core/schedule/slots";
import { ACCEPTED } from "./schedule/expressions";
import { slotsByWalking, WallClock } from "./schedule/slotOracle";

function iso(slots: readonly number[]): string[] {
  return slots.map((slot) => new Date(slot).toISOString());
}

/** Both changes of 2026 lie within the first hours or days after these. */
const STARTS: readonly (readonly [zone: string, spring: string, autumn: string])[] = [
  ["UTC", "2026-03-08T00:00:00Z", "2026-11-01T00:00:00Z"],
  ["America/New_York", "2026-03-08T05:30:00Z", "2026-11-01T04:30:00Z"],
  ["Europe/Berlin", "2026-03-28T23:30:00Z", "2026-10-24T22:30:00Z"],
  ["Australia/Lord_Howe", "2026-10-03T14:00:00Z", "2026-04-04T13:30:00Z"],
  ["Asia/Kolkata", "2026-03-07T20:00:00Z", "2026-10-31T20:00:00Z"],
];

/** Written by hand: the clock on the wall, the change of the clocks, and what follows for UTC. */
const BY_HAND: readonly (readonly [
  why: string,
  cron: string,
  zone: string,
  after: string,
  slots: readonly string[],
])[] = [
  [
    "2:30 is left out: right after the gap, once",
    "30 2 * * *",
    "America/New_York",
    "2026-03-07T12:00Z",
    ["2026-03-08T07:00Z", "2026-03-09T06:30Z"],
  ],
  [
    "several in one gap come once",
    "*/20 2 * * *",
    "America/New_York",
    "2026-03-08T00:00Z",
    ["2026-03-08T07:00Z", "2026-03-09T06:00Z", "2026-03-09T06:20Z"],
  ],
  [
    "one that is there right after the gap is the same",
    "0 2,3 * * *",
    "America/New_York",
    "2026-03-08T00:00Z",
    ["2026-03-08T07:00Z", "2026-03-09T06:00Z", "2026-03-09T07:00Z"],
  ],
  [
    "each hour: the gap of an hour takes none",
    "0 * * * *",
    "America/New_York",
    "2026-03-08T05:30Z",
    ["2026-03-08T06:00Z", "2026-03-08T07:00Z", "2026-03-08T08:00Z"],
  ],
  [
    "each hour at 30: 2:30 comes right after the gap",
    "30 * * * *",
    "America/New_York",
    "2026-03-08T06:00Z",
    ["2026-03-08T06:30Z", "2026-03-08T07:00Z", "2026-03-08T07:30Z"],
  ],
  [
    "1:30 is shown twice: the first time",
    "30 1 * * *",
    "America/New_York",
    "2026-10-31T12:00Z",
    ["2026-11-01T05:30Z", "2026-11-02T06:30Z"],
  ],
  [
    "each hour: both times",
    "30 * * * *",
    "America/New_York",
    "2026-11-01T05:00Z",
    ["2026-11-01T05:30Z", "2026-11-01T06:30Z", "2026-11-01T07:30Z"],
  ],
  [
    "quarters of each hour: both times",
    "*/15 * * * *",
    "America/New_York",
    "2026-11-01T05:40Z",
    [
      "2026-11-01T05:45Z",
      "2026-11-01T06:00Z",
      "2026-11-01T06:15Z",
      "2026-11-01T06:30Z",
      "2026-11-01T06:45Z",
      "2026-11-01T07:00Z",
    ],
  ],
  [
    "quarters of one hour: the first time",
    "*/15 1 * * *",
    "America/New_York",
    "2026-11-01T05:40Z",
    ["2026-11-01T05:45Z", "2026-11-02T06:00Z"],
  ],
  [
    "every second hour: the first time",
    "0 */2 * * *",
    "Europe/Berlin",
    "2026-10-24T21:30Z",
    ["2026-10-24T22:00Z", "2026-10-25T00:00Z", "2026-10-25T03:00Z"],
  ],
  ["Berlin's gap", "15 2 * * *", "Europe/Berlin", "2026-03-28T12:00Z", ["2026-03-29T01:00Z", "2026-03-30T00:15Z"]],
  [
    "Berlin's repeated hour",
    "15 2 * * *",
    "Europe/Berlin",
    "2026-10-24T12:00Z",
    ["2026-10-25T00:15Z", "2026-10-26T01:15Z"],
  ],
  [
    "half an hour is left out",
    "15 2 * * *",
    "Australia/Lord_Howe",
    "2026-10-03T00:00Z",
    ["2026-10-03T15:30Z", "2026-10-04T15:15Z"],
  ],
  [
    "half an hour is left out, this is not",
    "30 2 * * *",
    "Australia/Lord_Howe",
    "2026-10-03T00:00Z",
    ["2026-10-03T15:30Z", "2026-10-04T15:30Z"],
  ],
  [
    "half an hour is shown twice",
    "45 1 * * *",
    "Australia/Lord_Howe",
    "2026-04-03T20:00Z",
    ["2026-04-04T14:45Z", "2026-04-05T15:15Z"],
  ],
  [
    "half an hour is shown twice, in each hour",
    "45 * * * *",
    "Australia/Lord_Howe",
    "2026-04-04T14:00Z",
    ["2026-04-04T14:45Z", "2026-04-04T15:15Z", "2026-04-04T16:15Z"],
  ],
  ["midnight is left out", "0 0 * * *", "Asia/Beirut", "2026-03-28T00:00Z", ["2026-03-28T22:00Z", "2026-03-29T21:00Z"]],
  [
    "midnight is shown twice",
    "30 0 * * *",
    "America/Havana",
    "2026-10-31T12:00Z",
    ["2026-11-01T04:30Z", "2026-11-02T05:30Z"],
  ],
  [
    "a whole day is left out",
    "0 9 * * *",
    "Pacific/Apia",
    "2011-12-29T00:00Z",
    ["2011-12-29T19:00Z", "2011-12-30T10:00Z", "2011-12-30T19:00Z"],
  ],
  [
    "one minute after midnight goes back to the day before",
    "5 0 * * *",
    "America/St_Johns",
    "2010-11-06T00:00Z",
    ["2010-11-06T02:35Z", "2010-11-07T03:35Z"],
  ],
  ["no daylight saving", "30 2 * * *", "Asia/Kolkata", "2026-03-07T20:59Z", ["2026-03-07T21:00Z", "2026-03-08T21:00Z"]],
  ["leap days", "0 0 29 2 *", "UTC", "2026-01-01T00:00Z", ["2028-02-29T00:00Z", "2032-02-29T00:00Z"]],
  ["leap days across 2100", "0 0 29 2 *", "UTC", "2096-03-01T00:00Z", ["2104-02-29T00:00Z"]],
  [
    "a fifth Monday of February",
    "0 0 * 2 1#5",
    "UTC",
    "2026-01-01T00:00Z",
    ["2044-02-29T00:00Z", "2072-02-29T00:00Z", "2112-02-29T00:00Z"],
  ],
  ["a slot itself is not after itself", "0 9 * * *", "UTC", "2026-01-01T09:00Z", ["2026-01-02T09:00Z"]],
  ["a millisecond before it is", "0 9 * * *", "UTC", "2026-01-01T08:59:59.999Z", ["2026-01-01T09:00Z"]],
];

describe("slots of a schedule", function () {
  this.timeout(120_000);

  for (const [why, cron, zone, after, slots] of BY_HAND) {
    it(`"${cron}" in ${zone}: ${why}`, () => {
      const found = nextSlots(readCron(cron, zone), slots.length, Date.parse(after));
      assert.deepEqual(iso(found), iso(slots.map((slot) => Date.parse(slot))));
    });
  }

  for (const [zone, ...starts] of STARTS) {
    const clock = new WallClock(zone);
    for (const [season, start] of [
      ["spring", starts[0]],
      ["autumn", starts[1]],
    ] as const) {
      it(`of all expressions are in ${zone} what walking through the minutes finds, over the change in ${season}`, () => {
        const after = Date.parse(start);
        for (const { typed, means = typed } of ACCEPTED) {
          const found = iso(nextSlots(readCron(typed, zone), 5, after));
          assert.deepEqual(found, slotsByWalking(means, clock, after, 5), `${typed} in ${zone}`);
        }
      });
    }
  }

  it("are found backwards and counted as they are found forwards", () => {
    for (const [zone, ...starts] of STARTS) {
      for (const { typed } of ACCEPTED) {
        const schedule = readCron(typed, zone);
        for (const start of starts) {
          const after = Date.parse(start) - 600_000;
          const slots = nextSlots(schedule, 10, after);
          const backwards = slots.slice(1).map((slot) => previousSlot(schedule, slot));
          assert.deepEqual(backwards, slots.slice(0, -1), `${typed} in ${zone}`);
          const last = slots.at(-1)!;
          assert.equal(countSlots(schedule, after, last), slots.length, `${typed} in ${zone}`);
          assert.equal(countSlots(schedule, after, last - 1), slots.length - 1, `${typed} in ${zone}`);
          assert.deepEqual(slotsBetween(schedule, after, slots[4]!, 100), slots.slice(0, 5));
        }
      }
    }
  });

  it("are counted by the year as they are found one by one", () => {
    const from = Date.UTC(2026, 0);
    const until = Date.UTC(2027, 0);
    for (const cron of ["*/45 * * * *", "30 2 * * *", "15 1,2 * * 0", "0 0 13 * 5"]) {
      for (const [zone] of STARTS) {
        const schedule = readCron(cron, zone);
        assert.equal(
          countSlots(schedule, from, until),
          slotsBetween(schedule, from, until, 1e6).length,
          `${cron} in ${zone}`,
        );
      }
    }
    assert.equal(countSlots(readCron("* * * * *", "America/New_York"), from, until), 365 * 1440);
  });

  it("end where there is no time any more, and are none before nothing", () => {
    const schedule = readCron("0 0 29 2 *", "Europe/Berlin");
    for (const instant of [NaN, Infinity, -Infinity, 8.64e15, -8.64e15]) {
      assert.equal(nextSlot(schedule, instant), null);
      assert.equal(previousSlot(schedule, instant), null);
      assert.equal(countSlots(schedule, 0, instant), 0);
    }
    assert.equal(nextSlot(schedule, Date.UTC(8999, 0)), null);
  });
});
