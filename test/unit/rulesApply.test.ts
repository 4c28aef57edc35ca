import assert from "node:assert/strict";
import { applyIgnoreRules, severityOverrides } from "../../src/core/rules/applyRules";
import type { IgnoreRule, SeverityRule } from "../../src/core/rules/rule";
import { ruleFindings } from "../../src/core/rules/ruleFindings";
import type { DriftedResource } from "../../src/shared/model";
import { change, kept, resource } from "./reportSample";

const TODAY = new Date("2026-11-22T23:30:00Z");
let ordinal = 0;
const rule = (parts: Partial<IgnoreRule> = {}): IgnoreRule => ({
  address: "aws_instance.web",
  reason: "accepted",
  file: ".terraform-drift.jsonc",
  line: 3,
  ordinal: ++ordinal,
  ...parts,
});
const apply = (resources: DriftedResource[], ...rules: IgnoreRule[]) => applyIgnoreRules(resources, rules, TODAY);
const marks = (resources: DriftedResource[], ...rules: IgnoreRule[]) =>
  apply(resources, ...rules).resources.map(({ ignored }) => ignored);

const tagged = resource({ changes: [change({ attribute: 'tags["Env"]' }), change({ attribute: "size" })] });

describe("ignore rules", () => {
  it("ignore a resource when every changed attribute is covered", () => {
    assert.deepEqual(marks([tagged], rule({ attributes: ["tags", "size"], until: "2027-01-31" })), [
      { by: "rule", reason: "accepted", until: "2027-01-31" },
    ]);
    assert.deepEqual(marks([tagged], rule({ attributes: ["tags"] })), [null]);
  });

  it("may cover the attributes together, and then give all their reasons and the first day that ends one", () => {
    const both = [
      rule({ attributes: ["tags"], reason: "cost tool", until: "2027-03-01" }),
      rule({ attributes: ["size"], reason: "autoscaler", until: "2027-01-31" }),
    ];
    assert.deepEqual(marks([tagged], ...both), [{ by: "rule", reason: "cost tool; autoscaler", until: "2027-01-31" }]);
  });

  it("ask nothing of attributes that are only noise", () => {
    const noisy = resource({ changes: [change(), kept({ attribute: "arns", effect: "noise" })] });
    assert.notDeepEqual(marks([noisy], rule({ attributes: ["size"] })), [null]);
  });

  const gone: [name: string, parts: Partial<DriftedResource>][] = [
    ["a deletion", { action: "delete", remedy: "recreate", reason: "deleted_outside" }],
    ["a deletion that the code agrees with", { action: "delete", remedy: "none", reason: "deleted_outside" }],
    ["a deletion without attributes", { action: "delete", remedy: "recreate", changes: [] }],
    ["a replacement", { remedy: "replace" }],
    ["a replacement that only an attribute tells of", { changes: [change({ effect: "replaced" })] }],
  ];
  for (const [name, parts] of gone) {
    it(`with attributes never silence ${name}; without attributes they do`, () => {
      const all = ["**"];
      assert.deepEqual(marks([resource(parts)], rule({ attributes: all }), rule({ attributes: ["size"] })), [null]);
      assert.deepEqual(marks([resource(parts)], rule()), [{ by: "rule", reason: "accepted" }]);
    });
  }

  it("with attributes say nothing about a resource of which no attribute is known to have changed", () => {
    assert.deepEqual(marks([resource({ changes: [] })], rule({ attributes: ["**"] })), [null]);
  });

  it("apply on their last day, by UTC, and not on the next", () => {
    assert.notDeepEqual(marks([resource()], rule({ until: "2026-11-22" })), [null]);
    assert.deepEqual(marks([resource()], rule({ until: "2026-11-21" })), [null]);
  });

  it("leave noise and what is ignored already as they are", () => {
    const byRun = resource({ ignored: { by: "run" } });
    const noise = resource({ reason: "noise" });
    assert.deepEqual(marks([byRun, noise], rule()), [{ by: "run" }, null]);
  });

  it("do not change what they are given", () => {
    const given = resource();
    apply([given], rule());
    assert.equal(given.ignored, null);
  });

  it("stay fast over many resources", () => {
    const many = Array.from({ length: 5000 }, (_, i) => resource({ address: `module.a[${i}].aws_instance.web` }));
    const rules = Array.from({ length: 200 }, (_, i) => rule({ address: `**.aws_instance.web_${i}` }));
    const { resources } = apply(many, ...rules, rule({ address: "module.*.aws_instance.web" }));
    assert.equal(resources.filter(({ ignored }) => ignored !== null).length, 5000);
  });
});

