/** The extension's engine, without VS Code: several root modules at once, and a cancel that leaves nothing. Linux: processes are looked for in /proc. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { DEFAULT_SETTINGS } from "../../src/core/local/rootModule";
import { silentLog } from "../../src/core/ports";
import { checkRoots } from "../../src/host/checks/checkRoots";
import { DriftState, type RootState } from "../../src/host/state/driftState";
import type { Engine, OpenedFolder } from "../../src/host/engine/engine";
import { openEngine } from "../../src/host/engine/openEngine";
import { BASE_FOLDER } from "../lab/scenarios";
import { LabWorkspace } from "../lab/terraform";
import { processesIn, until } from "./surroundings";

const only = ({ roots }: DriftState): RootState => roots[0]!;
const FOREVER = new AbortController().signal;
/** Folders whose settings say nothing. */
const foldersOf = (...dirs: string[]): OpenedFolder[] => dirs.map((dir) => ({ dir, listed: [], exclude: [] }));

describe("the extension's engine", function () {
  this.timeout(60_000);
  let base: LabWorkspace;
  let dataDir: string;

  before(async () => {
    base = await LabWorkspace.create({ folder: BASE_FOLDER });
  });
  after(() => base.dispose());
  beforeEach(() => {
    dataDir = fs.mkdtempSync(path.join(fs.realpathSync(tmpdir()), "terraform-drift-engine-"));
  });
  afterEach(() => fs.rmSync(dataDir, { recursive: true, force: true }));

  const open = (environment: Record<string, string>, binary?: string): Engine =>
    openEngine({
      dataDir,
      historyLimit: () => 1000,
      settings: () => ({ ...DEFAULT_SETTINGS, binary }),
      environment,
      model: () => Promise.resolve(null),
      scheduleJitterMs: () => 0,
      log: silentLog,
    });

  it("checks the root modules of all folders and says how far it is", async () => {
    const other = base.clone();
    const engine = open(base.env());
    try {
      const roots = await engine.findRootModules(foldersOf(base.dir, other.dir, base.dir), FOREVER);
      assert.deepEqual(
        roots.map(({ dir }) => dir),
        [base.dir, other.dir],
      );
      const messages: string[] = [];
      const { checked, failures } = await checkRoots(engine.service, roots, {
        signal: FOREVER,
        onProgress: ({ message }) => messages.push(message),
      });
      assert.deepEqual(
        checked.map(({ root, run }) => [root.dir, run.status]),
        [
          [base.dir, "clean"],
          [other.dir, "clean"],
        ],
      );
      assert.equal(failures.size, 0);
      assert.ok(messages.some((message) => /^0 of 2 root modules · .* read · lab_/.test(message)));
      assert.equal(messages.at(-1), "2 of 2 root modules");
      assert.equal((await engine.service.history({})).runs.length, 2);
    } finally {
      await engine.service.dispose();
      other.dispose();
    }
  });

  it("shows in one window what another one found, and keeps what is known when a check finds nothing out", async () => {
    const [one, other] = [open(base.env()), open(base.env(), "/nowhere/terraform")];
    const [here, there] = [one, other].map(
      (engine) =>
        new DriftState(
          () => Promise.resolve(engine),
          () => foldersOf(base.dir),
        ),
    ) as [DriftState, DriftState];
    try {
      await Promise.all([here.load(), there.load()]);
      assert.deepEqual([here.roots.length, only(here).run, only(there).run], [1, null, null]);
      const seen = new Set<string | null>();
      here.onDidChange((id) => seen.add(id));

      await one.service.ended(await one.service.check(only(here).root));
      assert.equal(only(here).run?.status, "clean");
      assert.deepEqual(seen, new Set([only(here).id]));
      await there.readAgain();
      assert.equal(only(there).run?.id, only(here).run?.id);

      await other.service.ended(await other.service.check(only(there).root));
      assert.equal(only(there).failure?.reason, "binary_not_found");
      assert.equal(only(there).run?.status, "clean");
      await here.readAgain();
      assert.equal(only(here).run?.status, "clean");
      assert.equal(only(here).failure, null);
    } finally {
      for (const state of [here, there]) state.dispose();
      for (const engine of [one, other]) await engine.service.dispose();
    }
  });

  it("takes the root modules that the settings name, as they name them, and none outside the repository", async () => {
    const engine = open(base.env());
    try {
      const plain = { varFiles: [], vars: [] };
      const listed = [
        { ...plain, path: ".", label: "Production", workspace: "prod", varFiles: ["prod.tfvars"], vars: ["a=b"] },
        { ...plain, path: "./", workspace: "dev" },
        { ...plain, path: ".", label: "Once more", workspace: "prod" },
        { ...plain, path: "gone" },
        { ...plain, path: "../elsewhere" },
      ];
      const roots = await engine.findRootModules([{ dir: base.dir, listed, exclude: ["**"] }], FOREVER);
      const name = path.basename(base.dir);
      assert.deepEqual(
        roots.map(({ topDir, ...root }) => [topDir, JSON.parse(JSON.stringify(root)) as object]),
        [
          {
            projectId: name,
            workspaceId: ".@prod",
            dir: base.dir,
            terraformWorkspace: "prod",
            varFiles: ["prod.tfvars"],
            vars: ["a=b"],
            label: "Production",
          },
          { projectId: name, workspaceId: ".@dev", dir: base.dir, terraformWorkspace: "dev", varFiles: [], vars: [] },
          { projectId: name, workspaceId: "gone", dir: path.join(base.dir, "gone"), varFiles: [], vars: [] },
        ].map((root) => [base.dir, root]),
      );
      const run = await engine.service.ended(await engine.service.check(roots[2]!));
      assert.equal(run.status, "error");
      assert.match(run.output, /The folder .*gone is not there/);
      const none = await engine.findRootModules([{ dir: base.dir, listed: [], exclude: ["**"] }], FOREVER);
      assert.deepEqual(none, []);
    } finally {
      await engine.service.dispose();
    }
  });

  it("says of the root module concerned that its last run is damaged", async () => {
    const engine = open(base.env());
    const first = new DriftState(
      () => Promise.resolve(engine),
      () => foldersOf(base.dir),
    );
    try {
      await first.load();
      await engine.service.ended(await engine.service.check(first.roots[0]!.root));
      const runs = path.join(dataDir, "runs");
      for (const name of fs.readdirSync(runs)) fs.writeFileSync(path.join(runs, name), "{");
      const second = new DriftState(
        () => Promise.resolve(engine),
        () => foldersOf(base.dir),
      );
      await second.load();
      assert.deepEqual([second.failure, second.roots[0]?.run], [null, null]);
      assert.equal(second.roots[0]?.failure?.reason, "run_unreadable");
      second.dispose();
    } finally {
      first.dispose();
      await engine.service.dispose();
    }
  });

  it("says why nothing could be checked", async () => {
    const engine = open(base.env(), "/nowhere/terraform");
    try {
      const roots = await engine.findRootModules(foldersOf(base.dir), FOREVER);
      const { checked, failures } = await checkRoots(engine.service, roots, {
        signal: FOREVER,
        onProgress: () => undefined,
      });
      assert.equal(failures.get(checked[0]!.run.id)?.reason, "binary_not_found");
    } finally {
      await engine.service.dispose();
    }
  });

  it("leaves no process behind when it is cancelled while it reads", async () => {
    const engine = open(base.env({ LAB_LATENCY_MS: "600000" }));
    try {
      const roots = await engine.findRootModules(foldersOf(base.dir), FOREVER);
      const controller = new AbortController();
      const onProgress = ({ message }: { message: string }): void => {
        if (message.includes("read")) controller.abort();
      };
      await assert.rejects(checkRoots(engine.service, roots, { signal: controller.signal, onProgress }), {
        reason: "cancelled",
      });
      assert.deepEqual(
        (await engine.service.history({})).runs.map(({ status }) => status),
        ["cancelled"],
      );
      await until(() => processesIn(base.dir).length === 0); // the watchdog is sent home last, and not waited for
    } finally {
      await engine.service.dispose();
    }
  });

  it("does not start what was cancelled before", async () => {
    const engine = open(base.env());
    try {
      const roots = await engine.findRootModules(foldersOf(base.dir), FOREVER);
      const signal = AbortSignal.abort();
      await assert.rejects(checkRoots(engine.service, roots, { signal, onProgress: () => undefined }), {
        reason: "cancelled",
      });
      assert.deepEqual((await engine.service.history({})).runs, []);
      await assert.rejects(engine.findRootModules(foldersOf(base.dir), signal), { reason: "cancelled" });
    } finally {
      await engine.service.dispose();
    }
  });
});
