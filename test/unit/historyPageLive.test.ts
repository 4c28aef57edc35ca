/** What the history page is told of checks that are being made: here, over a fake Terraform, and by other processes. */
import assert from "node:assert/strict";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { RootModule } from "../../src/core/local/rootModule";
import type { LiveRun, RunFilter, Snapshot } from "../../src/shared/protocol";
import { HistoryFixture } from "./history/historyFixture";
import { ALL, type OpenedPage } from "./history/openedPage";
import { endedRun, idOf } from "./store/runs";
import { until } from "./terraform/fakeTerraform";
import { type Fake, tell } from "./terraform/planningTerraform";

const reads = (type: string, addr: string): object => ({ type, hook: { resource: { addr } } });

/** One of two resources is read, and the other is being read. */
const READING: Fake = {
  hang: true,
  events: [
    reads("refresh_start", "lab_server.a"),
    reads("refresh_complete", "lab_server.a"),
    reads("refresh_start", "lab_server.b"),
  ],
};
/** The root module, as the page names it. */
const NET = { root: "net", rootId: '["shop","net"]' };
const STATE = JSON.stringify({ resources: [{ mode: "managed", instances: [{}, {}, {}] }] });

const ready = ({ client }: OpenedPage, filter: RunFilter = ALL): Promise<Snapshot> =>
  client.request("ready", { filter, limit: 100 });

/** What the page was told last of running checks; undefined: nothing yet. */
function liveIn({ heard }: OpenedPage): readonly LiveRun[] | undefined {
  return heard.flatMap(([name, payload]) => (name === "live" ? [payload] : [])).at(-1);
}

const heardLive = (opened: OpenedPage, isIt: (live: readonly LiveRun[]) => boolean): Promise<void> =>
  until(() => Promise.resolve(isIt(liveIn(opened) ?? [])));

const isReadingSecond = ([run]: readonly LiveRun[]): boolean => run?.progress?.current === "lab_server.b";
const isNothing = (live: readonly LiveRun[]): boolean => live.length === 0;
const changesIn = ({ heard }: OpenedPage): number => heard.filter(([name]) => name === "changed").length;

