import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import * as path from "node:path";

/** Of these, only the operating system's own rules for names and paths are taken; the disk is always the real one. */
export type Platform = NodeJS.Platform;

/** An environment variable by name; on Windows names have no case ("Path", "PATH"). */
export function variableName(env: NodeJS.ProcessEnv, name: string, platform: Platform): string | undefined {
  if (platform !== "win32") return Object.hasOwn(env, name) ? name : undefined;
  return Object.keys(env).find((key) => key.toUpperCase() === name);
}

/**
 * The folders of the PATH in which programs are looked for. Empty and relative entries mean the working directory,
 * which is the repository: a program that lies there must never run by accident.
 */
export function searchFolders(env: NodeJS.ProcessEnv, platform: Platform): string[] {
  const rules = platform === "win32" ? path.win32 : path.posix;
  const name = variableName(env, "PATH", platform);
  const value = name === undefined ? "" : (env[name] ?? "");
  return value.split(rules.delimiter).filter((folder) => rules.isAbsolute(folder));
}

/** Full path of a program on the PATH, named without folder; undefined if there is none. */
export async function findOnPath(
  name: string,
  env: NodeJS.ProcessEnv,
  platform: Platform,
): Promise<string | undefined> {
  for (const folder of searchFolders(env, platform)) {
    const found = await findExecutable(path.join(folder, name), env, platform);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The path itself if a program lies there; on Windows also with one of the extensions of PATHEXT appended. */
export async function findExecutable(
  file: string,
  env: NodeJS.ProcessEnv,
  platform: Platform,
): Promise<string | undefined> {
  for (const candidate of platform === "win32" ? windowsNames(file, env) : [file]) {
    if (await isExecutable(candidate, platform)) return candidate;
  }
  return undefined;
}

function windowsNames(file: string, env: NodeJS.ProcessEnv): string[] {
  const name = variableName(env, "PATHEXT", "win32");
  const value = name === undefined ? undefined : env[name];
  const extensions = (value ?? ".COM;.EXE;.BAT;.CMD").split(";").filter((extension) => extension.startsWith("."));
  const lower = file.toLowerCase();
  if (extensions.some((extension) => lower.endsWith(extension.toLowerCase()))) return [file];
  return extensions.flatMap((extension) => [`${file}${extension}`, `${file}${extension.toLowerCase()}`]);
}

async function isExecutable(file: string, platform: Platform): Promise<boolean> {
  try {
    if (!(await stat(file)).isFile()) return false;
    if (platform !== "win32") await access(file, constants.X_OK);
    return true;
  } catch {
    return false; // not there, or not for us: the next place may have it
  }
}
