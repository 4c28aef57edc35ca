/** A disk that fills up while Terraform applies: nothing is lost without a word. Linux: a limit on the size of files stands for the full disk. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { BASE_FOLDER } from "../lab/scenarios";
import { LabWorkspace } from "../lab/terraform";
import { planFolders, ReconcileBench } from "./reconcileBench";

describe("an apply on a full disk", function () {
  this.timeout(120_000);
  let workspace: LabWorkspace;
  let bench: ReconcileBench;

  before(async () => {
    workspace = await LabWorkspace.create({ folder: BASE_FOLDER });
    workspace.edit("lab_server", (server) => ({ ...server, size: "large" }));
    const wrapper = path.join(workspace.dir, "wrapper.sh");
    // Not even the state fits into so many blocks.
    fs.writeFileSync(wrapper, '#!/bin/sh\ncase " $* " in *" apply "*) trap "" XFSZ; ulimit -f 6 ;; esac\nexec "$@"\n', {
      mode: 0o755,
    });
    bench = new ReconcileBench(workspace, { settings: { wrapper: [wrapper] } });
  });
  after(async () => {
    await bench.dispose();
    workspace.dispose();
  });

  it("says that the new state could not be stored, and shows none of what is left of it", async () => {
    const record = await bench.apply(await bench.review());
    assert.equal(record.status, "failed", record.output);
    assert.match(record.aftermath!, /Terraform could store the new state nowhere, and it is lost/);
    assert.doesNotMatch(
      record.output,
      /Emergency state dump|"resources"/,
      "what is cut off is not shown: nobody can redact it",
    );
    // Whether the old state survives is Terraform's business; where it does not, the check that follows claims nothing.
    const { status, metadata } = await bench.service.run(record.verifyRunId!);
    assert.deepEqual(record.verified, { complete: metadata.complete, left: [] });
    assert.equal(status, metadata.complete ? "clean" : "error");
    assert.deepEqual(planFolders(), []);
  });
});
