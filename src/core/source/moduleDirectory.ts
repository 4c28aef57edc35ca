/** The declarations of one directory, override files merged in. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Parser } from "web-tree-sitter";
import { nameInModule } from "./address";
import { chooseModuleFiles } from "./moduleFiles";
import type { BlockKind, SourceOptions } from "./source";
import { readSourceFile, type SourceFile, whyUnreadable } from "./sourceFile";
import type { Declaration } from "./syntax";

/** One block, or what an override file says about it. */
export interface Piece {
  file: SourceFile;
  declaration: Declaration;
}

export interface DeclaredBlock {
  kind: BlockKind;
  /** Inside its module: `aws_x.y`, `data.aws_x.y`, `module.a`. */
  name: string;
  /** The block itself, then its overrides, the strongest last. */
  pieces: [Piece, ...Piece[]];
}

export interface ModuleDirectory {
  /** By their name inside the module, in the order of files and lines. */
  blocks: ReadonlyMap<string, DeclaredBlock>;
  files: SourceFile[];
  /** Why the directory itself could not be read. */
  problem: string | null;
}

const KINDS = new Map<string, BlockKind>([
  ["resource", "resource"],
  ["data", "data"],
  ["ephemeral", "ephemeral"],
  ["module", "module"],
  ["variable", "variable"],
  ["output", "output"],
]);

/** Never throws. */
export function readModuleDirectory(
  directory: string,
  parser: Parser,
  tool: NonNullable<SourceOptions["tool"]>,
): ModuleDirectory {
  const names = listFiles(directory);
  if (typeof names === "string") return { blocks: new Map(), files: [], problem: names };
  const { primary, overrides } = chooseModuleFiles(names, tool);
  const read = (name: string): SourceFile => readSourceFile(join(directory, name), parser);
  const originals = primary.map(read);
  const overriding = overrides.map(read);
  const blocks = new Map<string, DeclaredBlock>();
  // A second block of the same name is an error to Terraform: the first one stands.
  for (const file of originals) declare(blocks, file, () => undefined);
  for (const file of overriding) declare(blocks, file, (block, piece) => block.pieces.push(piece));
  return { blocks, files: [...originals, ...overriding], problem: null };
}

/** A directory may be named like a file of code; Terraform passes over it, too. */
function listFiles(directory: string): string[] | string {
  try {
    const entries = readdirSync(directory, { withFileTypes: true });
    return entries.filter((entry) => !entry.isDirectory()).map((entry) => entry.name);
  } catch (error) {
    return `This directory cannot be read (${whyUnreadable(error)}).`;
  }
}

function declare(
  blocks: Map<string, DeclaredBlock>,
  file: SourceFile,
  again: (block: DeclaredBlock, piece: Piece) => void,
): void {
  for (const declaration of file.declarations) {
    const kind = KINDS.get(declaration.keyword);
    const labels = declaration.labels;
    const name = labels.at(-1);
    const hasType = kind === "resource" || kind === "data" || kind === "ephemeral";
    if (kind === undefined || name === undefined || labels.length !== (hasType ? 2 : 1)) continue;
    const key = nameInModule({ kind, type: hasType ? labels[0]! : "", name });
    const known = blocks.get(key);
    if (known === undefined) blocks.set(key, { kind, name: key, pieces: [{ file, declaration }] });
    else again(known, { file, declaration });
  }
}
