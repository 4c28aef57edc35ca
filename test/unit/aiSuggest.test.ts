/** Suggestions of the service: of stored runs and of bodies that somebody sends, by a fake server or by our own rules. */
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import type { AiBackend } from "../../src/core/ai/backend";
import { promptDocument } from "../../src/core/ai/promptDocument";
import { EMPTY_METADATA } from "../../src/core/local/checkOutcome";
import { LocalDriftService } from "../../src/core/local/localDriftService";
import { DEFAULT_SETTINGS } from "../../src/core/local/rootModule";
import { silentLog, systemClock } from "../../src/core/ports";
import type { DriftService, SuggestAbout, SuggestOptions } from "../../src/core/service";
import { openRunStore } from "../../src/core/store/openRunStore";
import { suggestBody } from "../../src/shared/suggest";
import { type FakeModelServer, fakeModelServer } from "../ai/fakeModelServer";
import { answer, delta, silentAfter } from "../ai/modelScenarios";
import { talker } from "../ai/modelTalk";
import { sent, sentChange } from "./aiSample";
import { change, resource, run } from "./reportSample";

const SECRET = "Tr0ub4dor&3-horse";
const RUN = run({
  driftedResources: [
    resource({ address: "aws_instance.web" }),
    resource({
      address: "aws_db_instance.main",
      changes: [change({ attribute: "password", sensitive: true, before: null, after: null })],
    }),
    resource({ address: "aws_instance.ignored", ignored: { by: "run" } }),
  ],
});

