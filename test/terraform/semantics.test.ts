/** Every row of the semantics table, checked by the command line with unmodified Terraform and the lab provider. */
import assert from "node:assert/strict";
import * as path from "node:path";
import type { AttributeChange, DriftedResource } from "../../src/shared/model";
import { BASE_FOLDER, SCENARIOS, type Scenario } from "../lab/scenarios";
import { LabWorkspace } from "../lab/terraform";
import { NO_DRIFT, NOISE, VARIANTS } from "../lab/variants";
import { CliHome, type CheckResult, placeOf } from "./cli";
import { twoAtATime } from "./twoAtATime";
import { type Expectation, type ExpectedDrift, QUIET, SHAPES, TABLE } from "./expectations";

describe("a check says what semantics.md demands", function () {
  this.timeout(60_000);
  let base: LabWorkspace;
  let home: CliHome;

  before(async () => {
    base = await LabWorkspace.create({ folder: BASE_FOLDER });
    home = new CliHome();
  });
  after(() => {
    base.dispose();
    home.dispose();
  });

  const rows = (title: string, scenarios: readonly Scenario[], expectations: Record<string, Expectation>): void => {
    describe(title, () => {
      it("and every row has its expectation", () => {
        assert.deepEqual(
          Object.keys(expectations),
          scenarios.map(({ name }) => name),
        );
      });
      const runs = twoAtATime(scenarios.map((row) => () => checkRow(base, home, row, expectations[row.name]!)));
      scenarios.forEach(({ name }, i) => it(name, () => runs.result(i)));
      after(() => runs.ended());
    });
  };
  rows("for each row of its table", SCENARIOS, TABLE);
  rows("for drift of every shape", VARIANTS, SHAPES);
  rows("where nothing happened", [...NOISE, ...NO_DRIFT], QUIET);

  it("calls a port that was opened to the world critical although Terraform sees no changes", async () => {
    const workspace = base.clone();
    try {
      const open = { from_port: 22, to_port: 22, protocol: "tcp", cidr_blocks: ["0.0.0.0/0"], description: null };
      workspace.edit("lab_security_group", (group) => ({ ...group, ingress: [open] }));
      const plan = await workspace.terraform(["plan", "-detailed-exitcode", "-no-color", "-lock=false"]);
      assert.equal(plan.exitCode, 0);
      assert.match(plan.stdout, /No changes/);

      const { exitCode, stdout } = await home.run(["check"], { cwd: workspace.dir });
      assert.equal(exitCode, 2);
      assert.match(stdout, /Critical \(1\)/);
      assert.match(stdout, /lab_security_group\.web {2}main\.tf:\d+/);
      assert.match(stdout, /open to the world \(0\.0\.0\.0\/0\)/);
    } finally {
      workspace.dispose();
    }
  });
});

async function checkRow(base: LabWorkspace, home: CliHome, row: Scenario, expected: Expectation): Promise<void> {
  const workspace = base.clone();
  try {
    await row.arrange(workspace);
    const result = await home.check(workspace.dir, [], row.env);
    const { run } = result;
    const { metadata } = run;
    const { unchecked = [], pending = [], outputs = [] } = expected;
    assert.deepEqual(
      {
        exitCode: result.exitCode,
        status: run.status,
        complete: metadata.complete,
        totalResources: metadata.totalResources,
        driftedCount: metadata.driftedCount,
        noiseCount: metadata.noiseCount,
        ignoredCount: metadata.ignoredCount,
        pendingCount: metadata.pendingCount,
        pendingChanges: metadata.pendingChanges,
        outputChanges: metadata.outputChanges,
        uncheckedAddresses: [...metadata.uncheckedAddresses].sort(),
      },
      {
        exitCode: expected.exitCode,
        status: expected.status,
        complete: expected.unchecked === undefined,
        totalResources: expected.totalResources ?? 7,
        driftedCount: expected.driftedCount ?? 0,
        noiseCount: expected.noiseCount ?? 0,
        ignoredCount: 0,
        pendingCount: pending.length,
        pendingChanges: pending,
        outputChanges: outputs,
        uncheckedAddresses: unchecked ?? [],
      },
    );
    if (expected.drift !== undefined || expected.noiseCount === undefined) {
      const file = path.join(workspace.dir, "main.tf");
      assert.deepEqual(
        metadata.driftedResources.map(told),
        (expected.drift ?? []).map((one) => located(one, file)),
      );
    }
    assertIdentity(metadata.driftedResources);
    assert.equal(
      metadata.diagnostics.some(({ severity }) => severity === "error"),
      !metadata.complete,
    );
    assertHidden(result, expected.secrets ?? []);
  } finally {
    workspace.dispose();
  }
}

/** What of a drifted resource the expectations name. */
function told(resource: DriftedResource): unknown {
  const { address, action, remedy, reason, severity, location, changes } = resource;
  return { address, action, remedy, reason, severity, location, changes: changes.map(toldChange) };
}

function toldChange(change: AttributeChange): unknown {
  const { attribute, action, effect, before, after, planned = "not decided", sensitive, location } = change;
  const place = location && { line: location.line, column: location.column };
  return { attribute, action, effect, before, after, planned, sensitive, location: place };
}

function located({ at, changes, ...resource }: ExpectedDrift, file: string): unknown {
  return {
    ...resource,
    location: at === null ? null : { file: "main.tf", ...placeOf(file, at) },
    changes: changes.map(({ at: said, planned = "not decided", sensitive = false, ...change }) => ({
      ...change,
      planned,
      sensitive,
      location: said === undefined ? null : placeOf(file, said),
    })),
  };
}

/** The parts of an address agree with it, and every verdict has its reason in words. */
function assertIdentity(resources: readonly DriftedResource[]): void {
  for (const { address, type, name, moduleAddress, index, provider, severityReason, ignored } of resources) {
    assert.deepEqual(
      { address, moduleAddress, index, provider, ignored },
      {
        address: `${type}.${name}`,
        moduleAddress: null,
        index: null,
        provider: "registry.terraform.io/demo/lab",
        ignored: null,
      },
    );
    assert.notEqual(severityReason, "");
  }
}

function assertHidden({ stdout, stderr }: CheckResult, secrets: readonly string[]): void {
  for (const secret of secrets) {
    assert.ok(!stdout.includes(secret), `${secret} is on standard output`);
    assert.ok(!stderr.includes(secret), `${secret} is on standard error`);
  }
}
