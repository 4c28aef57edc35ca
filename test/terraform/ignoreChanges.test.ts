/** The edit of the code that accepts drift, tried with unmodified Terraform. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import type { Editing } from "../../src/core/source/editing";
import { openEditing } from "../../src/core/source/openSource";
import { applyEdits } from "../../src/core/textEdit";
import { BASE_FOLDER } from "../lab/scenarios";
import { LabWorkspace } from "../lab/terraform";

describe("an attribute added to ignore_changes", function () {
  this.timeout(60_000);
  let editing: Editing;
  let workspace: LabWorkspace;

  before(async () => {
    editing = await openEditing();
    workspace = await LabWorkspace.create({ folder: BASE_FOLDER });
  });
  after(() => workspace.dispose());

  const plan = () => workspace.terraform(["plan", "-detailed-exitcode", "-input=false", "-no-color"]);

  function accept(fileName: string, block: string, attribute: string): void {
    const file = path.join(workspace.dir, fileName);
    const text = fs.readFileSync(file, "utf8");
    const result = editing.addIgnoreChanges({ fileName, text, block, path: attribute });
    assert.ok("edits" in result, JSON.stringify(result));
    fs.writeFileSync(file, applyEdits(text, result.edits));
  }

  it("is no longer put back: an argument, a key of a map, and a block by its number", async () => {
    workspace.edit("lab_server", (server) => ({ ...server, size: "large", tags: { env: "dev", team: "core" } }));
    workspace.edit("lab_firewall", (firewall) => ({ ...firewall, rule: [] }));
    const drifted = await plan();
    assert.equal(drifted.exitCode, 2, drifted.stderr);

    accept("main.tf", "lab_server.web", "size");
    accept("main.tf", "lab_server.web", 'tags["env"]');
    accept("main.tf", "lab_firewall.edge", "rule[1].source_ranges[0]");
    const format = await workspace.terraform(["fmt", "-check", "-diff"]);
    assert.equal(format.exitCode, 0, format.stdout);
    const accepted = await plan();
    assert.equal(accepted.exitCode, 0, accepted.stdout + accepted.stderr);

    // The other keys of the map still count.
    workspace.edit("lab_server", (server) => ({ ...server, tags: { env: "dev", team: "else" } }));
    assert.equal((await plan()).exitCode, 2);
  });

  it("is no longer put back where the code is JSON", async () => {
    const file = path.join(workspace.dir, "more.tf.json");
    fs.writeFileSync(file, '{"resource":{"lab_bucket":{"more":{"name":"more","tags":{"a.b":"c"}}}}}');
    await workspace.apply();
    workspace.edit(
      "lab_bucket",
      (bucket) => ({ ...bucket, tags: { "a.b": "changed" } }),
      ({ name }) => name === "more",
    );
    assert.equal((await plan()).exitCode, 2);
    accept("more.tf.json", "lab_bucket.more", 'tags["a.b"]');
    const accepted = await plan();
    assert.equal(accepted.exitCode, 0, accepted.stdout + accepted.stderr);
  });
});