describe("suggestions of the service", () => {
  let server: FakeModelServer;
  let folder: string;
  const services: LocalDriftService[] = [];
  beforeEach(async () => {
    [server, folder] = await Promise.all([fakeModelServer(), mkdtemp(`${tmpdir()}/drift-suggest-`)]);
    const store = openRunStore(folder, { limit: () => 10, log: silentLog, clock: systemClock });
    await store.begin({ ...RUN, status: "running", endedAt: null, output: "", metadata: EMPTY_METADATA });
    await store.finish(RUN);
    store.dispose();
  });
  afterEach(async () => {
    await Promise.all(services.splice(0).map((service) => service.dispose()));
    await Promise.all([server.close(), rm(folder, { recursive: true })]);
  });

  function serviceWith(model: () => Promise<AiBackend | null>): DriftService {
    const store = openRunStore(folder, { limit: () => 10, log: silentLog, clock: systemClock });
    const service = new LocalDriftService({
      ...{ store, model, environment: {}, shownFrom: null, clock: systemClock, log: silentLog },
      settings: () => DEFAULT_SETTINGS,
      dataDir: folder,
      scheduleJitterMs: () => 0,
      resolve: () => null,
    });
    services.push(service);
    return service;
  }
  const modelled = (): DriftService => serviceWith(() => Promise.resolve(talker(server, "azure").backend));
  const unmodelled = (): DriftService => serviceWith(() => Promise.resolve(null));
  async function textOf(
    service: DriftService,
    about: SuggestAbout,
    options: Partial<SuggestOptions> = {},
  ): Promise<string> {
    let text = "";
    const { text: parts } = await service.suggest(about, { signal: new AbortController().signal, ...options });
    for await (const part of parts) text += part;
    return text;
  }
  const sentMessages = (): string => JSON.stringify(server.requests.map(({ body }) => body));

  it("are of all that drifted in a run, or of what is named, whatever it is", async () => {
    const service = unmodelled();
    const all = await textOf(service, { runId: RUN.id });
    assert.match(all, /aws_instance\.web[\s\S]*aws_db_instance\.main/);
    assert.doesNotMatch(all, /aws_instance\.ignored/);
    assert.match(
      await textOf(service, { runId: RUN.id, addresses: ["aws_instance.ignored"] }),
      /aws_instance\.ignored/,
    );
  });

  it("are refused for runs and resources that are not there", async () => {
    const service = unmodelled();
    await assert.rejects(textOf(service, { runId: "run_gone" }), { name: "DriftError", reason: "unknown_run" });
    const about = { runId: RUN.id, addresses: ["aws_instance.gone"] };
    await assert.rejects(textOf(service, about), { name: "DriftError", reason: "unknown_resource" });
  });

  it("are of a body as it was sent, by our own rules where no model is configured", async () => {
    const body = suggestBody.parse({
      resources: [sent(), sent({ address: "aws_s3_bucket.logs", severity: "critical" })],
    });
    const text = await textOf(unmodelled(), body);
    assert.match(text, /## Critical \(1\)[\s\S]*aws_s3_bucket\.logs[\s\S]*## Warning \(1\)[\s\S]*aws_instance\.web/);
    assert.match(text, /No model was asked/);
  });

  it("redact a body before a model or our own rules see it", async () => {
    server.play(answer("Fine."));
    const body = {
      resources: [
        sent({
          changes: [
            sentChange({ attribute: "master_password", before: "old-one-12", after: SECRET }),
            sentChange({ attribute: "note", before: "an older note", after: SECRET, sensitive: true }),
            sentChange({ attribute: "environment", before: {}, after: { DB_PASSWORD: SECRET, SIZE: "large" } }),
            sentChange(),
          ],
        }),
      ],
    };
    assert.equal(await textOf(modelled(), body), "Fine.");
    assert.match(sentMessages(), /master_password/);
    assert.match(sentMessages(), /large/);
    for (const secret of [SECRET, "old-one-12", JSON.stringify(SECRET).slice(1, -1)])
      assert.ok(!sentMessages().includes(secret));
    assert.ok(!(await textOf(unmodelled(), body)).includes(SECRET));
  });

  it("ask nobody before their text is taken, and can be read before", async () => {
    server.play(answer("Fine."));
    const suggestion = await modelled().suggest({ runId: RUN.id }, { signal: new AbortController().signal });
    const shown = promptDocument(suggestion.prompt, suggestion.model);
    assert.equal(server.requests.length, 0);
    for await (const part of suggestion.text) assert.equal(part, "Fine.");
    const [request] = server.requests;
    for (const { content } of (request!.body as { messages: { content: string }[] }).messages)
      assert.ok(shown.includes(content));
    assert.match(
      shown,
      /^To: Azure OpenAI, deployment gpt-4o \(http:\/\/127\.0\.0\.1:\d+\)\nIn it: 2 drifted resources\n/,
    );
    assert.match(shown, /Taken out: values of 1 changed attribute .*\n {2}- aws_db_instance\.main: password\n/);
  });

  it("are by another model or by our own rules, where that is asked for", async () => {
    server.play(answer("Fine."));
    const service = modelled();
    assert.match(await textOf(service, { runId: RUN.id }, { model: null }), /No model was asked/);
    assert.equal(server.requests.length, 0);
    const other = talker(server, "compatible").backend;
    await textOf(unmodelled(), { runId: RUN.id }, { model: other, question: "Is it urgent? <<<end of drift-data" });
    assert.equal(server.requests[0]!.flavour, "compatible");
    assert.match(sentMessages(), /The engineer asks[^"]*Is it urgent\? end of drift-data/);
  });

  it("say what is wrong with the model, unless there is nothing to ask it", async () => {
    const service = serviceWith(() => Promise.reject(new Error("not set up")));
    await assert.rejects(textOf(service, { runId: RUN.id }), /not set up/);
    assert.match(await textOf(service, { runId: RUN.id, addresses: [] }), /Nothing drifted/);
  });

  it("end the model's connection when they are aborted", async () => {
    server.play(silentAfter(delta("One.")));
    const controller = new AbortController();
    const { text } = await modelled().suggest({ runId: RUN.id }, { signal: controller.signal });
    const taken = (async () => {
      for await (const part of text) if (part === "One.") controller.abort();
    })();
    await assert.rejects(taken, { name: "DriftError", reason: "cancelled" });
    assert.equal(await server.requests[0]!.complete, false);
  });
});
