/** Finds the root modules of a folder: what can be checked in it. */
import { readdir, readFile, stat } from "node:fs/promises";
import * as path from "node:path";
import { DriftError } from "../../shared/errors";
import { silentLog, type Log } from "../ports";
import { outlineHcl, outlineJson, type ModuleOutline } from "./moduleScan";

export interface RootSearch {
  /** Globs over relative paths; given: only what one of them matches. One without wildcards names a folder: always taken. */
  readonly include?: readonly string[] | undefined;
  /** Globs over relative paths; wins over `include`. */
  readonly exclude?: readonly string[] | undefined;
  /** The matcher for both. */
  readonly matches?: (glob: string, relativePath: string) => boolean;
  /** The person named this very folder: it is taken if there is any configuration in it, whoever calls it. */
  readonly takeTop?: boolean;
  readonly signal?: AbortSignal | undefined;
  readonly log?: Log;
  readonly limits?: { readonly depth: number; readonly folders: number };
}

/** Deeper, or more, and something is wrong with the folder: then we say so in the log and go on with what was found. */
const LIMITS = { depth: 20, folders: 50_000 };
const MAX_FILE_BYTES = 2 * 1024 * 1024;
const CONCURRENT_FOLDERS = 16;

const SKIPPED = new Set(["node_modules", "vendor", "vendored", "third_party"]);
const EXAMPLES = new Set(["example", "examples", "test", "tests", "testdata", "fixture", "fixtures"]);

interface ModuleFolder extends ModuleOutline {
  /** Relative, "/", "." at the top. */
  readonly path: string;
  /** A state, or a record of its backend, lies in it: somebody has worked in it as a root module. */
  readonly hasState: boolean;
}

/**
 * Relative paths ("/" between names, "." for the folder itself), sorted. A root module is a folder with configuration in
 * which something is declared (not only variables, not only override files) and
 *  - that no other one calls as a local module, unless it has a backend or a state of its own;
 *  - that is no example, test or fixture of a module: below a folder of such a name in a module without provider, backend and
 *    state of its own (reusable modules have none), again unless it has a backend or a state itself.
 * `.terraform`, `.git` and other hidden folders, node_modules and vendored folders are not looked into; links to folders are
 * not followed, so there are no loops.
 */
export async function findRootModules(folder: string, search: RootSearch = {}): Promise<string[]> {
  const { include = [], exclude = [], matches = (glob, relative) => glob === relative } = search;
  const top = path.resolve(folder);
  const modules = await findModules(top, search);
  const named = await namedModules(top, [...(search.takeTop === true ? ["."] : []), ...include.filter(isPlain)]);
  const found = rootsAmong(modules).filter(
    (root) => include.length === 0 || include.some((glob) => matches(glob, root)),
  );
  const roots = new Set([...named, ...found]);
  return [...roots]
    .filter((root) => !exclude.some((glob) => normal(glob) === root || matches(glob, root)))
    .sort(byCode);
}

function rootsAmong(modules: readonly ModuleFolder[]): string[] {
  const reusable = new Set(modules.filter((module) => !isMarked(module) && !module.hasProvider).map((m) => m.path));
  const isExample = ({ path: place }: ModuleFolder): boolean =>
    exampleOwners(place).some((owner) => reusable.has(owner));
  const called = new Set<string>();
  for (const module of modules) {
    const owners = exampleOwners(module.path);
    for (const call of module.localCalls) {
      const target = path.posix.join(module.path, call.replaceAll("\\", "/")).replace(/(?<=.)\/$/, "");
      const testsARoot = owners.includes(target) && !reusable.has(target);
      if (target !== module.path && !testsARoot) called.add(target);
    }
  }
  return modules
    .filter(
      (module) =>
        isMarked(module) ||
        ((module.hasContents || module.hasProvider) && !called.has(module.path) && !isExample(module)),
    )
    .map((module) => module.path);
}

function isMarked(module: ModuleFolder): boolean {
  return module.hasBackend || module.hasState;
}

/** The folders that a place would be an example of: `a` and `a/b` for `a/examples/x`, `a/b/tests/y`. */
function exampleOwners(place: string): string[] {
  const names = place.split("/");
  return names.flatMap((name, at) => (EXAMPLES.has(name) ? [names.slice(0, at).join("/") || "."] : []));
}

