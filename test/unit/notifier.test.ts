/** From scheduled checks of the real engine, over a fake Terraform, to a real receiver on this machine. */
import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { LocalDriftService } from "../../src/core/local/localDriftService";
import { DEFAULT_SETTINGS, rootModule, type RootModule } from "../../src/core/local/rootModule";
import { endedIn } from "../../src/core/notify/endedRuns";
import { type Notifier, notifier } from "../../src/core/notify/notifier";
import type { WebhookBody } from "../../src/core/notify/webhookBody";
import { WEBHOOK_PATIENCE } from "../../src/core/notify/webhookPatience";
import { type WebhookTarget, webhookTarget } from "../../src/core/notify/webhookTarget";
import { silentLog, systemClock } from "../../src/core/ports";
import { openRunStore } from "../../src/core/store/openRunStore";
import { DriftError } from "../../src/shared/errors";
import type { DriftRun, Trigger } from "../../src/shared/model";
import { fakeReceiver, type FakeReceiver, mute, status } from "../notify/fakeReceiver";
import { numbered } from "../notify/newsRuns";
import { RecordingLog } from "./secretPipeline";
import { type Fake, tell, writePlanningFake } from "./terraform/planningTerraform";

const DRIFT: Fake = { plan: "drift-update", exit: 2 };
const FAILS: Fake = { noPlan: true, exit: 1, stderr: "Error: no way\n" };

/** One process: a service with its notifier. */
interface Teller {
  readonly service: LocalDriftService;
  readonly notifier: Notifier;
  readonly troubles: string[];
  readonly log: RecordingLog;
}

