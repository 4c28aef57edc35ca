import assert from "node:assert/strict";
import { fuzz } from "../unit/jsonFuzz";

const CASES = 100_000;

describe("fuzzing the plan scanner", () => {
  const seed = Number(process.env.SEED ?? Date.now() % 1_000_000_000);

  it(`does what JSON.parse does with ${CASES} documents (SEED=${seed})`, () => {
    const valid = fuzz(CASES, seed);
    assert.ok(valid > CASES / 2 && valid < CASES, `${valid} of ${CASES} were valid JSON`);
  }).timeout(600_000);
});
