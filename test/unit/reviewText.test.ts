import assert from "node:assert/strict";
import { renderReview } from "../../src/core/report/reviewText";
import { columns } from "../../src/core/report/textLayout";
import type { Review } from "../../src/shared/reconcile";
import { change, HOSTILE, resource } from "./reportSample";
import { attribute, fullReview, planned, review } from "./reviewSample";

const now = new Date("2026-11-22T09:03:30Z");
const rendered = (of: Review, width = 100): string => renderReview(of, { now, width });

describe("the document of a review", () => {
  it("begins with what is lost, then says what is put back, what is pending, and what stays", () => {
    assert.equal(
      rendered(fullReview()),
      [
        "✖ infra/prod  Put back: the cloud becomes what the code says",
        "  2 to add, 2 to change, 2 to destroy.",
        "  the whole root module · made 2026-11-22 09:00:00 UTC",
        "  valid until 2026-11-22 09:15:00 UTC (in 11 min) · Terraform 1.11.4 · main@1a2b3c4",
        "",
        "  Lost (2)  objects that are deleted, or replaced by new ones",
        "",
        '  ✖ aws_db_instance.main["eu"]  infra/prod/database.tf:1',
        "    replace · forced by engine_version (changed outside), storage",
        '    engine_version  "15" → "16"  as recorded',
        "    storage         20 → 40",
        '    endpoint        "db.example" → (known after apply)',
        "",
        "  ✖ aws_s3_bucket.old",
        "    destroy · the code no longer asks for it · pending in code, not drift",
        "",
        "  Put back (2)  actual → afterwards",
        "",
        "  ▲ aws_instance.web  infra/prod/main.tf:12",
        "    update",
        '    size                "large" → "small"  as recorded',
        "    monitoring          false → true  as recorded",
        "    user_data           changes, the value is hidden",
        '    tags["CostCentre"]  "4711" → not set  as recorded',
        "    … and 3 more attributes",
        "",
        "  ▲ aws_sqs_queue.orders  infra/prod/queues.tf:3",
        "    create · it was deleted outside; what it held does not come back",
        '    name  "orders"',
        "",
        "  Pending in code (2)  not drift: the code moved on, or it follows from another change",
        "",
        "  ● aws_instance.app  infra/prod/main.tf:12",
        "    update · it drifted, too · The autoscaler sets it · ignored by a rule until 2027-01-31",
        "    changed all the same",
        "    instance_type",
        '      recorded    "t3.small"',
        '      now         "t3.large"',
        '      afterwards  "t3.medium"',
        '    ami            "ami-1" → "ami-2"',
        "",
        "  ● aws_lb_listener.https",
        "    update · follows from aws_instance.web",
        "    port  80 → 443",
        "",
        "  Outputs that change (1)",
        "",
        "    app_url",
        "",
        "  Not touched (6)  what drifted and stays as it is",
        "",
        "  • aws_security_group.web  infra/prod/main.tf:12",
        "    kept: the code does not decide it",
        "  • aws_iam_role.a  infra/prod/main.tf:12",
        "    kept: lifecycle.ignore_changes covers it",
        "  • aws_iam_role.b  infra/prod/main.tf:12",
        "    the code already has the new value",
        "  • aws_iam_role.c  infra/prod/main.tf:12",
        "    ignored in this run",
        "  • aws_iam_role.d  infra/prod/main.tf:12",
        "    deleted outside, and the code does not ask for it any more: there is nothing to put back",
        "  • aws_instance.web  infra/prod/main.tf:12",
        "    ebs_optimized: kept: the code does not decide it",
        "    root_size: kept: lifecycle.ignore_changes covers it",
        "",
        "    1 resource that only looks different (noise).",
        "    As with any apply, the state takes over what is there now, so that Terraform does not speak of",
        "    it again; what drifted is kept in the record of the apply.",
        "",
        "  Messages (1)",
        "",
        "    Warning: Deprecated argument",
        "      Use another one.",
        "",
      ].join("\n"),
    );
  });

  it("says of one change all that there is to say", () => {
    assert.equal(
      rendered(review()),
      [
        "▲ infra/prod  Put back: the cloud becomes what the code says",
        "  0 to add, 1 to change, 0 to destroy.",
        "  the whole root module · made 2026-11-22 09:00:00 UTC",
        "  valid until 2026-11-22 09:15:00 UTC (in 11 min) · Terraform 1.11.4 · main@1a2b3c4",
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

  it("says what the state takes over and forgets, and what follows from it", () => {
    const accepting = review({
      kind: "accept_state",
      targets: ["aws_instance.web", "aws_sqs_queue.orders"],
      summary: { add: 0, change: 1, remove: 1 },
      changes: [
        planned({ attributes: [attribute({ before: "small", after: "large" })] }),
        planned({ address: "aws_sqs_queue.orders", actions: ["forget"], attributes: [] }),
      ],
    });
    assert.equal(
      rendered(accepting),
      [
        "▲ infra/prod  Accept into state: the state takes over what is there now, the cloud stays as it is",
        "  1 resource to take over, 1 to forget.",
        "  only aws_instance.web, aws_sqs_queue.orders and what they depend on · made 2026-11-22 09:00:00 UTC",
        "  valid until 2026-11-22 09:15:00 UTC (in 11 min) · Terraform 1.11.4 · main@1a2b3c4",
        "",
        "  Taken over (1)  recorded → afterwards, which is what is there",
        "",
        "  ▲ aws_instance.web  infra/prod/main.tf:12",
        "    update",
        '    size  "small" → "large"',
        "",
        "  Forgotten (1)  the objects are gone already",
        "",
        "  ▲ aws_sqs_queue.orders",
        "    forget",
        "",
        "  What follows from it",
        "",
        "    Nothing in the cloud is changed. The state takes over what is there now and forgets what is",
        "    gone, so that Terraform does not speak of this drift again; it is kept in the record of this",
        "    apply.",
        "    Where the code says something else, the next apply sees a change of the code, and makes it.",
        "",
        "  Not touched",
        "",
        "    The rest of the root module: only the targets and what they depend on are read and changed.",
        "    aws_instance.web",
        "    aws_sqs_queue.orders",
        "",
      ].join("\n"),
    );
  });

  it("says of targets that the rest is not touched", () => {
    assert.equal(
      rendered(review({ targets: ["aws_instance.web"] })),
      [
        "▲ infra/prod  Put back: the cloud becomes what the code says",
        "  0 to add, 1 to change, 0 to destroy.",
        "  only aws_instance.web and what it depends on · made 2026-11-22 09:00:00 UTC",
        "  valid until 2026-11-22 09:15:00 UTC (in 11 min) · Terraform 1.11.4 · main@1a2b3c4",
        "",
        "  Put back (1)  actual → afterwards",
        "",
        "  ▲ aws_instance.web  infra/prod/main.tf:12",
        "    update",
        '    size  "large" → "small"  as recorded',
        "",
        "  Not touched",
        "",
        "    The rest of the root module: only the targets and what they depend on are read and changed.",
        "",
      ].join("\n"),
    );
  });

  it("does not call valid what is not any more", () => {
    const late = renderReview(review(), { now: new Date("2026-11-22T09:15:00Z") });
    assert.match(late, /not valid since 2026-11-22 09:15:00 UTC: make a fresh one/);
    assert.doesNotMatch(late, /valid until/);
  });

  it("says that nobody names what forces a replacement where nobody does", () => {
    const tainted = planned({ actions: ["create", "delete"], destroys: true });
    assert.match(rendered(review({ changes: [tainted] })), /replace · Terraform names no attribute that forces it/);
  });

  it("cuts long values around the place where they differ, and keeps within any width", () => {
    const [before, after] = [`${"x".repeat(5000)}a`, `${"x".repeat(5000)}b`];
    const long = review({ changes: [planned({ attributes: [attribute({ before, after, drifted: false })] })] });
    for (const width of [40, 80, 200]) {
      const text = rendered(long, width);
      assert.ok(text.includes('a"') && text.includes('b"') && text.length < 3000);
      assert.deepEqual(
        text.split("\n").filter((line) => columns(line) > width),
        [],
      );
    }
  });

  it("shows nothing that acts on a terminal", () => {
    const hostile = review({
      workspaceId: HOSTILE,
      targets: [HOSTILE, "a.b"],
      changes: [
        planned({
          address: HOSTILE,
          actions: [HOSTILE],
          causedBy: HOSTILE,
          attributes: [attribute({ attribute: HOSTILE, before: HOSTILE, after: `${HOSTILE}x` })],
        }),
        planned({ address: `${HOSTILE}2`, actions: ["delete", "create"], destroys: true, replacedBy: [HOSTILE] }),
      ],
      outputChanges: [HOSTILE],
      driftedResources: [
        resource({ address: HOSTILE, changes: [change({ attribute: HOSTILE, before: `${HOSTILE}y` })] }),
        resource({ address: `${HOSTILE}3`, ignored: { by: "rule", reason: HOSTILE, until: HOSTILE } }),
      ],
      diagnostics: [{ severity: "warning", summary: HOSTILE, detail: HOSTILE, address: HOSTILE }],
      tool: { binary: "tofu", version: HOSTILE, formatVersion: "1.2" },
      source: { branch: HOSTILE },
    });
    for (const kind of ["apply", "accept_state"] as const) {
      // eslint-disable-next-line no-control-regex -- these are what must not come through
      assert.doesNotMatch(rendered({ ...hostile, kind }), /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b\u202e]/);
    }
  });
});
