/** Nodes of the HCL grammar as declarations, bodies and expressions. Comments and what the grammar could not read are passed over. */
import type { Node } from "web-tree-sitter";
import { unquote } from "./notation";
import {
  type Attribute,
  type Body,
  EMPTY_BODY,
  type Expression,
  MAX_DEPTH,
  type NestedBlock,
  type ObjectElement,
  type Span,
} from "./syntax";

/** The text that was parsed, and where it starts in its file. */
export interface Slice {
  text: string;
  offset: number;
}

export interface BlockHead {
  keyword: string;
  labels: string[];
  header: Span;
}

/** Blocks that stand directly in a node, or in a part of it that has errors. */
export function blocksIn(node: Node): Node[] {
  if (isOpenBlock(node)) return [node];
  return node.namedChildren.flatMap((child) => {
    if (child.type === "block") return [child];
    return child.type === "body" || child.type === "ERROR" ? blocksIn(child) : [];
  });
}

/** A block without an end: the grammar makes an error node of it that begins as a block does. */
export function isOpenBlock(node: Node): boolean {
  if (node.type !== "ERROR") return false;
  const afterWords = node.namedChildren.find((child) => !isWord(child));
  return node.namedChildren[0]?.type === "identifier" && afterWords?.type === "block_start";
}

function isWord(node: Node): boolean {
  return node.type === "identifier" || node.type === "string_lit";
}

export function readHead(block: Node, slice: Slice): BlockHead {
  const start = block.namedChildren.findIndex((child) => child.type === "block_start");
  const words = block.namedChildren.slice(0, start).filter(isWord);
  const [keyword = "", ...labels] = words.map((word) => {
    const text = textOf(word, slice);
    return word.type === "identifier" ? text : (unquote(text) ?? text);
  });
  const last = words.at(-1) ?? block;
  return { keyword, labels, header: { start: spanOf(block, slice).start, end: spanOf(last, slice).end } };
}

/** The inside of a block. */
export function readBody(block: Node, slice: Slice, depth = 0): Body {
  const body: Body = { inside: insideOf(block, slice), attributes: [], blocks: [] };
  if (depth > MAX_DEPTH) return body;
  const readAll = (nodes: readonly Node[]): void => {
    for (const node of nodes) {
      if (node.type === "attribute") body.attributes.push(...readAttribute(node, slice));
      else if (node.type === "block") body.blocks.push(readNested(node, slice, depth + 1));
      else if (isOpenBlock(node)) body.blocks.push(readNested(node, slice, depth + 1));
      else if (node.type === "body" || node.type === "ERROR") readAll(node.namedChildren);
    }
  };
  readAll(block.namedChildren);
  return body;
}

function insideOf(block: Node, slice: Slice): Span | null {
  const open = block.namedChildren.find((child) => child.type === "block_start");
  const close = block.namedChildren.findLast((child) => child.type === "block_end");
  if (open === undefined || close === undefined) return null;
  return { start: spanOf(open, slice).end, end: spanOf(close, slice).start };
}

function readNested(block: Node, slice: Slice, depth: number): NestedBlock {
  const { keyword, labels, header } = readHead(block, slice);
  const [generated] = labels;
  if (keyword !== "dynamic" || generated === undefined) {
    return {
      name: keyword,
      labels,
      dynamic: false,
      span: spanOf(block, slice),
      header,
      body: readBody(block, slice, depth),
      generator: [],
    };
  }
  const content = blocksIn(block).find((inner) => readHead(inner, slice).keyword === "content");
  const body = content === undefined ? EMPTY_BODY : readBody(content, slice, depth);
  const generator = readBody(block, slice, MAX_DEPTH).attributes;
  return { name: generated, labels: [], dynamic: true, span: spanOf(block, slice), header, body, generator };
}

function readAttribute(node: Node, slice: Slice): Attribute[] {
  const name = node.namedChildren.find((child) => child.type === "identifier");
  const value = node.namedChildren.findLast((child) => child.type === "expression");
  if (name === undefined || value === undefined) return [];
  return [{ name: textOf(name, slice), span: spanOf(node, slice), value: readExpression(value, slice, 0) }];
}

