import assert from "node:assert/strict";
import {
  acceptStateArguments,
  applyArguments,
  assertApplying,
  assertReviewing,
  reviewArguments,
  STATE_ARGUMENTS,
} from "../../src/core/terraform/applyArguments";
import { assertReadOnly } from "../../src/core/terraform/planArguments";

const PLAN = "/tmp/private/plan";

describe("the commands that put drift right", () => {
  it("plan under the state lock, and wait for it", () => {
    const args = reviewArguments({ out: PLAN, targets: ["aws_x.y"] });
    assert.ok(args.includes("-lock=true") && args.includes("-lock-timeout=30s"), args.join(" "));
    assertReviewing(args);
    assertReviewing(acceptStateArguments({ out: PLAN, lockTimeout: "5m" }));
    assert.deepEqual(acceptStateArguments({ out: PLAN }).slice(0, 2), ["plan", "-refresh-only"]);
    assertReviewing(STATE_ARGUMENTS);
    assertReviewing(["show", "-json", PLAN]);
  });

  it("are not those of a check", () => {
    assert.throws(() => assertReadOnly(acceptStateArguments({ out: PLAN })));
    assert.throws(() => assertReadOnly(STATE_ARGUMENTS));
    assert.throws(() => assertReadOnly(applyArguments(PLAN)));
  });

  it("review with nothing else", () => {
    const others = [
      ["apply", PLAN],
      ["plan", "-destroy", `-out=${PLAN}`],
      ["plan", "-replace=aws_x.y"],
      ["state", "push", "x"],
      ["state", "rm", "aws_x.y"],
      ["state", "pull", "x"],
      ["state"],
      ["show", "-refresh-only"],
      ["import", "aws_x.y", "i"],
      ["force-unlock", "1"],
      [],
    ];
    for (const args of others) assert.throws(() => assertReviewing(args), Error, args.join(" "));
  });

  it("apply that plan file, and take no further word", () => {
    const args = applyArguments(PLAN, { parallelism: 3, lockTimeout: "1m" });
    assert.deepEqual(args, [
      ...["apply", "-input=false", "-no-color", "-json", "-lock=true", "-lock-timeout=1m", "-parallelism=3"],
      PLAN,
    ]);
    assertApplying(args, PLAN);
    const others = [
      ["apply", "-auto-approve"],
      ["apply", "-json"],
      ["apply", "/tmp/other"],
      ["apply", PLAN, "-json"],
      ["apply", "-target=x", PLAN],
      ["apply", "-destroy", PLAN],
      ["apply", "-lock=false", PLAN],
      ["apply", "-var=a=b", PLAN],
      ["apply", PLAN, PLAN],
      ["destroy", PLAN],
    ];
    for (const other of others) assert.throws(() => assertApplying(other, PLAN), Error, other.join(" "));
  });

  it("refuse a time that is none", () => {
    for (const lockTimeout of ["", "1", "-1s", "1s -auto-approve", "x"]) {
      assert.throws(() => applyArguments(PLAN, { lockTimeout }), { reason: "usage" });
    }
  });
});
