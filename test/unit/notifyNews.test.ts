/** What of the runs of a root module is news: only what changed, and each thing once. */
import assert from "node:assert/strict";
import { newsSince } from "../../src/core/notify/earlierRuns";
import { type News, newsOf } from "../../src/core/notify/news";
import { isBad, newsText, resultText, whySentence } from "../../src/core/notify/newsText";
import { DriftError } from "../../src/shared/errors";
import { type DriftRun, type RunSummary, summarize } from "../../src/shared/model";
import { cancelled, failed, interrupted, numbered, targeted } from "../notify/newsRuns";
import { HOSTILE, resource } from "./reportSample";

type Story = readonly ((number: number) => DriftRun)[];

const found =
  (drift: string) =>
  (number: number): DriftRun =>
    numbered(number, drift);
const failing =
  (drift = "") =>
  (number: number): DriftRun =>
    failed(number, drift);
const named = (news: News): string => {
  const names = (sign: string, list: News["appeared"]): string[] => list.map(({ name }) => `${sign}${name}`);
  const all = [...names("+", news.appeared), ...names("^", news.worse), ...names("-", news.gone)];
  return [news.event, ...all].join(" ");
};

const clean = found("");
const STORIES: readonly (readonly [what: string, story: Story, news: readonly (readonly string[])[]])[] = [
  ["nothing drifts", [clean, clean], [[], []]],
  ["the first run finds drift", [found("ab")], [["drift_appeared +a +b"]]],
  ["drift appears, the gravest first", [clean, found("ab!c")], [[], ["drift_appeared +b +a +c"]]],
  ["drift stays", [found("a"), found("a"), found("a")], [["drift_appeared +a"], [], []]],
  ["drift goes", [found("ab"), clean, clean], [["drift_appeared +a +b"], ["drift_gone -a -b"], []]],
  [
    "drift comes back",
    [found("a"), clean, found("a")],
    [["drift_appeared +a"], ["drift_gone -a"], ["drift_appeared +a"]],
  ],
  ["more drifts", [found("a"), found("ab")], [["drift_appeared +a"], ["drift_changed +b"]]],
  ["less drifts", [found("ab"), found("a")], [["drift_appeared +a +b"], ["drift_changed -b"]]],
  ["something else drifts", [found("a"), found("b")], [["drift_appeared +a"], ["drift_changed +b -a"]]],
  ["it becomes graver", [found("ab"), found("a!b")], [["drift_appeared +a +b"], ["drift_changed ^a"]]],
  [
    "it becomes milder, and graver again",
    [found("a!"), found("a"), found("a!")],
    [["drift_appeared +a"], [], ["drift_changed ^a"]],
  ],
  ["what does not count drifts", [clean, found("a.b~c-")], [[], []]],
  ["what did not count does now", [found("a."), found("a")], [[], ["drift_appeared +a"]]],
  ["a rule ignores it", [found("ab"), found("a-b")], [["drift_appeared +a +b"], ["drift_changed -a"]]],
  [
    "somebody ignores it in one run, and it is there in the next",
    [found("a_"), found("a")],
    [["drift_appeared +a"], []],
  ],
  ["somebody ignores it in one run, and it goes", [found("a_"), clean], [["drift_appeared +a"], ["drift_gone -a"]]],
  [
    "single resources are checked in between",
    [clean, (n) => targeted(n, "a"), found("a")],
    [[], [], ["drift_appeared +a"]],
  ],
  ["a check is cancelled in between", [found("a"), cancelled, clean], [["drift_appeared +a"], [], ["drift_gone -a"]]],
  ["it fails twice", [clean, failing(), failing(), clean], [[], [], [], []]],
  [
    "it fails on and on",
    [clean, failing(), failing(), failing(), failing(), failing(), clean, failing()],
    [[], [], [], ["check_failing"], [], [], ["check_recovered"], []],
  ],
  ["it never worked", [failing(), failing(), failing()], [[], [], ["check_failing"]]],
  [
    "what was passed over does not end a row of failures",
    [failing(), cancelled, failing(), interrupted, (n) => targeted(n, ""), failing(), clean],
    [[], [], [], [], [], ["check_failing"], ["check_recovered"]],
  ],
  ["processes end in the middle", [interrupted, interrupted, interrupted, clean], [[], [], [], []]],
  [
    "drift is there before and after failures",
    [found("a"), failing(), failing(), failing(), found("a")],
    [["drift_appeared +a"], [], [], ["check_failing"], ["check_recovered"]],
  ],
  [
    "drift goes while the check fails",
    [found("a"), failing(), failing(), failing(), clean],
    [["drift_appeared +a"], [], [], ["check_failing"], ["check_recovered", "drift_gone -a"]],
  ],
  [
    "incomplete checks find drift, by turns",
    [clean, failing("a"), failing("b"), failing("a"), found("ab"), found("a")],
    [[], ["drift_appeared +a"], ["drift_changed +b"], ["check_failing"], ["check_recovered"], ["drift_changed -b"]],
  ],
  [
    "an incomplete check does not list what drifted",
    [found("ab"), failing("b!"), found("b!")],
    [["drift_appeared +a +b"], ["drift_changed ^b"], ["drift_changed -a"]],
  ],
];

