/**
 * Parsed code, as far as locating it needs it, the same for HCL and for JSON.
 * Offsets are UTF-16 units from the start of the file's text, as in VS Code.
 */

/** Half-open. */
export interface Span {
  start: number;
  end: number;
}

export type Expression =
  | { kind: "object"; span: Span; elements: ObjectElement[] }
  | { kind: "tuple"; span: Span; elements: Expression[] }
  | { kind: "call"; span: Span; function: string; arguments: Expression[] }
  /** `tags["Env"]`, as written but without white space. */
  | { kind: "reference"; span: Span; text: string }
  /** A string without interpolation. */
  | { kind: "text"; span: Span; value: string }
  /** A number, `true`, `false`, `null`, or a string that does not stand in simple quotes; without interpolation. */
  | { kind: "literal"; span: Span }
  /** What has to be computed, as code of HCL. */
  | { kind: "other"; span: Span; code: string };

export interface ObjectElement {
  /** Null when it is computed. */
  key: string | null;
  /** Key and value. */
  span: Span;
  value: Expression;
}

export interface Attribute {
  name: string;
  /** The whole `name = value`. */
  span: Span;
  value: Expression;
}

/** A block inside another one. */
export interface NestedBlock {
  /** Of a `dynamic` block: the name of the blocks that it makes. */
  name: string;
  labels: string[];
  dynamic: boolean;
  /** All of it; in JSON, of `dynamic`, that of all that stands below that key. */
  span: Span;
  /** From the keyword to the last label. */
  header: Span;
  /** Of a `dynamic` block: that of its `content`. */
  body: Body;
  /** Of a `dynamic` block: its own arguments, `for_each` and so on; empty of others. */
  generator: Attribute[];
}

export interface Body {
  /** What stands between its braces; null where that is not one stretch (a block without an end, JSON's list of objects). */
  inside: Span | null;
  attributes: Attribute[];
  blocks: NestedBlock[];
}

/** Of what cannot be looked into. */
export const EMPTY_BODY: Body = { inside: null, attributes: [], blocks: [] };

/** A block at the top of a file. */
export interface Declaration {
  keyword: string;
  labels: string[];
  /** From the keyword to the last label; in JSON the name's key. */
  header: Span;
  /** Read when first asked for. */
  body(): Body;
}

export interface SyntaxProblem {
  offset: number;
  message: string;
}

export interface ParsedText {
  declarations: Declaration[];
  problems: SyntaxProblem[];
}

/** Deeper nesting than any person writes is not followed: recursion must end before the stack does. */
export const MAX_DEPTH = 100;
