/** Putting drift right with real Terraform: what is reviewed is what is done, and the check that follows says so. */
import assert from "node:assert/strict";
import { answerReconcile } from "../../src/core/reconcile/answerReconcile";
import { reconcileRecord, review as reviewShape } from "../../src/shared/reconcile";
import { BASE_FOLDER } from "../lab/scenarios";
import { LabWorkspace, set } from "../lab/terraform";
import { planFolders, ReconcileBench, storedState } from "./reconcileBench";

describe("reconcile", function () {
  this.timeout(120_000);
  let base: LabWorkspace;
  let workspace: LabWorkspace;
  let bench: ReconcileBench;

  before(async () => {
    base = await LabWorkspace.create({ folder: BASE_FOLDER });
  });
  after(() => base.dispose());
  beforeEach(() => {
    workspace = base.clone();
    bench = new ReconcileBench(workspace);
  });
  afterEach(async () => {
    await bench.dispose();
    workspace.dispose();
    assert.deepEqual(planFolders(), [], "no plan file is left");
    assert.deepEqual(bench.errors, []);
  });

  it("puts one attribute back, with a record of it, and a check that finds it right", async () => {
    workspace.edit("lab_server", set({ size: "large" }));
    const review = await bench.review();
    reviewShape.parse(review);
    assert.deepEqual(review.summary, { add: 0, change: 1, remove: 0 });
    assert.deepEqual(
      review.changes.map(({ address, actions, origin, attributes }) => [address, actions, origin, attributes]),
      [
        [
          "lab_server.web",
          ["update"],
          "drift",
          [{ attribute: "size", before: "large", after: "medium", sensitive: false, drifted: true }],
        ],
      ],
    );
    assert.equal(workspace.objects("lab_server")[0]!.size, "large", "a review changes nothing");

    const record = await bench.apply(review);
    reconcileRecord.parse(record);
    assert.equal(workspace.objects("lab_server")[0]!.size, "medium");
    assert.deepEqual(
      [record.status, record.exitCode, record.applied, record.verified, record.aftermath],
      ["applied", 0, { add: 0, change: 1, remove: 0 }, { complete: true, left: [] }, null],
    );
    assert.match(record.by, /@/);
    assert.match(
      record.output,
      /lab_server\.web: Modifications complete[^]*Apply complete! Resources: 0 added, 1 changed/,
    );
    assert.deepEqual(
      record.driftedResources.map(({ address }) => address),
      ["lab_server.web"],
      "the evidence is kept",
    );
    const verifying = await bench.service.run(record.verifyRunId!);
    assert.deepEqual([verifying.trigger, verifying.status], ["verify", "clean"]);
    assert.deepEqual(await bench.service.reconcile.records(bench.root), [record]);
    assert.deepEqual(
      bench.events.flatMap((event) => (event.kind === "reconcile" ? [event.record.status] : [])),
      ["applying", "applied", "applied"],
    );
    const progress = bench.events.filter((event) => event.kind === "applying");
    assert.deepEqual(progress.at(-1), {
      ...{ kind: "applying", reconcileId: record.id, done: 1, total: 1, current: null },
    });
  });

  it("makes a deleted object again", async () => {
    workspace.edit("lab_bucket", () => null);
    const review = await bench.review();
    assert.deepEqual(
      review.changes.map(({ address, actions, origin }) => [address, actions, origin]),
      [["lab_bucket.logs", ["create"], "drift"]],
    );
    const record = await bench.apply(review);
    assert.deepEqual(
      [record.applied, record.verified],
      [
        { add: 1, change: 0, remove: 0 },
        { complete: true, left: [] },
      ],
    );
    assert.equal(workspace.objects("lab_bucket").length, 1);
  });

  it("replaces nothing that was not named, and then what was", async () => {
    workspace.edit("lab_server", set({ image: "debian-11" }));
    const [before] = workspace.objects("lab_server");
    const review = await bench.review("lab_server.web");
    assert.deepEqual([review.changes[0]!.destroys, review.changes[0]!.replacedBy], [true, ["image"]]);
    for (const allowDestroy of [[], ["lab_server.web2"], ["lab_server"], [""]]) {
      await assert.rejects(
        bench.apply(review, { allowDestroy }),
        { reason: "review_refused", message: "An object would be lost: lab_server.web." },
        "the address has to be named exactly",
      );
    }
    assert.deepEqual(workspace.objects("lab_server"), [before]);
    const record = await bench.apply(review, { allowDestroy: ["lab_server.web"] });
    assert.deepEqual([record.status, record.applied], ["applied", { add: 1, change: 0, remove: 1 }]);
    assert.notEqual(workspace.objects("lab_server")[0]!.id, before!.id);
    assert.deepEqual(record.allowedDestroy, ["lab_server.web"]);
  });

  it("puts back only what it was asked for", async () => {
    workspace.edit("lab_server", set({ size: "large" }));
    workspace.edit("lab_firewall", set({ name: "by-hand" }));
    const review = await bench.review("lab_server.web");
    assert.deepEqual(review.targets, ["lab_server.web"]);
    assert.deepEqual(
      review.changes.map(({ address }) => address),
      ["lab_server.web"],
    );
    const record = await bench.apply(review);
    assert.deepEqual(record.verified, { complete: true, left: [] });
    assert.equal(workspace.objects("lab_firewall")[0]!.name, "by-hand");
    const run = await bench.service.run(record.verifyRunId!);
    assert.deepEqual(
      [run.status, run.metadata.targets],
      ["drift_detected", null],
      "the check after it looks at everything",
    );
  });

  it("applies no change of the code that was not included, and then all", async () => {
    workspace.edit("lab_server", set({ size: "large" }));
    workspace.code("versioning = true", "versioning = false");
    const review = await bench.review();
    assert.deepEqual(
      review.changes.map(({ address, origin }) => [address, origin]),
      [
        ["lab_server.web", "drift"],
        ["lab_bucket.logs", "pending"],
      ],
    );
    await assert.rejects(bench.apply(review), {
      reason: "review_refused",
      message: "The plan has changes of the code in it: lab_bucket.logs.",
    });
    assert.equal(workspace.objects("lab_server")[0]!.size, "large");
    const record = await bench.apply(review, { includePending: true });
    assert.deepEqual([record.verified, record.includedPending], [{ complete: true, left: [] }, true]);
    assert.equal(workspace.objects("lab_bucket")[0]!.versioning, false);
  });

  it("takes what is there into the state, and leaves the cloud as it is", async () => {
    workspace.edit("lab_server", set({ cpu_credits: "unlimited" })); // the code says nothing about it
    workspace.edit("lab_bucket", () => null);
    const review = await bench.service.reconcile.review(bench.root, { kind: "accept_state" });
    assert.deepEqual(
      review.changes.map(({ address, actions, origin }) => [address, actions, origin]),
      [
        ["lab_bucket.logs", ["forget"], "drift"],
        ["lab_server.web", ["update"], "drift"],
      ],
    );
    const record = await bench.apply(review);
    assert.equal(record.status, "applied", record.output);
    assert.deepEqual(record.driftedResources.map(({ address }) => address).sort(), [
      "lab_bucket.logs",
      "lab_server.web",
    ]);
    assert.deepEqual(record.verified, { complete: true, left: [] });
    assert.equal(workspace.objects("lab_bucket").length, 0);
    const run = await bench.service.run(record.verifyRunId!);
    assert.deepEqual(run.metadata.driftedResources, [], "the state says what is there");
  });

  it("has nothing to do where nothing drifted, or nothing that the code decides", async () => {
    await assert.rejects(bench.review(), { reason: "nothing_to_apply", message: /^Nothing drifted/ });
    await assert.rejects(bench.service.reconcile.review(bench.root, { kind: "accept_state" }), {
      reason: "nothing_to_apply",
    });
    workspace.edit("lab_server", set({ cpu_credits: "unlimited" }));
    await assert.rejects(bench.review(), {
      reason: "nothing_to_apply",
      message: "Applying the code would change nothing: it does not decide what drifted.",
    });
    workspace.code('value = "one"', 'value = "two"');
    await assert.rejects(bench.review(), { reason: "nothing_to_apply", message: /^Nothing but outputs would change/ });
  });

  it("keeps secrets out of review and record", async () => {
    workspace.edit("lab_database", set({ password: "Xq3v-rotated-9Zp" }));
    const review = await bench.review();
    const record = await bench.apply(review);
    assert.equal(record.status, "applied");
    assert.doesNotMatch(JSON.stringify([review, record]), /Xq3v-rotated-9Zp|hunter2-initial|s3cret-web/);
  });

  it("tells a failed apply with Terraform's own words, and the check that follows tells what is left", async () => {
    workspace.edit("lab_server", set({ size: "large" }));
    workspace.edit("lab_firewall", set({ name: "by-hand", _write_fault: "409 Conflict: it is being used" }));
    const record = await bench.apply(await bench.review());
    assert.deepEqual([record.status, record.exitCode, record.applied], ["failed", 1, { add: 0, change: 1, remove: 0 }]);
    assert.match(record.diagnostics.map(({ summary, detail }) => summary + detail).join("\n"), /409 Conflict/);
    assert.deepEqual(record.verified, { complete: true, left: ["lab_firewall.edge"] });
    assert.equal(record.aftermath, null);
  });

  it("leaves the state's lineage alone, and its serial to Terraform", async () => {
    const before = storedState(workspace);
    workspace.edit("lab_server", set({ size: "large" }));
    const review = await bench.review();
    assert.deepEqual(storedState(workspace).serial, before.serial);
    await bench.apply(review);
    assert.equal(storedState(workspace).lineage, before.lineage);
  });

  it("does for the body of a request what it does for everybody: at once, or in two steps", async () => {
    workspace.edit("lab_server", set({ image: "debian-11" }));
    const { projectId, workspaceId } = bench.root;
    const asked = { projectId, workspaceId, targets: ["lab_server.web"] };
    const ask = (body: object) => answerReconcile(bench.service.reconcile, body, { by: "a client", isAllowed: true });

    const refused = await ask(asked);
    assert.deepEqual(
      [refused.status, "destroys" in refused.body && refused.body.destroys],
      [409, ["lab_server.web"]],
      "nobody agreed to the loss",
    );
    const reviewed = await ask({ ...asked, review: true });
    assert.ok(reviewed.status === 200 && "reviewId" in reviewed.body);
    assert.equal(workspace.objects("lab_server")[0]!.image, "debian-11");
    const { reviewId, changes } = reviewed.body;
    assert.deepEqual(
      changes.map(({ address }) => address),
      ["lab_server.web"],
    );

    const applied = await ask({ projectId, workspaceId, reviewId, allowDestroy: ["lab_server.web"] });
    assert.ok(applied.status === 200 && "runId" in applied.body, JSON.stringify(applied.body));
    assert.deepEqual([applied.body.success, applied.body.summary], [true, { add: 1, change: 0, remove: 1 }]);
    assert.equal((await bench.service.reconcile.record(applied.body.reconcileId!)).by, "a client");
    assert.equal((await bench.service.ended(applied.body.runId!)).trigger, "verify");
    assert.equal((await ask({ projectId, workspaceId, reviewId })).status, 404, "a review is applied once");

    workspace.edit("lab_server", set({ size: "large" }));
    const atOnce = await ask(asked);
    assert.ok(atOnce.status === 200 && "runId" in atOnce.body);
    assert.deepEqual([atOnce.body.success, workspace.objects("lab_server")[0]!.size], [true, "medium"]);
  });
});
