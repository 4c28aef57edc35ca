import assert from "node:assert/strict";
import { answerReconcile, type ReconcileResponse } from "../../src/core/reconcile/answerReconcile";
import type { ApplyOptions, DriftReconcile, ReviewOptions } from "../../src/core/reconcile/reconcile";
import { DriftError, type DriftErrorReason } from "../../src/shared/errors";
import { unmetBy } from "../../src/shared/consent";
import { reconcileAnswer, type ReconcileRecord, type Review } from "../../src/shared/reconcile";
import { planned, record, review } from "./reviewSample";

interface Behaviour {
  readonly review?: Partial<Review>;
  readonly record?: Partial<ReconcileRecord>;
  /** Why no plan can be made. */
  readonly failsWith?: DriftErrorReason;
  /** Why what was reviewed is not applied. */
  readonly refusesWith?: DriftErrorReason;
}

/** An engine in memory with the rules of the real one: a review is applied once, and only with consent to all that it does. */
class MemoryReconcile implements DriftReconcile {
  readonly kept = new Map<string, Review>();
  readonly done: (ReconcileRecord & { readonly of: string })[] = [];
  readonly asked: ReviewOptions[] = [];
  #count = 0;

  constructor(private readonly behaviour: Behaviour = {}) {}

  review(ref: { projectId: string; workspaceId: string }, options: ReviewOptions = {}): Promise<Review> {
    this.asked.push(options);
    const { failsWith } = this.behaviour;
    if (failsWith !== undefined) return Promise.reject(new DriftError(failsWith, "There is no plan."));
    const { kind = "apply", targets = null } = options;
    const made = review({
      ...{ ...ref, kind, targets: targets === null ? null : [...targets], id: `rev_${++this.#count}` },
      ...this.behaviour.review,
    });
    this.kept.set(made.id, made);
    return Promise.resolve(made);
  }
  reviewed(id: string): Promise<Review> {
    const kept = this.kept.get(id);
    return kept === undefined ? Promise.reject(unknown()) : Promise.resolve(kept);
  }
  discard(id: string): Promise<void> {
    this.kept.delete(id);
    return Promise.resolve();
  }
  async apply(id: string, options: ApplyOptions = {}): Promise<string> {
    const kept = await this.reviewed(id);
    const { refusesWith } = this.behaviour;
    if (refusesWith !== undefined) throw new DriftError(refusesWith, "It is not applied.", "Review a fresh plan.");
    assert.equal(unmetBy(kept, options), null, "the engine would refuse this");
    this.kept.delete(id);
    const { by = "nobody" } = options;
    const made = record({ id: `rec_${this.done.length + 1}`, by, kind: kept.kind, ...this.behaviour.record });
    this.done.push({ ...made, of: id });
    return made.id;
  }
  ended(id: string): Promise<ReconcileRecord> {
    return Promise.resolve(this.done.find((one) => one.id === id)!);
  }
  verified(): Promise<ReconcileRecord> {
    return Promise.reject(new Error("Nobody waits for the check here."));
  }
  cancel(): Promise<void> {
    return Promise.reject(new DriftError("run_over", "It has ended."));
  }
  records(): Promise<ReconcileRecord[]> {
    return Promise.resolve(this.done);
  }
  record(id: string): Promise<ReconcileRecord> {
    return this.ended(id);
  }
}

function unknown(): DriftError {
  return new DriftError("unknown_review", "There is no such review any more.", "Review a fresh plan.");
}

const REF = { projectId: "shop", workspaceId: "infra/prod" };
const answer = (engine: DriftReconcile, body: unknown, isAllowed = true): Promise<ReconcileResponse> =>
  answerReconcile(engine, body, { by: "api@forge", isAllowed });

/** Loses one object by drift, and changes another because the code moved on. */
const GRAVE = [
  planned({ address: "a.lost", actions: ["delete", "create"], destroys: true, replacedBy: ["size"] }),
  planned({ address: "a.web" }),
  planned({ address: "a.moved", origin: "pending" }),
];

