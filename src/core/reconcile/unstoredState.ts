/** A new state that Terraform could not store: without it, nobody knows what was made. */
import { stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { oneLine } from "../../shared/errors";
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
 * The file that holds it: Terraform's own if it was written since `before`, else one of ours with what Terraform gave out last (`dump`), readable only for
 * its owner. Null: there is none to be kept. Undefined: it could be written nowhere.
 */
export async function keepUnstoredState(
  dir: string,
  { before, dump, name, log }: { before: number | null; dump: string | null; name: string; log: Log },
): Promise<string | null | undefined> {
  const isWritten = (await erroredStateOf(dir)) !== before;
  if (dump === null) return isWritten ? ERRORED_STATE : null;
  for (const file of [join(dir, `errored-${name}.tfstate`), join(tmpdir(), `terraform-state-${name}.tfstate`)]) {
    try {
      await writeFile(file, dump, { mode: 0o600, flag: "wx" });
      return file;
    } catch (error) {
      log.warn(`The state could not be kept in ${file}. ${oneLine(error)}`);
    }
  }
  return undefined;
}
