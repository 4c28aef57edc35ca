/** Terraform's JSON syntax (`.tf.json`) as declarations. Wherever one object may stand, a list of objects may stand, too. */
import { type Node, parseTree, type ParseError, printParseErrorCode } from "jsonc-parser";
import {
  type Body,
  type Declaration,
  EMPTY_BODY,
  type Expression,
  MAX_DEPTH,
  type NestedBlock,
  type ParsedText,
  type Span,
  type SyntaxProblem,
} from "./syntax";

/** How many labels the blocks carry that we locate, or in which others may be referred to. */
const LABELS = new Map([
  ["resource", 2],
  ["data", 2],
  ["ephemeral", 2],
  ["module", 1],
  ["variable", 1],
  ["output", 1],
  ["provider", 1],
  ["check", 1],
]);

/** The arguments at the top of a document: of a file of variables. Throws as `parseJsonSyntax` does. */
export function parseJsonBody(text: string): { body: Body; problems: SyntaxProblem[] } {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { disallowComments: true });
  return { body: root === undefined ? EMPTY_BODY : readBody(root), problems: problemsOf(errors) };
}

/** Reads as much as can be read of broken text. Throws a RangeError when the text is nested beyond all reason. */
export function parseJsonSyntax(text: string): ParsedText {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { disallowComments: true });
  return {
    declarations: properties(root).flatMap(([keyword, value]) =>
      keyword.value === "locals"
        ? [{ keyword: "locals", labels: [], header: spanOf(keyword), body: bodyReader(value) }]
        : declarationsBelow(keyword.value as string, [], LABELS.get(keyword.value as string) ?? 0, value),
    ),
    problems: problemsOf(errors),
  };
}

/** The first error. */
function problemsOf([first]: readonly ParseError[]): SyntaxProblem[] {
  return first === undefined ? [] : [{ offset: first.offset, message: describe(first) }];
}

function describe(error: ParseError): string {
  const words = printParseErrorCode(error.error)
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase();
  return `This is not valid JSON: ${words}.`;
}

function declarationsBelow(keyword: string, labels: string[], missing: number, node: Node): Declaration[] {
  if (missing === 0) return [];
  return properties(node).flatMap(([key, value]) => {
    const all = [...labels, key.value as string];
    if (missing > 1) return declarationsBelow(keyword, all, missing - 1, value);
    return [{ keyword, labels: all, header: spanOf(key), body: bodyReader(value) }];
  });
}

/** A body is asked for again and again, and is the same each time. */
function bodyReader(node: Node): () => Body {
  let body: Body | undefined;
  return () => (body ??= readBody(node));
}

/** What a key stands for in an object, or in all objects of a list. */
export function valuesOf(node: Node, name: string): Node[] {
  return properties(node).flatMap(([key, value]) => (key.value === name ? [value] : []));
}

/** Key and value nodes of an object, or of all objects of a list. */
function properties(node: Node | undefined): [key: Node, value: Node][] {
  if (node?.type === "array") return (node.children ?? []).flatMap(properties);
  if (node?.type !== "object") return [];
  return (node.children ?? []).flatMap(({ children }) =>
    children?.[0] !== undefined && children[1] !== undefined ? [[children[0], children[1]] as [Node, Node]] : [],
  );
}

/**
 * JSON does not tell arguments from nested blocks; all become attributes, save the two kinds of block that Terraform itself
 * defines and that we look into.
 */
function readBody(node: Node): Body {
  const only = node.type === "array" && node.children?.length === 1 ? node.children[0]! : node;
  const inside = only.type === "object" ? { start: only.offset + 1, end: only.offset + only.length - 1 } : null;
  const body: Body = { inside, attributes: [], blocks: [] };
  for (const [key, value] of properties(node)) {
    const name = key.value as string;
    if (name === "lifecycle") body.blocks.push(nestedBlock(name, key, value));
    else if (name === "dynamic")
      body.blocks.push(...properties(value).flatMap(([label, made]) => dynamic(key, label, made)));
    else body.attributes.push({ name, span: spanOf(key.parent ?? key), value: readExpression(value) });
  }
  return body;
}

function nestedBlock(name: string, key: Node, content: Node): NestedBlock {
  return {
    name,
    labels: [],
    dynamic: false,
    span: spanOf(key.parent ?? key),
    header: spanOf(key),
    body: readBody(content),
    generator: [],
  };
}

function dynamic(keyword: Node, label: Node, made: Node): NestedBlock[] {
  const generators = made.type === "array" ? (made.children ?? []) : [made];
  return generators.map((generator) => {
    const content = properties(generator).find(([key]) => key.value === "content")?.[1];
    const block = nestedBlock(label.value as string, label, content ?? label);
    return {
      ...block,
      dynamic: true,
      span: spanOf(keyword.parent ?? keyword),
      generator: readBody(generator).attributes,
    };
  });
}

function readExpression(node: Node, depth = 0): Expression {
  const span = spanOf(node);
  if (depth > MAX_DEPTH) return { kind: "other", span, code: "null" };
  if (node.type === "array") {
    return {
      kind: "tuple",
      span,
      elements: (node.children ?? []).map((element) => readExpression(element, depth + 1)),
    };
  }
  if (node.type === "object") {
    const elements = properties(node).map(([key, value]) => ({
      key: isTemplate(key.value as string) ? null : unescapeTemplate(key.value as string),
      span: spanOf(key.parent ?? key),
      value: readExpression(value, depth + 1),
    }));
    return { kind: "object", span, elements };
  }
  if (node.type !== "string") return { kind: "literal", span };
  const value = node.value as string;
  return isTemplate(value)
    ? { kind: "other", span, code: heredoc(value) }
    : { kind: "text", span, value: unescapeTemplate(value) };
}

/** In a heredoc the quotes of a template stand as they are. */
function heredoc(template: string): string {
  return `<<TERRAFORM_DRIFT\n${template}\nTERRAFORM_DRIFT`;
}

function isTemplate(text: string): boolean {
  return /[$%]\{/.test(text.replace(ESCAPED_MARKER, ""));
}

const ESCAPED_MARKER = /([$%])\1\{/g;

function unescapeTemplate(text: string): string {
  return text.replace(ESCAPED_MARKER, "$1{");
}

function spanOf(node: Node): Span {
  return { start: node.offset, end: node.offset + node.length };
}