/** A service over runs that are stored, with pages of two. */
function over(runs: readonly DriftRun[], unreadable: readonly string[] = []) {
  const newestFirst = [...runs].sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1));
  const asked: string[] = [];
  return {
    asked,
    history: ({ cursor, status = [] }: { cursor?: string; status?: readonly string[] | undefined }) => {
      const from = Number(cursor ?? 0);
      const all = newestFirst.filter((one) => status.length === 0 || status.includes(one.status)).map(summarize);
      return Promise.resolve({
        runs: all.slice(from, from + 2),
        next: from + 2 < all.length ? String(from + 2) : null,
      });
    },
    run: (id: string) => {
      asked.push(id);
      if (unreadable.includes(id)) return Promise.reject(new DriftError("run_unreadable", "Damaged."));
      return Promise.resolve(runs.find((one) => one.id === id)!);
    },
  };
}

describe("the news of a run", () => {
  for (const [what, story, expected] of STORIES) {
    const runs = story.map((make, number) => make(number));
    it(`are right where ${what}`, () => {
      assert.deepEqual(
        runs.map((run, at) => newsOf(runs.slice(0, at), run).map(named)),
        expected,
      );
    });

    it(`are the same from the stored history alone, long afterwards, where ${what}`, async () => {
      const service = over(runs);
      const told = await Promise.all(runs.map(async (run) => (await newsSince(service, run)).map(named)));
      assert.deepEqual(told, expected);
    });
  }

  it("of runs that overlap are told once, by the one that ends last", async () => {
    const long = numbered(1, "a", { endedAt: "2026-01-01T00:09:00.000Z" });
    const short = numbered(2, "a");
    const service = over([numbered(0, ""), long, short]);
    assert.deepEqual((await newsSince(service, short)).map(named), ["drift_appeared +a"]);
    assert.deepEqual(await newsSince(service, long), []);
  });

  it("of runs that end at the same time are told by one of them", async () => {
    const endedAt = "2026-01-01T00:09:00.000Z";
    const runs = [numbered(0, ""), numbered(1, "a", { endedAt }), numbered(2, "a", { endedAt })];
    const told = await Promise.all(runs.map(async (run) => newsSince(over(runs), run)));
    assert.deepEqual(
      told.map((news) => news.length),
      [0, 1, 0],
    );
  });

  it("are what changed between those runs that are meant", async () => {
    const byHand = (number: number, drift: string): DriftRun => numbered(number, drift, { trigger: "manual" });
    const runs = [numbered(0, ""), byHand(1, "a"), numbered(2, "a"), byHand(3, ""), numbered(4, "a")];
    const scheduled = ({ trigger }: RunSummary): boolean => trigger === "schedule";
    const told = await Promise.all([0, 2, 4].map((at) => newsSince(over(runs), runs[at]!, scheduled)));
    assert.deepEqual(
      told.map((news) => news.map(named)),
      [[], ["drift_appeared +a"], []],
    );
  });

  it("pass over a run that cannot be read any more", async () => {
    const runs = [numbered(0, "a"), numbered(1, ""), numbered(2, "a")];
    assert.deepEqual(await newsSince(over(runs, ["run_000001"]), runs[2]!), []);
  });

  it("read of hundreds of failures none that found nothing", async () => {
    const runs = [numbered(0, "a"), ...Array.from({ length: 300 }, (_, at) => failed(at + 1)), numbered(301, "a")];
    const service = over(runs);
    assert.deepEqual((await newsSince(service, runs.at(-1)!)).map(named), ["check_recovered"]);
    assert.deepEqual(service.asked, ["run_000000"]);
  });

  it("keep apart resources that are called the same", () => {
    const twins = (count: number): DriftRun => {
      const { metadata, ...run } = numbered(count, "");
      const driftedResources = Array.from({ length: count }, () => resource({ address: "lab.x[(sensitive)]" }));
      return { ...run, status: "drift_detected", metadata: { ...metadata, driftedResources } };
    };
    const [news] = newsOf([twins(2)], twins(3));
    assert.deepEqual([news?.event, news?.appeared.length], ["drift_changed", 1]);
  });
});

