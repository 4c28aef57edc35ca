/** Adds an attribute to what a resource ignores, and reads the result before anybody sees it. */
import type { Parser } from "web-tree-sitter";
import { applyEdits, type EditResult, type TextEdit } from "../textEdit";
import { lineNumber } from "../textLines";
import { parseAddress } from "./address";
import type { IgnoreChangesRequest } from "./editing";
import { hclIgnoreChanges } from "./hclIgnoreChanges";
import { LARGE } from "./hclOutline";
import { withTree } from "./hclTree";
import { ignoredReferences } from "./ignoreChanges";
import { coveringReference, ignoreReference } from "./ignoreReference";
import { jsonIgnoreChanges } from "./jsonIgnoreChanges";
import { parseText } from "./sourceFile";
import type { ParsedText } from "./syntax";

/** See `Editing`. */
export function addIgnoreChanges(parser: Parser, { fileName, text, block, path }: IgnoreChangesRequest): EditResult {
  const mark = text.startsWith("\uFEFF") ? 1 : 0;
  const result = editText(parser, fileName, text.slice(mark), block, path);
  return "refused" in result ? result : { edits: result.edits.map((edit) => moved(edit, mark)) };
}

function editText(parser: Parser, fileName: string, text: string, block: string, path: string): EditResult {
  const address = parseAddress(block);
  if (address?.kind !== "resource" || address.modules.length > 0) {
    return { refused: `Only resources have ignore_changes, and ${block} is none in this file.` };
  }
  const reference = ignoreReference(path);
  if (reference === null) return { refused: `Terraform has no name for the attribute ${path}.` };
  if (text.length > LARGE) return { refused: "This file is too large to be edited." };

  const labels: [string, string] = [address.type, address.name];
  const before = parseText(fileName, text, parser);
  const [problem] = before.problems;
  if (problem !== undefined) {
    return {
      refused: `The file has a syntax error on line ${lineNumber(text, problem.offset)}, which is to be corrected first.`,
    };
  }
  const ignored = ignoredIn(before, labels);
  if (ignored === "all") return { refused: "The resource ignores changes of all its attributes already." };
  const covering = coveringReference(ignored, reference);
  if (covering !== undefined) return { refused: `The resource ignores changes of ${covering} already.` };

  const result = fileName.endsWith(".json")
    ? jsonIgnoreChanges(text, labels, reference)
    : withTree(parser, text, (root) => hclIgnoreChanges(root, text, labels, reference));
  if ("refused" in result) return result;

  const after = parseText(fileName, applyEdits(text, result.edits), parser);
  const now = ignoredIn(after, labels);
  const isRight = after.problems.length === 0 && now !== "all" && now.includes(reference);
  return isRight
    ? result
    : { refused: "The code is written in a way in which nothing can be added safely; please edit it by hand." };
}

function ignoredIn({ declarations }: ParsedText, labels: readonly string[]): "all" | string[] {
  const resource = declarations.find(
    (declaration) => declaration.keyword === "resource" && declaration.labels.join(".") === labels.join("."),
  );
  return resource === undefined ? [] : ignoredReferences([resource.body()]);
}

function moved({ start, end, text }: TextEdit, by: number): TextEdit {
  return { start: start + by, end: end + by, text };
}
