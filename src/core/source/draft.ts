/** Files as they are to be, while one value after the other is written into them. */
import type { Parser } from "web-tree-sitter";
import { editsBetween } from "../textDifference";
import { changedText, intentAt, UNSAFE } from "./changeAt";
import type { Step } from "./locate";
import type { ModuleTree } from "./moduleTree";
import type { Site } from "./site";
import type { FileChange } from "./source";
import type { SourceFile } from "./sourceFile";
import type { Change } from "./wanted";

/** Nothing is written to a disk. */
export interface Draft {
  /** Null where it is done, also where an earlier change has done it; else one sentence. */
  change(site: Site, steps: readonly Step[], change: Change): string | null;
  /** Those that differ from what was read. */
  files(): FileChange[];
}

/** Begins with each file as it was read. */
export function createDraft(parser: Parser, tree: ModuleTree): Draft {
  const drafts = new Map<string, { file: SourceFile; text: string }>();
  return {
    change(site, steps, change) {
      const { file } = site;
      const text = drafts.get(file.path)?.text ?? file.text;
      const intent = intentAt(parser, site, text, steps, change);
      if (intent.kind === "said") return null;
      if (intent.kind !== "edit") return intent.kind === "refused" ? intent.reason : UNSAFE;
      const now = changedText(parser, site, text, intent);
      if (now === null) return UNSAFE;
      drafts.set(file.path, { file, text: now });
      return null;
    },
    files: () =>
      [...drafts.values()]
        .filter(({ file, text }) => file.text !== text)
        .map(({ file: { path, text: old, mark }, text }) => {
          const [before, after] = [mark + old, mark + text];
          return { file: tree.fromRoot(path), before, edits: editsBetween(before, after), after };
        }),
  };
}
