import assert from "node:assert/strict";
import { countDrift } from "../../src/shared/vocabulary";
import { resource } from "./reportSample";

describe("what is counted of a run", () => {
  const resources = [
    resource({ severity: "critical" }),
    resource({ severity: "warning" }),
    resource({ severity: "warning" }),
    resource({ severity: "info" }),
    resource({ severity: "critical", ignored: { by: "rule" } }),
    resource({ severity: "warning", reason: "noise" }),
  ];

  it("is told apart by severity, adds up, and leaves out what was ignored and noise", () => {
    assert.deepEqual(countDrift(resources, "info"), {
      driftedCount: 4,
      countedBySeverity: { critical: 1, warning: 2, info: 1 },
      ignoredCount: 1,
      noiseCount: 1,
    });
  });

  it("is nothing of what is milder than the threshold", () => {
    const { driftedCount, countedBySeverity } = countDrift(resources, "critical");
    assert.deepEqual([driftedCount, countedBySeverity], [1, { critical: 1, warning: 0, info: 0 }]);
  });
});
