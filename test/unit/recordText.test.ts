import assert from "node:assert/strict";
import { renderRecord } from "../../src/core/report/recordText";
import { HOSTILE } from "./reportSample";
import { planned, record } from "./reviewSample";

describe("the document of a record", () => {
  it("says who did what, what came of it, and what Terraform said", () => {
    assert.equal(
      renderRecord(record()),
      [
        "✔ infra/prod  Applied",
        "  Put back · the whole root module · by ada@forge · 2026-11-22 09:02:00 UTC · took 12 s",
        "  Terraform 1.11.4 · main@1a2b3c4 · rec_01k9sample",
        "",
        "  What was done",
        "",
        "    0 added, 1 changed, 0 destroyed.",
        "    The check run_01k9verify found nothing left of it.",
        "    Agreed to: the plan, and nothing beside it.",
        "",
        "  Put back (1)  actual → afterwards",
        "",
        "  ▲ aws_instance.web  infra/prod/main.tf:12",
        "    update",
        '    size  "large" → "small"  as recorded',
        "",
        "  Terraform's output",
        "",
        "    aws_instance.web: Modifying...",
        "    aws_instance.web: Modifications complete",
        "",
      ].join("\n"),
    );
  });

  it("says first what is to be known before anything else is done", () => {
    const stopped = record({
      status: "cancelled",
      applied: null,
      aftermath: "Terraform was stopped at once: the state may still be locked. Run `terraform force-unlock`.",
      allowedDestroy: ["aws_s3_bucket.old"],
      includedPending: true,
      output: "",
      verified: { complete: false, left: ["aws_instance.web"] },
    });
    assert.equal(
      renderRecord(stopped),
      [
        "✖ infra/prod  Cancelled; a part of it may have been done",
        "  Put back · the whole root module · by ada@forge · 2026-11-22 09:02:00 UTC · took 12 s",
        "  Terraform 1.11.4 · main@1a2b3c4 · rec_01k9sample",
        "",
        "  Before anything else",
        "",
        "    Terraform was stopped at once: the state may still be locked. Run `terraform force-unlock`.",
        "",
        "  What was done",
        "",
        "    Planned: 0 to add, 1 to change, 0 to destroy. Terraform did not get to say what it did.",
        "    The check run_01k9verify could not read all of it; in what it read it found 1 resource left as",
        "    it was: aws_instance.web.",
        "    Agreed to beside the plan: the loss of aws_s3_bucket.old; changes because the code moved on.",
        "",
        "  Put back (1)  actual → afterwards",
        "",
        "  ▲ aws_instance.web  infra/prod/main.tf:12",
        "    update",
        '    size  "large" → "small"  as recorded',
        "",
      ].join("\n"),
    );
  });

  it("says of a part that was done what was planned", () => {
    const failed = record({ status: "failed", exitCode: 1, applied: { add: 0, change: 0, remove: 0 } });
    assert.match(
      renderRecord(failed),
      /0 added, 0 changed, 0 destroyed \(planned: 0 to add, 1 to change, 0 to destroy\)\./,
    );
  });

  it("never says that all is well where nobody looked", () => {
    const texts = [
      renderRecord(record({ verifyRunId: null, verified: null })),
      renderRecord(record({ verified: null })),
      renderRecord(record({ verified: { complete: false, left: [] } })),
      renderRecord(record({ status: "applying", applied: null, endedAt: null, verifyRunId: null, verified: null })),
    ];
    assert.match(texts[0]!, /No check was made afterwards: what is there now is not known\./);
    assert.match(texts[1]!, /The check run_01k9verify has not ended: what is left is not known yet\./);
    assert.match(texts[2]!, /could not read all of it; in what it read it found nothing left of it\./);
    assert.match(texts[3]!, /It is being applied\.\n {4}A check follows once it is applied\./);
  });

  it("counts what the state took over in its own words", () => {
    const accepted = record({
      kind: "accept_state",
      applied: { add: 0, change: 0, remove: 0 },
      changes: [planned(), planned({ address: "a.gone", actions: ["forget"] })],
    });
    assert.match(renderRecord(accepted), /Planned and done: 1 resource to take over, 1 to forget\./);
    assert.match(renderRecord({ ...accepted, status: "failed" }), /What was done is not known\./);
  });

  it("shows nothing that acts on a terminal", () => {
    const text = renderRecord(
      record({ by: HOSTILE, output: HOSTILE, aftermath: HOSTILE, allowedDestroy: [HOSTILE], verifyRunId: HOSTILE }),
    );
    // eslint-disable-next-line no-control-regex -- these are what must not come through
    assert.doesNotMatch(text, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b\u202e]/);
  });
});
