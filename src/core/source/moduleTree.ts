/** The modules reachable from a root module: which directory each call leads to. */
import { existsSync, realpathSync } from "node:fs";
import { isAbsolute, join, relative, resolve } from "node:path";
import type { Parser } from "web-tree-sitter";
import { type DeclaredBlock, type ModuleDirectory, readModuleDirectory } from "./moduleDirectory";
import { readModuleManifest } from "./moduleManifest";
import type { Place, SourceOptions, SourceProblem } from "./source";
import type { SourceFile } from "./sourceFile";
import type { Span } from "./syntax";

export interface Module {
  /** Names of the calls that lead here; empty for the root module. */
  path: readonly string[];
  code: ModuleDirectory;
  /** It, or what calls it, came from elsewhere: `terraform init` would write over whatever is changed in it. */
  downloaded: boolean;
}

export interface ModuleTree {
  root: Module;
  /** The module that a call leads to; null, and a problem, when it cannot be followed. */
  child(parent: Module, name: string): Module | null;
  place(file: SourceFile, span: Span): Place;
  /** An absolute path, relative to the root module and with "/". */
  fromRoot(path: string): string;
  /** What went wrong in all that was read so far. */
  problems(): SourceProblem[];
}

interface LocatedModule extends Module {
  directory: string;
  /** Real paths of its own directory and of those around it: a call back into one of them would never end. */
  ancestry: readonly string[];
  children: Map<string, LocatedModule | null>;
}

type Opened = Pick<LocatedModule, "directory" | "downloaded">;

/** Calls may fan out without bound in code that nobody means to run. */
const MAX_MODULES = 10_000;

/** Reads the root module at once, every other directory when a module in it is first asked for, each once. */
export function createModuleTree(rootDirectory: string, parser: Parser, options: SourceOptions): ModuleTree {
  const rootPath = resolve(rootDirectory);
  const problems = new Map<string, SourceProblem>();
  const directories = new Map<string, ModuleDirectory>();
  let opened = 0;
  const manifest = once(() => {
    const read = readModuleManifest(rootPath, options.dataDirectory ?? ".terraform");
    if (read.problem !== null) report(read.path, null, read.problem);
    return read.directories;
  });

  function report(path: string, line: number | null, message: string): void {
    const problem = { file: fromRoot(path), line, message };
    problems.set(JSON.stringify(problem), problem);
  }

  function fromRoot(path: string): string {
    return relative(rootPath, path).replaceAll("\\", "/") || ".";
  }

  function codeIn(directory: string): ModuleDirectory {
    const known = directories.get(directory);
    if (known !== undefined) return known;
    const code = readModuleDirectory(directory, parser, options.tool ?? "terraform");
    directories.set(directory, code);
    if (code.problem !== null) report(directory, null, code.problem);
    for (const file of code.files) for (const { line, message } of file.problems) report(file.path, line, message);
    return code;
  }

  function open({ directory, downloaded }: Opened, path: readonly string[], around: readonly string[]): LocatedModule {
    opened++;
    const ancestry = [...around, realPath(directory)];
    return { path, directory, downloaded, code: codeIn(directory), ancestry, children: new Map() };
  }

  /** The directory that a call leads to, or why there is none. */
  function follow(parent: LocatedModule, path: readonly string[], call: DeclaredBlock): Opened | string {
    if (opened > MAX_MODULES) return `there are more than ${MAX_MODULES} module calls`;
    const source = sourceOf(call);
    const local = source !== null && /^\.\.?[\\/]/.test(source) ? join(parent.directory, source) : null;
    const installed = manifest().get(path.join("."));
    const directory = [local, installed].find(
      (candidate) => candidate !== null && candidate !== undefined && existsSync(candidate),
    );
    if (directory === null || directory === undefined) {
      return local === null ? "it is not installed; run init" : `there is no directory ${JSON.stringify(source)}`;
    }
    if (isAbsolute(relative(rootPath, directory))) return "it lies on another drive";
    return parent.ancestry.includes(realPath(directory))
      ? "it calls a module that it is part of"
      : { directory, downloaded: parent.downloaded || directory !== local };
  }

  function openChild(parent: LocatedModule, name: string): LocatedModule | null {
    const call = parent.code.blocks.get(`module.${name}`);
    if (call === undefined) return null;
    const path = [...parent.path, name];
    const found = follow(parent, path, call);
    if (typeof found !== "string") return open(found, path, parent.ancestry);
    const [{ file, declaration }] = call.pieces;
    report(
      file.path,
      file.place(declaration.header).line,
      `Module ${JSON.stringify(name)} cannot be followed: ${found}.`,
    );
    return null;
  }

  return {
    root: open({ directory: rootPath, downloaded: false }, [], []),
    child(parent, name) {
      const from = parent as LocatedModule; // this tree makes no others
      const known = from.children.get(name);
      if (known !== undefined) return known;
      const child = openChild(from, name);
      from.children.set(name, child);
      return child;
    },
    fromRoot,
    place: (file, span) => ({ file: fromRoot(file.path), ...file.place(span) }),
    problems: () => [...problems.values()],
  };
}

/** All modules, callers before what they call. */
export function modulesOf(tree: ModuleTree): Module[] {
  const modules: Module[] = [tree.root];
  for (const module of modules) {
    for (const block of module.code.blocks.values()) {
      const child = block.kind === "module" ? tree.child(module, block.name.slice("module.".length)) : null;
      if (child !== null) modules.push(child); // the list grows while it is read
    }
  }
  return modules;
}

/** A call's `source` where it is a plain string; an override's word goes first. */
function sourceOf(call: DeclaredBlock): string | null {
  const attributes = call.pieces.flatMap(({ declaration }) => declaration.body().attributes);
  const value = attributes.findLast((attribute) => attribute.name === "source")?.value;
  return value?.kind === "text" ? value.value : null;
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path; // it is not there, which reading it will say
  }
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
