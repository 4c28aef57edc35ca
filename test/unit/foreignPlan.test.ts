import assert from "node:assert/strict";
import { readPlanReport } from "../../src/core/plan/planReport";

/** As other programs and people write plan documents: what is not there is null or empty instead of missing. */
function foreignPlan(more: object): AsyncIterable<Uint8Array> {
  const document = { format_version: "1.2", terraform_version: "1.9.0", ...more };
  return (async function* () {
    yield await Promise.resolve(Buffer.from(JSON.stringify(document)));
  })();
}

const entry = {
  address: null,
  module_address: null,
  mode: "managed",
  type: "lab_server",
  name: "web",
  index: null,
  provider_name: null,
  deposed: null,
};

describe("plan documents that Terraform did not write", () => {
  it("may say null, or nothing, where something could stand", async () => {
    const change = { actions: ["update"], before: { size: "small" }, after: { size: "large" } };
    const report = await readPlanReport(
      foreignPlan({
        resource_drift: [{ ...entry, change }],
        resource_changes: [
          {
            ...entry,
            module_address: "",
            deposed: "",
            change: { ...change, before: change.after, after: change.before },
          },
        ],
      }),
    );
    assert.deepEqual(report.unreadable, []);
    const [drifted, ...others] = report.driftedResources;
    assert.deepEqual(others, []);
    assert.equal(drifted!.address, "lab_server.web");
    assert.equal(drifted!.moduleAddress, null);
    assert.deepEqual(
      drifted!.changes.map(({ attribute, effect }) => [attribute, effect]),
      [["size", "reverted"]],
    );
  });

  it("may have no actions where nothing changes: that is no pending change", async () => {
    const report = await readPlanReport(
      foreignPlan({ resource_changes: [{ ...entry, address: "lab_server.web", change: { actions: [] } }] }),
    );
    assert.deepEqual(report.pendingChanges, []);
    assert.equal(report.totalResources, 1);
    assert.equal(report.complete, true);
  });
});