describe("the answer to a reconcile", () => {
  it("is what was applied, at once", async () => {
    const engine = new MemoryReconcile();
    const { status, body } = await answer(engine, REF);
    assert.equal(status, 200);
    assert.deepEqual(reconcileAnswer.strict().parse(body), {
      success: true,
      exitCode: 0,
      summary: { add: 0, change: 1, remove: 0 },
      output: record().output,
      runId: "run_01k9verify",
      reconcileId: "rec_1",
    });
    assert.equal(engine.done[0]!.by, "api@forge");
    assert.equal(engine.kept.size, 0);
  });

  it("passes on the kind and the targets", async () => {
    const engine = new MemoryReconcile();
    await answer(engine, { ...REF, kind: "accept_state", targets: ["a.b"] });
    assert.equal(engine.done[0]!.kind, "accept_state");
    assert.deepEqual(engine.asked, [{ kind: "accept_state", targets: ["a.b"], signal: undefined }]);
  });

  it("lists what was not agreed to, applies nothing and keeps nothing", async () => {
    const engine = new MemoryReconcile({ review: { changes: GRAVE } });
    const { status, body } = await answer(engine, REF);
    assert.equal(status, 409);
    assert.ok("destroys" in body);
    assert.deepEqual([body.destroys, body.pending, body.reason], [["a.lost"], ["a.moved"], "review_refused"]);
    for (const partly of [{ includePending: true }, { allowDestroy: ["a.lost"] }, { allowDestroy: ["a.web"] }]) {
      assert.equal((await answer(engine, { ...REF, ...partly })).status, 409);
    }
    assert.deepEqual([engine.done.length, engine.kept.size], [0, 0]);
    const agreed = { ...REF, includePending: true, allowDestroy: ["a.lost"] };
    assert.equal((await answer(engine, agreed)).status, 200);
  });

  it("is a review that applies nothing, and then exactly that one", async () => {
    const engine = new MemoryReconcile({ review: { changes: GRAVE } });
    const first = await answer(engine, { ...REF, review: true });
    assert.deepEqual(first, {
      status: 200,
      body: {
        reviewId: "rev_1",
        expiresAt: "2026-11-22T09:15:00.000Z",
        summary: { add: 0, change: 1, remove: 0 },
        changes: GRAVE,
      },
    });
    assert.equal(engine.done.length, 0);

    const unmet = await answer(engine, { ...REF, reviewId: "rev_1" });
    assert.equal(unmet.status, 409);
    assert.ok("destroys" in unmet.body && unmet.body.destroys[0] === "a.lost");
    assert.equal(engine.kept.size, 1, "whoever agrees to the rest need not review again");

    const agreed = { ...REF, reviewId: "rev_1", includePending: true, allowDestroy: ["a.lost"] };
    assert.equal((await answer(engine, agreed)).status, 200);
    assert.deepEqual(
      engine.done.map(({ of }) => of),
      ["rev_1"],
    );
    assert.equal(engine.asked.length, 1, "no other plan was made");
    assert.equal((await answer(engine, agreed)).status, 404);
  });

  it("does not apply the review of another root module", async () => {
    const engine = new MemoryReconcile();
    await answer(engine, { ...REF, review: true });
    for (const other of [{ projectId: "other" }, { workspaceId: "infra/dev" }]) {
      const { status, body } = await answer(engine, { ...REF, ...other, reviewId: "rev_1" });
      assert.equal(status, 404);
      assert.ok("reason" in body && body.reason === "unknown_review");
    }
    assert.equal(engine.done.length, 0);
  });

  it("says of a failed apply that it failed, and counts what may have been done", async () => {
    const engine = new MemoryReconcile({ record: { status: "failed", exitCode: 1, applied: null, verifyRunId: null } });
    const { status, body } = await answer(engine, REF);
    assert.equal(status, 200);
    assert.ok("success" in body);
    assert.deepEqual([body.success, body.exitCode, body.runId], [false, 1, null]);
    assert.deepEqual(body.summary, { add: 0, change: 1, remove: 0 });
  });

  it("is success where there is nothing to apply", async () => {
    const engine = new MemoryReconcile({ failsWith: "nothing_to_apply" });
    const applied = reconcileAnswer.strict().parse((await answer(engine, REF)).body);
    assert.deepEqual([applied.success, applied.reconcileId, applied.runId], [true, null, null]);
    const reviewed = (await answer(engine, { ...REF, review: true })).body;
    assert.ok("reviewId" in reviewed && reviewed.reviewId === null && reviewed.changes.length === 0);
  });

  for (const [reason, status] of [
    ["review_stale", 409],
    ["apply_running", 409],
    ["review_refused", 409],
    ["unknown_review", 404],
  ] as const) {
    it(`is ${status} where the engine says ${reason}, and keeps no review that nobody knows of`, async () => {
      const engine = new MemoryReconcile({ refusesWith: reason });
      const { status: given, body } = await answer(engine, REF);
      assert.equal(given, status);
      assert.ok("reason" in body && body.reason === reason && body.status === status);
      assert.ok(body.detail.endsWith("Review a fresh plan."));
      assert.equal(engine.kept.size, 0);
    });
  }

  for (const [reason, status] of [
    ["no_root_module", 404],
    ["state_locked", 409],
    ["usage", 400],
  ] as const) {
    it(`is ${status} where no plan is made because of ${reason}`, async () => {
      assert.equal((await answer(new MemoryReconcile({ failsWith: reason }), REF)).status, status);
    });
  }

  it("is none where the check itself fails: that is for the server to say", async () => {
    for (const failsWith of ["provider_failed", "timed_out", "cancelled", "store_unwritable"] as const) {
      await assert.rejects(answer(new MemoryReconcile({ failsWith }), REF), { reason: failsWith });
    }
  });

  it("is 403 unless the server may, whatever is asked", async () => {
    const engine = new MemoryReconcile();
    for (const body of [REF, { ...REF, review: true }, {}, null]) {
      assert.equal((await answer(engine, body, false)).status, 403);
    }
    assert.equal(engine.asked.length, 0);
  });

  for (const body of [
    null,
    "x",
    [],
    {},
    { projectId: "shop" },
    { ...REF, workspaceId: "" },
    { ...REF, targets: "a.b" },
    { ...REF, targets: [""] },
    { ...REF, targets: [] },
    { ...REF, targets: Array.from({ length: 1001 }, () => "a.b") },
    { ...REF, allowDestroy: "a.b" },
    { ...REF, allowDestroy: [1] },
    { ...REF, includePending: "yes" },
    { ...REF, review: 1 },
    { ...REF, kind: "destroy" },
    { ...REF, reviewId: 7 },
    { ...REF, reviewId: "rev_1", review: true },
    { ...REF, reviewId: "rev_1", targets: ["a.b"] },
  ]) {
    it(`is 400 for ${JSON.stringify(body).slice(0, 80)}, and nothing is planned`, async () => {
      const engine = new MemoryReconcile();
      const response = await answer(engine, body);
      assert.equal(response.status, 400);
      assert.ok("detail" in response.body && response.body.detail !== "");
      assert.deepEqual([engine.asked.length, engine.done.length], [0, 0]);
    });
  }

  it("names the fields of a bad body", async () => {
    const { body } = await answer(new MemoryReconcile(), { workspaceId: 1, projectId: "shop", allowDestroy: ["a", 2] });
    assert.ok("errors" in body);
    assert.deepEqual(
      body.errors.map(({ path }) => path),
      ["workspaceId", "allowDestroy.1"],
    );
  });
});
