/** The HCL grammar in WebAssembly; its two files lie beside the bundle that this module is in. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Language, Parser } from "web-tree-sitter";

async function load(): Promise<Parser> {
  await Parser.init({ locateFile: (file: string) => join(__dirname, file) });
  const parser = new Parser();
  return parser.setLanguage(await Language.load(await readFile(join(__dirname, "tree-sitter-terraform.wasm"))));
}

/**
 * One parser a process: the library keeps one WebAssembly instance, a second `init` would take it away from the parsers that
 * exist, and a loaded language is never given back. A parser keeps nothing of what it parsed.
 */
export const hclParser: () => Promise<Parser> = (() => {
  let loading: Promise<Parser> | undefined;
  return () => (loading ??= load());
})();
