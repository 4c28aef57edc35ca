/** What the history page is told there is: the first page of runs, the root modules, and the pages after it. */
import assert from "node:assert/strict";
import type { DriftRun, RunStatus } from "../../src/shared/model";
import { type RunFilter, RUNS_AT_ONCE, type RunRow, type Snapshot } from "../../src/shared/protocol";
import { HistoryFixture } from "./history/historyFixture";
import { ALL, type OpenedPage, WORDS } from "./history/openedPage";
import { endedRun, endedRuns, idOf } from "./store/runs";

const idsOf = (rows: readonly RunRow[]): string[] => rows.map(({ id }) => id);

const ready = ({ client }: OpenedPage, filter: RunFilter = ALL, limit = RUNS_AT_ONCE): Promise<Snapshot> =>
  client.request("ready", { filter, limit });

/** The id by which the page names a root module. */
async function rootIdOf(opened: OpenedPage, name: string): Promise<string> {
  const found = (await ready(opened)).roots.find((root) => root.name === name);
  assert.ok(found, `there is no ${name}`);
  return found.id;
}

/** Runs of three root modules, in each of the states in turn. */
function mixedRuns(count: number): DriftRun[] {
  const ends: ((number: number) => Partial<DriftRun>)[] = [
    () => ({}),
    (number) => ({ status: "drift_detected", metadata: endedRun(number, 2).metadata }),
    () => ({ status: "error" }),
    () => ({ status: "cancelled" }),
  ];
  return Array.from({ length: count }, (_, number) =>
    endedRun(number, 0, { workspaceId: ["app", "db", "net"][number % 3]!, ...ends[number % 4]!(number) }),
  );
}

