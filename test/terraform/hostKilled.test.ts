/**
 * The extension host killed in the middle of a check. Run by mocha this is a test file; run by Node itself (by the test) it is the
 * host that dies: the engine as it is shipped (`dist/engine.js`), with what the extension puts over it. Linux: processes are
 * looked for in /proc.
 */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { createInterface } from "node:readline";
import { DEFAULT_SETTINGS } from "../../src/core/local/rootModule";
import { silentLog } from "../../src/core/ports";
import { checkRoots } from "../../src/host/checks/checkRoots";
import { DriftState } from "../../src/host/state/driftState";
import type { Engine, EngineOptions } from "../../src/host/engine/engine";
import type { RunSummary } from "../../src/shared/model";
import { BASE_FOLDER } from "../lab/scenarios";
import { LabWorkspace } from "../lab/terraform";
import { processesIn, until } from "./surroundings";

interface Orders {
  readonly dataDir: string;
  readonly dir: string;
}

if (require.main === module) void beTheHost(JSON.parse(process.argv[2]!) as Orders);
else describe("an extension host that is killed while it checks", testKilledHost);

/** A window: its engine, and what its views would show. */
function openWindow({ dataDir, dir }: Orders, environment: NodeJS.ProcessEnv): { engine: Engine; state: DriftState } {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- the bundle that is shipped, not the sources
  const { openEngine } = require(path.resolve("dist/engine.js")) as { openEngine: (options: EngineOptions) => Engine };
  const options = {
    dataDir,
    historyLimit: () => 1000,
    scheduleJitterMs: () => 0,
    settings: () => DEFAULT_SETTINGS,
    environment,
    model: () => Promise.resolve(null),
    log: silentLog,
  };
  const engine = openEngine(options);
  const state = new DriftState(
    () => Promise.resolve(engine),
    () => [{ dir, listed: [], exclude: [] }],
  );
  return { engine, state };
}

async function check({ engine, state }: ReturnType<typeof openWindow>, tell: (words: string) => void): Promise<void> {
  await state.load();
  const roots = state.roots.map(({ root }) => root);
  const onProgress = ({ message }: { message: string }): void => tell(message);
  await checkRoots(engine.service, roots, { signal: new AbortController().signal, onProgress });
}

async function beTheHost(orders: Orders): Promise<void> {
  const window = openWindow(orders, process.env);
  await check(window, (words) => process.stdout.write(`${words}\n`));
}

function testKilledHost(this: Mocha.Suite): void {
  this.timeout(60_000);
  let workspace: LabWorkspace;
  let orders: Orders;

  before(async () => {
    workspace = await LabWorkspace.create({ folder: BASE_FOLDER });
    workspace.edit("lab_server", (server) => ({ ...server, size: "large" }));
    const dataDir = fs.mkdtempSync(path.join(fs.realpathSync(tmpdir()), "terraform-drift-killed-"));
    orders = { dataDir, dir: workspace.dir };
  });
  after(() => {
    workspace.dispose();
    fs.rmSync(orders.dataDir, { recursive: true, force: true });
  });

  function startHost(): ChildProcess {
    const env = workspace.env({ LAB_LATENCY_MS: "600000" });
    return spawn(process.execPath, [__filename, JSON.stringify(orders)], { env, stdio: ["ignore", "pipe", "inherit"] });
  }

  it("leaves no process, and a store in which the next window finds what was known before", async () => {
    const before = openWindow(orders, workspace.env());
    await check(before, () => undefined);
    const known = before.state.roots[0]!.run!;
    assert.equal(known.status, "drift_detected");

    const host = startHost();
    for await (const words of createInterface(host.stdout!)) if (words.includes("lab_")) break; // what is being read
    assert.ok(processesIn(workspace.dir).some(({ command }) => command.includes("terraform-provider-lab")));
    const runs = async (): Promise<readonly RunSummary[]> => (await before.engine.service.history({})).runs;
    let running: RunSummary | undefined;
    while (running === undefined) running = (await runs()).find(({ status }) => status === "running");
    host.kill("SIGKILL");
    await once(host, "exit");
    await until(() => processesIn(workspace.dir).length === 0);

    const next = openWindow(orders, workspace.env());
    try {
      await next.state.load();
      const [state] = next.state.roots;
      assert.deepEqual([state?.run, state?.running, state?.failure], [known, null, null]);
      assert.deepEqual(
        (await runs()).map(({ id, status, metadata }) => [
          id,
          status,
          metadata.diagnostics.map(({ summary }) => summary),
        ]),
        [
          [running.id, "error", ["The check was interrupted"]],
          [known.id, "drift_detected", []],
        ],
      );
      await before.state.readAgain();
      assert.equal(before.state.roots[0]?.run?.id, known.id);
    } finally {
      for (const { engine, state } of [before, next]) {
        state.dispose();
        await engine.service.dispose();
      }
    }
  });
}
