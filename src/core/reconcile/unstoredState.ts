/** A new state that Terraform could not store: without it, nobody knows what was made. */
import { createReadStream } from "node:fs";
import { rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { oneLine } from "../../shared/errors";
import { readStateIdentity } from "../plan/stateIdentity";
import type { Log } from "../ports";

/** Where Terraform itself puts it, in the root module. */
const ERRORED_STATE = "errored.tfstate";

/** When Terraform last put one there, in milliseconds since 1970; null: never. */
export async function erroredStateOf(dir: string): Promise<number | null> {
  return stat(join(dir, ERRORED_STATE)).then(
    ({ mtimeMs }) => mtimeMs,
    () => null, // there is none, which is as it should be
  );
}

/**
 * The file that holds it: what Terraform gave out last (`dump`), written here so that only its owner can read it, else Terraform's own, if that is whole and newer
 * than `before`. Null: all was stored. Undefined: the new state is nowhere.
 */
export async function keepUnstoredState(
  dir: string,
  { before, dump, name, log }: { before: number | null; dump: string | null; name: string; log: Log },
): Promise<string | null | undefined> {
  if (dump !== null) {
    for (const file of [join(dir, `errored-${name}.tfstate`), join(tmpdir(), `terraform-state-${name}.tfstate`)]) {
      if (await isWritten(file, dump, log)) return file;
    }
    return undefined;
  }
  if ((await erroredStateOf(dir)) === before) return null;
  const identity = await readStateIdentity(createReadStream(join(dir, ERRORED_STATE))).catch(() => null); // cut off, or gone
  return identity === null ? undefined : ERRORED_STATE;
}

/** Nothing is left of a file that could not be written whole. */
async function isWritten(file: string, text: string, log: Log): Promise<boolean> {
  try {
    await writeFile(file, text, { mode: 0o600, flag: "wx" });
    return true;
  } catch (error) {
    log.warn(`The state could not be kept in ${file}. ${oneLine(error)}`);
    await rm(file, { force: true }).catch(() => undefined); // it is of no use; why was said
    return false;
  }
}
