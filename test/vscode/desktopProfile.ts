import * as fs from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { quietSettings } from "./settings";

export interface DesktopProfile {
  readonly folder: string;
  /** That have the desktop's VS Code use it. */
  readonly flags: readonly string[];
}

export interface ProfileOptions {
  readonly trusted: boolean;
  /** Over the quiet ones. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** A temporary folder with settings and extensions of its own: nothing of the person's is read or changed. The caller removes it. */
export function makeDesktopProfile({ trusted, settings }: ProfileOptions): DesktopProfile {
  const folder = fs.mkdtempSync(path.join(fs.realpathSync(tmpdir()), "drift-vscode-"));
  fs.mkdirSync(path.join(folder, "User"));
  const all = { ...quietSettings(trusted), ...settings };
  fs.writeFileSync(path.join(folder, "User", "settings.json"), JSON.stringify(all));
  const flags = [
    `--user-data-dir=${folder}`,
    `--extensions-dir=${path.join(folder, "extensions")}`,
    ...["--disable-telemetry", "--disable-updates", "--skip-welcome", "--skip-release-notes"],
    ...(trusted ? ["--disable-workspace-trust"] : []),
  ];
  return { folder, flags };
}

/** VS Code may hold its files for a moment after it has ended. */
export function removeDesktopProfile({ folder }: DesktopProfile): void {
  fs.rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}
