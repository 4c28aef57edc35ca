/** Tests in the VS Code that people use. `runTests` of @vscode/test-electron is not it: it trusts every workspace. */
import * as fs from "node:fs";
import * as path from "node:path";
import { execa } from "execa";
import { makeDesktopProfile, removeDesktopProfile } from "./desktopProfile";
import type { Host, HostLaunch } from "./hostLaunch";
import { passedOn } from "./server";

const KILL_MS = 5000;

/** `VSCODE_EXECUTABLE`, else `VSCODE_VERSION` or the newest, downloaded. Rejects where the download is impossible. */
export async function findDesktop(): Promise<Host> {
  const executable = process.env.VSCODE_EXECUTABLE ?? (await download());
  return (launch) => runOnDesktop(executable, launch);
}

async function download(): Promise<string> {
  const { downloadAndUnzipVSCode, SilentReporter } = await import("@vscode/test-electron");
  return downloadAndUnzipVSCode({
    version: process.env.VSCODE_VERSION ?? "stable",
    cachePath: path.resolve(".vscode-test"),
    reporter: new SilentReporter(),
  });
}

async function runOnDesktop(executable: string, launch: HostLaunch): Promise<number> {
  const profile = makeDesktopProfile(launch);
  const args = [
    launch.folder,
    `--extensionDevelopmentPath=${launch.extension}`,
    `--extensionTestsPath=${launch.tests}`,
    ...profile.flags,
    ...["--no-sandbox", "--disable-gpu", "--disable-gpu-sandbox"], // machines that only run tests
    ...["--use-inmemory-secretstorage", "--disable-user-env-probe"],
  ];
  try {
    const { exitCode, shortMessage } = await execa(executable, args, {
      env: passedOn(launch.env),
      extendEnv: false,
      stdin: "ignore",
      stdout: { file: path.join(launch.artifacts, "console.log") },
      stderr: { file: path.join(launch.artifacts, "errors.log") },
      reject: false,
      timeout: launch.timeoutMs,
      forceKillAfterDelay: KILL_MS,
    });
    if (exitCode === undefined) throw new Error(shortMessage);
    return exitCode;
  } finally {
    const logs = path.join(profile.folder, "logs");
    if (fs.existsSync(logs)) fs.cpSync(logs, path.join(launch.artifacts, "logs"), { recursive: true });
    removeDesktopProfile(profile);
  }
}
