/** Which attributes the code configures, from a plan's `configuration`. Its constants are raw values. */
import type { Json } from "../../shared/model";
import { parseAddress } from "../source/address";
import { isObject, member } from "./compare";
import type { PathStep } from "./paths";

/** An expression, which decides all below it; a nested block's arguments; or the blocks of one type in a list. */
export type Configured =
  | { readonly expression: { readonly constant: Json | undefined } }
  | { readonly arguments: ReadonlyMap<string, Configured> }
  | readonly Configured[];

export interface ConfiguredResource {
  readonly arguments: ReadonlyMap<string, Configured>;
  /** What each top-level argument refers to, e.g. `lab_server.web.private_ip`, `var.size`, `module.net.id`. */
  readonly references: ReadonlyMap<string, readonly string[]>;
}

export interface ConfiguredModule {
  /** By `type.name`. */
  readonly resources: ReadonlyMap<string, ConfiguredResource>;
  readonly calls: ReadonlyMap<string, ConfiguredCall>;
  /** What each output refers to. */
  readonly outputs: ReadonlyMap<string, readonly string[]>;
}

export interface ConfiguredCall {
  readonly module: ConfiguredModule;
  /** What each input refers to in the calling module. */
  readonly references: ReadonlyMap<string, readonly string[]>;
}

/** Reads `configuration`. Tolerates any shape. */
export function readConfiguration(configuration: Json | undefined): ConfiguredModule {
  return readModule(member(configuration, "root_module"));
}

function readModule(module: Json | undefined): ConfiguredModule {
  const resources = new Map<string, ConfiguredResource>();
  for (const resource of list(member(module, "resources"))) {
    if (member(resource, "mode") === "data") continue;
    const expressions = member(resource, "expressions");
    resources.set(`${text(member(resource, "type"))}.${text(member(resource, "name"))}`, {
      arguments: readArguments(expressions),
      references: readReferences(expressions),
    });
  }
  const calls = new Map<string, ConfiguredCall>();
  for (const [name, call] of entries(member(module, "module_calls"))) {
    const expressions = member(call, "expressions");
    calls.set(name, {
      module: readModule(member(call, "module")),
      references: readReferences(expressions),
    });
  }
  const outputs = new Map(
    entries(member(module, "outputs")).map(([name, output]) => [
      name,
      referencesIn(member(output, "expression") ?? null),
    ]),
  );
  return { resources, calls, outputs };
}

function readArguments(expressions: Json | undefined): ReadonlyMap<string, Configured> {
  return new Map(entries(expressions).map(([name, expression]) => [name, readExpression(expression)]));
}

function readExpression(expression: Json): Configured {
  if (Array.isArray(expression)) return expression.map(readExpression);
  if (!isObject(expression) || isPlainExpression(expression)) {
    return { expression: { constant: member(expression, "constant_value") } };
  }
  return { arguments: readArguments(expression) };
}

/** An expression holds its constant or its references; anything else under a name is a nested block. */
function isPlainExpression(expression: Record<string, Json>): boolean {
  return (
    Object.keys(expression).length === 0 ||
    Object.hasOwn(expression, "constant_value") ||
    Array.isArray(member(expression, "references"))
  );
}

function readReferences(expressions: Json | undefined): ReadonlyMap<string, readonly string[]> {
  return new Map(entries(expressions).map(([name, expression]) => [name, referencesIn(expression)]));
}

function referencesIn(expression: Json): string[] {
  if (Array.isArray(expression)) return expression.flatMap(referencesIn);
  if (!isObject(expression)) return [];
  const own = member(expression, "references");
  if (Array.isArray(own)) return own.filter((reference) => typeof reference === "string");
  return Object.values(expression).flatMap(referencesIn);
}

/** The module at the end of a path of call names, or undefined where the code has none. */
export function moduleAt(root: ConfiguredModule, calls: readonly string[]): ConfiguredModule | undefined {
  return calls.reduce<ConfiguredModule | undefined>((module, name) => module?.calls.get(name)?.module, root);
}

/** Names of the module calls on the way to an address: `module.a["x"].module.b[0].t.n` gives `["a", "b"]`. */
export function moduleCalls(address: string): string[] {
  return parseAddress(address)?.modules.map(({ name }) => name) ?? [];
}

/** What the code says about a resource of the plan; undefined where it does not have it. */
export function configuredResource(
  root: ConfiguredModule | undefined,
  { address, type, name }: { address: string; type: string; name: string },
): ConfiguredResource | undefined {
  return root && moduleAt(root, moduleCalls(address))?.resources.get(`${type}.${name}`);
}

/**
 * Whether the code has an expression for that very path. Blocks of one type are compared by their place only where that
 * place exists; a block that the code does not have is still decided by the code, which lists the others.
 */
export function isConfigured(resource: ConfiguredResource | undefined, path: readonly PathStep[]): boolean {
  return expressionAt(resource, path) !== null;
}

/** The value that the code gives a path as a literal; undefined where it gives none or computes it. */
export function constantAt(resource: ConfiguredResource | undefined, path: readonly PathStep[]): Json | undefined {
  const found = expressionAt(resource, path);
  return found?.rest.reduce<Json | undefined>(
    (value, step) =>
      typeof step === "number" ? (Array.isArray(value) ? value[step] : undefined) : member(value, step),
    found.constant,
  );
}

/** The expression that decides a path, and what of the path lies below it. */
interface Decisive {
  readonly constant: Json | undefined;
  readonly rest: readonly PathStep[];
}

function expressionAt(resource: ConfiguredResource | undefined, path: readonly PathStep[]): Decisive | null {
  const [first, ...rest] = path;
  const configured = typeof first === "string" ? resource?.arguments.get(first) : undefined;
  return configured === undefined ? null : below(configured, rest);
}

function below(configured: Configured, path: readonly PathStep[]): Decisive | null {
  if (isBlockList(configured)) return belowBlocks(configured, path);
  if ("expression" in configured) return { constant: configured.expression.constant, rest: path };
  const [step, ...rest] = path;
  if (step === undefined) return { constant: undefined, rest: [] };
  // A single nested block is an object in the code and a list of one in the state of older providers.
  if (typeof step === "number") return below(configured, rest);
  const argument = configured.arguments.get(step);
  return argument === undefined ? null : below(argument, rest);
}

function belowBlocks(blocks: readonly Configured[], path: readonly PathStep[]): Decisive | null {
  const [step, ...rest] = path;
  if (typeof step !== "number" || rest.length === 0) return { constant: undefined, rest: [] };
  const block = blocks[step];
  if (block !== undefined) return below(block, rest);
  return blocks.some((other) => below(other, rest) !== null) ? { constant: undefined, rest: [] } : null;
}

/** Blocks of one type, in the order of the code. */
export function isBlockList(configured: Configured): configured is readonly Configured[] {
  return Array.isArray(configured);
}

function entries(value: Json | undefined): [string, Json][] {
  return isObject(value) ? Object.entries(value) : [];
}

function list(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}

function text(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}
