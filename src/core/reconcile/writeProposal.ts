/** Writes what was proposed, and puts it back. */
import { DriftError, oneLine } from "../../shared/errors";
import { type Log, silentLog } from "../ports";
import type { ProposedFile } from "./codeChanges";
import { FileObstacle, holds, stageFile, type StagedFile } from "./stagedFile";

type WrittenFile = Pick<ProposedFile, "path" | "before" | "after">;

/**
 * All files or none: each only if it still is `before`. Mode, owner and links stay. Rejects with "edit_refused", naming the file that changed or
 * cannot be written; what then could not be put back is named, too.
 */
export async function writeFiles(files: readonly WrittenFile[], log: Log = silentLog): Promise<void> {
  const staged: StagedFile[] = [];
  const written: WrittenFile[] = [];
  try {
    for (const { path, before, after } of files) {
      staged.push(await naming(path, () => stageFile(path, before, after)));
    }
    for (const [i, file] of files.entries()) {
      await naming(file.path, () => staged[i]!.commit());
      written.push(file);
    }
  } catch (error) {
    if (written.length > 0) await undo(written.toReversed(), error);
    throw error;
  } finally {
    for (const one of staged) {
      await one.drop().catch((error: unknown) => log.warn(`Could not remove a temporary file: ${oneLine(error)}`));
    }
  }
}

async function undo(written: readonly WrittenFile[], cause: unknown): Promise<void> {
  const left = await putBack(written).catch((error: unknown) => {
    throw new DriftError(
      "edit_refused",
      `${oneLine(cause)} What was written before could not be put back.`,
      oneLine(error),
    );
  });
  if (left.length === 0) return;
  throw new DriftError("edit_refused", `${oneLine(cause)} It was not put back in ${left.join(", ")}.`, "Look there.");
}

/**
 * Puts `before` into each file that still is `after`; answers with the paths of those that are neither, which are left as they are: somebody
 * works on them. Rejects with "edit_refused" for what cannot be written, once all others are done.
 */
export async function putBack(files: readonly WrittenFile[]): Promise<string[]> {
  const left: string[] = [];
  const failures: string[] = [];
  for (const { path, before, after } of files) {
    try {
      if (await holds(path, before)) continue;
      if (await holds(path, after)) await replace(path, after, before);
      else left.push(path);
    } catch (error) {
      failures.push(sentence(path, error));
    }
  }
  if (failures.length > 0) {
    throw new DriftError(
      "edit_refused",
      failures.join(" "),
      "Put it back by hand: version control has what was there.",
    );
  }
  return left;
}

async function replace(path: string, from: string, to: string): Promise<void> {
  const staged = await stageFile(path, from, to);
  try {
    await staged.commit();
  } catch (error) {
    await staged.drop();
    throw error;
  }
}

async function naming<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new DriftError("edit_refused", sentence(path, error), "", { cause: error });
  }
}

function sentence(path: string, error: unknown): string {
  if (error instanceof FileObstacle) return `${path} ${error.message}.`;
  const { code = oneLine(error) } = error as NodeJS.ErrnoException;
  return `${path} cannot be written (${code}).`;
}