describe("news in words", () => {
  const told = (before: string, after: string): string[] =>
    newsOf([numbered(0, before)], numbered(1, after)).map((news) => newsText(news, { name: "prod" }));

  it("name what appeared, what grew worse and what went", () => {
    assert.deepEqual(told("a", "ab"), ["prod: 1 resource drifted (lab.b)"]);
    assert.deepEqual(told("", "abcd!e"), ["prod: 5 resources drifted (lab.d, lab.a, lab.b and 2 more)"]);
    assert.deepEqual(told("ab", ""), ["prod: 2 resources no longer drift, no drift is left"]);
    assert.deepEqual(told("abc", "b!cd"), [
      "prod: 1 resource drifted (lab.d), 1 resource is worse than before (lab.b), 1 resource no longer drifts",
    ]);
  });

  it("do not say that something no longer drifts which is only ignored", () => {
    assert.deepEqual(told("ab", "a-b"), ["prod: 1 resource no longer counts"]);
  });

  it("say why a check fails, and what it finds when it works again", () => {
    const runs = [failed(0), failed(1), failed(2), numbered(3, "a!b")];
    const words = [newsOf(runs.slice(0, 2), runs[2]!), newsOf(runs.slice(0, 3), runs[3]!)].map(([one]) =>
      newsText(one!),
    );
    assert.deepEqual(words, [
      "infra/prod: the check has failed 3 times in a row: The state is locked.",
      "infra/prod: the check works again, 1 critical, 2 drifted",
    ]);
  });

  it("say the result of a run without news", () => {
    assert.equal(resultText(numbered(0, ""), "prod"), "prod: no drift");
    assert.equal(resultText(failed(0), "prod"), "prod: The state is locked.");
  });

  it("say that somebody should look where drift came or a check fails", () => {
    const bad = (before: DriftRun[], run: DriftRun): boolean[] => newsOf(before, run).map(isBad);
    assert.deepEqual(bad([], numbered(0, "a")), [true]);
    assert.deepEqual(bad([numbered(0, "ab")], numbered(1, "a")), [false]);
    assert.deepEqual(bad([numbered(0, "a")], numbered(1, "a!")), [true]);
    assert.deepEqual(bad([failed(0), failed(1)], failed(2)), [true]);
    assert.deepEqual(bad([failed(0), failed(1), failed(2)], numbered(3, "")), [false]);
  });

  it("stay one line without anything that acts, and short, whatever things are called", () => {
    const hostile = resource({ address: HOSTILE.repeat(50), severityReason: `${HOSTILE.repeat(50)}.` });
    const run = { ...numbered(0, "a"), workspaceId: HOSTILE.repeat(50) };
    const [news] = newsOf([], { ...run, metadata: { ...run.metadata, driftedResources: [hostile, hostile, hostile] } });
    for (const text of [newsText(news!), whySentence(hostile)]) {
      assert.doesNotMatch(text, /(?! )[\p{Cc}\p{Cf}\p{Z}]/u);
      assert.ok(text.length < 700, `${text.length}`);
    }
  });
});
