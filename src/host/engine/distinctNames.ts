import { sep } from "node:path";

/** A short name for each folder: its last part, or, where several end alike, as many parts as tell them apart ("shop/infra"). */
export function distinctNames(folders: readonly string[]): Map<string, string> {
  const names = new Map<string, string>();
  for (const folder of folders) {
    const others = folders.filter((other) => other !== folder);
    const parts = folder.split(sep).filter((part) => part !== "");
    const enough = parts.findLastIndex((_, at) => others.every((other) => !endsWith(other, parts.slice(at))));
    names.set(folder, parts.slice(Math.max(0, enough)).join("/") || folder);
  }
  return names;
}

function endsWith(folder: string, parts: readonly string[]): boolean {
  return `${sep}${folder}`.endsWith(`${sep}${parts.join(sep)}`);
}
