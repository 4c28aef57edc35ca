/** Entry of a bundle of its own, loaded when code is first looked at: everything that parses stands behind it. */
import { acceptValues } from "./acceptValues";
import { addIgnoreChanges } from "./addIgnoreChanges";
import { parseAddress } from "./address";
import { parsePath } from "./attributePath";
import type { Editing } from "./editing";
import { feedsOf, isLiteral } from "./feeding";
import { findBlock, moduleAt, saidAt } from "./findBlock";
import { hclParser } from "./hclParser";
import { ignoredReferences } from "./ignoreChanges";
import type { DeclaredBlock } from "./moduleDirectory";
import { createModuleTree, type Module, modulesOf, type ModuleTree } from "./moduleTree";
import type { Place, Source, SourceBlock, SourceOptions } from "./source";

/**
 * The code of a root module. Its own files are read at once, those of other modules when first needed. It rejects only when this program itself is damaged
 * (a WebAssembly file is missing); a directory that is not there is a problem of the source.
 */
export async function openSource(rootDir: string, options: SourceOptions = {}): Promise<Source> {
  const parser = await hclParser();
  const tree = createModuleTree(rootDir, parser, options);
  return {
    block(address) {
      const found = findBlock(tree, address);
      return found === null ? null : headerOf(tree, found.block);
    },
    attribute(address, path) {
      const said = find(tree, address, path)?.said;
      return said === undefined ? null : tree.place(said.file, said.span);
    },
    ignoreChanges(address) {
      const block = findBlock(tree, address)?.block;
      if (block === undefined || !RESOURCES.has(block.kind)) return null;
      return ignoredReferences(block.pieces.map((piece) => piece.declaration.body()));
    },
    feeding(address, path) {
      const found = find(tree, address, path);
      const value = found?.said.value ?? null;
      return found === null || value === null ? [] : feedsOf(parser, tree, value, found);
    },
    isLiteral(address, path) {
      const value = find(tree, address, path)?.said.value ?? null;
      return value !== null && isLiteral(value);
    },
    accept: (address, values, given) => acceptValues({ parser, tree, rootDir }, address, values, given),
    calls: (address) => callsOf(tree, address),
    blocks: () => modulesOf(tree).flatMap((module) => blocksOf(tree, module)),
    files: () => [...new Set(modulesOf(tree).flatMap(({ code }) => code.files.map(({ path }) => tree.fromRoot(path))))],
    problems() {
      modulesOf(tree);
      return tree.problems();
    },
  };
}

/** What edits code; like `openSource`, it rejects only when this program itself is damaged. */
export async function openEditing(): Promise<Editing> {
  const parser = await hclParser();
  return { addIgnoreChanges: (request) => addIgnoreChanges(parser, request) };
}

const RESOURCES = new Set(["resource", "data", "ephemeral"]);

function find(tree: ModuleTree, address: string, path: string) {
  const found = findBlock(tree, address);
  const steps = parsePath(path);
  const said = found === null || steps === null ? null : saidAt(found.block, steps);
  return found === null || said === null ? null : { ...found, said };
}

function headerOf(tree: ModuleTree, block: DeclaredBlock): Place {
  const [{ file, declaration }] = block.pieces;
  return tree.place(file, declaration.header);
}

function callsOf(tree: ModuleTree, address: string): Place[] {
  const names = parseAddress(address)?.modules.map(({ name }) => name) ?? [];
  return names.flatMap((name, depth) => {
    const call = moduleAt(tree, names.slice(0, depth))?.code.blocks.get(`module.${name}`);
    return call === undefined ? [] : [headerOf(tree, call)];
  });
}

function blocksOf(tree: ModuleTree, module: Module): SourceBlock[] {
  const prefix = module.path.map((name) => `module.${name}.`).join("");
  return [...module.code.blocks.values()].map((block) => ({
    address: prefix + block.name,
    kind: block.kind,
    place: headerOf(tree, block),
  }));
}
