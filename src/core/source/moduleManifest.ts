/** What `terraform init` wrote about installed modules: `.terraform/modules/modules.json`. */
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { whyUnreadable } from "./sourceFile";

export interface ModuleManifest {
  path: string;
  /** Absolute directory of each module, by its path of names: "a.inner". Empty before `terraform init`. */
  directories: ReadonlyMap<string, string>;
  /** Why it could not be read; null also when there simply is none. */
  problem: string | null;
}

/** Never throws. `dataDirectory` is `TF_DATA_DIR`, relative to the root module. */
export function readModuleManifest(rootDirectory: string, dataDirectory: string): ModuleManifest {
  const path = join(resolve(rootDirectory, dataDirectory), "modules", "modules.json");
  try {
    const found = entriesOf(JSON.parse(readFileSync(path, "utf8")));
    const directories = found.map(({ key, directory }) => [key, resolve(rootDirectory, directory)] as const);
    return { path, directories: new Map(directories), problem: null };
  } catch (error) {
    const why = error instanceof SyntaxError ? "not valid JSON" : whyUnreadable(error);
    return { path, directories: new Map(), problem: why === "ENOENT" ? null : `This file cannot be read (${why}).` };
  }
}

function entriesOf(document: unknown): { key: string; directory: string }[] {
  if (
    typeof document !== "object" ||
    document === null ||
    !("Modules" in document) ||
    !Array.isArray(document.Modules)
  ) {
    throw new Error("not a list of modules");
  }
  return document.Modules.flatMap((entry: unknown) => {
    if (typeof entry !== "object" || entry === null || !("Key" in entry) || !("Dir" in entry)) return [];
    return typeof entry.Key === "string" && typeof entry.Dir === "string"
      ? [{ key: entry.Key, directory: entry.Dir }]
      : [];
  });
}
