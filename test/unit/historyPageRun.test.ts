/** What the history page is told of one run, and what it can open from there. */
import assert from "node:assert/strict";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { LocalDriftService } from "../../src/core/local/localDriftService";
import type { DriftRun, RunMetadata } from "../../src/shared/model";
import type { Entry, EntryList, RunDetail } from "../../src/shared/protocol";
import { HistoryFixture } from "./history/historyFixture";
import { ALL, type OpenedPage } from "./history/openedPage";
import { change, kept, realisticRun, resource, run } from "./reportSample";
import { endedRun, endedRuns, idOf } from "./store/runs";

const CODE = `# moved since it was checked

resource "aws_instance" "web" {
  ami  = "x"
  size = "small"
}
`;

/** A run of the root module "net", that number of seconds after midnight. */
function runOf(number: number, metadata: Partial<RunMetadata> = {}): DriftRun {
  const { id, startedAt, endedAt } = endedRun(number);
  return run(metadata, { id, startedAt, endedAt, workspaceId: "net" });
}

const located = resource({
  changes: [
    change({ location: { line: 14, column: 3, endLine: 14, endColumn: 17 } }),
    kept({ attribute: 'tags["Env"]', location: null }),
  ],
});

const detailOf = ({ client }: OpenedPage, number: number): Promise<RunDetail> =>
  client.request("run", { runId: idOf(number) });

function only<T>(items: readonly T[]): T {
  assert.equal(items.length, 1);
  return items[0]!;
}

const listOf = ({ lists }: Pick<RunDetail, "lists">): EntryList => only(lists);
const entryOf = (detail: RunDetail): Entry => only(listOf(detail).entries);