describe("rules that somebody should look at", () => {
  const sentences = (resources: DriftedResource[], ...rules: IgnoreRule[]) =>
    ruleFindings(apply(resources, ...rules).uses).map(({ kind, sentence }) => [kind, sentence]);

  it("are those that match nothing", () => {
    const used = rule({ attributes: ["tags"] });
    const unused = rule({ address: "aws_instance.gone", ordinal: 7 });
    assert.deepEqual(sentences([tagged], used, unused), [
      ["unused", "Ignore rule 7 (aws_instance.gone) matches nothing."],
    ]);
  });

  it("are the expired ones, with what they would still match", () => {
    assert.deepEqual(
      sentences(
        [tagged],
        rule({ until: "2026-11-21", ordinal: 8 }),
        rule({ address: "x", until: "2020-01-01", ordinal: 9 }),
      ),
      [
        ["expired", "Ignore rule 8 (aws_instance.web) expired after 2026-11-21; 1 resource would match it."],
        ["expired", "Ignore rule 9 (x) expired after 2020-01-01; nothing matches it any more."],
      ],
    );
  });

  it("are those that cannot silence what they name", () => {
    const deleted = resource({ action: "delete", remedy: "recreate" });
    assert.deepEqual(sentences([deleted], rule({ attributes: ["size"], ordinal: 4 })), [
      [
        "unused",
        "Ignore rule 4 (aws_instance.web) matches only 1 deleted or replaced resource, which a rule with attributes cannot silence.",
      ],
    ]);
  });

  it("are not those that another root module needs", () => {
    const shared = rule({ address: "aws_instance.web" });
    const uses = [...apply([], shared).uses, ...apply([resource()], { ...shared }).uses];
    assert.deepEqual(ruleFindings(uses), []);
  });
});

describe("severity rules", () => {
  const severityRule = (parts: Partial<SeverityRule>): SeverityRule => ({
    severity: "critical",
    reason: "audit trail",
    file: ".terraform-drift.jsonc",
    line: 3,
    ordinal: 1,
    ...parts,
  });

  it("give the first one that matches", () => {
    const override = severityOverrides([
      severityRule({ address: "aws_s3_bucket.*", attributes: ["tags"], severity: "info", reason: "tags" }),
      severityRule({ address: "aws_s3_bucket.logs" }),
      severityRule({ attributes: ["size"], severity: "warning", reason: "sizes" }),
    ]);
    assert.deepEqual(override("aws_s3_bucket.logs", 'tags["a"]'), { severity: "info", reason: "tags" });
    assert.deepEqual(override("aws_s3_bucket.logs", "acl"), { severity: "critical", reason: "audit trail" });
    assert.deepEqual(override("aws_instance.web", "size"), { severity: "warning", reason: "sizes" });
    assert.equal(override("aws_instance.web", "ami"), null);
  });

  it("with attributes say nothing about a deletion or a replacement", () => {
    const override = severityOverrides([
      severityRule({ address: "aws_s3_bucket.logs", attributes: ["**"], severity: "info" }),
    ]);
    assert.equal(override("aws_s3_bucket.logs", null), null);
    const whole = severityOverrides([severityRule({ address: "aws_s3_bucket.logs", severity: "info" })]);
    assert.deepEqual(whole("aws_s3_bucket.logs", null), { severity: "info", reason: "audit trail" });
  });
});
