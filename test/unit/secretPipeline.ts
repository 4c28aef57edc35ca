/** Takes one plan document the whole way: report, renderings, store, logs; and says which secrets came through. */
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { adviceFor } from "../../src/core/ai/advice";
import { promptFor } from "../../src/core/ai/prompt";
import { EMPTY_METADATA } from "../../src/core/local/checkOutcome";
import { LocalDriftService } from "../../src/core/local/localDriftService";
import { reportRun } from "../../src/core/local/planFileRun";
import { DEFAULT_SETTINGS, rootModule } from "../../src/core/local/rootModule";
import { newsOf } from "../../src/core/notify/news";
import { newsText } from "../../src/core/notify/newsText";
import { webhookMessage } from "../../src/core/notify/webhookMessage";
import { type Log, silentLog, systemClock } from "../../src/core/ports";
import { renderMarkdown } from "../../src/core/report/markdown";
import { renderSarif } from "../../src/core/report/sarif";
import { renderText } from "../../src/core/report/text";
import { openRunStore } from "../../src/core/store/openRunStore";
import type { RunStore } from "../../src/core/store/runStore";
import { type DriftRun, summarize } from "../../src/shared/model";
import { subjectsOfResources } from "../../src/shared/suggest";
import type { FakeModelServer } from "../ai/fakeModelServer";
import { answer } from "../ai/modelScenarios";
import { talker } from "../ai/modelTalk";
import { type Random, seeded } from "./randomPlan";
import { type SecretPlan, secretPlan } from "./secretPlans";
import { filesIn, findSecrets } from "./secretSearch";

/** Remembers every line, with what was logged as its cause. */
export class RecordingLog implements Log {
  readonly lines: string[] = [];
  readonly #record = (message: string, cause?: unknown): void => {
    this.lines.push(cause === undefined ? message : `${message} ${inspect(cause, { depth: 10 })}`);
  };
  readonly debug = this.#record;
  readonly info = this.#record;
  readonly warn = this.#record;
  readonly error = this.#record;
}

/** A run in every form in which it may be read. */
export function renderings(run: DriftRun): [string, string][] {
  const style = { width: 100, color: false, showNoise: true };
  return [
    ["text", renderText([run], { ...style, unicode: true })],
    ["narrow text", renderText([run], { ...style, width: 40 })],
    ["markdown", renderMarkdown([run])],
    ["sarif", JSON.stringify(renderSarif([run], { version: "1.0.0" }))],
    ["json", JSON.stringify(run)],
    ["strings", strings(run).join("\n\n")],
    ["summary", JSON.stringify(summarize(run))],
    ...suggestions(run),
    ...webhookMessages(run),
  ];
}

/** What a webhook would be sent, and a notification would say: of its drift when it comes and when it goes, and of a check that fails. */
function webhookMessages(run: DriftRun): [string, string][] {
  const clean = { ...run, metadata: { ...run.metadata, driftedResources: [] } };
  const failing = { ...run, status: "error" as const };
  const news = [...newsOf([], run), ...newsOf([run], clean), ...newsOf([run, failing, failing], failing)];
  if (run.metadata.driftedCount > 0 && news.length !== 3) throw new Error("Not all news were told.");
  return news.flatMap((one): [string, string][] => [
    [`${one.event} in one line`, newsText(one)],
    ...(["json", "slack"] as const).map((format): [string, string] => [
      `${one.event} as ${format}`,
      strings(JSON.parse(webhookMessage(one, format))).join("\n"),
    ]),
  ]);
}

/** What a model would be sent, also with more room than there is by default, and what is said without one. */
function suggestions(run: DriftRun): [string, string][] {
  const { driftedResources } = run.metadata;
  const addresses = driftedResources.map(({ address }) => address);
  const all = subjectsOfResources(driftedResources, addresses);
  const prompts = [24_000, 1_000_000].map((limit): [string, string] => {
    const { system, user } = promptFor(all, { limit });
    return [`prompt of ${limit}`, `${system}\n${user}`];
  });
  const alone = all.map((one) => `${promptFor([one]).user}\n${adviceFor([one])}`);
  return [...prompts, ["advice", adviceFor(all, { limit: 1_000_000 })], ["one by one", alone.join("\n")]];
}

