/** Runs inside VS Code's extension host, which calls `run`: the tests of one window. */
import * as fs from "node:fs";
import * as path from "node:path";
import Mocha from "mocha";
import { hostVariable, type HostTest, writeResult } from "./hostContract";

const TEST_TIMEOUT_MS = 60_000;

/** Rejects if a test failed, which becomes the window's exit code. */
export async function run(): Promise<void> {
  process.chdir(path.resolve(__dirname, "../..")); // tests run at the repository's root
  const tests: HostTest[] = [];
  try {
    await runMocha(hostVariable("tests"), tests);
  } catch (error) {
    writeResult({ tests, problem: textOf(error) });
    throw error;
  }
  writeResult({ tests, problem: null });
  if (tests.some(({ state }) => state === "failed")) throw new Error("Tests failed.");
}

async function runMocha(folder: string, tests: HostTest[]): Promise<void> {
  const mocha = new Mocha({ ui: "bdd", timeout: TEST_TIMEOUT_MS, color: false });
  for (const file of fs.readdirSync(folder).sort()) {
    if (file.endsWith(".test.js")) mocha.addFile(path.join(folder, file));
  }
  await new Promise<void>((resolve) => {
    mocha
      .run(() => resolve())
      .on("pass", (test) => tests.push({ path: test.titlePath(), state: "passed" }))
      .on("pending", (test) => tests.push({ path: test.titlePath(), state: "skipped" }))
      .on("fail", (test, error) => tests.push({ path: test.titlePath(), state: "failed", error: textOf(error) }));
  });
}

function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
