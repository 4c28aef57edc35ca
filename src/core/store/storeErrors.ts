import { DriftError } from "../../shared/errors";

/** What was read is not what was written. Never leaves the store: it is the sign to repair. */
export class StoreDamage extends Error {
  override readonly name = "StoreDamage";
}

const FULL = new Set(["ENOSPC", "EDQUOT", "EFBIG"]);
const FORBIDDEN = new Set(["EACCES", "EPERM", "EROFS"]);

/** Node's code of a failed system call; undefined for every other error. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

/** The one sentence that a person reads when the file system refuses. */
export function storeUnwritable(dir: string, code: string, cause?: unknown): DriftError {
  const elsewhere = "name another folder with --data DIR.";
  const options = { cause };
  if (FULL.has(code)) {
    return new DriftError(
      "store_unwritable",
      `There is no room left to store runs in ${dir}.`,
      `Free some space there, or ${elsewhere}`,
      options,
    );
  }
  if (FORBIDDEN.has(code)) {
    return new DriftError(
      "store_unwritable",
      `The folder ${dir}, where runs are stored, may not be read or written.`,
      `Change its permissions, or ${elsewhere}`,
      options,
    );
  }
  if (code === "ELOCKED") {
    return new DriftError(
      "store_unwritable",
      `Another process has kept the runs in ${dir} locked for too long.`,
      `Close what else uses that folder and try again, or ${elsewhere}`,
      options,
    );
  }
  return new DriftError(
    "store_unwritable",
    `Runs cannot be stored in ${dir} (${code}).`,
    `Look at that folder, or ${elsewhere}`,
    options,
  );
}

/** The refusal to touch what a newer version of this program wrote. */
export function storeNewer(file: string): DriftError {
  return new DriftError(
    "store_newer",
    `${file} was written by a newer version of Terraform Drift.`,
    "Update Terraform Drift, or name another folder with --data DIR.",
  );
}

/** Turns what the file system says during `action` into words; everything else passes unchanged. */
export async function inWords<T>(dir: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    const code = systemCode(error);
    throw code === undefined ? error : storeUnwritable(dir, code, error);
  }
}
