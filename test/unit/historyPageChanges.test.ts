/** What the history page has done: runs exported, deleted and checked, and what it is told of that. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { renderMarkdown } from "../../src/core/report/markdown";
import { renderSarif } from "../../src/core/report/sarif";
import type { WorkspaceRef } from "../../src/core/service";
import { DriftError } from "../../src/shared/errors";
import { HistoryFixture } from "./history/historyFixture";
import { ALL, type OpenedPage, WORDS } from "./history/openedPage";
import { realisticRun } from "./reportSample";
import { endedRun, endedRuns, idOf } from "./store/runs";

const ready = ({ client }: OpenedPage) => client.request("ready", { filter: ALL, limit: 100 });
const idsIn = async (opened: OpenedPage): Promise<string[]> => (await ready(opened)).page.rows.map(({ id }) => id);
const namesHeard = ({ heard }: OpenedPage): string[] => heard.map(([name]) => name);

describe("what the history page has done", () => {
  let fixture: HistoryFixture;
  beforeEach(async () => {
    fixture = await HistoryFixture.make();
  });
  afterEach(() => fixture.dispose());

  it("exports a run in each format, as the command line prints it", async () => {
    const run = realisticRun();
    await fixture.store([run]);
    const { client, asked } = fixture.open({ exports: ["markdown", "json", "sarif"] });
    assert.equal(await client.request("exportRun", { runId: run.id }), null);
    const { version } = JSON.parse(await readFile("package.json", "utf8")) as { version: string };
    const texts = [
      renderMarkdown([run]),
      `${JSON.stringify(run, null, 2)}\n`,
      `${JSON.stringify(renderSarif([run], { version }), null, 2)}\n`,
    ];
    assert.deepEqual(asked, [["save", run, texts]]);
  });

  it("exports what was ignored in the run as such", async () => {
    await fixture.store([endedRun(1, 2)]);
    const service = fixture.service();
    await service.ignore(idOf(1), "lab_server.web[0]");
    const { client, asked } = fixture.open({ exports: ["json"] }, service);
    await client.request("exportRun", { runId: idOf(1) });
    const [what] = asked;
    assert.ok(what?.[0] === "save");
    assert.deepEqual(JSON.parse(what[2][0]!), await service.run(idOf(1)));
    assert.equal(what[1].metadata.driftedCount, 1);
  });

  it("deletes a run once the person has said so, and not before", async () => {
    await fixture.store(endedRuns(0, 3));
    const question = ["confirm", WORDS.deleteQuestion, WORDS.deleteAction];
    const careful = fixture.open({ confirms: false });
    assert.equal(await careful.client.request("deleteRun", { runId: idOf(1) }), false);
    assert.deepEqual([careful.asked, careful.heard], [[question], []]);
    const sure = fixture.open({ confirms: true });
    assert.deepEqual(await idsIn(sure), [2, 1, 0].map(idOf));
    assert.equal(await sure.client.request("deleteRun", { runId: idOf(1) }), true);
    assert.deepEqual([sure.asked, sure.heard], [[question], [["changed", null]]]);
    assert.deepEqual(await idsIn(sure), [2, 0].map(idOf));
    await assert.rejects(sure.client.request("deleteRun", { runId: idOf(1) }), /There is no run run_000001/);
  });

  it("clears the history once the person has said so, and not before", async () => {
    await fixture.store(endedRuns(0, 300));
    const question = ["confirm", WORDS.clearQuestion, WORDS.clearHistory];
    const careful = fixture.open({ confirms: false });
    assert.equal(await careful.client.request("clearHistory"), false);
    assert.deepEqual([careful.asked, careful.heard], [[question], []]);
    assert.equal((await idsIn(careful)).length, 100);
    const sure = fixture.open({ confirms: true });
    assert.equal(await sure.client.request("clearHistory"), true);
    assert.deepEqual([sure.asked, sure.heard], [[question], [["changed", null]]]);
    const { page, roots } = await ready(sure);
    assert.deepEqual([page, roots], [{ rows: [], next: null }, []]);
  });

  it("is told when a run was changed, or deleted, in another part of the window", async () => {
    await fixture.store([endedRun(0, 2), endedRun(1)]);
    const service = fixture.service();
    const opened = fixture.open({}, service);
    await service.ignore(idOf(0), "lab_server.web[1]");
    assert.deepEqual(namesHeard(opened), ["changed"]);
    assert.equal((await ready(opened)).page.rows[1]!.counts.bySeverity.warning, 1);
    await service.delete(idOf(0));
    assert.deepEqual(namesHeard(opened), ["changed", "changed"]);
    opened.page.emit("changed", null);
    assert.deepEqual(opened.heard.at(-1), ["changed", null]);
    assert.equal(opened.heard.length, 3);
  });

  it("has a root module checked, or all of them, and none that nobody knows", async () => {
    await fixture.store([endedRun(0)]);
    const opened = fixture.open({ roots: [await fixture.root("net")] });
    const { roots } = await ready(opened);
    const [net, network] = roots;
    for (const root of [null, net!.id, network!.id]) {
      assert.equal(await opened.client.request("check", { root }), null);
    }
    for (const root of ["", "net", '["shop","gone"]']) {
      await assert.rejects(opened.client.request("check", { root }), /There is no such root module/);
    }
    const refOf = (workspaceId: string): WorkspaceRef => ({ projectId: "shop", workspaceId });
    assert.deepEqual(opened.asked, [
      ["check", null],
      ["check", refOf("net")],
      ["check", refOf("network")],
    ]);
  });

  it("is told in one line why something could not be done, and nothing of a fault's inside", async () => {
    const fails = (error: Error): OpenedPage => fixture.open({ checks: () => Promise.reject(error) });
    const known = fails(new DriftError("no_root_module", "It is not open.", "Open its folder."));
    await assert.rejects(known.client.request("check", { root: null }), {
      message: "It is not open. Open its folder.",
    });
    assert.deepEqual(known.logged, []);
    const unknown = fails(new Error("x is not a function\n    at somewhere (file.js:1:1)"));
    await assert.rejects(unknown.client.request("check", { root: null }), { message: "x is not a function" });
    assert.deepEqual(unknown.logged, ["The history page could not be answered."]);
  });

  it("shows the setting that says how many runs are kept", async () => {
    const { client, asked } = fixture.open();
    assert.equal(await client.request("openRetention"), null);
    assert.deepEqual(asked, [["openRetention"]]);
  });

  it("hears nothing any more when it is gone, neither answers nor events", async () => {
    await fixture.store([endedRun(0, 2)]);
    const service = fixture.service();
    let finish: () => void = () => assert.fail("no check was asked for");
    const opened = fixture.open({ checks: () => new Promise((resolve) => (finish = resolve)) }, service);
    const answered = opened.page.receive({ kind: "request", id: 1, method: "check", params: { root: null } });
    opened.page.dispose();
    finish();
    await answered;
    await service.ignore(idOf(0), "lab_server.web[1]");
    opened.page.select(idOf(0));
    opened.page.emit("changed", null);
    assert.deepEqual(opened.posted, []);
  });
});
