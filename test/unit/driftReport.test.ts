import assert from "node:assert/strict";
import { join } from "node:path";
import { type CheckedRoot, DriftReport, PORTION } from "../../src/host/report/driftReport";
import type { DriftRun } from "../../src/shared/model";
import type { RootReport } from "../../src/shared/protocol";
import { change, HOSTILE, kept, realisticRun, resource, run } from "./reportSample";

const DIR = join("/", "home", "me", "shop", "infra", "prod");

const checked = (made: DriftRun): CheckedRoot => ({ root: { dir: DIR }, run: made });

function reportOf(made: DriftRun): { report: DriftReport; root: RootReport } {
  const report = new DriftReport([checked(made)]);
  return { report, root: report.roots()[0]! };
}

const many = (count: number, severity: "critical" | "warning") =>
  Array.from({ length: count }, (_, i) => resource({ address: `aws_instance.${severity}[${i}]`, index: i, severity }));

function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

describe("the report's contents", () => {
  it("has the gravest root module first", () => {
    const named = (workspaceId: string, made: DriftRun): CheckedRoot => checked({ ...made, workspaceId });
    const report = new DriftReport([
      named("clean", run()),
      named("warning", run({ driftedResources: [resource()], driftedCount: 1 })),
      named("failed", { ...run({ complete: false }), status: "error" }),
      named("critical", run({ driftedResources: [resource({ severity: "critical" })], driftedCount: 1 })),
    ]);
    assert.deepEqual(
      report.roots().map(({ name, tone }) => [name, tone]),
      [
        ["failed", "error"],
        ["critical", "critical"],
        ["warning", "warning"],
        ["clean", "clean"],
      ],
    );
  });

  it("names the project where several are shown", () => {
    const report = new DriftReport([
      checked(run({ driftedResources: [resource()] }, { projectId: "shop" })),
      checked(run({}, { projectId: "bank" })),
    ]);
    assert.deepEqual(
      report.roots().map(({ name }) => name),
      ["shop/infra/prod", "bank/infra/prod"],
    );
    assert.equal(report.roots()[0]!.lists[0]!.entries[0]!.place!.label, "shop/infra/prod/main.tf:12");
  });

  it("shows each kind of finding in a list of its own, empty ones not at all", () => {
    const { root } = reportOf(
      run({
        driftedResources: [
          resource({ severity: "critical" }),
          resource({ severity: "info" }),
          resource({ ignored: { by: "rule", reason: "Tagged by the cost tool", until: "2027-01-31" } }),
          resource({ reason: "noise", severity: "info" }),
        ],
        pendingChanges: [{ address: "aws_eip.a", actions: ["delete", "create"], causedBy: "aws_instance.web" }],
        outputChanges: ["url"],
        uncheckedAddresses: ["aws_s3_bucket.a"],
      }),
    );
    assert.deepEqual(
      root.lists.map(({ kind, total, counted }) => [kind, total, counted]),
      [
        ["unchecked", 1, true],
        ["critical", 1, true],
        ["info", 1, false],
        ["pending", 2, true],
        ["ignored", 1, true],
        ["noise", 1, true],
      ],
    );
  });

  it("sends folded lists only when they are opened", () => {
    const { report, root } = reportOf(
      run({
        pendingChanges: [{ address: "aws_eip.a", actions: ["delete", "create"], causedBy: "aws_instance.web" }],
        outputChanges: ["url"],
        driftedResources: [resource({ ignored: { by: "rule", reason: "Accepted", until: "2027-01-31" } })],
      }),
    );
    const [pending, ignored] = root.lists;
    assert.deepEqual([pending!.entries, ignored!.entries], [[], []]);
    assert.deepEqual(
      report.more(pending!.id, 0).map(({ address, notes }) => [address, ...notes]),
      [
        ["aws_eip.a", "Replace, only because aws_instance.web drifted"],
        ["output.url", "The output's value changes"],
      ],
    );
    assert.equal(report.more(ignored!.id, 0)[0]!.notes[0], "Accepted · ignored by a rule until 2027-01-31");
  });

  it("starts with a portion over all lists, and adds a portion at a time", () => {
    const { report, root } = reportOf(
      run({ driftedResources: [...many(150, "critical"), ...many(500, "warning")], driftedCount: 650 }),
    );
    const [critical, warning] = root.lists;
    assert.equal(critical!.entries.length, 150);
    assert.equal(warning!.entries.length, PORTION - 150);
    const next = report.more(warning!.id, PORTION - 150);
    assert.equal(next.length, PORTION);
    assert.equal(next[0]!.address, "aws_instance.warning[50]");
    assert.equal(report.more(warning!.id, 450).length, 50);
    assert.deepEqual(report.more(warning!.id, 500), []);
  });

  it("answers nothing to requests that make no sense", () => {
    const { report, root } = reportOf(run({ driftedResources: [resource()] }));
    const list = root.lists[0]!.id;
    assert.deepEqual(report.more("__proto__", 0), []);
    for (const from of [NaN, 0.5, Infinity, -PORTION, "0" as unknown as number])
      assert.deepEqual(report.more(list, from), []);
    for (const place of [0, 999, "1" as unknown as number]) assert.equal(report.place(place), null);
  });

  it("opens only places that it gave out, and never those of an earlier report", () => {
    const placed = resource({ changes: [change({ location: { line: 14, column: 3, endLine: 14, endColumn: 20 } })] });
    const first = new DriftReport([checked(run({ driftedResources: [placed] }))]);
    const entry = first.roots()[0]!.lists[0]!.entries[0]!;
    assert.equal(entry.place!.label, "infra/prod/main.tf:12");
    assert.deepEqual(first.place(entry.place!.place), { file: join(DIR, "main.tf"), line: 12, column: 1 });
    assert.deepEqual(first.place(entry.changes[0]!.place!.place), { file: join(DIR, "main.tf"), line: 14, column: 3 });
    const second = new DriftReport([checked(run({ driftedResources: [placed] }))], first.nextPlace());
    assert.equal(second.place(entry.place!.place), null);
  });

  it("finds files of modules beside the root module", () => {
    const { report, root } = reportOf(
      run({ driftedResources: [resource({ location: { file: "../modules/web/main.tf", line: 3, column: 1 } })] }),
    );
    const { place } = root.lists[0]!.entries[0]!;
    assert.equal(place!.label, "infra/modules/web/main.tf:3");
    assert.equal(report.place(place!.place)!.file, join(DIR, "..", "modules", "web", "main.tf"));
  });

  it("gives no link for a place that is not relative to the root module", () => {
    const { root } = reportOf(
      run({ driftedResources: [resource({ location: { file: "/etc/passwd", line: 1, column: 1 } })] }),
    );
    assert.equal(root.lists[0]!.entries[0]!.place, null);
  });

  it("says the three values, in words where there is none", () => {
    const { root } = reportOf(
      run({
        driftedResources: [
          resource({
            changes: [
              change(),
              kept({ attribute: "policy", before: null, action: "create", after: "x" }),
              change({
                attribute: "password",
                sensitive: true,
                before: "(sensitive)",
                after: "(sensitive)",
                planned: "(sensitive)",
              }),
            ],
          }),
        ],
      }),
    );
    const [size, policy, password] = root.lists[0]!.entries[0]!.changes;
    assert.deepEqual(size!.values, {
      recorded: { text: '"small"', isValue: true },
      actual: { text: '"large"', isValue: true },
    });
    assert.deepEqual(size!.inCode, { text: '"small"', isValue: true });
    assert.equal(size!.applying, "applying puts it back");
    assert.deepEqual(policy!.values!.recorded, { text: "not set", isValue: false });
    assert.equal(policy!.inCode.isValue, false);
    assert.equal(password!.values, null);
    assert.equal(password!.inCode.isValue, false);
  });

  it("lists no attributes of a resource that is gone", () => {
    const { root } = reportOf(
      run({ driftedResources: [resource({ action: "delete", remedy: "recreate", reason: "deleted_outside" })] }),
    );
    const { changes, moreChanges } = root.lists[0]!.entries[0]!;
    assert.deepEqual([changes, moreChanges], [[], 0]);
  });

  it("bounds values, attributes and messages", () => {
    const long = "x".repeat(1_000_000);
    const { root } = reportOf(
      run({
        driftedResources: [
          resource({
            changes: Array.from({ length: 300 }, (_, i) => change({ attribute: `a${i}`, before: "", after: long })),
          }),
        ],
        diagnostics: Array.from({ length: 80 }, () => ({ severity: "error" as const, summary: "No", detail: long })),
      }),
    );
    const entry = root.lists[0]!.entries[0]!;
    assert.equal(entry.changes.length + entry.moreChanges, 300);
    assert.equal(root.messages.length + root.moreMessages, 80);
    assert.ok(JSON.stringify(root).length < 300_000, `${JSON.stringify(root).length}`);
  });

  it("makes characters visible that would hide or act", () => {
    const { root } = reportOf(
      run({
        driftedResources: [
          resource({
            address: HOSTILE,
            severityReason: HOSTILE,
            changes: [change({ attribute: HOSTILE, before: HOSTILE, after: "b" })],
          }),
        ],
        uncheckedAddresses: [HOSTILE],
        diagnostics: [{ severity: "error", summary: HOSTILE, detail: `one\n${HOSTILE}`, address: HOSTILE }],
      }),
    );
    const texts = textsIn(root).flatMap((text) => text.split("\n"));
    assert.ok(texts.some((text) => text.includes("\\u")));
    for (const text of texts) assert.doesNotMatch(text, /[\p{Cc}\p{Cf}]/u);
  });

  it("can be sent to a page, whatever the run", () => {
    const { root } = reportOf(realisticRun());
    assert.deepEqual(structuredClone(root), root);
    assert.ok(root.facts.length > 0);
  });
});
