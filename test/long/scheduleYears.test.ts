import { simulateYear } from "../unit/schedule/year";

describe("many years of schedules", () => {
  for (let seed = 1; seed <= 10; seed++) {
    it(`have each slot in one account (${seed})`, async () => {
      await simulateYear(seed);
    });
  }
});