describe("the history page, when it asks what there is", () => {
  let fixture: HistoryFixture;
  beforeEach(async () => {
    fixture = await HistoryFixture.make();
  });
  afterEach(() => fixture.dispose());

  it("has nothing to show in a new folder", async () => {
    const opened = fixture.open({ kept: 25, canCheck: false });
    assert.deepEqual(await ready(opened), {
      words: WORDS,
      filter: ALL,
      roots: [],
      page: { rows: [], next: null },
      live: [],
      model: { name: null, isAllowed: true },
      canCheck: false,
      kept: 25,
      selected: null,
    });
  });

  it("shows the newest runs first, and what each came to", async () => {
    await fixture.store([...endedRuns(0, 150), endedRun(150, 3)]);
    const { page, kept, canCheck, words } = await ready(fixture.open({ kept: 500 }));
    assert.equal(page.rows.length, RUNS_AT_ONCE);
    assert.deepEqual(page.rows[0], {
      id: idOf(150),
      root: "network",
      tone: "warning",
      status: "Drift detected",
      startedAt: "2026-01-01T00:02:30.000Z",
      counts: { bySeverity: { critical: 0, warning: 3, info: 0 }, unsorted: 0 },
      facts: ["manual", "0.5 s", "40 resources"],
    });
    assert.deepEqual([page.rows[1]!.tone, page.rows[1]!.status], ["clean", "No drift"]);
    assert.notEqual(page.next, null);
    assert.deepEqual([kept, canCheck, words.title], [500, true, WORDS.title]);
  });

  it("shows as many runs again as the page has had", async () => {
    await fixture.store(endedRuns(0, 250));
    const { page } = await ready(fixture.open(), ALL, 240);
    assert.equal(page.rows.length, 240);
    assert.notEqual(page.next, null);
    assert.equal((await ready(fixture.open(), ALL, 250)).page.next, null);
  });

  it("filters by root module and by status, and by both", async () => {
    const runs = mixedRuns(48);
    await fixture.store(runs);
    const opened = fixture.open();
    const root = await rootIdOf(opened, "net");
    const filters: [RunFilter, (run: DriftRun) => boolean][] = [
      [{ root, status: null }, ({ workspaceId }) => workspaceId === "net"],
      [{ root: null, status: "error" }, ({ status }) => status === "error"],
      [{ root, status: "drift_detected" }, (run) => run.workspaceId === "net" && run.status === "drift_detected"],
      [{ root, status: "running" }, () => false],
    ];
    for (const [filter, isWanted] of filters) {
      const { page, filter: used } = await ready(opened, filter);
      assert.deepEqual(
        idsOf(page.rows),
        runs
          .filter(isWanted)
          .map(({ id }) => id)
          .reverse(),
      );
      assert.deepEqual(used, filter);
    }
  });

  it("takes a root module that nobody knows for none, and says so", async () => {
    await fixture.store(endedRuns(0, 3));
    const opened = fixture.open();
    for (const root of ["", "network", "__proto__", '["shop","gone"]', "[]"]) {
      const { filter, page } = await ready(opened, { root, status: "clean" });
      assert.deepEqual(filter, { root: null, status: "clean" });
      assert.equal(page.rows.length, 3);
    }
  });

  it("knows the filter's root module in the first question already: a page that comes back has kept it", async () => {
    await fixture.store(mixedRuns(6));
    const root = await rootIdOf(fixture.open(), "db");
    const { filter, page } = await ready(fixture.open(), { root, status: null });
    assert.equal(filter.root, root);
    assert.deepEqual(idsOf(page.rows), [idOf(4), idOf(1)]);
  });

  it("offers the root modules of the window and of the history, each once, by name", async () => {
    await fixture.store(["net", "old", "net"].map((workspaceId, number) => endedRun(number, 0, { workspaceId })));
    const roots = [await fixture.root("net"), await fixture.root("app")];
    const choices = (await ready(fixture.open({ roots }))).roots;
    assert.deepEqual(
      choices.map(({ name }) => name),
      ["app", "net", "old"],
    );
    assert.equal(new Set(choices.map(({ id }) => id)).size, 3);
  });

  it("names the project where there are several", async () => {
    await fixture.store([
      endedRun(0),
      endedRun(1, 0, { projectId: "bank", workspaceId: "." }),
      endedRun(2, 0, { projectId: "bank", workspaceId: "network" }),
      endedRun(3, 0, { projectId: "bank", workspaceId: ".@blue" }),
    ]);
    const { roots, page } = await ready(fixture.open());
    assert.deepEqual(
      roots.map(({ name }) => name),
      ["bank", "bank/network", "bank@blue", "shop/network"],
    );
    assert.deepEqual(
      page.rows.map(({ root }) => root),
      ["bank@blue", "bank/network", "bank", "shop/network"],
    );
  });

  it("names the project of a hidden folder, too", async () => {
    await fixture.store(
      ["shop", "bank"].map((projectId, i) => endedRun(i, 0, { projectId, workspaceId: ".infra/net" })),
    );
    const { roots } = await ready(fixture.open());
    assert.deepEqual(
      roots.map(({ name }) => name),
      ["bank/.infra/net", "shop/.infra/net"],
    );
  });

  it("says once which run the person asked to see before the page was there", async () => {
    await fixture.store(endedRuns(0, 3));
    const opened = fixture.open();
    opened.page.select(idOf(1));
    assert.equal((await ready(opened)).selected, idOf(1));
    assert.equal((await ready(opened)).selected, null);
  });

  it("does not lead back to a run that the page has shown since it was told of it", async () => {
    await fixture.store(endedRuns(0, 3));
    const opened = fixture.open();
    await ready(opened);
    opened.page.select(idOf(1));
    assert.deepEqual(opened.heard, [["select", idOf(1)]]);
    await opened.client.request("run", { runId: idOf(1) });
    await opened.client.request("run", { runId: idOf(2) });
    assert.equal((await ready(opened)).selected, null);
  });

  /** Follows the pages to the end. */
  async function allRows(opened: OpenedPage, filter: RunFilter): Promise<RunRow[]> {
    const { rows, next } = (await ready(opened, filter)).page;
    const all = [...rows];
    for (let cursor = next; cursor !== null;) {
      const page = await opened.client.request("runs", { filter, cursor });
      assert.ok(page.rows.length > 0 && page.rows.length <= RUNS_AT_ONCE);
      all.push(...page.rows);
      cursor = page.next;
    }
    return all;
  }

  it("shows every run on one of its pages and none twice, whatever is filtered by", async () => {
    const runs = mixedRuns(1300);
    await fixture.store(runs);
    const opened = fixture.open();
    const roots = new Map<string | null, string | null>([[null, null]]);
    for (const name of ["app", "db", "net"]) roots.set(await rootIdOf(opened, name), name);
    const states: readonly (RunStatus | null)[] = [null, "clean", "error"];
    for (const [root, name] of roots) {
      for (const status of states) {
        const wanted = runs.filter(
          (run) => (name ?? run.workspaceId) === run.workspaceId && (status ?? run.status) === run.status,
        );
        const rows = await allRows(opened, { root, status });
        assert.deepEqual(idsOf(rows), wanted.map(({ id }) => id).reverse(), `${name} ${status}`);
      }
    }
  });

  it("neither repeats nor loses runs when others come in and go between two pages", async () => {
    await fixture.store(endedRuns(0, 300));
    const opened = fixture.open({ confirms: true });
    const { page } = await ready(opened);
    await fixture.store(endedRuns(300, 350));
    await opened.client.request("deleteRun", { runId: page.rows.at(-1)!.id });
    const next = await opened.client.request("runs", { filter: ALL, cursor: page.next! });
    assert.deepEqual(
      idsOf(next.rows),
      endedRuns(100, 200)
        .map(({ id }) => id)
        .reverse(),
    );
  });

  it("refuses a cursor that is none of its own", async () => {
    const { client } = fixture.open();
    for (const cursor of ["", "x", "../../etc/passwd", "bm90aGluZw"]) {
      await assert.rejects(client.request("runs", { filter: ALL, cursor }), /cursor/);
    }
  });
});
