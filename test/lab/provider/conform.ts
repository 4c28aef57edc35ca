import type { AttributeType, Block, NestedBlock } from "./schema";
import type { Value, ValueObject } from "./values";
import { Unknown } from "./values";

/**
 * Brings anything (an object's file, written by hand perhaps) into the shape of a block: what is missing becomes null, what
 * the schema does not know is dropped, sets lose their duplicates. Throws an error that names the path where that fails.
 */
export function conformBlock(source: unknown, block: Block, path = ""): ValueObject {
  const fields = asRecord(source ?? {}) ?? mismatch(path, "an object", source);
  const attributes = Object.entries(block.attributes).map(([name, attribute]): [string, Value] => [
    name,
    conform(own(fields, name), attribute.type, path + name),
  ]);
  const blocks = Object.entries(block.blocks ?? {}).map(([name, nested]): [string, Value] => [
    name,
    conformNested(own(fields, name), nested, path + name),
  ]);
  return Object.fromEntries([...attributes, ...blocks]);
}

/** The same for a value of a type. */
export function conform(source: unknown, type: AttributeType, path: string): Value {
  if (source === undefined || source === null) return null;
  if (source instanceof Unknown) return source;
  const value = typeof type === "string" ? conformScalar(source, type) : conformCollection(source, type, path);
  return value ?? mismatch(path, JSON.stringify(type), source);
}

function conformNested(source: unknown, block: NestedBlock, path: string): Value {
  if (source instanceof Unknown) return source;
  if (block.nesting === "SINGLE") {
    return source === undefined || source === null ? null : conformBlock(source, block, `${path}.`);
  }
  const entries = source ?? [];
  if (!Array.isArray(entries)) return mismatch(path, "a list of blocks", source);
  const values = entries.map((entry, index) => conformBlock(entry, block, `${path}[${index}].`));
  return block.nesting === "SET" ? setOf(values) : values;
}

function conformScalar(source: unknown, type: "string" | "number" | "bool"): Value | undefined {
  if (type === "bool") return typeof source === "boolean" ? source : undefined;
  if (type === "number") return conformNumber(source);
  return typeof source === "string" || typeof source === "number" || typeof source === "boolean"
    ? String(source)
    : undefined;
}

function conformNumber(source: unknown): number | undefined {
  const isNumeric =
    typeof source === "number" || typeof source === "bigint" || (typeof source === "string" && source.trim() !== "");
  const number = isNumeric ? Number(source) : NaN;
  return Number.isFinite(number) ? number : undefined;
}

function conformCollection(
  source: unknown,
  [kind, inner]: Exclude<AttributeType, string>,
  path: string,
): Value | undefined {
  if (kind === "list" || kind === "set") {
    if (!Array.isArray(source)) return undefined;
    const values = source.map((entry, index) => conform(entry, inner, `${path}[${index}]`));
    return kind === "set" ? setOf(values) : values;
  }
  const fields = asRecord(source);
  if (!fields) return undefined;
  const fieldOf = (key: string, type: AttributeType): [string, Value] => [
    key,
    conform(own(fields, key), type, `${path}.${key}`),
  ];
  return Object.fromEntries(
    kind === "object"
      ? Object.entries(inner).map(([key, type]) => fieldOf(key, type))
      : Object.keys(fields).map((key) => fieldOf(key, inner)),
  );
}

/** Each value once, in an order that does not depend on the order given. */
export function setOf(values: Value[]): Value[] {
  const byText = new Map(values.map((value) => [JSON.stringify(value), value]));
  return [...byText].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value);
}

function asRecord(source: unknown): Record<string, unknown> | undefined {
  const isObject = typeof source === "object" && source !== null && !Array.isArray(source);
  return isObject ? (source as Record<string, unknown>) : undefined;
}

function own(fields: Record<string, unknown>, name: string): unknown {
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

/** Names the kind of value only: the value itself may be a secret. */
function mismatch(path: string, expected: string, found: unknown): never {
  throw new Error(`${path}: expected ${expected}, found ${Array.isArray(found) ? "a list" : `a ${typeof found}`}`);
}
