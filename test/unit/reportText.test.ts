import assert from "node:assert/strict";
import { columns, wrap } from "../../src/core/report/textLayout";
import { renderDifferences, renderText } from "../../src/core/report/text";
import type { DriftRun } from "../../src/shared/model";
import { change, HOSTILE, kept, realisticRun, resource, run } from "./reportSample";

const text = (runs: DriftRun | DriftRun[], width = 80, more: Partial<Parameters<typeof renderText>[1]> = {}) =>
  renderText([runs].flat(), { width, color: false, unicode: true, ...more });

const failedRun = () =>
  run(
    {
      complete: false,
      uncheckedAddresses: ["aws_s3_bucket.a"],
      diagnostics: [
        {
          severity: "error",
          summary: "AccessDenied",
          detail: "Not authorized\n\nto read",
          address: "aws_s3_bucket.a",
          file: "main.tf",
          line: 4,
        },
      ],
    },
    { status: "error", workspaceId: "infra/dev" },
  );

/** The lines that are too wide though they are more than one address or path, with or without a symbol or an action before it. */
function tooWide(report: string, width: number): string[] {
  return report.split("\n").filter((line) => columns(line) > width && !/^ *(?:(?:[✖▲•]|create) +)?\S+$/.test(line));
}

describe("the report for a terminal", () => {
  it("groups by severity, and says place, values, code and consequence", () => {
    const report = text(realisticRun());
    const order = [
      "Drift detected",
      "Critical (3)",
      "Warning (1)",
      "Info (1)  not counted",
      "Pending in code (3)",
      "Ignored (1)",
      "Noise (1)",
    ];
    const places = order.map((title) => report.indexOf(title));
    assert.ok(
      places.every((place, i) => place > (places[i - 1] ?? -1)),
      String(places),
    );
    for (const part of [
      "3 critical, 4 drifted · 132 resources · 14 s · main@1a2b3c4",
      "✖ aws_security_group.web  infra/prod/network.tf:41",
      'ingress[1].cidr_blocks[0]  "10.0.0.0/8" → "0.0.0.0/0"\n      the code says nothing about it; applying will not put it back',
      "infra/modules/storage/policy.tf:8",
      "deleted outside · applying creates it again",
      'the code says "t3.medium"; applying sets what the code says',
      "user_data      changed, the value is hidden",
      "update   aws_lb_listener.https  follows from aws_security_group.web",
      "output   app_url",
      "The autoscaler sets it · ignored by a rule until 2027-01-31",
      "4 drifted resources.",
      "  put it back  terraform apply; by hand where the code is silent\n  accept it    change the code to what is\n",
    ]) {
      assert.ok(report.includes(part), `${part}\n${report}`);
    }
  });

  it("says of a partial check what is missing and never that all is well", () => {
    const report = text([run(), failedRun()]);
    for (const part of [
      "✔ infra/prod  No drift",
      "✖ infra/dev  Incomplete",
      "1 not checked",
      "Could not be checked (1)",
      "Error: AccessDenied",
      "infra/dev/main.tf:4",
      "      Not authorized\n      to read\n",
      "No drift found, 0 of 2 root modules drifted, 1 check incomplete.",
      "What could not be checked may have drifted",
    ]) {
      assert.ok(report.includes(part), `${part}\n${report}`);
    }
  });

  it("keeps within any width, but for an address or a path alone", () => {
    const hostile = run({
      driftedResources: [
        resource({
          address: `module.a["${"k".repeat(90)}"].aws_instance.web`,
          severityReason: HOSTILE,
          changes: [
            change({ before: HOSTILE, after: "日本語".repeat(100) }),
            kept({ attribute: `tags["${"x".repeat(70)}"]` }),
          ],
        }),
        resource({ ignored: { by: "rule", reason: `${HOSTILE} `.repeat(3) } }),
      ],
      diagnostics: [{ severity: "warning", summary: "w".repeat(300), detail: HOSTILE }],
    });
    for (const width of [40, 60, 80, 200]) {
      assert.deepEqual(tooWide(text([realisticRun(), failedRun(), hostile], width), width), [], `at ${width}`);
      assert.ok(text(hostile, width).includes(`  ▲ module.a["${"k".repeat(90)}"].aws_instance.web`));
    }
  });

  it("prints nothing that acts on a terminal", () => {
    const report = text(
      run(
        {
          driftedResources: [
            resource({
              address: `a.b["\u001b[2J"]`,
              severityReason: HOSTILE,
              changes: [change({ attribute: HOSTILE, before: HOSTILE })],
            }),
          ],
          pendingChanges: [{ address: HOSTILE, actions: [HOSTILE], causedBy: HOSTILE }],
          outputChanges: [HOSTILE],
          uncheckedAddresses: [HOSTILE],
          diagnostics: [{ severity: "error", summary: HOSTILE, detail: HOSTILE, address: HOSTILE, file: HOSTILE }],
          source: { branch: HOSTILE },
        },
        { workspaceId: HOSTILE },
      ),
    );
    // eslint-disable-next-line no-control-regex -- these are what must not come through
    assert.doesNotMatch(report, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b\u202e]/);
  });

  it("uses ASCII only where it is asked to, and colour only where it is asked to", () => {
    const plain = text(realisticRun(), 80, { unicode: false });
    assert.match(plain, /^[\n -~]*$/);
    // eslint-disable-next-line no-control-regex -- the codes of colours
    const codes = /\u001b\[\d+m/g;
    const colored = text(realisticRun(), 80, { color: true });
    assert.match(colored, codes);
    assert.equal(colored.replace(codes, ""), text(realisticRun()));
  });

  it("bounds the attributes of a resource and the names of noise", () => {
    const changes = Array.from({ length: 55 }, (_, i) => change({ attribute: `a${i}` }));
    const noise = Array.from({ length: 30 }, (_, i) => resource({ address: `n.n${i}`, reason: "noise" }));
    const report = text(run({ driftedResources: [resource({ changes }), ...noise] }));
    assert.ok(report.includes("… and 35 more attributes"));
    assert.ok(report.includes("n.n19\n    … and 10 more\n"));
    assert.ok(!report.includes("n.n20"));
    assert.ok(text(run({ driftedResources: noise }), 80, { showNoise: true }).includes("n.n29  infra/prod/main.tf:12"));
  });

  it("shows places as the reader sees them", () => {
    const report = text(realisticRun(), 80, { rootPrefix: () => "../shop/infra/prod" });
    assert.ok(report.includes("../shop/infra/prod/network.tf:41"));
    assert.ok(report.includes("../shop/infra/modules/storage/policy.tf:8"));
    assert.ok(text(run({ driftedResources: [resource()] }, { workspaceId: ".@blue" })).includes("  main.tf:12"));
  });

  it("is made of thousands of resources, and of large values", () => {
    const big = "x".repeat(1_000_000);
    const resources = Array.from({ length: 5000 }, (_, i) => resource({ address: `aws_instance.web[${i}]` }));
    const report = text(run({ driftedResources: [...resources, resource({ changes: [change({ before: big })] })] }));
    assert.ok(report.includes("aws_instance.web[4999]") && report.includes("(1,000,000 characters)"));
    assert.ok(report.length < 2_000_000);
  });

  it("has a form without advice, for a run's output", () => {
    const output = renderDifferences(realisticRun());
    assert.ok(output.startsWith("✖ infra/prod  Drift detected\n") && output.endsWith("    aws_iam_role.app\n"));
  });
});

describe("lines", () => {
  it("are as wide as a terminal shows them", () => {
    assert.deepEqual(["abc", "日本", "e\u0301", "🎉", "✖→…"].map(columns), [3, 4, 1, 2, 3]);
  });

  it("break at spaces, within words only where they must", () => {
    assert.deepEqual(wrap("aa bb ccccc", 5), ["aa bb", "ccccc"]);
    assert.deepEqual(wrap("a cccccccc", 5), ["a", "ccccc", "ccc"]);
    assert.deepEqual(wrap("a cccccccc b", 5, true), ["a", "cccccccc", "b"]);
    assert.deepEqual(wrap("日本語", 4), ["日本", "語"]);
  });
});
