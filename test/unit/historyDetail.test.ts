import assert from "node:assert/strict";
import { join } from "node:path";
import { rootModule } from "../../src/core/local/rootModule";
import { openSource } from "../../src/core/source/openSource";
import type { Source } from "../../src/core/source/source";
import { placeNow } from "../../src/host/history/codePlace";
import type { CodeTarget } from "../../src/host/history/entries";
import type { CodePlace } from "../../src/host/history/historyHost";
import { runDetail } from "../../src/host/history/runDetail";
import { namesFor, rootChoices } from "../../src/host/history/runRows";
import { PORTION, ShownLists } from "../../src/host/history/shownLists";
import type { DriftRun } from "../../src/shared/model";
import type { RunDetail } from "../../src/shared/protocol";
import { change, HOSTILE, kept, realisticRun, resource, run } from "./reportSample";
import { folderWith, removeFolders } from "./sourceFolder";

interface Shown {
  readonly shown: ShownLists;
  readonly root: RunDetail;
}

function detailOf(made: DriftRun, { hasCode = true, firstNumber = 1 } = {}): Shown {
  let next = firstNumber;
  const shown = new ShownLists(() => next++);
  return { shown, root: runDetail(made, { shown, nameOf: namesFor([made]), hasCode, answer: null }) };
}

const many = (count: number, severity: "critical" | "warning") =>
  Array.from({ length: count }, (_, i) => resource({ address: `aws_instance.${severity}[${i}]`, index: i, severity }));

function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

