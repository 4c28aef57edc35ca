import assert from "node:assert/strict";
import {
  countWords,
  driftOnlyFlags,
  pendingSentence,
  reviewCountWords,
  scopeWords,
  shellWord,
  unmetFlags,
  unmetWords,
} from "../../src/core/report/reconcileWords";
import { planned, review } from "./reviewSample";

describe("the words about putting drift right", () => {
  it("count as Terraform does", () => {
    const counts = { add: 1, change: 1200, remove: 0 };
    assert.equal(countWords(counts, "planned"), "1 to add, 1,200 to change, 0 to destroy");
    assert.equal(countWords(counts, "done"), "1 added, 1,200 changed, 0 destroyed");
    assert.equal(reviewCountWords(review()), "0 to add, 1 to change, 0 to destroy");
    const forgotten = planned({ actions: ["forget"] });
    assert.equal(reviewCountWords(review({ kind: "accept_state" })), "1 resource to take over");
    assert.equal(
      reviewCountWords(review({ kind: "accept_state", changes: [forgotten, planned()] })),
      "1 resource to take over, 1 to forget",
    );
  });

  it("say what is not agreed to, and the flags that are missing", () => {
    const unmet = { destroys: ['a.b["x y"]', "c.d"], pending: ["e.f"] };
    assert.equal(
      unmetWords(unmet),
      '2 objects would be lost: a.b["x y"], c.d. 1 change in the plan puts no drift back: e.f.',
    );
    assert.equal(unmetFlags(unmet), `--allow-destroy 'a.b["x y"]' --allow-destroy c.d --include-pending`);
    assert.equal(unmetFlags({ destroys: [], pending: ["e.f"] }), "--include-pending");
    const many = Array.from({ length: 12 }, (_, i) => `a.n${i}`);
    assert.match(pendingSentence(many), /^12 changes in the plan put no drift back: .*a\.n9 and 2 more\.$/);
  });

  it("name as targets what drifted, and nothing of which the code moved on", () => {
    const changes = [
      planned({ address: "a.b[0]" }),
      planned({ address: "c.d", origin: "pending" }),
      planned({ address: "c.d" }),
      planned({ address: "e.f" }),
    ];
    assert.equal(driftOnlyFlags({ changes }), "--target 'a.b[0]' --target e.f");
    assert.equal(driftOnlyFlags({ changes: [planned({ origin: "pending" })] }), null);
  });

  it("quote for a shell whatever it would act upon", () => {
    assert.deepEqual(["a.b", "a.b['x']", "$(x)", "", "-rf", "a\nb"].map(shellWord), [
      "a.b",
      "'a.b['\\''x'\\'']'",
      "'$(x)'",
      "''",
      "'-rf'",
      "'a\\nb'",
    ]);
  });

  it("say what it is about", () => {
    assert.equal(scopeWords(null), "the whole root module");
    assert.equal(scopeWords(["a.b"]), "only a.b and what it depends on");
    assert.equal(scopeWords(["a.b", "c.d"]), "only a.b, c.d and what they depend on");
  });
});
