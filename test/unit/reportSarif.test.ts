import assert from "node:assert/strict";
import { renderSarif } from "../../src/core/report/sarif";
import type { DriftRun } from "../../src/shared/model";
import { change, kept, realisticRun, resource, run } from "./reportSample";

const sarif = (one: DriftRun) => renderSarif([one], { version: "0.1.0" }).runs[0]!;
const results = (one: DriftRun) => sarif(one).results!;
const of = (...resources: Parameters<typeof resource>[0][]) => run({ driftedResources: resources.map(resource) });

describe("the report as SARIF", () => {
  it("has one result for each drifted attribute, one for a deleted resource, gravest first", () => {
    assert.deepEqual(
      results(realisticRun()).map(({ ruleId, level, kind }) => [ruleId, level, kind]),
      [
        ["not_in_code", "error", "fail"],
        ["not_in_code", "error", "fail"],
        ["changed_outside", "error", "fail"],
        ["deleted_outside", "error", "fail"],
        ["changed_outside", "warning", "fail"],
        ["changed_outside", "warning", "fail"],
        ["changed_outside", "warning", "fail"],
        ["changed_outside", "warning", "fail"],
        ["changed_outside", "note", "fail"],
        ["noise", "none", "informational"],
      ],
    );
    const { tool, results: all } = sarif(realisticRun());
    for (const result of all!) assert.equal(tool.driver.rules![result.ruleIndex!]!.id, result.ruleId);
    for (const rule of tool.driver.rules!) assert.ok(rule.help!.text.length > 20);
  });

  it("says a change in one sentence, without links or placeholders of SARIF's", () => {
    assert.equal(
      results(of({}))[0]!.message.text,
      'aws_instance.web: size is "large" in the cloud, the code says "small"; applying puts it back.',
    );
    const tricky = results(of({ address: "[a](http://x)", changes: [kept({ after: "{0}" })] }))[0]!.message.text!;
    assert.ok(tricky.startsWith("[a\\](http://x): ") && tricky.includes('"{{0}}"'), tricky);
  });

  it("points at the attribute, else at the block, relative to the repository and encoded", () => {
    const at = { line: 14, column: 3, endLine: 14, endColumn: 20 };
    const [exact, block] = results(of({ changes: [change({ location: at }), change({ attribute: "ami" })] }));
    assert.deepEqual(exact!.locations![0]!.physicalLocation, {
      artifactLocation: { uri: "infra/prod/main.tf", uriBaseId: "%SRCROOT%" },
      region: { startLine: 14, startColumn: 3, endLine: 14, endColumn: 20 },
    });
    assert.deepEqual(block!.locations![0]!.physicalLocation!.region, { startLine: 12, startColumn: 1 });

    const uriOf = (file: string) =>
      results(of({ location: { file, line: 1, column: 1 } }))[0]!.locations![0]!.physicalLocation!.artifactLocation!
        .uri;
    assert.equal(uriOf("../modules/a b/ü#1.tf"), "infra/modules/a%20b/%C3%BC%231.tf");
    assert.equal(uriOf("bad\ud800.tf"), "infra/prod/bad%EF%BF%BD.tf");
  });

  it("stands in for an unknown place with the root module's main file, and names the resource", () => {
    const [result] = results(
      of({ location: null, changes: [change({ location: { line: 9, column: 1, endLine: 9, endColumn: 2 } })] }),
    );
    assert.equal(result!.locations![0]!.physicalLocation!.artifactLocation!.uri, "infra/prod/main.tf");
    assert.deepEqual(result!.locations![0]!.physicalLocation!.region, { startLine: 1 });
    assert.equal(result!.locations![0]!.logicalLocations![0]!.fullyQualifiedName, "aws_instance.web");
  });

  it("suppresses what is ignored, with the reason", () => {
    const [byRule] = results(of({ ignored: { by: "rule", reason: "accepted", until: "2027-01-31" } }));
    assert.deepEqual(byRule!.suppressions, [
      { kind: "external", status: "accepted", justification: "accepted (until 2027-01-31)" },
    ]);
    const [byRun] = results(of({ ignored: { by: "run" } }));
    assert.equal(byRun!.suppressions![0]!.justification, "ignored in this run");
    assert.equal(results(of({}))[0]!.suppressions, undefined);
  });

  it("has fingerprints that the values do not change, and that are unique", () => {
    const print = (one: DriftRun) =>
      results(one).map(({ partialFingerprints }) => Object.values(partialFingerprints!)[0]!);
    assert.deepEqual(print(of({ changes: [change({ after: "other" })] })), print(of({})));
    const all = [
      ...print(realisticRun()),
      ...print(of({})),
      ...print(run({ driftedResources: [resource()] }, { workspaceId: "infra/dev" })),
      ...print(run({ driftedResources: [resource()] }, { projectId: "other" })),
    ];
    assert.equal(new Set(all).size, all.length);
  });

  it("tells of a partial check", () => {
    const partial = run(
      {
        complete: false,
        uncheckedAddresses: ["a.b"],
        diagnostics: [{ severity: "error", summary: "Denied", detail: "line 1\nline 2", file: "main.tf", line: 4 }],
      },
      { status: "error" },
    );
    const [invocation] = sarif(partial).invocations!;
    assert.equal(invocation!.executionSuccessful, false);
    assert.deepEqual(
      invocation!.toolExecutionNotifications!.map(({ level, message }) => [level, message.text]),
      [
        ["error", "Denied: line 1\nline 2"],
        ["error", "a.b could not be checked."],
      ],
    );
    assert.equal(invocation!.toolExecutionNotifications![0]!.locations![0]!.physicalLocation!.region!.startLine, 4);
    assert.equal(sarif(run()).invocations![0]!.executionSuccessful, true);
  });

  it("tells root modules apart", () => {
    const { runs } = renderSarif([run(), run({}, { workspaceId: "infra/dev@blue" })], { version: "0.1.0" });
    assert.deepEqual(
      runs.map(({ automationDetails }) => automationDetails!.id),
      ["terraform-drift/infra/prod/", "terraform-drift/infra/dev@blue/"],
    );
  });

  it("is bounded as GitHub asks", () => {
    const changes = Array.from({ length: 13_000 }, (_, i) => change({ attribute: `a${i}` }));
    const one = sarif(of({ changes }, { address: "b.c", changes }));
    assert.equal(one.results!.length, 25_000);
    assert.equal(
      one.invocations![0]!.toolExecutionNotifications![0]!.message.text,
      "1000 further results were left out.",
    );
  });
});