describe("a run in the history page", () => {
  let fixture: HistoryFixture;
  beforeEach(async () => {
    fixture = await HistoryFixture.make();
  });
  afterEach(() => fixture.dispose());

  it("is told with all that it found, and can be sent", async () => {
    const { id, ...stored } = realisticRun();
    await fixture.store([{ ...stored, id, output: "line one\nline two\n" }]);
    const detail = await fixture.open().client.request("run", { runId: id });
    assert.deepEqual(
      detail.lists.map(({ kind, total, entries }) => [kind, total, entries.length]),
      [
        ["critical", 3, 3],
        ["warning", 1, 1],
        ["info", 1, 1],
        ["pending", 3, 0],
        ["ignored", 1, 0],
        ["noise", 1, 0],
      ],
    );
    assert.deepEqual(detail.output, { text: "line one\nline two\n", isCut: false });
    assert.deepEqual([detail.isRunning, detail.endedAt, detail.moreMessages], [false, stored.endedAt, 0]);
  });

  it("is refused with a sentence when it is not there", async () => {
    await fixture.store(endedRuns(0, 2));
    const { client, asked } = fixture.open({ confirms: true, exports: ["json"] });
    const runId = "run_gone";
    for (const method of ["run", "showOutput", "cancel", "previousRun", "pickOther", "exportRun"] as const) {
      await assert.rejects(client.request(method, { runId }), /There is no run run_gone/, method);
    }
    await assert.rejects(client.request("compare", { runIds: [idOf(1), runId] }), /There is no run run_gone/);
    assert.deepEqual(asked, []);
  });

  it("gives its long lists in portions, whole and in order", async () => {
    await fixture.store([endedRun(1, 450)]);
    const opened = fixture.open();
    const { id, total, entries } = listOf(await detailOf(opened, 1));
    const all = [...entries];
    while (all.length < total) {
      const next = await opened.client.request("more", { list: id, from: all.length });
      assert.ok(next.length > 0 && next.length < total, `${next.length}`);
      all.push(...next);
    }
    assert.deepEqual(
      all.map(({ address }) => address),
      Array.from({ length: 450 }, (_, i) => `lab_server.web[${i}]`),
    );
    assert.deepEqual(await opened.client.request("more", { list: id, from: 450 }), []);
    assert.deepEqual(await opened.client.request("more", { list: "__proto__", from: 0 }), []);
    await detailOf(opened, 1);
    assert.equal((await opened.client.request("more", { list: id, from: 400 })).length, 50, "the same after a refresh");
  });

  it("opens the code where it says now what drifted", async () => {
    await fixture.store([runOf(1, { driftedResources: [located] })]);
    const root = await fixture.root("net", { "network/web.tf": "", "web.tf": CODE });
    const opened = fixture.open({ roots: [root] });
    const { place, changes } = entryOf(await detailOf(opened, 1));
    assert.equal(place?.label, "net/main.tf:12");
    assert.equal(changes[1]!.place, null, "the code does not say it");
    for (const link of [place, changes[0]!.place!]) await opened.client.request("openCode", { place: link.place });
    const file = join(root.dir, "web.tf");
    assert.deepEqual(opened.asked, [
      ["openCode", file, 3, 1],
      ["openCode", file, 5, 3],
    ]);
    await writeFile(file, `\n${CODE}`);
    await opened.client.request("openCode", { place: place.place });
    assert.deepEqual(opened.asked.at(-1), ["openCode", file, 4, 1]);
    await rm(file);
    await opened.client.request("openCode", { place: place.place });
    assert.deepEqual(opened.asked.at(-1), ["openCode", join(root.dir, "main.tf"), 12, 1], "where it was checked");
  });

  it("opens the place of a message, and of what an opened list adds", async () => {
    const ignored = { ...located, ignored: { by: "run" as const } };
    const message = { severity: "warning" as const, summary: "Old", detail: "", file: "rules.json", line: 7 };
    await fixture.store([runOf(1, { driftedResources: [ignored], diagnostics: [message] })]);
    const root = await fixture.root("net", { "web.tf": CODE });
    const opened = fixture.open({ roots: [root] });
    const detail = await detailOf(opened, 1);
    const [entry] = await opened.client.request("more", { list: listOf(detail).id, from: 0 });
    for (const link of [only(detail.messages).place!, entry!.place!]) {
      await opened.client.request("openCode", { place: link.place });
    }
    assert.deepEqual(opened.asked, [
      ["openCode", join(root.dir, "rules.json"), 7, 1],
      ["openCode", join(root.dir, "web.tf"), 3, 1],
    ]);
  });

  it("has no places where the code is not open here", async () => {
    await fixture.store([runOf(1, { driftedResources: [located] })]);
    const { place, changes } = entryOf(await detailOf(fixture.open(), 1));
    assert.deepEqual([place, changes[0]!.place], [null, null]);
  });

  it("opens a resource whole, and the whole output", async () => {
    await fixture.store([runOf(1, { driftedResources: [located] })]);
    const opened = fixture.open();
    const { resource: number } = entryOf(await detailOf(opened, 1));
    await opened.client.request("showDifference", { resource: number! });
    await opened.client.request("showOutput", { runId: idOf(1) });
    assert.deepEqual(opened.asked, [
      ["showDifference", idOf(1), "aws_instance.web"],
      ["showOutput", idOf(1)],
    ]);
  });

  it("does nothing for numbers that nobody gave out, or that mean something else", async () => {
    await fixture.store([runOf(1, { driftedResources: [located] })]);
    const opened = fixture.open({ roots: [await fixture.root("net")] });
    const { place, resource: number } = entryOf(await detailOf(opened, 1));
    for (const other of [0, number!, 1_000_000, Number.MAX_SAFE_INTEGER]) {
      assert.equal(await opened.client.request("openCode", { place: other }), null);
    }
    for (const other of [0, place!.place, 1_000_000]) {
      assert.equal(await opened.client.request("showDifference", { resource: other }), null);
    }
    assert.deepEqual(opened.asked, []);
  });

  it("forgets the numbers and the lists of a run when another is shown in its place", async () => {
    await fixture.store([runOf(1, { driftedResources: [located] }), runOf(2, { driftedResources: [located] })]);
    const opened = fixture.open({ roots: [await fixture.root("net", { "web.tf": CODE })] });
    const before = await detailOf(opened, 1);
    const after = await detailOf(opened, 2);
    const [old, now] = [entryOf(before), entryOf(after)];
    await opened.client.request("openCode", { place: old.place!.place });
    await opened.client.request("showDifference", { resource: old.resource! });
    assert.deepEqual(await opened.client.request("more", { list: listOf(before).id, from: 0 }), []);
    assert.deepEqual(opened.asked, []);
    await opened.client.request("showDifference", { resource: now.resource! });
    assert.deepEqual(opened.asked, [["showDifference", idOf(2), "aws_instance.web"]]);
  });

  it("keeps a run's numbers while what recurs is shown, and the other way round", async () => {
    await fixture.store([runOf(1, { driftedResources: [located] })]);
    const root = await fixture.root("net", { "web.tf": CODE });
    const opened = fixture.open({ roots: [root] });
    await opened.client.request("ready", { filter: ALL, limit: 1 });
    const ofRun = entryOf(await detailOf(opened, 1)).place!;
    const recurring = only(only((await opened.client.request("recurrence", { root: null })).roots).resources).place!;
    await opened.client.request("openCode", { place: ofRun.place });
    await opened.client.request("compare", { runIds: [idOf(1), idOf(1)] });
    await detailOf(opened, 1);
    await opened.client.request("openCode", { place: recurring.place });
    assert.deepEqual(opened.asked, [
      ["openCode", join(root.dir, "web.tf"), 3, 1],
      ["openCode", join(root.dir, "web.tf"), 3, 1],
    ]);
  });

  it("leaves the newer run's numbers alone when an older answer comes late", async () => {
    let release: () => void = () => assert.fail("nobody has asked yet");
    const held = new Promise<void>((resolve) => (release = resolve));
    class SlowService extends LocalDriftService {
      override async run(runId: string): Promise<DriftRun> {
        if (runId === idOf(1)) await held;
        return super.run(runId);
      }
    }
    await fixture.store([runOf(1, { driftedResources: [located] }), runOf(2, { driftedResources: [located] })]);
    const opened = fixture.open({}, fixture.service([], SlowService));
    const late = detailOf(opened, 1);
    const shown = entryOf(await detailOf(opened, 2));
    release();
    const old = entryOf(await late);
    for (const { resource: number } of [shown, old]) {
      await opened.client.request("showDifference", { resource: number! });
    }
    assert.deepEqual(opened.asked, [["showDifference", idOf(2), "aws_instance.web"]]);
  });

  it("says of runs of earlier versions how much drifted, and how grave it was once they are opened", async () => {
    const resources = [resource({ severity: "critical" }), resource({ address: "aws_instance.b" })];
    await fixture.store([runOf(1, { driftedResources: resources })]);
    const opened = fixture.open();
    const { page } = await opened.client.request("ready", { filter: ALL, limit: 10 });
    const { counts, tone } = only(page.rows);
    assert.deepEqual(counts, { bySeverity: { critical: 0, warning: 0, info: 0 }, unsorted: 2 });
    assert.equal(tone, "warning");
    const detail = await detailOf(opened, 1);
    assert.deepEqual(detail.counts, { bySeverity: { critical: 1, warning: 1, info: 0 }, unsorted: 0 });
    assert.equal(detail.tone, "critical");
  });

  const damages: [what: string, damage: (file: string) => Promise<void>, said: RegExp][] = [
    ["missing", (file) => rm(file), /are missing/],
    ["damaged", (file) => writeFile(file, '{"schemaVersion":1,"run":{"id":"s3cr3t'), /is damaged/],
    ["another one's", (file) => writeFile(file, JSON.stringify({ schemaVersion: 1, run: endedRun(9) })), /else/],
  ];
  for (const [what, damage, said] of damages) {
    it(`leaves the list and the trend alone when its file is ${what}, and can be deleted`, async () => {
      await fixture.store([runOf(1, { driftedResources: [located] }), endedRun(2, 2000), endedRun(3, 1)]);
      for (const number of [1, 2]) await damage(fixture.runFile(idOf(number)));
      const opened = fixture.open({ confirms: true });
      const { client, logged } = opened;
      const rowsNow = async (): Promise<string[]> =>
        (await client.request("ready", { filter: ALL, limit: 10 })).page.rows.map(({ id }) => id);
      assert.deepEqual(await rowsNow(), [idOf(3), idOf(2), idOf(1)]);
      assert.equal((await client.request("trend", { root: null })).points.length, 3);
      for (const number of [1, 2]) {
        await assert.rejects(detailOf(opened, number), (error: Error) => {
          assert.match(error.message, said);
          assert.match(error.message, new RegExp(`^The details of run ${idOf(number)} .*\\.$`));
          assert.ok(!error.message.includes("s3cr3t"));
          return true;
        });
        assert.equal(await client.request("deleteRun", { runId: idOf(number) }), true);
      }
      assert.deepEqual(await rowsNow(), [idOf(3)]);
      assert.deepEqual(logged, [], "a damaged file is no failure of the page");
    });
  }
});