function readExpression(node: Node, slice: Slice, depth: number): Expression {
  const span = spanOf(node, slice);
  const [first, ...more] = withoutComments(node);
  if (first === undefined || depth > MAX_DEPTH) return { kind: "other", span, code: textOf(node, slice) };
  if (more.length > 0) return readReference(first, more, node, slice);
  switch (first.type) {
    case "expression": // in parentheses
      return readExpression(first, slice, depth + 1);
    case "variable_expr":
      return readReference(first, [], node, slice);
    case "literal_value": {
      const value = unquote(textOf(first, slice));
      return value === null ? { kind: "literal", span } : { kind: "text", span, value };
    }
    case "collection_value":
      return readCollection(first, slice, depth + 1);
    case "function_call": {
      const called = first.namedChildren.find((child) => child.type === "identifier");
      const list = first.namedChildren.find((child) => child.type === "function_arguments");
      const given = list === undefined ? [] : expressionsIn(list, slice, depth + 1);
      return { kind: "call", span, function: called === undefined ? "" : textOf(called, slice), arguments: given };
    }
    default:
      return isConstant(first, slice) ? { kind: "literal", span } : { kind: "other", span, code: textOf(node, slice) };
  }
}

function readCollection(node: Node, slice: Slice, depth: number): Expression {
  const span = spanOf(node, slice);
  const collection = node.namedChildren.find((child) => child.type === "tuple" || child.type === "object");
  if (collection === undefined) return { kind: "other", span, code: textOf(node, slice) };
  if (collection.type === "tuple") return { kind: "tuple", span, elements: expressionsIn(collection, slice, depth) };
  const elements = collection.namedChildren.filter((child) => child.type === "object_elem");
  return { kind: "object", span, elements: elements.flatMap((element) => readElement(element, slice, depth)) };
}

function readElement(node: Node, slice: Slice, depth: number): ObjectElement[] {
  const key = node.childForFieldName("key");
  const value = node.childForFieldName("val");
  if (key === null || value === null) return [];
  return [{ key: readKey(key, slice), span: spanOf(node, slice), value: readExpression(value, slice, depth) }];
}

/** A bare word or a literal names an element; everything else, also a word in parentheses, is computed. */
function readKey(node: Node, slice: Slice): string | null {
  const [only, ...more] = withoutComments(node);
  if (only === undefined || more.length > 0) return null;
  const text = textOf(only, slice);
  if (only.type === "variable_expr") return text;
  return only.type === "literal_value" ? (text.startsWith('"') ? unquote(text) : text) : null;
}

/** A name followed by attributes and indexes; with anything else in it (`*`, an operator) it is none. */
function readReference(first: Node, more: Node[], whole: Node, slice: Slice): Expression {
  const span = spanOf(whole, slice);
  const plain =
    first.type === "variable_expr" && more.every((part) => part.type === "get_attr" || part.type === "index");
  return plain
    ? { kind: "reference", span, text: [first, ...more].map((part) => tokens(part, slice)).join("") }
    : { kind: "other", span, code: textOf(whole, slice) };
}

/** A negative number, or a string on lines or with escapes in which nothing is computed. */
function isConstant(node: Node, slice: Slice): boolean {
  if (node.type === "operation") return /^-\s*[\d.]+(?:[eE][-+]?\d+)?$/.test(textOf(node, slice));
  return node.type === "template_expr" && node.descendantsOfType(COMPUTED).length === 0;
}

const COMPUTED = ["template_interpolation", "template_directive"];

/** The text of a node without white space and comments between its tokens. */
function tokens(node: Node, slice: Slice): string {
  if (node.type === "comment") return "";
  return node.type === "string_lit" || node.childCount === 0 || node.type === "legacy_index"
    ? textOf(node, slice)
    : node.children.map((child) => tokens(child, slice)).join("");
}

function expressionsIn(node: Node, slice: Slice, depth: number): Expression[] {
  const expressions = node.namedChildren.filter((child) => child.type === "expression");
  return expressions.map((expression) => readExpression(expression, slice, depth));
}

function withoutComments(node: Node): Node[] {
  return node.namedChildren.filter((child) => child.type !== "comment");
}

function textOf(node: Node, slice: Slice): string {
  return slice.text.slice(node.startIndex, node.endIndex);
}

function spanOf(node: Node, slice: Slice): Span {
  return { start: slice.offset + node.startIndex, end: slice.offset + node.endIndex };
}
