/** Entry of a bundle of its own, loaded when code is first looked at: everything that parses stands behind it. */
import { nameInModule, parseAddress } from "./address";
import { parsePath } from "./attributePath";
import { attributeSpan, says } from "./attributeSpan";
import { hclParser } from "./hclParser";
import { ignoredReferences } from "./ignoreChanges";
import type { DeclaredBlock } from "./moduleDirectory";
import { createModuleTree, type Module, type ModuleTree } from "./moduleTree";
import type { Place, Source, SourceBlock, SourceOptions } from "./source";

/**
 * The code of a root module. Its own files are read at once, those of other modules when first needed. It rejects only when this program itself is damaged
 * (a WebAssembly file is missing); a directory that is not there is a problem of the source.
 */
export async function openSource(rootDir: string, options: SourceOptions = {}): Promise<Source> {
  const tree = createModuleTree(rootDir, await hclParser(), options);
  return {
    block(address) {
      const block = find(tree, address);
      return block === null ? null : headerOf(tree, block);
    },
    attribute(address, path) {
      const block = find(tree, address);
      const steps = parsePath(path);
      return block === null || steps === null ? null : placeOfAttribute(tree, block, steps);
    },
    ignoreChanges(address) {
      const block = find(tree, address);
      if (block === null || !RESOURCES.has(block.kind)) return null;
      return ignoredReferences(block.pieces.map((piece) => piece.declaration.body()));
    },
    blocks: () => modulesOf(tree).flatMap((module) => blocksOf(tree, module)),
    problems() {
      modulesOf(tree);
      return tree.problems();
    },
  };
}

const RESOURCES = new Set(["resource", "data", "ephemeral"]);

function find(tree: ModuleTree, text: string): DeclaredBlock | null {
  const address = parseAddress(text);
  if (address === null) return null;
  let module: Module | null = tree.root;
  for (const { name } of address.modules) module = module === null ? null : tree.child(module, name);
  return module?.code.blocks.get(nameInModule(address)) ?? null;
}

function headerOf(tree: ModuleTree, block: DeclaredBlock): Place {
  const [{ file, declaration }] = block.pieces;
  return tree.place(file, declaration.header);
}

/** An override replaces an argument, or all nested blocks of one name, as a whole. */
function placeOfAttribute(tree: ModuleTree, block: DeclaredBlock, path: (string | number)[]): Place | null {
  const piece = block.pieces.findLast(({ declaration }) => says(declaration.body(), path[0]));
  const span = piece === undefined ? null : attributeSpan(piece.declaration.body(), path);
  return piece === undefined || span === null ? null : tree.place(piece.file, span);
}

/** Callers before what they call: the list grows while it is read. */
function modulesOf(tree: ModuleTree): Module[] {
  const modules: Module[] = [tree.root];
  for (const module of modules) {
    for (const block of module.code.blocks.values()) {
      const child = block.kind === "module" ? tree.child(module, block.name.slice("module.".length)) : null;
      if (child !== null) modules.push(child);
    }
  }
  return modules;
}

function blocksOf(tree: ModuleTree, module: Module): SourceBlock[] {
  const prefix = module.path.map((name) => `module.${name}.`).join("");
  return [...module.code.blocks.values()].map((block) => ({
    address: prefix + block.name,
    kind: block.kind,
    place: headerOf(tree, block),
  }));
}
