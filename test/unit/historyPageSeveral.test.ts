/** What the history page is told of several runs: the trend, what recurs, two runs side by side, and which other one to take. */
import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import type { DriftedResource, DriftRun, RunMetadata } from "../../src/shared/model";
import type { Comparison, RecurrenceReport } from "../../src/shared/protocol";
import { HistoryFixture } from "./history/historyFixture";
import { ALL, type OpenedPage, WORDS } from "./history/openedPage";
import { change, resource, run } from "./reportSample";
import { endedRun, endedRuns, idOf } from "./store/runs";

const sized = (after: string): DriftedResource => resource({ changes: [change({ after })] });

/** A run that found these, of a root module, that number of seconds after midnight. */
function runOf(
  number: number,
  driftedResources: DriftedResource[],
  metadata: Partial<RunMetadata> = {},
  more: Partial<DriftRun> = {},
): DriftRun {
  const { id, startedAt, endedAt, workspaceId } = endedRun(number);
  return run({ driftedResources, ...metadata }, { id, startedAt, endedAt, workspaceId, ...more });
}

const targeted = (number: number): DriftRun => {
  const made = endedRun(number);
  return { ...made, metadata: { ...made.metadata, targets: ["lab_server.web"] } };
};

function only<T>(items: readonly T[]): T {
  assert.equal(items.length, 1);
  return items[0]!;
}

