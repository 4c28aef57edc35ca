/** From an edit of a file as the reader of code sees it to one of the file on the disk. */
import { isUtf8 } from "node:buffer";
import { readFile, realpath, stat } from "node:fs/promises";
import { isAbsolute, relative, resolve, sep } from "node:path";
import { oneLine } from "../../shared/errors";
import type { RootModule } from "../local/rootModule";
import type { FileChange } from "../source/source";
import { applyEdits } from "../textEdit";
import type { ProposedFile } from "./codeChanges";

/** Where edits may be made: in the repository, and not in what `terraform init` put there. */
export interface Grounds {
  readonly root: Pick<RootModule, "dir" | "topDir">;
  /** `TF_DATA_DIR`, relative to the root module or absolute. */
  readonly dataDirectory?: string | undefined;
}

export type Refused = { readonly refused: string };

/** The file with what is on the disk as `before`, byte for byte; or one sentence about why it must not be changed. */
export async function proposedFile(
  change: Pick<FileChange, "file" | "before" | "edits">,
  grounds: Grounds,
): Promise<ProposedFile | Refused> {
  const path = resolve(grounds.root.dir, change.file);
  const read = await readCode(path, change.file, grounds);
  if (typeof read !== "string") return read;
  const mark = read.startsWith("\uFEFF") && !change.before.startsWith("\uFEFF") ? 1 : 0; // readers of code leave it out
  if (read.slice(mark) !== change.before) return { refused: `${change.file} was changed meanwhile.` };
  const edits = change.edits.map(({ start, end, text }) => ({ start: start + mark, end: end + mark, text }));
  return { path, before: read, edits, after: applyEdits(read, edits) };
}

/** The text of a file that may be changed. `shown`: as the person is told of it. */
export async function readCode(path: string, shown: string, grounds: Grounds): Promise<string | Refused> {
  try {
    const outside = await whyOutOfBounds(path, grounds);
    if (outside !== null) return { refused: `${shown} ${outside}` };
    if (!(await stat(path)).isFile()) return { refused: `${shown} is not a file.` };
    const bytes = await readFile(path);
    return isUtf8(bytes) ? bytes.toString("utf8") : { refused: `${shown} is not encoded in UTF-8.` };
  } catch (error) {
    const { code = oneLine(error) } = error as NodeJS.ErrnoException;
    return { refused: `${shown} cannot be read (${code}).` };
  }
}

/** By its name and by where links lead. */
async function whyOutOfBounds(path: string, { root, dataDirectory = ".terraform" }: Grounds): Promise<string | null> {
  const [file, top] = await Promise.all([realpath(path), realpath(root.topDir)]);
  if (!isIn(root.topDir, path) || !isIn(top, file)) return "lies outside of the repository.";
  const data = resolve(root.dir, dataDirectory);
  const realData = await realpath(data).catch(() => data); // not initialised
  const isInstalled =
    isIn(data, path) ||
    isIn(realData, file) ||
    [relative(root.topDir, path), relative(top, file)].some((inside) => inside.split(sep).includes(".terraform"));
  return isInstalled ? "belongs to an installed module." : null;
}

function isIn(folder: string, path: string): boolean {
  const inside = relative(folder, path);
  return inside !== "" && inside !== ".." && !inside.startsWith(`..${sep}`) && !isAbsolute(inside);
}
