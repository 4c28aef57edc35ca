/** Where rules files stand. Apart from their reading, so that who only looks for one need not load what parses. */
import { dirname, isAbsolute, relative, resolve, sep } from "node:path";

/** The committed rules file; it applies to its folder and those below. */
export const RULES_FILE = ".terraform-drift.jsonc";

/** From `dir` up to `top`; only `dir` when it is not within `top`. */
export function foldersUp(dir: string, top: string): string[] {
  const folders = [resolve(dir)];
  if (!isWithin(dir, top)) return folders;
  while (relative(top, folders.at(-1)!) !== "") folders.push(dirname(folders.at(-1)!));
  return folders;
}

/** Whether a path is a folder, or lies in it. */
export function isWithin(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way === "" || !(way === ".." || way.startsWith(`..${sep}`) || isAbsolute(way));
}
