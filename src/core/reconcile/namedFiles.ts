/** Files that code reads by a literal name: what is in them is part of what was reviewed. */
import { homedir } from "node:os";
import { dirname, resolve } from "node:path";

const READS =
  /\b(?:file|templatefile|filebase64|filemd5|filesha1|filesha256|filesha512|filebase64sha256|filebase64sha512)\s*\(\s*"((?:[^"\\]|\\.)*)"/g;

/** Absolute paths. `codeFile`: where the code stands, absolute. Names that are put together from anything but `path` are not known before a plan. */
export function namedFiles(code: string, codeFile: string, rootDir: string): string[] {
  const folders: Readonly<Record<string, string>> = { module: dirname(codeFile), root: rootDir, cwd: rootDir };
  const text = codeFile.endsWith(".json") ? code.replaceAll('\\"', '"') : code; // there it stands in a string
  return [...text.matchAll(READS)].flatMap(([, written = ""]) => {
    const name = written.replace(/\$\{\s*path\.(module|root|cwd)\s*\}/g, (_, which: string) => folders[which]!);
    if (name.includes("${") || name.includes("%{")) return [];
    return [
      resolve(
        rootDir,
        name.replace(/^~(?=\/|$)/, () => homedir()),
      ),
    ]; // as these functions have it
  });
}
