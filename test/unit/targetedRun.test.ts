import assert from "node:assert/strict";
import { withTargeted } from "../../src/host/state/targetedRun";
import { resource, run } from "./reportSample";

const web = resource({ address: "aws_instance.web" });
const db = resource({ address: 'aws_db_instance.db["a"]', severity: "critical" });
const whole = run({
  driftedResources: [web, db],
  driftedCount: 2,
  uncheckedAddresses: ["aws_instance.web", "aws_x.y"],
});
const targeted = (address: string, found: ReturnType<typeof resource>[]) =>
  run({ targets: [address], driftedResources: found }, { id: "run_2" });
const addresses = ({ metadata }: typeof whole): string[] => metadata.driftedResources.map((one) => one.address);

describe("a run with the newer check of one resource", () => {
  it("no longer has what was put right, and counts anew", () => {
    const now = withTargeted(whole, targeted("aws_instance.web", []));
    assert.deepEqual(addresses(now), [db.address]);
    assert.equal(now.metadata.driftedCount, 1);
    assert.deepEqual(now.metadata.countedBySeverity, { critical: 1, warning: 0, info: 0 });
    assert.deepEqual(now.metadata.uncheckedAddresses, ["aws_x.y"]);
    assert.equal(now.id, whole.id);
  });

  it("has what drifted anew, and all instances of a resource that was named without a key", () => {
    const other = resource({ address: 'aws_db_instance.db["b"]' });
    const now = withTargeted(whole, targeted("aws_db_instance.db", [other]));
    assert.deepEqual(addresses(now), [web.address, other.address]);
  });

  it("is clean once nothing is left", () => {
    const alone = run({ driftedResources: [web], driftedCount: 1 });
    assert.equal(withTargeted(alone, targeted("aws_instance.web", [])).status, "clean");
  });

  it("does not believe a check that failed", () => {
    assert.equal(withTargeted(whole, { ...targeted("aws_instance.web", []), status: "error" }), whole);
  });

  it("does not take in what the check came upon on the way", () => {
    const other = resource({ address: "aws_vpc.main" });
    assert.deepEqual(addresses(withTargeted(whole, targeted("aws_instance.web", [web, other]))), [
      db.address,
      web.address,
    ]);
  });

  it("stands alone where nothing else is known", () => {
    const alone = targeted("aws_instance.web", [web]);
    assert.equal(withTargeted(null, alone), alone);
  });
});
