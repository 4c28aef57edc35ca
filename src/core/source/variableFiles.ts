/** Where Terraform takes the values of a root module's variables from. */
import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import type { Parser } from "web-tree-sitter";
import type { Piece } from "./moduleDirectory";
import { parseVariables, readSourceFile, type SourceFile } from "./sourceFile";

/** Files of variables that Terraform reads, the strongest last: its own, those that load by themselves, those that it is given. */
export function variableFiles(rootDirectory: string, given: readonly string[], parser: Parser): SourceFile[] {
  const names = namesIn(rootDirectory);
  const own = ["terraform.tfvars", "terraform.tfvars.json"].filter((name) => names.includes(name));
  const automatic = names.filter((name) => /\.auto\.tfvars(?:\.json)?$/.test(name)).sort();
  const paths = [...own, ...automatic, ...given].map((path) => resolve(rootDirectory, path));
  return paths.map((path) => readSourceFile(path, parser, parseVariables));
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return []; // reading the root module itself says why
  }
}

/** The file that has the last word on a variable, or one that cannot be read and may have it; null where none says anything. */
export function fileThatSets(files: readonly SourceFile[], variable: string): SourceFile | null {
  const deciding = files.findLast(
    ({ problems, declarations }) => problems.length > 0 || says(declarations[0], variable),
  );
  return deciding ?? null;
}

function says(declaration: Piece["declaration"] | undefined, variable: string): boolean {
  return declaration?.body().attributes.some(({ name }) => name === variable) === true;
}
