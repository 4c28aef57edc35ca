import assert from "node:assert/strict";
import { type NewReview, OpenReviews, type OpenReview } from "../../src/host/reconcile/openReviews";
import { actionsOf, destroyLine, standingWords } from "../../src/host/reconcile/reviewStanding";
import { until } from "../terraform/surroundings";
import { PENDING, planned, sampleReview } from "./reviewedSample";

const NOW = new Date("2026-11-22T09:00:00.000Z");

function made(parts: Partial<NewReview> = {}): NewReview {
  return { rootId: "net", rootName: "network", kind: "apply", targets: null, review: sampleReview(), ...parts };
}

describe("the reviews of a window", () => {
  let told: OpenReview[];
  let reviews: OpenReviews;

  beforeEach(() => {
    told = [];
    reviews = new OpenReviews(
      (review) => told.push(review),
      () => NOW,
    );
  });

  afterEach(() => reviews.dispose());

  it("are one of a root module at a time, in the same document", () => {
    const first = reviews.add(made());
    const other = reviews.add(made({ rootId: "db" }));
    const second = reviews.add(made({ targets: ["a.b"] }));
    assert.equal(second.id, first.id);
    assert.notEqual(other.id, first.id);
    assert.equal(reviews.of("net"), second);
    assert.equal(reviews.all.length, 2);
  });

  it("have a document for each kind", () => {
    const back = reviews.add(made());
    assert.notEqual(reviews.add(made({ kind: "accept_state" })).id, back.id);
  });

  it("expire in their time, and are told", async () => {
    const soon = new Date(NOW.getTime() + 20).toISOString();
    const { id } = reviews.add(made({ review: sampleReview({ expiresAt: soon }) }));
    await until(() => Promise.resolve(reviews.get(id)?.standing.kind === "expired"));
    assert.equal(told.at(-1)?.standing.kind, "expired");
    assert.equal(reviews.of("net"), undefined);
  });

  it("do not expire while they are applied, but where that was refused afterwards", async () => {
    const past = new Date(NOW.getTime() - 1).toISOString();
    const { id } = reviews.add(made({ review: sampleReview({ expiresAt: past }) }));
    reviews.stand(id, { kind: "applying" });
    await new Promise((resolve) => setTimeout(resolve));
    assert.equal(reviews.of("net")?.standing.kind, "applying");
    reviews.stand(id, { kind: "open" });
    await until(() => Promise.resolve(reviews.get(id)?.standing.kind === "expired"));
  });

  it("are forgotten at some time, but never while they can be applied", () => {
    for (let at = 0; at < 30; at++) {
      const { id } = reviews.add(made({ rootId: `root ${at}` }));
      if (at > 0) reviews.stand(id, { kind: "discarded" });
    }
    assert.ok(reviews.all.length <= 22);
    assert.notEqual(reviews.of("root 0"), undefined);
  });

  it("offer what makes sense as they stand", () => {
    const open = reviews.add(made());
    assert.deepEqual(actionsOf(open), ["apply", "discard", "again"]);
    const mixed = { ...open, review: sampleReview({ changes: [planned(), PENDING] }) };
    assert.deepEqual(actionsOf(mixed), ["apply", "discard", "again", "onlyDrift"]);
    const all = { ...open, review: sampleReview({ changes: [PENDING] }) };
    assert.deepEqual(actionsOf(all), ["apply", "discard", "again"]);
    assert.deepEqual(actionsOf({ ...open, standing: { kind: "applying" } }), []);
    assert.deepEqual(actionsOf({ ...open, standing: { kind: "expired" } }), ["again"]);
    assert.deepEqual(actionsOf({ ...open, standing: { kind: "stale", reason: "" } }), ["again"]);
    assert.deepEqual(actionsOf({ ...open, standing: { kind: "applied", recordId: "rec_1" } }), ["showRecord"]);
  });

  it("say at their top why they cannot be applied", () => {
    const open = reviews.add(made());
    assert.equal(standingWords(open), "");
    assert.match(standingWords({ ...open, standing: { kind: "expired" } }), /^This review expired at \d\d:\d\d: /);
    assert.equal(
      standingWords({ ...open, standing: { kind: "stale", reason: "The state has moved on." } }),
      "This review is out of date, and is not applied any more. The state has moved on.",
    );
  });

  it("are found to lose something by their heading only", () => {
    assert.equal(destroyLine("a\n\nLost (2)  objects\n"), 2);
    assert.equal(destroyLine("a\n    Lost (2)\n"), null);
  });
});
