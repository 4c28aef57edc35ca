/** Blocks and what they say, by address and path. */
import { nameInModule, parseAddress } from "./address";
import { type Said, saidOf, says } from "./attributeSpan";
import type { DeclaredBlock } from "./moduleDirectory";
import type { Module, ModuleTree } from "./moduleTree";
import type { SourceFile } from "./sourceFile";

/** A block in its module; the module alone is not enough to know what `var.x` means there. */
export interface FoundBlock {
  module: Module;
  block: DeclaredBlock;
}

/** Null: no address, or not in the code, or not reachable. Instance keys are ignored. */
export function findBlock(tree: ModuleTree, text: string): FoundBlock | null {
  const address = parseAddress(text);
  if (address === null) return null;
  const module = moduleAt(
    tree,
    address.modules.map(({ name }) => name),
  );
  const block = module?.code.blocks.get(nameInModule(address));
  return module === null || block === undefined ? null : { module, block };
}

/** The module that these calls, one in the other, lead to. */
export function moduleAt(tree: ModuleTree, path: readonly string[]): Module | null {
  return path.reduce<Module | null>((module, name) => (module === null ? null : tree.child(module, name)), tree.root);
}

/** What a block says on a path, and in which file. An override replaces an argument, or all nested blocks of one name, as a whole. */
export function saidAt(block: DeclaredBlock, path: readonly (string | number)[]): (Said & { file: SourceFile }) | null {
  const piece = block.pieces.findLast(({ declaration }) => says(declaration.body(), path[0]));
  const said = piece === undefined ? null : saidOf(piece.declaration.body(), path);
  return piece === undefined || said === null ? null : { ...said, file: piece.file };
}
