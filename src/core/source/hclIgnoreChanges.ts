/** Adds a reference to `lifecycle.ignore_changes` in HCL, in its author's manner and as `terraform fmt` would leave it. */
import type { Node } from "web-tree-sitter";
import type { EditResult, TextEdit } from "../textEdit";
import { beginsLine, indentAt, lineStart, newlineNear } from "../textLines";
import { blocksIn, readHead } from "./hclSyntax";

const ARGUMENT = "ignore_changes";
const UNIT = "  ";

/** `root` of a text without errors; the resource is named by its labels. */
export function hclIgnoreChanges(root: Node, text: string, labels: [string, string], reference: string): EditResult {
  const [resource, ...others] = blocksIn(root).filter((block) => {
    const head = readHead(block, { text, offset: 0 });
    return (
      head.keyword === "resource" && head.labels.length === 2 && head.labels.every((label, i) => label === labels[i])
    );
  });
  if (resource === undefined) return { refused: `There is no resource "${labels.join(".")}" in this file.` };
  if (others.length > 0) return { refused: `This file declares the resource "${labels.join(".")}" more than once.` };
  return editResource({ text, newline: newlineNear(text, resource.startIndex), reference }, resource);
}

interface Editor {
  text: string;
  newline: string;
  reference: string;
}

function editResource(editor: Editor, resource: Node): EditResult {
  const frame = frameOf(editor, resource);
  const lifecycles = frame.items.filter((item) => item.type === "block" && nameOf(editor, item) === "lifecycle");
  const [lifecycle, ...others] = lifecycles;
  if (others.length > 0) return { refused: "The resource has more than one lifecycle block, which Terraform refuses." };
  if (isCrammed(frame)) return CRAMMED;
  if (lifecycle === undefined) {
    const { indent, unit } = frame;
    const lines = [`${indent}lifecycle {`, `${indent}${unit}${argument(editor)}`, `${indent}}`];
    return { edits: addBehind(editor, frame, lines) };
  }
  return editLifecycle(editor, frameOf(editor, lifecycle, frame.unit));
}

function editLifecycle(editor: Editor, frame: Frame): EditResult {
  if (isCrammed(frame)) return CRAMMED;
  const attributes = frame.items.filter((item) => item.type === "attribute");
  const [list, ...others] = attributes.filter((attribute) => nameOf(editor, attribute) === ARGUMENT);
  if (others.length > 0)
    return { refused: `The lifecycle block says ${ARGUMENT} more than once, which Terraform refuses.` };
  if (list !== undefined) return editArgument(editor, list, frame.unit);
  const last = attributes.at(-1);
  const line = `${frame.indent}${argument(editor, last)}`;
  if (frame.flat) return { edits: addBehind(editor, frame, [line]) };
  const at = endWithComments(editor, frame.block, last?.endIndex ?? frame.open);
  const gap = last === undefined && frame.items.length > 0 ? editor.newline : "";
  return { edits: [{ start: at, end: at, text: editor.newline + line + gap }] };
}

function editArgument(editor: Editor, attribute: Node, unit: string): EditResult {
  const value = attribute.namedChildren.findLast((child) => child.type === "expression");
  const collection = value?.namedChildren.find((child) => child.type === "collection_value");
  const tuple = collection?.namedChildren.find((child) => child.type === "tuple");
  if (tuple === undefined)
    return { refused: `What ${ARGUMENT} says is no plain list, so that nothing can be added to it.` };
  const last = tuple.namedChildren.findLast((child) => child.type === "expression");
  return { edits: last === undefined ? fillList(editor, tuple, unit) : addToList(editor, tuple, last) };
}

function fillList({ text, newline, reference }: Editor, tuple: Node, unit: string): TextEdit[] {
  const start = tuple.startIndex + 1;
  const end = tuple.endIndex - 1;
  const inside = text.slice(start, end);
  const outer = indentAt(text, tuple.startIndex);
  const inner = outer + unit;
  if (inside.includes("\n")) {
    const written = start + inside.trimEnd().length;
    return [{ start: written, end, text: `${newline}${inner}${reference},${newline}${outer}` }];
  }
  return [{ start: start + inside.trimEnd().length, end, text: inside.trim() === "" ? reference : ` ${reference}` }];
}