/** As they are, not as JSON spells them. */
function strings(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [String(value)];
  return Object.entries(value).flatMap(([key, item]) => [key, ...strings(item)]);
}

async function reported(document: unknown, random: Random): Promise<DriftRun> {
  const bytes = Buffer.from(JSON.stringify(document));
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length;) {
      const end = at + 1 + random(5000);
      yield await Promise.resolve(bytes.subarray(at, end));
      at = end;
    }
  }
  return reportRun({
    document: chunks(),
    root: rootModule(tmpdir(), { topDir: tmpdir() }),
    hasCode: false,
    threshold: "warning",
    environment: {},
    clock: systemClock,
  });
}

/** What reached the model's server when it was asked about all of a run, and about single resources of it. */
async function requestsAbout(run: DriftRun, store: RunStore, server: FakeModelServer): Promise<[string, string][]> {
  server.play(answer("Cause: somebody."));
  const { backend } = talker(server, run.metadata.driftedResources.length % 2 === 0 ? "azure" : "compatible");
  const service = new LocalDriftService({
    store,
    settings: () => DEFAULT_SETTINGS,
    resolve: () => null,
    environment: {},
    model: () => Promise.resolve(backend),
    dataDir: tmpdir(),
    scheduleJitterMs: () => 0,
    shownFrom: null,
    clock: systemClock,
    log: silentLog,
  });
  const before = server.requests.length;
  const { signal } = new AbortController();
  const alone = run.metadata.driftedResources
    .slice(0, 3)
    .map(({ address }) => ({ runId: run.id, addresses: [address] }));
  for (const about of [{ runId: run.id }, ...alone]) {
    for await (const part of (await service.suggest(about, { signal })).text) assert.notEqual(part, "");
  }
  const requests = server.requests.slice(before);
  if (requests.length === 0 && run.metadata.driftedCount > 0) throw new Error("The model was not asked.");
  return requests.flatMap(({ path, headers, body }, i) => [
    [`request ${i}`, JSON.stringify([path, headers, body])],
    [`request ${i} as it is read`, strings(body).join("\n")],
  ]);
}

/** What is wrong with one document: secrets that were found, and changes of secrets that were not said. */
export async function problemsOf(seed: number, server: FakeModelServer): Promise<string[]> {
  const random = seeded(seed);
  const plan = secretPlan(random);
  const folder = await mkdtemp(join(tmpdir(), "drift-secrets-"));
  const log = new RecordingLog();
  try {
    const run = await reported(plan.document, random);
    const store = openRunStore(folder, { limit: () => 10, log, clock: systemClock });
    await store.begin({ ...run, status: "running", endedAt: null, output: "", metadata: EMPTY_METADATA });
    await store.finish(run);
    const [resource] = run.metadata.driftedResources;
    const ignored = resource === undefined ? run : await store.ignore(run.id, resource.address);
    const stored = await store.get(run.id);
    const requests = stored === null ? [] : await requestsAbout(stored, store, server);
    store.dispose();
    const places = new Map([
      ...[run, ignored, stored ?? run].flatMap((one, i) =>
        i === 0 ? renderings(one) : ([["stored", JSON.stringify(one)]] as [string, string][]),
      ),
      ...(await filesIn(folder)),
      ["log", log.lines.join("\n")] as [string, string],
      ...requests,
    ]);
    return [...findSecrets(plan.markers, places), ...unsaid(plan, run)].map((problem) => `SEED ${seed}: ${problem}`);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Every change of a secret is listed, as sensitive. */
function unsaid({ said }: SecretPlan, run: DriftRun): string[] {
  return said.flatMap(({ resource, attribute }) => {
    const found = run.metadata.driftedResources.find(({ type, name }) => `${type}.${name}` === resource);
    const changes = found?.changes.filter((change) => new RegExp(`^${attribute}(\\W|$)`).test(change.attribute)) ?? [];
    if (changes.some(({ sensitive }) => sensitive)) return [];
    return [
      `${resource} ${attribute}: ${changes.length === 0 ? "not listed" : `not sensitive: ${JSON.stringify(changes)}`}`,
    ];
  });
}
