import assert from "node:assert/strict";
import { problemsOf } from "./secretPipeline";

const DOCUMENTS = 150;

describe("secrets of plans", function () {
  this.timeout(120_000);

  it(`are found nowhere, of ${DOCUMENTS} documents with secrets in every position, and their changes are said`, async () => {
    const problems: string[] = [];
    for (let seed = 1; seed <= DOCUMENTS; seed++) problems.push(...(await problemsOf(seed)));
    assert.deepEqual(problems, []);
  });
});
