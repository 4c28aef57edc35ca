/** A page that has gone bad asks for everything that a page must not ask for; the same messages each time. */
import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { RootModule } from "../../src/core/local/rootModule";
import { HistoryFixture } from "./history/historyFixture";
import { fuzzedMessage, type Known, strangeThings } from "./history/hostileMessages";
import { ALL, type Asked, type OpenedPage, WORDS } from "./history/openedPage";
import { seeded } from "./randomPlan";
import { resource, run } from "./reportSample";
import { endedRun, idOf } from "./store/runs";

const MESSAGES = 4000;

/** What was posted for a message, events apart. Fails if anything is thrown. */
async function answersTo(opened: OpenedPage, message: unknown): Promise<OpenedPage["posted"]> {
  const before = opened.posted.length;
  await opened.page.receive(structuredClone(message));
  return opened.posted.slice(before).filter(({ kind }) => kind !== "event");
}

/** What a page may be told of a failure. */
function assertOneLine(text: string): void {
  assert.doesNotMatch(text, /[\p{Cc}\p{Zl}\p{Zp}]/u);
  assert.doesNotMatch(text, /\bat \S+ \(|\.[jt]s:\d/);
  assert.ok(text.length > 0 && text.length < 500, `${text.length} characters`);
}

describe("a hostile history page", () => {
  let fixture: HistoryFixture;
  let root: RootModule;
  let opened: OpenedPage;
  let known: Known;

  beforeEach(async () => {
    fixture = await HistoryFixture.make();
    root = await fixture.root("net", { "main.tf": 'resource "aws_instance" "web" {}\n' });
    const { startedAt } = endedRun(0);
    const runs = [
      run({ driftedResources: [resource()] }, { id: idOf(0), startedAt, workspaceId: "net" }),
      endedRun(1, 300, { workspaceId: "net" }),
      endedRun(2, 0, { status: "error" }),
      endedRun(3),
    ];
    await fixture.store(runs);
    await rm(fixture.runFile(idOf(3)));
    opened = fixture.open({ roots: [root], exports: ["json"], chooses: ([first]) => first!.runId });
    const { roots } = await opened.client.request("ready", { filter: ALL, limit: 100 });
    const { next } = (await opened.client.request("ready", { filter: ALL, limit: 2 })).page;
    known = {
      runIds: runs.map(({ id }) => id),
      roots: roots.map(({ id }) => id),
      cursor: next!,
      ...(await shownAnew()),
    };
  });
  afterEach(() => fixture.dispose());

  /** Shows a run, and says by what the page may name its parts. */
  async function shownAnew(): Promise<Pick<Known, "list" | "numbers">> {
    const { lists } = await opened.client.request("run", { runId: idOf(0) });
    const { place, resource: number } = lists[0]!.entries[0]!;
    return { list: lists[0]!.id, numbers: [place!.place, number!] };
  }

  /** Whether the window may be asked this by a page that knows nothing but what it was told. */
  function isLegitimate(asked: Asked): boolean {
    switch (asked[0]) {
      case "openCode":
        return asked[1] === join(root.dir, "main.tf");
      case "check":
        return asked[1] === null || ["net", "network"].includes(asked[1].workspaceId);
      case "showDifference":
        return asked[1] === idOf(0) && asked[2] === "aws_instance.web";
      case "showOutput":
        return known.runIds.includes(asked[1]);
      case "choose":
        return asked[2].every(({ runId }) => known.runIds.includes(runId));
      case "save":
        return known.runIds.includes(asked[1].id);
      case "confirm":
        return asked[1] === WORDS.deleteQuestion || asked[1] === WORDS.clearQuestion;
      case "showText":
      case "copy":
        return asked.at(-1)!.includes("aws_instance.web");
      case "checkOnly":
        return asked[1]?.workspaceId === "net" && asked[2].join() === "aws_instance.web";
      case "putRight":
        return asked[2].workspaceId === "net" && asked[3] === "aws_instance.web";
      case "maySend":
        return false; // there is no model
      case "openRetention":
      case "setUpModel":
        return true;
    }
  }

  it("gets one line for each bad request, reaches nothing, and leaves everything as it was", async () => {
    const random = seeded(20_261_122);
    const kinds = new Set<string>();
    for (let number = 0; number < MESSAGES; number++) {
      if (number % 20 === 0) known = { ...known, ...(await shownAnew()) }; // others were shown in its place
      const { message, isRequest, isBad } = fuzzedMessage(random, known);
      const reached = opened.asked.length;
      const answers = await answersTo(opened, message);
      const about = `message ${number}`;
      assert.equal(answers.length, isRequest ? 1 : 0, about);
      for (const answer of answers) {
        assert.ok(answer.kind === "reply" || answer.kind === "error", about);
        assert.deepEqual(answer.id, (message as { id: unknown }).id, about);
        if (isBad) assert.equal(answer.kind, "error", about);
        if (answer.kind === "error") assertOneLine(answer.message);
        kinds.add(`${isBad} ${answer.kind}`);
      }
      if (isBad) assert.equal(opened.asked.length, reached, about);
    }
    assert.deepEqual([...kinds].sort(), ["false error", "false reply", "true error"]);
    assert.deepEqual(
      opened.asked.filter((one) => !isLegitimate(one)),
      [],
    );
    assert.equal(new Set(opened.asked.map(([what]) => what)).size, 11, "good requests among them got through");
    assert.ok(opened.logged.every((line) => line.length < 1000));
    assert.deepEqual(Object.keys(Object.prototype), []);
    const { page } = await opened.client.request("ready", { filter: ALL, limit: 100 });
    assert.deepEqual(
      page.rows.map(({ id }) => id),
      [...known.runIds].reverse(),
    );
    assert.equal((await opened.client.request("run", { runId: idOf(0) })).lists.length, 1);
  });

  it("is not answered for what is no request at all", async () => {
    for (const message of strangeThings()) assert.deepEqual(await answersTo(opened, message), []);
  });

  it("cannot make up the name of a method", async () => {
    for (const method of ["__proto__", "constructor", "toString", "", "run\n\r\u2028x", "m".repeat(1_000_000)]) {
      const [answer, ...others] = await answersTo(opened, { kind: "request", id: 7, method, params: null });
      assert.ok(answer?.kind === "error" && others.length === 0);
      assert.match(answer.message, /^Unknown request/);
      assertOneLine(answer.message);
    }
  });

  it("cannot answer for the host, nor tell itself of events", async () => {
    for (const message of [
      { kind: "reply", id: 1, result: "forged" },
      { kind: "error", id: 1, message: "forged" },
      { kind: "event", name: "select", payload: idOf(1) },
    ]) {
      assert.deepEqual(await answersTo(opened, message), []);
    }
    assert.equal((await opened.client.request("ready", { filter: ALL, limit: 1 })).selected, null);
  });
});
