/** When a window runs schedules, over the real engine: whoever runs one holds a lease on it, which is in the store. */
import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DEFAULT_SETTINGS } from "../../src/core/local/rootModule";
import { silentLog, systemClock } from "../../src/core/ports";
import { mayHaveSchedules } from "../../src/core/store/scheduleFile";
import { openScheduleStore } from "../../src/core/store/scheduleStore";
import type { Engine } from "../../src/host/engine/engine";
import { openEngine } from "../../src/host/engine/openEngine";
import { ScheduleRunner } from "../../src/host/schedules/scheduleRunner";
import { DriftState } from "../../src/host/state/driftState";
import { DriftError } from "../../src/shared/errors";
import { inTemporaryFolder } from "./store/runs";
import { until } from "./terraform/fakeTerraform";

/** A window on a folder with two root modules, of which the settings leave one out. */
class Window {
  isWanted = true;
  exclude: string[] = ["shop"];
  failure: DriftError | null = null;
  readonly warnings: string[] = [];
  readonly #data: string;
  readonly state: DriftState;
  readonly runner: ScheduleRunner;
  #engine: Engine | undefined;

  constructor(private readonly top: string) {
    this.#data = join(top, "data");
    const folders = () => [{ dir: join(top, "code"), listed: [], exclude: this.exclude }];
    this.state = new DriftState(() => this.open(), folders);
    this.runner = new ScheduleRunner({
      isWanted: () => this.isWanted,
      areThere: () => mayHaveSchedules(this.#data),
      load: () => this.state.load(),
      open: () => this.open(),
      log: { ...silentLog, warn: (message) => this.warnings.push(message) },
    });
  }

  /** Whether anything was loaded. */
  get isOpen(): boolean {
    return this.#engine !== undefined;
  }

  open(): Promise<Engine> {
    if (this.failure !== null) return Promise.reject(this.failure);
    this.#engine ??= openEngine({
      dataDir: this.#data,
      historyLimit: () => 1000,
      settings: () => DEFAULT_SETTINGS,
      environment: process.env,
      model: () => Promise.resolve(null),
      scheduleJitterMs: () => 0,
      log: silentLog,
    });
    return Promise.resolve(this.#engine);
  }

  /** As another program over the same data: a schedule that is not due for long. */
  async stored(workspaceId: string): Promise<void> {
    const other = new Window(this.top);
    const { service } = await other.open();
    const timezone = "UTC";
    await service.schedules.add({ projectId: "code", workspaceId, cron: "0 0 29 2 *", timezone, enabled: true });
    await other.dispose();
  }

  /** The root modules whose schedules somebody runs. */
  async run(): Promise<string[]> {
    const { entries } = await openScheduleStore(this.#data, { clock: systemClock, log: silentLog }).read();
    return entries.filter(({ lease }) => lease !== null).map(({ schedule }) => schedule.workspaceId);
  }

  async runs(...roots: string[]): Promise<void> {
    await until(async () => (await this.run()).join() === roots.join());
  }

  async dispose(): Promise<void> {
    this.runner.dispose();
    this.state.dispose();
    await this.#engine?.service.dispose();
  }
}

async function inWindow(act: (window: Window) => Promise<void>): Promise<void> {
  await inTemporaryFolder(async (top) => {
    for (const root of ["net", "shop"]) {
      await mkdir(join(top, "code", root), { recursive: true });
      await writeFile(join(top, "code", root, "main.tf"), 'resource "lab_server" "web" {\n}\n');
    }
    const window = new Window(top);
    await act(window).finally(() => window.dispose());
  });
}

describe("the schedules of a window", function () {
  this.timeout(20_000);

  it("are run once there are some, and nothing is loaded before", () =>
    inWindow(async (window) => {
      await window.runner.look();
      assert.equal(window.isOpen, false);
      await window.stored("net");
      await window.runner.look();
      await window.runs("net");
    }));

  it("are not even looked at where they are not wanted", () =>
    inWindow(async (window) => {
      await window.stored("net");
      window.isWanted = false;
      await window.runner.look();
      assert.equal(window.isOpen, false);
    }));

  it("stop at once when they are no longer wanted, and go on when they are again", () =>
    inWindow(async (window) => {
      await window.stored("net");
      await window.runner.look();
      await window.runs("net");
      window.isWanted = false;
      await window.runner.look();
      assert.deepEqual(await window.run(), []);
      window.isWanted = true;
      await window.runner.look();
      await window.runs("net");
    }));

  it("are not run where that was unsaid while everything was loaded", () =>
    inWindow(async (window) => {
      await window.stored("net");
      const looked = window.runner.look();
      window.isWanted = false;
      await looked;
      await window.runner.look();
      assert.deepEqual(await window.run(), []);
    }));

  it("are those of its root modules, as these are at that moment", () =>
    inWindow(async (window) => {
      await window.stored("net");
      await window.stored("shop");
      await window.runner.look();
      await window.runs("net");
      window.exclude = [];
      await window.state.reload();
      const { service } = await window.open();
      const [first] = await service.schedules.list();
      await service.schedules.update(first!.id, { label: "looked at again" });
      await window.runs("net", "shop");
    }));

  it("are tried again where the engine could not be opened, which is in the log", () =>
    inWindow(async (window) => {
      await window.stored("net");
      window.failure = new DriftError("store_unwritable", "There is no room left.", "Make some.");
      await window.runner.look();
      assert.deepEqual(window.warnings, ["Schedules are not run in this window: There is no room left. Make some."]);
      window.failure = null;
      await window.runner.look();
      await window.runs("net");
    }));

  it("are given back when the window is closed, and not taken again", () =>
    inWindow(async (window) => {
      await window.stored("net");
      await window.runner.look();
      await window.runs("net");
      await window.dispose();
      await window.runner.look();
      assert.deepEqual(await window.run(), []);
    }));
});
