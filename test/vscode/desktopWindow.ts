/** A window of the desktop's VS Code for a person to use. */
import * as fs from "node:fs";
import * as path from "node:path";
import { execa } from "execa";
import { cleanUpAtEnd } from "./cleanUp";
import { type DesktopProfile, makeDesktopProfile, removeDesktopProfile } from "./desktopProfile";
import { passedOn } from "./server";

export interface DesktopWindow {
  readonly folder: string;
  /** The folder of the extension to load from its sources. */
  readonly extension: string;
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
}

/** `code` is VS Code's command. Resolves when the window is closed. */
export async function openDesktop(code: string, { folder, extension, env }: DesktopWindow): Promise<void> {
  const profile = makeDesktopProfile({ trusted: true });
  const cleanUp = cleanUpAtEnd(() => {
    endVSCode(profile);
    removeDesktopProfile(profile);
  });
  try {
    const args = ["--wait", "--new-window", ...profile.flags, `--extensionDevelopmentPath=${extension}`, folder];
    await execa(code, args, { env: passedOn(env), extendEnv: false, stdin: "ignore" });
  } finally {
    cleanUp();
  }
}

/** The command starts VS Code apart from itself; VS Code writes its process id into its profile. */
function endVSCode({ folder }: DesktopProfile): void {
  try {
    const pid = Number(fs.readFileSync(path.join(folder, "code.lock"), "utf8"));
    if (pid > 1) process.kill(pid, "SIGTERM");
  } catch {
    // it has not begun, or it is gone
  }
}
