/** Configurations on disk for the tests of core/source. */
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Place } from "../../src/core/source/source";

const made: string[] = [];

/** A new folder with these files; `removeFolders` takes it away. */
export function folderWith(files: Record<string, string | Uint8Array>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "drift-source-")));
  made.push(folder);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

export function removeFolders(): void {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** The text that a place covers, found by line and column alone. */
export function textAt(root: string, place: Place | null): string | null {
  if (place === null) return null;
  const lines = readFileSync(join(root, place.file), "utf8")
    .replace(/^\uFEFF/, "")
    .split("\n");
  const covered = lines.slice(place.line - 1, place.endLine);
  covered[covered.length - 1] = covered.at(-1)!.slice(0, place.endColumn - 1);
  covered[0] = covered[0]!.slice(place.column - 1);
  return covered.join("\n");
}
