/** Where the value of an expression comes from: what it refers to, what that refers to, and so on. */
import type { Parser } from "web-tree-sitter";
import type { Said } from "./attributeSpan";
import { moduleAt, saidAt } from "./findBlock";
import { type Reference, referencesIn } from "./hclReferences";
import type { DeclaredBlock } from "./moduleDirectory";
import type { Module, ModuleTree } from "./moduleTree";
import type { Feed } from "./source";
import type { SourceFile } from "./sourceFile";
import { type Expression, MAX_DEPTH, type Span } from "./syntax";

/** Where an expression stands, which decides what its names mean. */
interface Scope {
  module: Module;
  /** The block whose `each` and `count` it means; null in a `locals` block. */
  block: DeclaredBlock | null;
}

/** A place that feeds another one. */
interface Origin {
  address: string;
  file: SourceFile;
  span: Span;
  /** What feeds it, in turn; null where nothing can. */
  value: Expression | null;
  scope: Scope;
}

/** Nobody goes through more. */
const FEEDS_AT_MOST = 100;

/** All that feeds an expression: the origins first, what refers to them behind them, each place once. */
export function feedsOf(parser: Parser, tree: ModuleTree, value: Expression, scope: Scope): Feed[] {
  const feeds: Feed[] = [];
  const seen = new Set<string>();
  const follow = (expression: Expression, from: Scope, depth: number): void => {
    for (const origin of referencesOf(parser, expression).flatMap((reference) => originsOf(tree, reference, from))) {
      const key = `${origin.file.path}\n${origin.span.start}`;
      if (seen.size >= FEEDS_AT_MOST || seen.has(key)) continue;
      seen.add(key);
      if (origin.value !== null && depth < MAX_DEPTH) follow(origin.value, origin.scope, depth + 1);
      feeds.push({ address: origin.address, place: tree.place(origin.file, origin.span) });
    }
  };
  follow(value, scope, 0);
  return feeds;
}

/** What an expression refers to, in the order in which it is written. */
export function referencesOf(parser: Parser, expression: Expression): readonly Reference[] {
  switch (expression.kind) {
    case "object":
      return expression.elements.flatMap((element) => referencesOf(parser, element.value));
    case "tuple":
      return expression.elements.flatMap((element) => referencesOf(parser, element));
    case "call":
      return expression.arguments.flatMap((argument) => referencesOf(parser, argument));
    case "text":
    case "literal":
      return [];
    case "reference":
      return referencesIn(parser, expression.text);
    case "other":
      return referencesIn(parser, expression.code);
  }
}

/** Whether all of an expression stands there as it is meant. */
export function isLiteral(expression: Expression): boolean {
  if (expression.kind === "object")
    return expression.elements.every(({ key, value }) => key !== null && isLiteral(value));
  if (expression.kind === "tuple") return expression.elements.every(isLiteral);
  return expression.kind === "text" || expression.kind === "literal";
}

function originsOf(tree: ModuleTree, [first = "", second, third]: Reference, scope: Scope): Origin[] {
  if (second === undefined) return [];
  const { module } = scope;
  switch (first) {
    case "var":
      return [...argumentOfCall(tree, module, second), ...header(module, `var.${second}`)];
    case "local":
      return local(module, second);
    case "each":
      return argumentOf(scope, "for_each");
    case "count":
      return argumentOf(scope, "count");
    case "module":
      return outputOf(tree, module, second, third);
    case "data":
    case "ephemeral":
      return third === undefined ? [] : header(module, `${first}.${second}.${third}`);
    default:
      return header(module, `${first}.${second}`);
  }
}

function header(module: Module, name: string): Origin[] {
  const block = module.code.blocks.get(name);
  if (block === undefined) return [];
  const [{ file, declaration }] = block.pieces;
  const scope = { module, block };
  return [{ address: addressIn(module, name), file, span: declaration.header, value: null, scope }];
}

/** What a module call passes for a variable. */
function argumentOfCall(tree: ModuleTree, module: Module, variable: string): Origin[] {
  const name = module.path.at(-1);
  const caller = name === undefined ? null : moduleAt(tree, module.path.slice(0, -1));
  const block = caller?.code.blocks.get(`module.${name ?? ""}`) ?? null;
  return caller === null ? [] : argumentOf({ module: caller, block }, variable);
}

function argumentOf(scope: Scope, name: string): Origin[] {
  if (scope.block === null) return [];
  const said = saidAt(scope.block, [name]);
  return said === null ? [] : [originFrom(addressIn(scope.module, scope.block.name), said, scope)];
}

/** An output of a called module, or the call where that cannot be followed. */
function outputOf(tree: ModuleTree, module: Module, call: string, output: string | undefined): Origin[] {
  const child = tree.child(module, call);
  const block = output === undefined ? undefined : child?.code.blocks.get(`output.${output}`);
  if (child === null || block === undefined) return header(module, `module.${call}`);
  const scope = { module: child, block };
  return header(child, block.name).map((origin) => ({
    ...origin,
    value: saidAt(block, ["value"])?.value ?? null,
    scope,
  }));
}

/** An override's word goes first. */
function local(module: Module, name: string): Origin[] {
  const found = module.code.files.flatMap((file) =>
    file.declarations
      .filter(({ keyword }) => keyword === "locals")
      .flatMap((declaration) => declaration.body().attributes)
      .filter((attribute) => attribute.name === name)
      .map((attribute) =>
        originFrom(addressIn(module, `local.${name}`), { ...attribute, file }, { module, block: null }),
      ),
  );
  return found.slice(-1);
}

function originFrom(address: string, { file, span, value }: Said & { file: SourceFile }, scope: Scope): Origin {
  return { address, file, span, value, scope };
}

/** A name inside a module as an address. */
export function addressIn(module: Module, name: string): string {
  return module.path.map((step) => `module.${step}.`).join("") + name;
}
