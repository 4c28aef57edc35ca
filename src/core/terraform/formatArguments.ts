/** The arguments with which copies of code are formatted, and the list of those that are allowed. */
import { basename, dirname, isAbsolute } from "node:path";

/** Says by the exit code whether a file is formatted: 0 it is, 3 it is not, else it cannot be read. Writes nothing. */
export function formatCheckArguments(file: string): string[] {
  return ["fmt", "-check", "-no-color", file];
}

/** Formats a file where it lies. */
export function formatArguments(file: string): string[] {
  return ["fmt", "-no-color", file];
}

/** Names that can be no flag and no other folder, with the endings that both Terraform and OpenTofu format. */
const COPY = /^\w[\w-]*\.(?:tf|tfvars)$/;

/**
 * Throws unless the arguments are one of these two, of a file that lies directly in our temporary folder: `fmt` writes, and must never see a
 * person's file. A failure here is a mistake of ours, hence no DriftError.
 */
export function assertFormatting(args: readonly string[], folder: string): void {
  const file = args.at(-1) ?? "";
  const words = args.slice(0, -1).join(" ");
  if (words !== "fmt -check -no-color" && words !== "fmt -no-color") {
    throw new Error(`Formatting never runs "terraform ${words}".`);
  }
  if (!isAbsolute(folder) || !isAbsolute(file) || dirname(file) !== folder || !COPY.test(basename(file))) {
    throw new Error("Formatting never touches a file that is no copy of ours.");
  }
}
