import assert from "node:assert/strict";
import { simulateYear } from "./schedule/year";

describe("a year of schedules", function () {
  this.timeout(120_000);

  it("has each slot in one account, with sleep, clock changes, and programs that come, go and die", async () => {
    const { run, programs, ...occurred } = await simulateYear(7);
    assert.ok(programs > 10 && run > 1_500, `${programs} programs, ${run} runs`);
    for (const [what, count] of Object.entries(occurred)) assert.ok(count > 0, `nothing was ${what}`);
  });
});