describe("running checks in the history page", function () {
  this.timeout(20_000);
  let fixture: HistoryFixture;
  beforeEach(async () => {
    fixture = await HistoryFixture.make();
  });
  afterEach(() => fixture.dispose());

  async function rootThat(fake: Fake): Promise<RootModule> {
    const root = await fixture.root("net", { "terraform.tfstate": STATE });
    await tell(root.dir, fake);
    return root;
  }

  it("are there from their start to their end, with how far they are", async () => {
    const root = await rootThat(READING);
    const service = fixture.service([root]);
    const opened = fixture.open({ roots: [root] }, service);
    let last: LiveRun["progress"] = null;
    service.onDidChange((event) => {
      if (event.kind === "progress") last = { done: event.done, total: event.total, current: event.current };
    });
    assert.deepEqual((await ready(opened)).live, []);
    const id = await service.check(root);
    assert.deepEqual(opened.heard.slice(0, 2), [
      ["live", [{ id, ...NET, progress: { done: 0, total: null, current: null } }]],
      ["changed", null],
    ]);
    await heardLive(opened, isReadingSecond);
    const live = [{ id, ...NET, progress: last }];
    assert.deepEqual(liveIn(opened), live);
    assert.equal(liveIn(opened)![0]!.progress!.done, 1);
    const { live: inSnapshot, page } = await ready(opened);
    assert.deepEqual(inSnapshot, live);
    assert.deepEqual([page.rows[0]!.id, page.rows[0]!.status, page.rows[0]!.tone], [id, "Checking", "neutral"]);

    await service.cancel(id);
    assert.deepEqual(opened.heard.slice(-2), [
      ["live", []],
      ["changed", null],
    ]);
    const after = await ready(opened);
    assert.deepEqual([after.live, after.page.rows[0]!.status], [[], "Cancelled"]);
  });

  it("can be started and cancelled from the page, whose answers come when that is over", async () => {
    const root = await rootThat(READING);
    const service = fixture.service([root]);
    const opened = fixture.open(
      {
        roots: [root],
        checks: async (ref) => {
          await service.ended(await service.check(ref!));
        },
      },
      service,
    );
    const { roots } = await ready(opened);
    const checked = opened.client.request("check", { root: roots[0]!.id });
    await heardLive(opened, isReadingSecond);
    const { id } = liveIn(opened)![0]!;
    assert.equal(await opened.client.request("cancel", { runId: id }), null);
    assert.equal(await checked, null);
    assert.equal((await service.run(id)).status, "cancelled");
    await assert.rejects(opened.client.request("cancel", { runId: id }), /is over already/);

    await tell(root.dir, { plan: "drift-update", exit: 2 });
    await opened.client.request("check", { root: roots[0]!.id });
    assert.deepEqual(liveIn(opened), []);
    const [newest] = (await ready(opened)).page.rows;
    assert.equal(newest!.status, "Drift detected");
  });

  it("can be looked at, but neither deleted nor compared with", async () => {
    const root = await rootThat(READING);
    await fixture.store([endedRun(1, 0, { workspaceId: "net" }), endedRun(2, 0, { workspaceId: "net" })]);
    const service = fixture.service([root]);
    const opened = fixture.open({ roots: [root], confirms: true }, service);
    const id = await service.check(root);
    const { isRunning, endedAt, lists } = await opened.client.request("run", { runId: id });
    assert.deepEqual([isRunning, endedAt, lists], [true, null, []]);
    await assert.rejects(opened.client.request("deleteRun", { runId: id }), /is still running/);
    await opened.client.request("pickOther", { runId: idOf(1) });
    const [, choice] = opened.asked;
    assert.ok(choice?.[0] === "choose");
    assert.deepEqual(
      choice[2].map(({ runId }) => runId),
      [idOf(2)],
    );
    await opened.client.request("clearHistory");
    assert.deepEqual(
      (await ready(opened)).page.rows.map((row) => row.id),
      [id],
    );
  });

  it("of another process are there as far as they are known, and go when they end", async () => {
    const root = await rootThat(READING);
    const other = fixture.service([root]);
    const opened = fixture.open({ roots: [root] });
    const id = await other.check(root);
    assert.deepEqual((await ready(opened)).live, [{ id, ...NET, progress: null }]);
    assert.deepEqual(opened.heard, []);
    await other.cancel(id);
    await until(() => Promise.resolve(changesIn(opened) > 0));
    assert.deepEqual(opened.heard, [
      ["live", []],
      ["changed", null],
    ]);
    const { live, page } = await ready(opened);
    assert.deepEqual([live, page.rows[0]!.status], [[], "Cancelled"]);
  });

  it("of another process can be cancelled from the page", async () => {
    const root = await rootThat(READING);
    const other = fixture.service([root]);
    const opened = fixture.open({ roots: [root] });
    const id = await other.check(root);
    await ready(opened);
    await opened.client.request("cancel", { runId: id });
    assert.equal((await other.run(id)).status, "cancelled");
    await heardLive(opened, isNothing);
  });

  it("are there whatever the list is filtered by", async () => {
    const root = await rootThat(READING);
    const id = await fixture.service([root]).check(root);
    const { live, page } = await ready(fixture.open({ roots: [root] }), { root: null, status: "clean" });
    assert.deepEqual([live, page.rows], [[{ id, ...NET, progress: null }], []]);
  });

  it("are not taken for running for ever where the store could not take their end", async () => {
    const root = await rootThat({});
    await fixture.store([endedRun(1)]);
    const service = fixture.service([root]);
    await service.delete(idOf(1));
    const runs = join(fixture.dataDir, "runs");
    await rm(runs, { recursive: true });
    await writeFile(runs, "a file in its place");
    const watching = fixture.open({ roots: [root] }, service);
    const { id } = await service.ended(await service.check(root));
    const { live, page } = await ready(watching);
    assert.deepEqual([page.rows[0]?.id, page.rows[0]?.status, live], [id, "No drift", []]);
    const later = fixture.open({ roots: [root] }, service);
    assert.deepEqual((await ready(later)).live, [], "else the page would ask again, without end");
  });

  it("of this window that began before the page are known as its own, with how far they are", async () => {
    const root = await rootThat(READING);
    const service = fixture.service([root]);
    const id = await service.check(root);
    const opened = fixture.open({ roots: [root], running: new Map([[id, { done: 7, total: 9 }]]) }, service);
    const [live] = (await ready(opened)).live;
    assert.deepEqual(live, { id, ...NET, progress: { done: 7, total: 9, current: null } });
    await service.cancel(id);
    await heardLive(opened, isNothing);
  });

  it("of another process are not told to a page that is gone", async () => {
    const root = await rootThat(READING);
    const other = fixture.service([root]);
    const [gone, there] = [fixture.open({ roots: [root] }), fixture.open({ roots: [root] })];
    const id = await other.check(root);
    await ready(gone);
    gone.page.dispose();
    await ready(there);
    await other.cancel(id);
    await heardLive(there, isNothing);
    await until(() => Promise.resolve(changesIn(there) > 0));
    assert.deepEqual(gone.heard, []);
  });
});