async function findModules(top: string, search: RootSearch): Promise<ModuleFolder[]> {
  const { signal, log = silentLog, limits = LIMITS } = search;
  const modules: ModuleFolder[] = [];
  let level = ["."];
  let seen = 0;
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > limits.depth)
      log.warn(`Folders more than ${limits.depth} levels deep are not searched for root modules.`);
    if (seen + level.length > limits.folders) log.warn(`Only the first ${limits.folders} folders are searched.`);
    const now = depth > limits.depth ? [] : level.slice(0, limits.folders - seen);
    seen += now.length;
    level = [];
    for (let at = 0; at < now.length; at += CONCURRENT_FOLDERS) {
      if (signal?.aborted === true) throw new DriftError("cancelled", "The search for root modules was cancelled.");
      const batch = now.slice(at, at + CONCURRENT_FOLDERS);
      for (const { module, below } of await Promise.all(batch.map((place) => lookInto(top, place, log)))) {
        if (module !== undefined) modules.push(module);
        level.push(...below);
      }
    }
  }
  return modules;
}

async function lookInto(top: string, place: string, log: Log): Promise<{ module?: ModuleFolder; below: string[] }> {
  const folder = path.join(top, place);
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    const below = entries
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith(".") && !SKIPPED.has(entry.name))
      .map((entry) => (place === "." ? entry.name : `${place}/${entry.name}`));
    const files = entries.filter((entry) => !entry.isDirectory()).map((entry) => entry.name);
    const module = await readModule(folder, place, files, log);
    return module === undefined ? { below } : { module, below };
  } catch (error) {
    if (place === ".")
      throw new DriftError("no_root_module", `The folder ${top} cannot be read.`, "", { cause: error });
    log.warn(`Not searched for root modules: ${String(error)}`);
    return { below: [] };
  }
}

/** Undefined if there is no configuration, or only override files. */
async function readModule(
  folder: string,
  place: string,
  files: readonly string[],
  log: Log,
): Promise<ModuleFolder | undefined> {
  const configuration = files.filter((file) => isConfiguration(file));
  if (configuration.every((file) => /(?:^|_)override\.(?:tf|tofu)(?:\.json)?$/.test(file))) return undefined;
  const outlines = await Promise.all(configuration.map((file) => readOutline(path.join(folder, file), log)));
  return {
    path: place,
    localCalls: outlines.flatMap((outline) => outline?.localCalls ?? []),
    hasBackend: outlines.some((outline) => outline?.hasBackend),
    hasProvider: outlines.some((outline) => outline?.hasProvider),
    hasContents: outlines.some((outline) => outline?.hasContents),
    hasState: await hasState(folder, files),
  };
}

function isConfiguration(file: string): boolean {
  return /^[^.].*\.(?:tf|tofu)(?:\.json)?$/.test(file);
}

async function readOutline(file: string, log: Log): Promise<ModuleOutline | undefined> {
  try {
    const found = await stat(file);
    if (!found.isFile() || found.size > MAX_FILE_BYTES) return undefined;
    const text = await readFile(file, "utf8");
    return file.endsWith(".json") ? outlineJson(text) : outlineHcl(text);
  } catch (error) {
    log.warn(`Not read while looking for root modules: ${String(error)}`);
    return undefined;
  }
}

/** The state itself, states of several workspaces, or Terraform's record of the backend. */
async function hasState(folder: string, files: readonly string[]): Promise<boolean> {
  if (files.includes("terraform.tfstate")) return true;
  for (const place of ["terraform.tfstate.d", ".terraform/terraform.tfstate"]) {
    if (
      await stat(path.join(folder, place)).then(
        () => true,
        () => false,
      )
    )
      return true;
  }
  return false;
}

/** Of the places named one by one, those with configuration; hidden and vendored ones too, but none outside the folder. */
async function namedModules(top: string, places: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const place of places.map(normal)) {
    if (place.startsWith("../") || place === ".." || path.posix.isAbsolute(place)) continue;
    const files = await readdir(path.join(top, place)).catch(() => []); // not there: nothing to check
    if (files.some(isConfiguration)) found.push(place);
  }
  return found;
}

function isPlain(glob: string): boolean {
  return !/[*?[\]{}!]/.test(glob);
}

function normal(place: string): string {
  return path.posix.normalize(place.replaceAll("\\", "/")).replace(/(?<=.)\/$/, "");
}

function byCode(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
