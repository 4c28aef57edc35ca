/** What a window shows of its root modules, over the real engine and a fake Terraform; another window is a second store over the same folder. */
import assert from "node:assert/strict";
import { mkdir, mkdtemp, realpath, rename, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { DEFAULT_SETTINGS } from "../../src/core/local/rootModule";
import { silentLog } from "../../src/core/ports";
import type { DriftService } from "../../src/core/service";
import type { RunStore } from "../../src/core/store/runStore";
import type { Engine } from "../../src/host/engine/engine";
import { openEngine } from "../../src/host/engine/openEngine";
import { DriftState, type RootState } from "../../src/host/state/driftState";
import type { DriftRun } from "../../src/shared/model";
import { endedRun, endedRuns, fillStore, idOf, openStore } from "./store/runs";
import { until } from "./terraform/fakeTerraform";
import { tell, writePlanningFake } from "./terraform/planningTerraform";

const TARGETS = ["lab_server.web"];
const idsOf = (parts: readonly DriftRun[]): string[] => parts.map(({ id }) => id);

describe("the state of a window", function () {
  this.timeout(20_000);
  let top: string;
  let data: string;
  let engine: Engine;
  let service: DriftService;
  let state: DriftState;
  let elsewhere: RunStore;

  beforeEach(async () => {
    top = await realpath(await mkdtemp(path.join(tmpdir(), "drift-state-")));
    data = path.join(top, "data");
    const code = path.join(top, "shop", "net");
    await mkdir(code, { recursive: true });
    await writeFile(path.join(code, "main.tf"), 'resource "lab_server" "web" {\n}\n');
    await tell(code, {});
    const binary = await writePlanningFake(top);
    engine = openEngine({
      dataDir: data,
      historyLimit: () => 1000,
      settings: () => ({ ...DEFAULT_SETTINGS, binary }),
      environment: process.env,
      model: () => Promise.resolve(null),
      scheduleJitterMs: () => 0,
      log: silentLog,
    });
    ({ service } = engine);
    state = new DriftState(
      () => Promise.resolve(engine),
      () => [{ dir: path.join(top, "shop"), listed: [], exclude: [] }],
    );
    elsewhere = openStore(data);
  });
  afterEach(async () => {
    state.dispose();
    elsewhere.dispose();
    await service.dispose();
    await rm(top, { recursive: true });
  });

  /** A run of another window, begun so many seconds after an hour ago. */
  async function stored(number: number, drifted: number, more: Partial<DriftRun> = {}): Promise<string> {
    const startedAt = new Date(Date.now() + (number - 3600) * 1000).toISOString();
    await elsewhere.finish(endedRun(number, drifted, { projectId: "shop", workspaceId: "net", startedAt, ...more }));
    return idOf(number);
  }
  const net = (): RootState => {
    const [only] = state.roots;
    assert.ok(only !== undefined && state.roots.length === 1);
    return only;
  };
  const checked = async (targets: readonly string[] = []): Promise<DriftRun> =>
    service.ended(await service.check(net().root, { targets }));
  const shows = (...ids: string[]): Promise<void> =>
    until(() => Promise.resolve(idsOf(net().parts).join() === ids.join()));
  function assertNeverChecked(): void {
    const { run, parts, failure, isStale, running } = net();
    assert.deepEqual({ run, parts, failure, isStale, running }, NOTHING);
  }
  const NOTHING = { run: null, parts: [], failure: null, isStale: false, running: null };

  it("shows the newest run that is left when the one that is shown is deleted, and at last none", async () => {
    const [first, second] = [await stored(1, 1), await stored(2, 0)];
    await stored(3, 0, { status: "cancelled" });
    await state.load();
    state.setStale(net().id, true);
    assert.deepEqual([net().run?.id, net().isStale], [second, true]);
    await service.delete(second);
    await shows(first);
    assert.deepEqual([net().run?.status, net().isStale], ["drift_detected", false]);
    state.setStale(net().id, true);
    await service.delete(first);
    await shows();
    assertNeverChecked();
  });

  it("says of what is left that it cannot be read, and no longer shows what is gone", async () => {
    const [first, second] = [await stored(1, 1), await stored(2, 0)];
    await state.load();
    await truncate(path.join(data, "runs", `${first}.json`), 100);
    await service.delete(second);
    await shows();
    assert.deepEqual([net().run, net().failure?.reason], [null, "run_unreadable"]);
    await service.delete(first);
    await checked();
    assert.deepEqual([net().run?.status, net().failure], ["clean", null]);
  });

  it("is as if nothing had ever been checked when all runs are deleted", async () => {
    await stored(1, 1);
    await state.load();
    await checked(TARGETS);
    assert.equal(net().parts.length, 2);
    await service.clear();
    await shows();
    assertNeverChecked();
  });

  it("notices what another window deleted", async () => {
    const [first, second] = [await stored(1, 1), await stored(2, 0)];
    await state.load();
    await elsewhere.delete(second);
    await state.readAgain();
    assert.deepEqual(idsOf(net().parts), [first]);
    await elsewhere.clear();
    await state.readAgain();
    assertNeverChecked();
    await stored(4, 0);
    await state.readAgain();
    assert.equal(net().run?.id, idOf(4));
  });

  it("keeps what is shown where it only cannot be read", async () => {
    const id = await stored(1, 1);
    await state.load();
    const { run } = net();
    await truncate(path.join(data, "runs", `${id}.json`), 100);
    await state.readAgain();
    assert.equal(net().run, run);
    await writeFile(path.join(data, "index.json"), JSON.stringify({ schemaVersion: 99 }));
    await state.readAgain();
    assert.equal(net().run, run);
  });

  it("keeps a run that is far back behind those of single resources, even where it cannot be read", async () => {
    const id = await stored(1, 1);
    await state.load();
    const { run } = net();
    const { metadata } = endedRun(2, 0);
    const targeted = { projectId: "shop", workspaceId: "net", metadata: { ...metadata, targets: TARGETS } };
    await fillStore(
      data,
      endedRuns(2, 102).map((one) => ({ ...one, ...targeted, startedAt: new Date().toISOString() })),
    );
    await state.readAgain();
    assert.equal(net().run, run);
    await truncate(path.join(data, "runs", `${id}.json`), 100);
    await state.readAgain();
    assert.equal(net().run, run);
    await elsewhere.delete(id);
    await state.readAgain();
    assertNeverChecked();
  });

  it("keeps a run that the store could not take, until it is deleted or there is a newer one", async () => {
    const known = await stored(1, 1);
    await state.load();
    const runs = path.join(data, "runs");
    const withoutRoom = async (work: () => Promise<DriftRun>): Promise<DriftRun> => {
      await rename(runs, `${runs}.away`);
      await writeFile(runs, "a file in its place");
      const run = await work();
      await rm(runs);
      await rename(`${runs}.away`, runs);
      return run;
    };
    const unstored = await withoutRoom(() => checked());
    assert.equal(net().failure?.reason, "store_unwritable");
    for (const readAgain of [() => state.readAgain(), () => state.reload()]) {
      await readAgain();
      assert.equal(net().run?.id, unstored.id);
    }
    await service.delete(unstored.id);
    await shows(known);
    const other = await withoutRoom(() => checked());
    await state.readAgain();
    assert.equal(net().run?.id, other.id);
    const newer = await stored(2, 0, { startedAt: new Date(Date.now() + 60_000).toISOString() });
    await state.readAgain();
    assert.deepEqual([net().run?.id, net().failure], [newer, null]);
  });

  it("keeps what single resources were checked for since, whatever becomes of the other runs", async () => {
    const [older, whole] = [await stored(1, 2), await stored(2, 1)];
    await state.load();
    const targeted = await checked(TARGETS);
    const merged = net().run;
    assert.deepEqual([merged?.id, merged?.status], [whole, "clean"]);
    await state.readAgain();
    await state.reload();
    assert.equal(net().run, merged);

    await elsewhere.delete(whole);
    await state.readAgain();
    assert.deepEqual(idsOf(net().parts), [older, targeted.id]);
    assert.deepEqual([net().run?.id, net().run?.status], [older, "clean"]);
    await service.delete(older);
    await shows(targeted.id);
    await state.readAgain();
    assert.equal(net().run?.id, targeted.id);
    await elsewhere.delete(targeted.id);
    await state.readAgain();
    assertNeverChecked();
  });

  it("no longer says what a deleted check of single resources found", async () => {
    const whole = await stored(1, 1);
    await state.load();
    const before = net().run;
    for (const remove of [
      (id: string) => service.delete(id).then(() => shows(whole)),
      (id: string) => elsewhere.delete(id).then(() => state.readAgain()),
    ]) {
      const { id } = await checked(TARGETS);
      assert.equal(net().run?.status, "clean");
      await remove(id);
      assert.deepEqual([net().run, net().parts.length], [before, 1]);
    }
  });

  it("does not let a run of another window that is older than a single resource's check undo it", async () => {
    await stored(1, 1);
    await state.load();
    const targeted = await checked(TARGETS);
    const between = await stored(3, 1);
    await state.readAgain();
    assert.deepEqual(idsOf(net().parts), [between, targeted.id]);
    const after = await stored(4, 1, { startedAt: new Date(Date.now() + 60_000).toISOString() });
    await state.readAgain();
    assert.deepEqual(idsOf(net().parts), [after]);
  });

  it("keeps a root module that goes while it is checked until the check has said so", async () => {
    await state.load();
    const code = path.join(top, "shop", "net");
    await tell(code, { hang: true });
    const id = await service.check(net().root);
    await rename(code, path.join(top, "aside"));
    await state.reload();
    assert.equal(net().running?.runId, id);
    await rename(path.join(top, "aside"), code);
    await service.cancel(id);
    await rename(code, path.join(top, "aside"));
    await state.reload();
    assert.deepEqual(state.roots, []);
  });
});
