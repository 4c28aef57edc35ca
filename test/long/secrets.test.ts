import assert from "node:assert/strict";
import { fakeModelServer, type FakeModelServer } from "../ai/fakeModelServer";
import { problemsOf } from "../unit/secretPipeline";

const DOCUMENTS = 5_000;

describe("secrets of many plans", () => {
  let server: FakeModelServer;
  before(async () => {
    server = await fakeModelServer();
  });
  after(() => server.close());
  const seed = Number(process.env.SEED ?? Date.now() % 1_000_000_000);

  it(`are found nowhere, of ${DOCUMENTS} documents (SEED=${seed})`, async () => {
    for (let i = 0; i < DOCUMENTS; i++) assert.deepEqual(await problemsOf(seed + i, server), []);
  }).timeout(3_600_000);
});
