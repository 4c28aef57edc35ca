import assert from "node:assert/strict";
import { elsewhereWords, errorWords, eventWords, lineAt, resultWords, waitingWords } from "../../src/cli/scheduleLines";
import { clockTime, scheduleName, scheduleRows, slotWords } from "../../src/cli/scheduleWords";
import { DriftError } from "../../src/shared/errors";
import { sampleSchedule } from "./schedule/sample";
import { endedRun } from "./store/runs";

const SLOT = "2026-06-02T09:00:00.000Z";
/** On the clocks of UTC, and here if that is elsewhere. */
const NINE = slotWords(SLOT, "UTC");
const NIGHTLY = sampleSchedule({ label: "nightly" });

describe("the words about schedules", () => {
  it("give times on the clocks of a zone, over both changes of them", () => {
    assert.equal(clockTime("2026-03-29T00:59:00Z", "Europe/Berlin"), "Sun 2026-03-29 01:59");
    assert.equal(clockTime("2026-03-29T01:00:00Z", "Europe/Berlin"), "Sun 2026-03-29 03:00");
    assert.equal(clockTime("2026-10-24T22:00:00Z", "Europe/Berlin"), "Sun 2026-10-25 00:00");
    assert.equal(clockTime("2026-12-31T18:30:00Z", "Asia/Kolkata"), "Fri 2027-01-01 00:00");
  });

  it("say so where a zone or a time means nothing here", () => {
    assert.equal(clockTime(SLOT, "Nowhere/Else"), "Tue 2026-06-02 09:00 UTC");
    assert.equal(clockTime("soon", "UTC"), "at an unknown time");
  });

  it("give both clocks only where they differ", () => {
    const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
    assert.equal(slotWords(SLOT, timeZone), clockTime(SLOT));
    const far = clockTime(SLOT, "Pacific/Kiritimati") === clockTime(SLOT) ? "Pacific/Niue" : "Pacific/Kiritimati";
    assert.equal(slotWords(SLOT, far), `${clockTime(SLOT, far)} (here ${clockTime(SLOT)})`);
  });

  it("name a schedule by its root module and what the person calls it, both as text", () => {
    assert.equal(scheduleName(NIGHTLY), 'shop/network "nightly"');
    assert.equal(scheduleName(sampleSchedule({ workspaceId: ".@blue" })), "shop@blue");
    assert.equal(scheduleName({ projectId: "a\nb", workspaceId: ".", label: "\u202e" }), 'a\\nb "\\u202e"');
  });

  it("make a table of what comes, how the last run ended, and what did not run", () => {
    const busy = sampleSchedule({
      lastRunAt: "2026-06-01T09:00:00.000Z",
      lastStatus: "drift_detected",
      missedCount: 1200,
      swallowedCount: 1,
    });
    const disabled = sampleSchedule({ enabled: false, nextRunAt: null, lastRunAt: busy.lastRunAt, swallowedCount: 2 });
    const lost = sampleSchedule({ nextRunAt: null });
    const [, ...rows] = scheduleRows([busy, disabled, lost], new Date("2026-06-01T12:00:00Z"));
    assert.deepEqual(
      rows.map((row) => row.slice(5)),
      [
        [NINE, "Drift detected, 3 h ago", "1,200 missed, 1 swallowed"],
        ["disabled", "3 h ago", "2 swallowed"],
        ["not known", "never", ""],
      ],
    );
  });
});

describe("the lines of schedule run", () => {
  it("say what is waited for: the next of those that are enabled", () => {
    const later = sampleSchedule({ nextRunAt: "2026-06-03T09:00:00.000Z" });
    const rests = sampleSchedule({ enabled: false, nextRunAt: null });
    assert.equal(
      waitingWords([later, rests, NIGHTLY]),
      `Waiting for 2 schedules; next is shop/network "nightly", ${NINE}. Ctrl-C stops.`,
    );
    const nothing = "Waiting, but no schedule of the root modules here is enabled. Ctrl-C stops.";
    assert.equal(waitingWords([rests]), nothing);
    assert.equal(waitingWords([]), nothing);
  });

  it("name schedules of root modules elsewhere, not more than can be read", () => {
    const many = Array.from({ length: 12 }, (_, i) => sampleSchedule({ id: `sch_${i}` }));
    assert.equal(
      elsewhereWords(many.slice(0, 1)),
      "Not run here, where their root modules are not: sch_0 (shop/network).",
    );
    assert.match(elsewhereWords(many), /sch_9 \(shop\/network\) and 2 more\.$/);
  });

  it("say what begins, what was missed and swallowed, and what was planned anew", () => {
    const counted = { kind: "counted", scheduleId: "sch_1", slot: SLOT } as const;
    const name = 'shop/network "nightly"';
    const said = [
      eventWords({ ...counted, as: "run", count: 1 }, NIGHTLY),
      eventWords({ ...counted, as: "missed", count: 1 }, NIGHTLY),
      eventWords({ ...counted, as: "missed", count: 1500 }, NIGHTLY),
      eventWords({ ...counted, as: "swallowed", count: 1 }, NIGHTLY),
      eventWords({ kind: "replanned", scheduleId: "sch_1", nextRunAt: SLOT }, NIGHTLY),
      eventWords({ kind: "replanned", scheduleId: "sch_1", nextRunAt: null }, NIGHTLY),
    ];
    const anew = `${name}: planned anew, since the clock was put back or the schedule was not understood before; next: `;
    assert.deepEqual(said, [
      `${name}: due ${NINE}, the check begins.`,
      `${name}: missed the run that was due ${NINE}: nothing was there to run it in time.`,
      `${name}: missed 1,500 runs, the last due ${NINE}: nothing was there to run it in time.`,
      `${name}: swallowed the run that was due ${NINE}: the check before was still going.`,
      `${anew}${NINE}.`,
      `${anew}it does not come any more.`,
    ]);
  });

  it("say what came of a check", () => {
    const see = "See it: terraform-drift show run_000001";
    assert.equal(resultWords(endedRun(1), null), `shop/network: No drift, in 40 resources, took 0.5 s. ${see}`);
    assert.equal(resultWords(endedRun(1, 3), null), `shop/network: Drift detected, 3 drifted, took 0.5 s. ${see}`);
    const failure = new DriftError("provider_failed", "The cloud is away.", "Try again.");
    assert.equal(
      resultWords(endedRun(1, 1, { status: "error" }), failure),
      `shop/network: Incomplete, 1 drifted, took 0.5 s. The cloud is away. Try again. ${see}`,
    );
    assert.equal(
      resultWords(endedRun(1, 0, { status: "cancelled" }), null),
      `shop/network: Cancelled, took 0.5 s. ${see}`,
    );
  });

  it("are one each, with their time, whatever is in them", () => {
    const line = lineAt(new Date(SLOT), errorWords(NIGHTLY, "No\nroom\u0007."));
    assert.equal(line, `${clockTime(SLOT)}  shop/network "nightly": No\\nroom\\u0007.\n`);
  });
});