describe("a run in the history", () => {
  it("is named with its project where there are several", () => {
    const refs = [
      { projectId: "shop", workspaceId: "infra/prod" },
      { projectId: "bank", workspaceId: "." },
    ];
    assert.deepEqual(
      rootChoices(refs, namesFor(refs)).map(({ name }) => name),
      ["bank", "shop/infra/prod"],
    );
    assert.equal(namesFor(refs.slice(0, 1))(refs[0]!), "infra/prod");
  });

  it("shows each kind of finding in a list of its own, empty ones not at all", () => {
    const { root } = detailOf(
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
    const { shown, root } = detailOf(
      run({
        pendingChanges: [{ address: "aws_eip.a", actions: ["delete", "create"], causedBy: "aws_instance.web" }],
        outputChanges: ["url"],
        driftedResources: [resource({ ignored: { by: "rule", reason: "Accepted", until: "2027-01-31" } })],
      }),
    );
    const [pending, ignored] = root.lists;
    assert.deepEqual([pending!.entries, ignored!.entries], [[], []]);
    assert.deepEqual(
      shown.more(pending!.id, 0)!.map(({ address, notes }) => [address, ...notes]),
      [
        ["aws_eip.a", "Replace, only because aws_instance.web drifted"],
        ["output.url", "The output's value changes"],
      ],
    );
    assert.equal(shown.more(ignored!.id, 0)![0]!.notes[0], "Accepted · ignored by a rule until 2027-01-31");
  });

  it("starts with a portion over all lists, and adds a portion at a time", () => {
    const { shown, root } = detailOf(
      run({ driftedResources: [...many(150, "critical"), ...many(500, "warning")], driftedCount: 650 }),
    );
    const [critical, warning] = root.lists;
    assert.equal(critical!.entries.length, 150);
    assert.equal(warning!.entries.length, PORTION - 150);
    const next = shown.more(warning!.id, PORTION - 150)!;
    assert.equal(next.length, PORTION);
    assert.equal(next[0]!.address, "aws_instance.warning[50]");
    assert.equal(shown.more(warning!.id, 450)!.length, 50);
    assert.deepEqual(shown.more(warning!.id, 500), []);
  });

  it("knows only lists and numbers that it gave out, and none of another view", () => {
    const { shown, root } = detailOf(run({ driftedResources: [resource()] }));
    const { place, resource: number } = root.lists[0]!.entries[0]!;
    assert.equal(shown.more("__proto__", 0), undefined);
    assert.equal(shown.handle(999), undefined);
    assert.equal(shown.handle(place!.place)?.kind, "code");
    assert.deepEqual(shown.handle(number!), { kind: "resource", runId: "run_01k9sample", address: "aws_instance.web" });
    const later = detailOf(run({ driftedResources: [resource()] }), { firstNumber: 1000 });
    assert.equal(later.shown.handle(place!.place), undefined);
  });

  it("labels places as the project has them, and gives no link where the code is not at hand or the place is absolute", () => {
    const at = (file: string) => run({ driftedResources: [resource({ location: { file, line: 3, column: 1 } })] });
    const labelOf = ({ root }: Shown): string | undefined => root.lists[0]!.entries[0]!.place?.label;
    assert.equal(labelOf(detailOf(at("../modules/web/main.tf"))), "infra/modules/web/main.tf:3");
    assert.equal(labelOf(detailOf(at("main.tf"), { hasCode: false })), undefined);
    assert.equal(labelOf(detailOf(at("/etc/passwd"))), undefined);
  });

  it("opens the code where it stands now, and where it stood if it is gone", async () => {
    const code = 'resource "aws_instance" "web" {\n  ami  = "x"\n  size = "small"\n}\n';
    const dir = folderWith({ "other.tf": `# moved here since\n\n${code}` });
    const root = rootModule(dir, { topDir: dir });
    const source = (): Promise<Source> => openSource(dir);
    const target = { file: "main.tf", line: 12, column: 1, address: "aws_instance.web", attribute: null };
    const opened = (part: Partial<CodeTarget>): Promise<CodePlace> => placeNow(root, { ...target, ...part }, source);
    try {
      const file = join(dir, "other.tf");
      assert.deepEqual(await opened({}), { file, line: 3, column: 1 });
      assert.deepEqual(await opened({ attribute: "size" }), { file, line: 5, column: 3 });
      assert.deepEqual(await opened({ attribute: "tags" }), { file, line: 3, column: 1 });
      const before = { file: join(dir, "main.tf"), line: 12, column: 1 };
      assert.deepEqual(await opened({ address: "aws_instance.gone" }), before);
      assert.deepEqual(await opened({ address: null }), before);
    } finally {
      removeFolders();
    }
  });

  it("says the three values, in words where there is none", () => {
    const { root } = detailOf(
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
      recorded: { text: '"small"', isValue: true, isCut: false },
      actual: { text: '"large"', isValue: true, isCut: false },
    });
    assert.deepEqual(size!.inCode, { text: '"small"', isValue: true, isCut: false });
    assert.equal(size!.applying, "applying puts it back");
    assert.deepEqual(policy!.values!.recorded, { text: "not set", isValue: false, isCut: false });
    assert.equal(policy!.inCode.isValue, false);
    assert.equal(password!.values, null);
    assert.equal(password!.inCode.isValue, false);
  });

  it("lists no attributes of a resource that is gone", () => {
    const { root } = detailOf(
      run({ driftedResources: [resource({ action: "delete", remedy: "recreate", reason: "deleted_outside" })] }),
    );
    const { changes, moreChanges } = root.lists[0]!.entries[0]!;
    assert.deepEqual([changes, moreChanges], [[], 0]);
  });

  it("bounds values, attributes and messages", () => {
    const long = "x".repeat(1_000_000);
    const { root } = detailOf(
      run({
        driftedResources: [
          resource({
            address: `aws_instance.web["${long}"]`,
            severityReason: long,
            changes: Array.from({ length: 300 }, (_, i) => change({ attribute: `a${i}`, before: "", after: long })),
          }),
        ],
        uncheckedAddresses: [long],
        diagnostics: Array.from({ length: 80 }, () => ({ severity: "error" as const, summary: long, detail: long })),
      }),
    );
    const entry = root.lists[1]!.entries[0]!;
    assert.match(entry.notes[0]!, /^X{1}x{1999}…$/);
    assert.equal(entry.changes.length + entry.moreChanges, 300);
    assert.deepEqual([entry.changes[0]!.values!.recorded.isCut, entry.changes[0]!.values!.actual.isCut], [false, true]);
    assert.equal(root.messages.length + root.moreMessages, 80);
    assert.ok(JSON.stringify(root).length < 600_000, `${JSON.stringify(root).length}`);
  });

  it("makes characters visible that would hide or act", () => {
    const { root } = detailOf(
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
    const { root } = detailOf(realisticRun());
    assert.deepEqual(structuredClone(root), root);
    assert.ok(root.facts.length > 0);
  });
});
