import assert from "node:assert/strict";
import { fakeModelServer, type FakeModelServer } from "../ai/fakeModelServer";
import { problemsOf } from "./secretPipeline";

const DOCUMENTS = 150;

describe("secrets of plans", function () {
  this.timeout(120_000);
  let server: FakeModelServer;
  before(async () => {
    server = await fakeModelServer();
  });
  after(() => server.close());

  it(`are found nowhere, of ${DOCUMENTS} documents with secrets in every position, and their changes are said`, async () => {
    const problems: string[] = [];
    for (let seed = 1; seed <= DOCUMENTS; seed++) problems.push(...(await problemsOf(seed, server)));
    assert.deepEqual(problems, []);
  });
});
