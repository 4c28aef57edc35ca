/** One window's tests: its workspace made, VS Code run, its result read. */
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { recordingTerraform } from "../terraform/recordingTerraform";
import { cleanUpAtEnd } from "./cleanUp";
import { HOST_VARIABLES, type HostResult, readResult } from "./hostContract";
import type { Host } from "./hostLaunch";
import type { HostWindow } from "./hostWindows";

/** Where that which helps to understand a window is: its console, and VS Code's logs. */
export function artifactsOf({ name }: HostWindow): string {
  return path.resolve("out/windows", name);
}

/** Never rejects: what went wrong is the result's problem. */
export async function runWindow(host: Host, window: HostWindow, timeoutMs: number): Promise<HostResult> {
  const artifacts = artifactsOf(window);
  const result = path.join(artifacts, "result.json");
  fs.rmSync(artifacts, { recursive: true, force: true });
  fs.mkdirSync(artifacts, { recursive: true });
  const recording = fs.mkdtempSync(path.join(fs.realpathSync(tmpdir()), "drift-recording-"));
  recordingTerraform(recording);
  const cleanUps = [cleanUpAtEnd(() => fs.rmSync(recording, { recursive: true, force: true }))];
  try {
    const workspace = await window.workspace();
    cleanUps.push(cleanUpAtEnd(() => workspace.dispose()));
    const exitCode = await host({
      folder: workspace.dir,
      extension: path.resolve("."),
      tests: path.resolve("out/vscode/hostSuite"),
      trusted: window.trusted,
      settings: window.settings ?? {},
      env: workspace.env({
        PATH: [recording, process.env.PATH].join(path.delimiter),
        [HOST_VARIABLES.tests]: path.resolve("out/host", window.name),
        [HOST_VARIABLES.result]: result,
        [HOST_VARIABLES.recording]: recording,
      }),
      artifacts,
      timeoutMs,
    });
    return judge(exitCode, readResult(result));
  } catch (error) {
    const tests = readResult(result)?.tests ?? [];
    return { tests, problem: error instanceof Error ? error.message : String(error) };
  } finally {
    for (const cleanUp of cleanUps) cleanUp();
  }
}

/** An exit code other than 0 needs a test that failed; and 0 says nothing where a test ended the process itself. */
function judge(exitCode: number, result: HostResult | null): HostResult {
  if (result === null) return { tests: [], problem: `VS Code ended with exit code ${exitCode} before its tests did.` };
  if (result.tests.length === 0) return { tests: [], problem: result.problem ?? "There was no test." };
  const isExplained = exitCode === 0 || result.tests.some(({ state }) => state === "failed");
  return isExplained ? result : { ...result, problem: result.problem ?? `VS Code ended with exit code ${exitCode}.` };
}
