/** Attribute path → stretch of a body, and what decides it. */
import type { Body, Expression, NestedBlock, ObjectElement, Span } from "./syntax";

/** What a body says on a path. */
export interface Said {
  /** The whole argument, the object element, or the header of a nested block. */
  span: Span;
  /** Null for a nested block. */
  value: Expression | null;
}

type Path = readonly (string | number)[];

/** Whether a body says anything about an argument or about blocks of that name. */
export function says(body: Body, name: string | number | undefined): boolean {
  return (
    body.attributes.some((attribute) => attribute.name === name) || body.blocks.some((block) => block.name === name)
  );
}

/** The deepest node on the path; null when the body does not say it. */
export function saidOf(body: Body, path: Path): Said | null {
  const [name, ...below] = path;
  const attribute = body.attributes.find((candidate) => candidate.name === name);
  if (attribute !== undefined) return deepest(attribute.value, attribute.span, below);
  return saidInBlocks(
    body.blocks.filter((block) => block.name === name),
    below,
  );
}

/** Blocks of one name. What a block leaves out is not said; a name right after theirs means a label or their only one. */
function saidInBlocks(blocks: readonly NestedBlock[], path: Path): Said | null {
  const [step, ...below] = path;
  if (typeof step === "number") return saidInBlock(blockAt(blocks, step), below);
  const labelled = blocks.find((block) => step !== undefined && block.labels[0] === step);
  return labelled === undefined ? saidInBlock(blocks[0], path) : saidInBlock(labelled, below);
}

/** How many blocks a `dynamic` one makes is unknown: from it on, all are its. */
function blockAt(blocks: readonly NestedBlock[], index: number): NestedBlock | undefined {
  return blocks.slice(0, index + 1).find((block) => block.dynamic) ?? blocks[index];
}

function saidInBlock(block: NestedBlock | undefined, path: Path): Said | null {
  if (block === undefined) return null;
  return path.length === 0 ? { span: block.header, value: null } : saidOf(block.body, path);
}

/** An expression decides everything below it: where it does not show what lies there, `span` is the answer. */
function deepest(expression: Expression, span: Span, path: Path): Said {
  const [step, ...below] = path;
  const here: Said = { span, value: expression };
  if (step === undefined) return here;
  if (expression.kind === "tuple") {
    const element = typeof step === "number" ? expression.elements[step] : undefined;
    return element === undefined ? here : deepest(element, element.span, below);
  }
  const [only] = expression.kind === "call" ? expression.arguments : [];
  if (expression.kind === "call" && only !== undefined && CONVERSIONS.has(expression.function)) {
    return deepest(only, span, path);
  }
  if (typeof step === "number") {
    // JSON may write a single nested block without a list around it.
    return expression.kind === "object" && step === 0 ? deepest(expression, span, below) : here;
  }
  const [element, ...others] = elementsNamed(expression, step);
  return element === undefined || others.length > 0 ? here : deepest(element.value, element.span, below);
}

/** Functions whose result has the keys and the order of what they are given. */
const CONVERSIONS = new Set(["tolist", "tomap"]);

/** Elements of that key in a literal object, or in those that `merge` joins. */
function elementsNamed(expression: Expression, key: string): ObjectElement[] {
  if (expression.kind === "object") return expression.elements.filter((element) => element.key === key);
  if (expression.kind !== "call" || expression.function !== "merge") return [];
  return expression.arguments.flatMap((argument) => elementsNamed(argument, key));
}