function addToList(editor: Editor, tuple: Node, last: Node): TextEdit[] {
  const { text, newline, reference } = editor;
  const inline = [{ start: last.endIndex, end: last.endIndex, text: `, ${reference}` }];
  if (!beginsLine(text, last.startIndex)) return inline;
  const comma = tuple.children.find((child) => child.type === "," && child.startIndex >= last.endIndex);
  const end = endWithComments(editor, tuple, (comma ?? last).endIndex);
  if (!/^[ \t]*\r?\n/.test(text.slice(end))) return inline;
  const line = `${newline}${indentAt(text, last.startIndex)}${reference}`;
  if (comma !== undefined) return [{ start: end, end, text: `${line},` }];
  if (end === last.endIndex) return [{ start: end, end, text: `,${line}` }];
  // A comment that stands in a column with others stays there.
  const spare = text.startsWith("  ", last.endIndex) ? 1 : 0;
  return [
    { start: last.endIndex, end: last.endIndex + spare, text: "," },
    { start: end, end, text: line },
  ];
}

/** A block as far as it matters where something new goes. */
interface Frame {
  block: Node;
  /** Behind the opening brace. */
  open: number;
  /** Of the closing brace. */
  close: number;
  /** Arguments and blocks directly in it. */
  items: Node[];
  /** What is in it, if anything, starts on the line of the opening brace. */
  flat: boolean;
  /** Of what is in it, or would be. */
  indent: string;
  /** How much deeper that is than the block itself. */
  unit: string;
}

function frameOf({ text }: Editor, block: Node, unit = UNIT): Frame {
  const open = block.namedChildren.find((child) => child.type === "block_start")!.endIndex;
  const close = block.namedChildren.findLast((child) => child.type === "block_end")!.startIndex;
  const bodies = block.namedChildren.filter((child) => child.type === "body");
  const items = bodies
    .flatMap((body) => body.namedChildren)
    .filter(({ type }) => type === "attribute" || type === "block");
  const flat = !text.slice(open, items[0]?.startIndex ?? close).includes("\n");
  const outer = indentAt(text, block.startIndex);
  const sibling = items.findLast((item) => beginsLine(text, item.startIndex));
  const indent = sibling === undefined ? outer + unit : indentAt(text, sibling.startIndex);
  const deeper = indent.startsWith(outer) ? indent.slice(outer.length) : "";
  return { block, open, close, items, flat, indent, unit: deeper === "" ? unit : deeper };
}

const CRAMMED = {
  refused: "More stands on one line here than Terraform accepts; put each argument and block on its own line first.",
};

/** HCL takes one argument, and no block, between braces on one line. */
function isCrammed({ flat, items }: Frame): boolean {
  return flat && (items.length > 1 || items[0]?.type === "block");
}

/** New lines behind all that stands in a block, which is spread over lines if it was not. */
function addBehind({ text, newline }: Editor, frame: Frame, lines: string[]): TextEdit[] {
  const { block, open, close, items, flat, indent } = frame;
  const added = lines.join(newline);
  const gap = lines.length > 1 ? newline : "";
  const outer = indentAt(text, block.startIndex);
  const inside = text.slice(open, close);
  const contentEnd = open + inside.trimEnd().length;
  if (flat && items.length > 0) {
    const contentStart = close - inside.trimStart().length;
    return [
      { start: open, end: contentStart, text: newline + indent },
      { start: contentEnd, end: close, text: `${newline}${gap}${added}${newline}${outer}` },
    ];
  }
  if (flat || !beginsLine(text, close)) {
    return [{ start: contentEnd, end: close, text: `${newline}${added}${newline}${outer}` }];
  }
  const at = lineStart(text, close);
  const above = lineStart(text, at - 1);
  const isFirst = above <= open || text.slice(above, at).trim() === "";
  return [{ start: at, end: at, text: `${isFirst ? "" : gap}${added}${newline}` }];
}

/** The whole argument, its equals sign below that of an argument right above it. */
function argument({ text, reference }: Editor, above?: Node): string {
  const oneLine = above !== undefined && !text.slice(above.startIndex, above.endIndex).includes("\n");
  const equals = oneLine ? above.children.find((child) => child.type === "=") : undefined;
  const column = equals === undefined || above === undefined ? 0 : equals.startIndex - above.startIndex;
  return `${ARGUMENT.padEnd(column - 1)} = [${reference}]`;
}

/** Behind something and the comments that follow it on its line. */
function endWithComments({ text }: Editor, within: Node, from: number): number {
  let end = from;
  for (const comment of within.descendantsOfType("comment")) {
    if (comment.startIndex < end || /[^ \t]/.test(text.slice(end, comment.startIndex))) continue;
    end = comment.startIndex + text.slice(comment.startIndex, comment.endIndex).trimEnd().length;
  }
  return end;
}

function nameOf({ text }: Editor, node: Node): string {
  const word = node.namedChildren.find((child) => child.type === "identifier");
  return word === undefined ? "" : text.slice(word.startIndex, word.endIndex);
}