describe("several runs in the history page", () => {
  let fixture: HistoryFixture;
  beforeEach(async () => {
    fixture = await HistoryFixture.make();
  });
  afterEach(() => fixture.dispose());

  /** Opens a page that has asked what there is, and knows the ids of root modules by their names. */
  async function opened(
    runs: readonly DriftRun[],
    answers: Parameters<HistoryFixture["open"]>[0] = {},
  ): Promise<{ page: OpenedPage; root: (name: string) => string }> {
    await fixture.store(runs);
    const page = fixture.open(answers);
    const { roots } = await page.client.request("ready", { filter: ALL, limit: 1 });
    return { page, root: (name) => only(roots.filter((root) => root.name === name)).id };
  }

  describe("the trend", () => {
    it("sums over root modules, or follows one, and names the checks that failed", async () => {
      const { page, root } = await opened([
        endedRun(1, 2, { workspaceId: "net" }),
        endedRun(2, 3, { workspaceId: "app" }),
        endedRun(3, 0, { workspaceId: "net", status: "error" }),
        endedRun(4, 1, { workspaceId: "net" }),
        targeted(5),
      ]);
      const trendOf = async (asked: string | null): Promise<unknown> => {
        const { points, failures, isCut } = await page.client.request("trend", { root: asked });
        const counts = points.map(({ runId, bySeverity }) => [runId, bySeverity.warning]);
        return { counts, failures: failures.map(({ runId, status }) => [runId, status]), isCut };
      };
      const [one, two, four] = [idOf(1), idOf(2), idOf(4)];
      const failures = [[idOf(3), "Incomplete"]];
      const all = [
        [one, 2],
        [two, 5],
        [four, 4],
      ];
      assert.deepEqual(await trendOf(null), { counts: all, failures, isCut: false });
      const net = [
        [one, 2],
        [four, 1],
      ];
      assert.deepEqual(await trendOf(root("net")), { counts: net, failures, isCut: false });
      assert.deepEqual(await trendOf(root("app")), { counts: [[two, 3]], failures: [], isCut: false });
      assert.deepEqual(await trendOf("gone"), { counts: all, failures, isCut: false });
    });

    it("says when older runs are left out", async () => {
      const { page } = await opened(endedRuns(0, 501));
      const { points, isCut } = await page.client.request("trend", { root: null });
      assert.deepEqual([points.length, points[0]!.runId, isCut], [500, idOf(1), true]);
    });
  });

  describe("what recurs", () => {
    const recurring = ({ client }: OpenedPage, root: string | null): Promise<RecurrenceReport> =>
      client.request("recurrence", { root });
    const namesIn = ({ roots }: RecurrenceReport): string[] => roots.map(({ root }) => root);

    it("is told of one root module, with the runs that were looked at", async () => {
      const net = { workspaceId: "net" };
      const { page, root } = await opened([
        runOf(1, [sized("large")], {}, net),
        runOf(2, [sized("huge")], {}, net),
        runOf(3, [], {}, net),
        targeted(4),
        endedRun(5, 0, { ...net, status: "error" }),
        runOf(6, [sized("large")], {}, net),
        endedRun(7, 3, { workspaceId: "app" }),
      ]);
      const { roots, moreRoots } = await recurring(page, root("net"));
      const { root: name, runs, resources, moreResources } = only(roots);
      assert.deepEqual([name, moreResources, moreRoots], ["net", 0, 0]);
      assert.deepEqual(
        runs.map(({ id }) => id),
        [1, 2, 3, 6].map(idOf),
      );
      const web = only(resources);
      assert.deepEqual(web.presence, ["drifted", "drifted", "absent", "drifted"]);
      assert.equal(web.often, "3 of the last 4 runs");
      const size = only(web.attributes);
      assert.deepEqual([size.pattern, size.isFlip], ['flips between "large" and "huge", once', true]);
    });

    it("is told of all root modules that have complete runs", async () => {
      const { page } = await opened(
        [
          endedRun(1, 1, { workspaceId: "net" }),
          endedRun(2, 0, { workspaceId: "failing", status: "error" }),
          endedRun(3, 1, { workspaceId: "old" }),
          { ...targeted(4), workspaceId: "chosen" },
        ],
        { roots: [await fixture.root("never"), await fixture.root("net")] },
      );
      const report = await recurring(page, null);
      assert.deepEqual([namesIn(report).sort(), report.moreRoots], [["net", "old"], 0]);
    });

    it("is told however many checks of chosen resources came after the complete ones", async () => {
      const chosen = Array.from({ length: 150 }, (_, i) => targeted(i + 2));
      const { page } = await opened([endedRun(0, 1), endedRun(1), ...chosen]);
      const { runs, resources } = only((await recurring(page, null)).roots);
      assert.deepEqual([runs.map(({ id }) => id), resources.length], [[idOf(0), idOf(1)], 1]);
    });

    it("is looked for in ten root modules, not counting those that have nothing to look at", async () => {
      const roots = await Promise.all(Array.from({ length: 12 }, (_, i) => fixture.root(`never${i}`)));
      const runs = Array.from({ length: 13 }, (_, i) => endedRun(i, 1, { workspaceId: `net${i}` }));
      const { page } = await opened(runs, { roots });
      const report = await recurring(page, null);
      assert.equal(report.roots.length, 10);
      assert.ok(namesIn(report).every((name) => name.startsWith("net")));
      assert.equal(report.moreRoots, 3);
    });

    it("counts a run that cannot be read as one that could not tell", async () => {
      const { page } = await opened([runOf(1, [sized("a")]), runOf(2, [sized("a")]), runOf(3, [sized("a")])]);
      await rm(fixture.runFile(idOf(2)));
      const web = only(only((await recurring(page, null)).roots).resources);
      assert.deepEqual(web.presence, ["drifted", "unknown", "drifted"]);
      assert.equal(web.often, "2 of the last 3 runs, 1 of which could not tell");
      assert.match(only(page.logged), /details of run run_000002 are missing/);
      await rm(fixture.runFile(idOf(3)));
      const older = only(only((await recurring(page, null)).roots).resources);
      assert.deepEqual(older.presence, ["drifted", "unknown", "unknown"]);
    });
  });

  describe("two runs", () => {
    const compared = ({ client }: OpenedPage, ...runIds: [string, string]): Promise<Comparison> =>
      client.request("compare", { runIds });

    it("are compared in the order in which they were made, whichever is named first", async () => {
      const db = resource({ address: "aws_db_instance.db" });
      const { page } = await opened([runOf(1, [sized("large"), db]), runOf(2, [sized("huge")])]);
      const [one, other] = [await compared(page, idOf(1), idOf(2)), await compared(page, idOf(2), idOf(1))];
      for (const { older, newer, notes, lists, sameCount } of [one, other]) {
        assert.deepEqual([older.id, newer.id, notes, sameCount], [idOf(1), idOf(2), [], 0]);
        assert.deepEqual(
          lists.map(({ kind, entries }) => [kind, only(entries).address]),
          [
            ["changed", "aws_instance.web"],
            ["gone", "aws_db_instance.db"],
          ],
        );
        const { differences } = only(lists[0]!.entries);
        assert.deepEqual([only(differences).older.text, only(differences).newer.text], ['"large"', '"huge"']);
      }
    });

    it("that started at the same moment have one order all the same", async () => {
      const { startedAt } = endedRun(1);
      const { page } = await opened([runOf(1, []), runOf(2, [], {}, { startedAt, workspaceId: "net" })]);
      for (const runIds of [[idOf(1), idOf(2)] as const, [idOf(2), idOf(1)] as const]) {
        const { older, newer } = await compared(page, ...runIds);
        assert.deepEqual([older.id, newer.id], [idOf(1), idOf(2)]);
      }
    });

    it("do not differ if they are one", async () => {
      const { page } = await opened([runOf(1, [sized("large")])]);
      const { lists, sameCount, notes } = await compared(page, idOf(1), idOf(1));
      assert.deepEqual([lists, sameCount, notes], [[], 1, []]);
    });

    it("may be of different root modules, which is said", async () => {
      const { page } = await opened([runOf(1, []), runOf(2, [], {}, { workspaceId: "net" })]);
      const { notes, older, newer } = await compared(page, idOf(1), idOf(2));
      assert.deepEqual(notes, ["These are checks of different root modules."]);
      assert.deepEqual([older.root, newer.root], ["network", "net"]);
    });

    it("claim nothing about what one of them did not read", async () => {
      const db = resource({ address: "aws_db_instance.db" });
      const partial = { complete: false, uncheckedAddresses: ["aws_instance.web"] };
      const { page } = await opened([
        runOf(1, [sized("large")]),
        runOf(2, [db], partial, { status: "error" }),
        targeted(3),
      ]);
      const incomplete = await compared(page, idOf(1), idOf(2));
      assert.deepEqual(incomplete.notes, [
        "The newer check is incomplete: what it did not read may have drifted all the same.",
      ]);
      assert.deepEqual(
        incomplete.lists.map(({ kind }) => kind),
        ["appeared", "unread"],
      );
      assert.deepEqual((await compared(page, idOf(1), idOf(3))).notes, [
        "The newer check was of single resources only.",
      ]);
    });

    it("have lists and numbers of their own", async () => {
      const { page } = await opened([runOf(1, []), endedRun(2, 300)]);
      const [list] = (await compared(page, idOf(1), idOf(2))).lists;
      assert.deepEqual([list!.kind, list!.total, list!.entries.length], ["appeared", 300, 200]);
      const more = await page.client.request("more", { list: list!.id, from: 200 });
      assert.equal(more.length, 100);
      await page.client.request("showDifference", { resource: more[99]!.resource! });
      assert.deepEqual(page.asked, [["showDifference", idOf(2), "lab_server.web[299]"]]);
    });
  });

  describe("the run before another", () => {
    it("is the complete check of the same root module before it, however many others lie between", async () => {
      const others = endedRuns(2, 400).map((one, i): DriftRun => {
        const kinds = [
          { ...one, workspaceId: "net" },
          { ...one, status: "error" as const },
          { ...one, status: "cancelled" as const },
          targeted(i + 2),
        ];
        return kinds[i % 4]!;
      });
      const { page } = await opened([endedRun(0), endedRun(1, 2), ...others, endedRun(400), endedRun(401)]);
      const previous = (number: number): Promise<string> => page.client.request("previousRun", { runId: idOf(number) });
      assert.equal(await previous(401), idOf(400));
      assert.equal(await previous(400), idOf(1));
      assert.equal(await previous(1), idOf(0));
      await assert.rejects(previous(0), /no earlier complete check/);
    });

    it("is found beyond the first page of complete checks", async () => {
      const { page } = await opened([...endedRuns(0, 350), ...endedRuns(400, 500)]);
      assert.equal(await page.client.request("previousRun", { runId: idOf(7) }), idOf(6));
    });
  });

  describe("another run to compare with", () => {
    it("is chosen among the other ended runs of the root module", async () => {
      const { page } = await opened(
        [endedRun(1, 2), endedRun(2, 0, { workspaceId: "net" }), endedRun(3, 0, { status: "error" }), endedRun(4)],
        { chooses: (options) => options[1]!.runId },
      );
      assert.equal(await page.client.request("pickOther", { runId: idOf(3) }), idOf(1));
      const { startedAt } = endedRun(4);
      const [what, title, options] = only(page.asked);
      assert.deepEqual([what, title], ["choose", WORDS.compareWith]);
      assert.deepEqual(options, [
        { runId: idOf(4), startedAt, label: "No drift", description: "manual · 0.5 s · 40 resources" },
        {
          runId: idOf(1),
          startedAt: endedRun(1).startedAt,
          label: "Drift detected",
          description: "manual · 0.5 s · 40 resources",
        },
      ]);
    });

    it("need not be chosen", async () => {
      const { page } = await opened(endedRuns(1, 4));
      assert.equal(await page.client.request("pickOther", { runId: idOf(2) }), null);
    });

    it("is not offered where there is none", async () => {
      const { page } = await opened([endedRun(1), endedRun(2, 0, { workspaceId: "net" })]);
      await assert.rejects(page.client.request("pickOther", { runId: idOf(1) }), /no other run of this root module/);
      assert.deepEqual(page.asked, []);
    });
  });
});
