/** The edit that leaves attributes to others: one change of the file whose `ignore_changes` counts. */
import { basename, resolve } from "node:path";
import type { AttributeChange } from "../../shared/model";
import { nameInModule, parseAddress } from "../source/address";
import { parsePath } from "../source/attributePath";
import type { Editing } from "../source/editing";
import type { FileChange, Source } from "../source/source";
import { applyEdits } from "../textEdit";
import { editsBetween } from "../textDifference";
import { type Grounds, readCode } from "./proposedFile";
import type { Refusal } from "./wishedChanges";

export interface IgnoredAttributes {
  readonly file: Pick<FileChange, "file" | "before" | "edits"> | null;
  readonly accepted: readonly string[];
  readonly refused: readonly Refusal[];
}

/** One attribute after the other, shorter paths first: what is below one that is ignored needs no word of its own. */
export async function ignoreAttributes(
  address: string,
  changes: readonly AttributeChange[],
  code: { readonly source: Source; readonly editing: Editing; readonly grounds: Grounds },
): Promise<IgnoredAttributes> {
  const attributes = changes.map(({ attribute }) => attribute);
  const none = (reason: string): IgnoredAttributes => ({
    file: null,
    accepted: [],
    refused: attributes.map((attribute) => ({ attribute, reason })),
  });
  const { source, editing, grounds } = code;
  const parsed = parseAddress(address);
  const place = source.attribute(address, "lifecycle.ignore_changes") ?? source.block(address);
  if (parsed === null || place === null) return none(`The block of ${address} is not found in the code.`);
  const before = await readCode(resolve(grounds.root.dir, place.file), place.file, grounds);
  if (typeof before !== "string") return none(before.refused);

  const block = nameInModule(parsed);
  const fileName = basename(place.file);
  const accepted: string[] = [];
  const refused: Refusal[] = [];
  const ignored: string[][] = [];
  let text = before;
  for (const path of attributes.toSorted((a, b) => scopeOf(a).length - scopeOf(b).length)) {
    const scope = scopeOf(path);
    if (!ignored.some((known) => known.every((step, i) => step === scope[i]))) {
      const result = editing.addIgnoreChanges({ fileName, text, block, path });
      if ("refused" in result) {
        refused.push({ attribute: path, reason: result.refused });
        continue;
      }
      text = applyEdits(text, result.edits);
      ignored.push(scope);
    }
    accepted.push(path);
  }
  const isChanged = accepted.length > 0;
  return {
    file: isChanged ? { file: place.file, before, edits: editsBetween(before, text) } : null,
    accepted,
    refused,
  };
}

/** The steps up to the first number: what `ignore_changes` names. */
function scopeOf(path: string): string[] {
  const steps = parsePath(path) ?? [path];
  const end = steps.findIndex((step) => typeof step === "number");
  return steps.slice(0, end < 0 ? steps.length : end).map(String);
}
