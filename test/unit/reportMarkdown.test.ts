import assert from "node:assert/strict";
import { renderMarkdown } from "../../src/core/report/markdown";
import { cell, code, prose } from "../../src/core/report/markdownText";
import { change, HOSTILE, realisticRun, resource, run } from "./reportSample";

/** What is left without the code spans: a run of backticks that is not escaped ends at the next run of the same length. */
function outsideCode(markdown: string): string {
  return markdown.replaceAll("\\`", "").replace(/(?<!`)(`+)(?!`)[^]*?(?<!`)\1(?!`)/g, "CODE");
}

describe("foreign text in Markdown", () => {
  it("stands in a code span as it is, whatever backticks it has", () => {
    const cases: [string, string][] = [
      ['module.a["x"].aws_instance.web_1*', '`module.a["x"].aws_instance.web_1*`'],
      ["a`b", "``a`b``"],
      ["``` x `", "```` ``` x ` ````"],
      ["", "`  `"],
      ["a\nb", "`a\\nb`"],
    ];
    for (const [text, span] of cases) assert.equal(code(text), span);
    assert.equal(cell("a|b"), "`a\\|b`");
  });

  it("has no life in prose", () => {
    assert.equal(prose("<b>&*x*[y](z)|"), "&lt;b&gt;&amp;\\*x\\*\\[y\\](z)\\|");
    assert.equal(
      prose("@me #12 GH-3 https://x.y www.x.y a@b.c"),
      "@\u2060me \\#\u206012 GH\u2060-3 https:\u2060//x.y www\u2060.x.y a@\u2060b.c",
    );
    assert.deepEqual(["- a", "1. a", "+ a", "= a"].map(prose), ["\\- a", "1\\. a", "\\+ a", "\\= a"]);
  });
});

describe("the report in Markdown", () => {
  it("says all of a run", () => {
    const report = renderMarkdown([realisticRun()]);
    for (const part of [
      "### 🔴 `infra/prod`: Drift detected\n\n**3 critical, 4 drifted** · 132 resources · 14 s · `main@1a2b3c4`",
      "#### Critical (3)",
      '**`module.storage["eu-west-1"].aws_s3_bucket_policy.logs`** in `infra/modules/storage/policy.tf:8`',
      '| `ingress[1].cidr_blocks[0]` | `"10.0.0.0/8"` | `"0.0.0.0/0"` | the code says nothing about it; applying will not put it back |',
      '| `tags["CostCentre"]` | not set | `"4711"` | not set; applying removes it |',
      "| `user_data` | hidden | hidden |",
      "as recorded; applying puts it back |",
      "Deleted outside; applying creates it again",
      "- update `aws_lb_listener.https`, follows from `aws_security_group.web`",
      "<details>\n<summary>Ignored (1)</summary>\n\n- `aws_autoscaling_group.app` in `infra/prod/app.tf:70`: The autoscaler sets it · ignored by a rule until 2027-01-31",
    ]) {
      assert.ok(report.includes(part), `${part}\n${report}`);
    }
  });

  it("gives an overview of several root modules, and details only of those that have some", () => {
    const failed = run({ complete: false, uncheckedAddresses: ["a.b"] }, { status: "error", workspaceId: "infra/dev" });
    const report = renderMarkdown([run({}, { workspaceId: "infra/stage" }), failed, realisticRun()]);
    assert.ok(report.includes("| `infra/stage` | ✅ No drift | 0 | 0 | 132 |"));
    assert.ok(report.includes("### ❌ `infra/dev`: Incomplete"));
    assert.ok(report.includes("#### Could not be checked (1)\n\n- `a.b`"));
    assert.ok(!report.includes("### ✅ `infra/stage`"));
  });

  it("lets nothing hostile come alive", () => {
    const report = renderMarkdown([
      run(
        {
          driftedResources: [
            resource({
              address: HOSTILE,
              severityReason: HOSTILE,
              changes: [change({ attribute: HOSTILE, before: HOSTILE })],
            }),
            resource({ address: HOSTILE, ignored: { by: "rule", reason: HOSTILE, until: HOSTILE } }),
          ],
          pendingChanges: [{ address: HOSTILE, actions: [HOSTILE] }],
          uncheckedAddresses: [HOSTILE],
          diagnostics: [{ severity: "error", summary: HOSTILE, detail: HOSTILE, address: HOSTILE, file: HOSTILE }],
          source: { branch: HOSTILE },
        },
        { workspaceId: HOSTILE },
      ),
    ]);
    const live = outsideCode(report);
    assert.doesNotMatch(live.replace(/<\/?(?:details|summary|br)>/g, ""), /</);
    assert.doesNotMatch(live, /@\w|(?<!\\)#\d|:\/\/|\]\(javascript(?<!\\\]\(javascript)/);
    // eslint-disable-next-line no-control-regex -- these are what must not come through
    assert.doesNotMatch(report, /\u001b|\u202e|\r/);
    for (const line of report.split("\n").filter((row) => row.startsWith("|"))) {
      assert.equal(line.match(/(?<!\\)\|/g)?.length, 5, line);
    }
  });

  it("is bounded, keeps what is gravest, and says what was left out", () => {
    const critical = resource({ address: "a.critical", severity: "critical" });
    const many = Array.from({ length: 5000 }, (_, i) => resource({ address: `aws_instance.web[${i}]` }));
    const report = renderMarkdown([run({ driftedResources: [...many, critical] })]);
    assert.ok(report.length <= 60_000, String(report.length));
    assert.ok(report.indexOf("a.critical") < report.indexOf("aws_instance.web[0]"));
    const shown = report.match(/\*\*`aws_instance/g)!.length;
    assert.ok(report.includes(`${(5000 - shown).toLocaleString("en-US")} more resources`));
    assert.ok(
      renderMarkdown([run({ driftedResources: [resource({ changes: [change({ before: "|".repeat(1e6) })] })] })])
        .length < 2000,
    );
  });
});