describe("telling a webhook of scheduled checks", function () {
  this.timeout(20_000);
  let top: string;
  let binary: string;
  let root: RootModule;
  let receiver: FakeReceiver;
  let webhook: () => Promise<WebhookTarget | null>;
  const tellers: Teller[] = [];

  beforeEach(async () => {
    top = await mkdtemp(path.join(tmpdir(), "drift-notifier-"));
    binary = await writePlanningFake(top);
    const dir = path.join(top, "net");
    await mkdir(dir);
    await tell(dir, {});
    root = rootModule(dir, { topDir: top, projectId: "shop" });
    receiver = await fakeReceiver();
    webhook = () => Promise.resolve(webhookTarget({ address: receiver.address }));
  });
  afterEach(async () => {
    for (const one of tellers.splice(0)) await ended(one);
    await receiver.close();
    await rm(top, { recursive: true });
  });

  function started(): Teller {
    const log = new RecordingLog();
    const service = new LocalDriftService({
      store: openRunStore(path.join(top, "data"), { limit: () => 100, log: silentLog, clock: systemClock }),
      settings: () => ({ ...DEFAULT_SETTINGS, binary }),
      resolve: () => root,
      environment: process.env,
      model: () => Promise.resolve(null),
      dataDir: path.join(top, "data"),
      scheduleJitterMs: () => 0,
      shownFrom: null,
      clock: systemClock,
      log: silentLog,
    });
    const troubles: string[] = [];
    const one = notifier({
      service,
      webhook: () => webhook(),
      log,
      tell: (trouble) => troubles.push(trouble.message),
      patience: { ...WEBHOOK_PATIENCE, wait: () => Promise.resolve() },
    });
    tellers.push({ service, notifier: one, troubles, log });
    return tellers.at(-1)!;
  }

  async function ended(teller: Teller): Promise<void> {
    await teller.notifier.dispose();
    await teller.service.dispose();
  }

  async function checked(
    { service, notifier: one }: Teller,
    fake: Fake,
    trigger: Trigger = "schedule",
  ): Promise<DriftRun> {
    await tell(root.dir, fake);
    const run = await service.ended(await service.check(root, { trigger }));
    await one.idle();
    return run;
  }

  const bodies = (): WebhookBody[] => receiver.received.map(({ body }) => JSON.parse(body) as WebhookBody);
  const events = (): string[] => bodies().map(({ event }) => event);

  it("tells each change once, over restarts, and nothing while nothing changes", async () => {
    let teller = started();
    const first = await checked(teller, DRIFT);
    await checked(teller, DRIFT);
    await ended(teller);
    teller = started();
    await checked(teller, DRIFT);
    await checked(teller, {});
    await checked(teller, {});
    assert.deepEqual(events(), ["drift_appeared", "drift_gone"]);
    const [appeared] = bodies();
    assert.deepEqual([appeared!.run.id, appeared!.run.trigger], [first.id, "schedule"]);
    assert.deepEqual(appeared!.rootModule, { projectId: "shop", workspaceId: "net" });
    assert.deepEqual(
      appeared!.resources.map(({ address }) => address),
      first.metadata.driftedResources.map(({ address }) => address),
    );
    assert.deepEqual(teller.troubles, []);
  });

  it("tells the third failure in a row, though three processes saw one each, and that it works again", async () => {
    for (const fake of [FAILS, FAILS, FAILS, FAILS, {}]) {
      const teller = started();
      await checked(teller, fake);
      await ended(teller);
    }
    assert.deepEqual(events(), ["check_failing", "check_recovered"]);
    assert.match(bodies()[0]!.failure!, /no way/);
  });

  it("is done by the process that made the run, and by no other", async () => {
    const [one, other] = [started(), started()];
    await checked(one, DRIFT);
    await other.notifier.idle();
    await checked(other, DRIFT);
    await one.notifier.idle();
    assert.deepEqual(events(), ["drift_appeared"]);
  });

  it("leaves out what somebody checked by hand, and is not misled by it", async () => {
    const teller = started();
    await checked(teller, DRIFT, "manual");
    assert.deepEqual(events(), []);
    await checked(teller, DRIFT);
    assert.deepEqual(events(), ["drift_appeared"]);
  });

  it("sends nothing where there is no webhook, and begins when there is one", async () => {
    const teller = started();
    const there = webhook;
    webhook = () => Promise.resolve(null);
    await checked(teller, DRIFT);
    assert.equal(receiver.received.length, 0);
    webhook = there;
    await checked(teller, {});
    assert.deepEqual(events(), ["drift_gone"]);
  });

  it("says once that it does not arrive, and again only after something has arrived", async () => {
    const teller = started();
    const { host } = receiver;
    receiver.play(status(404));
    for (const fake of [DRIFT, {}, DRIFT]) await checked(teller, fake);
    assert.deepEqual(teller.troubles, [`The webhook at ${host} answered 404.`]);
    assert.equal(teller.log.lines.filter((line) => line.includes("answered 404")).length, 2);
    receiver.play(status(200), status(410));
    for (const fake of [{}, DRIFT, {}]) await checked(teller, fake);
    assert.deepEqual(teller.troubles.slice(1), [`The webhook at ${host} answered 410.`]);
    assert.doesNotMatch([...teller.troubles, ...teller.log.lines].join("\n"), /the-secret-part/);
  });

  it("says once that the webhook cannot be used", async () => {
    const teller = started();
    webhook = () => Promise.reject(new DriftError("webhook_unusable", "No keyring."));
    for (const fake of [DRIFT, {}]) await checked(teller, fake);
    assert.deepEqual(teller.troubles, ["No keyring."]);
  });

  it("holds up no check, and stops at once with the process", async () => {
    const teller = started();
    receiver.play(mute);
    for (const fake of [DRIFT, {}]) {
      await tell(root.dir, fake);
      await teller.service.ended(await teller.service.check(root, { trigger: "schedule" }));
    }
    await receiver.request(0);
    await ended(teller);
    assert.deepEqual([receiver.received.length, teller.troubles], [1, []]);
  });

  it("leaves a run that was not stored to the next one", () => {
    const run = numbered(1, "a");
    const failure = (reason: "store_unwritable" | "state_locked"): DriftError => new DriftError(reason, "No.");
    assert.equal(endedIn({ kind: "ended", run, failure: failure("store_unwritable") }), null);
    assert.equal(endedIn({ kind: "ended", run, failure: failure("state_locked") }), run);
    assert.equal(endedIn({ kind: "ended", run, failure: null }), run);
    assert.equal(endedIn({ kind: "changed", run }), null);
  });
});
