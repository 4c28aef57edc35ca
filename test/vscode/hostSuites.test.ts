/**
 * The tests under test/host: each window's run inside VS Code, and are told again here, under the same titles.
 * TEST_HOST=desktop | npm | auto: the desktop's VS Code; the one from npm; npm only if no other can be downloaded.
 */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { Suite, Test } from "mocha";
import { findDesktop } from "./desktopHost";
import type { HostTest } from "./hostContract";
import type { Host } from "./hostLaunch";
import { artifactsOf, runWindow } from "./hostRun";
import { HOST_WINDOWS } from "./hostWindows";
import { errorsInLogs } from "./logErrors";
import { runInWorkbench } from "./npmHost";

const RUN_MS = Number(process.env.HOST_TEST_TIMEOUT_MS ?? 180_000);
/** To fetch VS Code, and to make a workspace. */
const PREPARATION_MS = 600_000;

describe("inside VS Code", function () {
  this.timeout(RUN_MS + PREPARATION_MS);
  let host: Host;

  before(async () => {
    host = await findHost(process.env.TEST_HOST ?? "auto");
  });

  it("every folder of tests has its window", () => {
    const folders = fs.readdirSync("test/host", { withFileTypes: true }).filter((entry) => entry.isDirectory());
    assert.deepEqual(folders.map(({ name }) => name).sort(), HOST_WINDOWS.map(({ name }) => name).sort());
  });

  for (const window of HOST_WINDOWS) {
    describe(`in the window "${window.name}"`, function () {
      let problem: string | null;

      before(async () => {
        const result = await runWindow(host, window, RUN_MS);
        problem = result.problem;
        for (const test of result.tests) tellAgain(this, test);
      });

      it("the tests run to their end", () => {
        assert.ok(problem === null, problem ?? "");
      });

      it("VS Code's logs tell of no error of ours", () => {
        assert.deepEqual(errorsInLogs(path.join(artifactsOf(window), "logs")), []);
      });
    });
  }
});

async function findHost(asked: string): Promise<Host> {
  if (asked === "npm") return runInWorkbench;
  try {
    return await findDesktop();
  } catch (error) {
    if (asked !== "auto") throw error;
    return runInWorkbench;
  }
}

/** Mocha runs what is added to a suite by the suite's first hook. */
function tellAgain(window: Mocha.Suite, { path, state, error }: HostTest): void {
  const [title, suites] = [path.at(-1)!, path.slice(0, -1)];
  const suite = suites.reduce(
    (outer, name) => outer.suites.find((inner) => inner.title === name) ?? Suite.create(outer, name),
    window,
  );
  const tell = (): void => {
    if (state === "failed") throw Object.assign(new Error(error), { stack: error });
  };
  suite.addTest(new Test(title, state === "skipped" ? undefined : tell));
}
