/** A changed file must parse, and must be formatted if it was: what `terraform fmt` accepts it goes on accepting. */
import { basename } from "node:path";
import type { ProposedFile } from "./codeChanges";
import type { Formatter } from "./formatter";
import { editsBetween } from "../textDifference";

/** The file, its alignment mended where that is all that `terraform fmt` would do; or one sentence about why it must not be written. */
export async function formattedEdit(
  file: ProposedFile,
  formatter: Formatter,
): Promise<ProposedFile | { readonly refused: string }> {
  const name = basename(file.path);
  if (name.endsWith(".json")) {
    return isJson(file.after) ? file : { refused: `${name} would not be JSON any more.` };
  }
  const kind = /\.(?:tf|tofu)$/.test(name) ? "tf" : "tfvars"; // variable files may be called anything
  const was = await formatter.shapeOf(file.before, kind);
  if (was === "broken") return { refused: `${name} has a syntax error, which is to be corrected first.` };
  const is = await formatter.shapeOf(file.after, kind);
  if (is === "broken") return { refused: `${name} would not parse any more.` };
  if (was === "unformatted" || is === "formatted") return file;

  const after = await formatter.formatted(file.after, kind);
  if (after === null || withoutSpace(after) !== withoutSpace(file.after)) {
    return { refused: `terraform fmt would rewrite ${name} after the change, though it leaves it alone now.` };
  }
  return { ...file, after, edits: editsBetween(file.before, after) };
}

/** Terraform passes over a byte order mark. */
function isJson(text: string): boolean {
  try {
    JSON.parse(text.replace(/^\uFEFF/, ""));
    return true;
  } catch {
    return false; // that is the answer
  }
}

function withoutSpace(text: string): string {
  return text.replace(/\s+/g, "");
}
