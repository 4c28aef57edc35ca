/** The committed rules file, in checks with unmodified Terraform (design: semantics, section 5). */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import type { DriftedResource } from "../../src/shared/model";
import { BASE_FOLDER } from "../lab/scenarios";
import { LabWorkspace } from "../lab/terraform";
import { CliHome, type CheckResult, placeOf } from "./cli";

const REASON = "the autoscaler decides it";

describe("the rules file of a repository", function () {
  this.timeout(60_000);
  let drifted: LabWorkspace;
  let home: CliHome;

  before(async () => {
    home = new CliHome();
    drifted = await LabWorkspace.create({ folder: BASE_FOLDER });
    drifted.edit("lab_server", (server) => ({ ...server, size: "large", tags: { env: "dev", team: "core" } }));
  });
  after(() => {
    drifted.dispose();
    home.dispose();
  });

  /** A check of the drifted server, or of what `arrange` makes of it, under ignore and severity rules. */
  async function checkWith(
    rules: { ignore?: object[]; severity?: object[] },
    arrange: (workspace: LabWorkspace) => void = () => undefined,
  ): Promise<CheckResult & { server: DriftedResource; rulesFile: string }> {
    const workspace = drifted.clone();
    try {
      const rulesFile = path.join(workspace.dir, ".terraform-drift.jsonc");
      fs.writeFileSync(rulesFile, `// Decided together\n${JSON.stringify(rules, null, 2)}\n`);
      arrange(workspace);
      const result = await home.check(workspace.dir);
      const server = result.run.metadata.driftedResources.find(({ address }) => address === "lab_server.web");
      assert.ok(server !== undefined, result.stderr);
      return { ...result, server, rulesFile: fs.readFileSync(rulesFile, "utf8") };
    } finally {
      workspace.dispose();
    }
  }

  it("ignores a resource whose every changed attribute is covered, until the day it says, and keeps it visible", async () => {
    const { run, exitCode, server } = await checkWith({
      ignore: [
        { address: "lab_server.*", attributes: ["size"], reason: REASON, until: "2999-12-31" },
        { address: "lab_server.web", attributes: ["tags"], reason: "tagged by the cost tool" },
      ],
    });
    assert.equal(run.status, "clean");
    assert.equal(exitCode, 0);
    assert.deepEqual(server.ignored, {
      by: "rule",
      reason: `${REASON}; tagged by the cost tool`,
      until: "2999-12-31",
    });
    assert.equal(server.changes.length, 2);
    assert.equal(run.metadata.ignoredCount, 1);
    assert.equal(run.metadata.driftedCount, 0);
    assert.deepEqual(run.metadata.diagnostics, []);
  });

  it("does not ignore a resource of which one changed attribute is not covered", async () => {
    const { run, exitCode, server } = await checkWith({
      ignore: [{ address: "lab_server.web", attributes: ["tags"], reason: REASON }],
    });
    assert.equal(exitCode, 2);
    assert.equal(server.ignored, null);
    assert.equal(run.metadata.driftedCount, 1);
  });

  it("never silences a replacement by a rule that names attributes, and says so", async () => {
    const { exitCode, server, run } = await checkWith(
      { ignore: [{ address: "**", attributes: ["*"], reason: REASON }] },
      (workspace) => workspace.edit("lab_server", (object) => ({ ...object, image: "debian-11" })),
    );
    assert.equal(exitCode, 2);
    assert.equal(server.remedy, "replace");
    assert.equal(server.ignored, null);
    assert.match(run.metadata.diagnostics[0]?.detail ?? "", /a rule with attributes cannot silence/);
  });

  it("never silences a deletion by a rule that names attributes, but does by one for the whole resource", async () => {
    const remove = (workspace: LabWorkspace): void => workspace.edit("lab_server", () => null);
    const byAttributes = await checkWith({ ignore: [{ address: "**", attributes: ["*"], reason: REASON }] }, remove);
    assert.equal(byAttributes.exitCode, 2);
    assert.equal(byAttributes.server.action, "delete");
    assert.equal(byAttributes.server.ignored, null);

    const whole = await checkWith({ ignore: [{ address: "lab_server.web", reason: REASON }] }, remove);
    assert.equal(whole.exitCode, 0);
    assert.deepEqual(whole.server.ignored, { by: "rule", reason: REASON });
  });

  it("has no effect after its last day: the drift counts again, and the rule is reported with its place", async () => {
    const { run, exitCode, server, rulesFile } = await checkWith({
      ignore: [{ address: "lab_server.web", reason: REASON, until: "2020-02-29" }],
    });
    assert.equal(exitCode, 2);
    assert.equal(server.ignored, null);
    const [expired] = run.metadata.diagnostics;
    assert.equal(expired?.severity, "warning");
    assert.match(expired.detail, /lab_server\.web.* expired after 2020-02-29/);
    assert.equal(expired.file, ".terraform-drift.jsonc");
    assert.equal(expired.line, rulesFile.split("\n").indexOf("    {") + 1);
  });

  it("reports a rule that matches nothing", async () => {
    const { run, exitCode } = await checkWith({ ignore: [{ address: "lab_bucket.*", reason: REASON }] });
    assert.equal(exitCode, 2);
    assert.match(run.metadata.diagnostics[0]?.detail ?? "", /lab_bucket\.\*.* matches nothing/);
  });

  it("can change how grave drift is, in both directions", async () => {
    const mild = await checkWith({
      severity: [{ address: "lab_server.*", severity: "info", reason: "a playground" }],
    });
    assert.equal(mild.exitCode, 0);
    assert.equal(mild.server.severity, "info");
    assert.match(mild.server.severityReason, /a playground/);

    const grave = await checkWith({ severity: [{ attributes: ["size"], severity: "critical", reason: "it costs" }] });
    assert.equal(grave.exitCode, 2);
    assert.equal(grave.server.severity, "critical");
  });

  it("is never asked what to execute", async () => {
    const rules = { ignore: [{ address: "lab_server.web", reason: REASON }], binary: "/bin/false" };
    const { run } = await checkWith(rules);
    assert.equal(run.status, "clean");
    assert.equal(run.metadata.diagnostics.length, 1);
  });
});

describe("what is found in modules", function () {
  this.timeout(60_000);

  it("has its instance's address and its place in the module's file", async () => {
    const folder = fs.mkdtempSync(path.join(fs.realpathSync(tmpdir()), "terraform-drift-modules-"));
    fs.mkdirSync(path.join(folder, "modules", "store"), { recursive: true });
    fs.writeFileSync(
      path.join(folder, "main.tf"),
      `terraform {
  required_providers {
    lab = { source = "demo/lab" }
  }
}
provider "lab" {
  directory = "\${path.root}/cloud"
}
module "store" {
  source   = "./modules/store"
  for_each = toset(["eu", "us"])
  region   = each.key
}
`,
    );
    fs.writeFileSync(
      path.join(folder, "modules", "store", "main.tf"),
      `terraform {
  required_providers {
    lab = { source = "demo/lab" }
  }
}
variable "region" {}
resource "lab_bucket" "data" {
  count      = 2
  name       = "\${var.region}-\${count.index}"
  versioning = true
}
`,
    );
    const home = new CliHome();
    const workspace = await LabWorkspace.create({ folder });
    try {
      workspace.edit(
        "lab_bucket",
        (bucket) => ({ ...bucket, versioning: false }),
        ({ name }) => name === "us-1",
      );
      const { run, exitCode } = await home.check(workspace.dir);
      const [bucket, ...others] = run.metadata.driftedResources;
      const file = path.join(workspace.dir, "modules", "store", "main.tf");
      assert.equal(exitCode, 2);
      assert.deepEqual(others, []);
      assert.equal(bucket?.address, 'module.store["us"].lab_bucket.data[1]');
      assert.equal(bucket.moduleAddress, 'module.store["us"]');
      assert.equal(bucket.index, 1);
      assert.deepEqual(bucket.location, { file: "modules/store/main.tf", ...placeOf(file, 'resource "lab_bucket"') });
      const { line, column } = placeOf(file, "versioning = true");
      assert.deepEqual(bucket.changes[0]?.location, {
        line,
        column,
        endLine: line,
        endColumn: column + "versioning = true".length,
      });
      assert.equal(run.metadata.totalResources, 4);
    } finally {
      workspace.dispose();
      home.dispose();
      fs.rmSync(folder, { recursive: true });
    }
  });
});
