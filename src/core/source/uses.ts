/** Who else depends on a value: what refers to it, and how often the module that it stands in is called. */
import { dirname } from "node:path";
import type { Parser } from "web-tree-sitter";
import { addressIn, referencesOf } from "./feeding";
import { moduleAt } from "./findBlock";
import type { DeclaredBlock } from "./moduleDirectory";
import { type Module, modulesOf, type ModuleTree } from "./moduleTree";
import type { SourceFile } from "./sourceFile";
import type { Attribute, Body, Declaration, Span } from "./syntax";

/** An expression, to tell one use from the others. */
export interface UsePlace {
  file: SourceFile;
  within: Span;
}

/** Addresses and arguments that refer to `var.x` or `local.x` in a module, but for one. */
export function usesOf(
  parser: Parser,
  module: Module,
  reference: readonly [kind: "var" | "local", name: string],
  except: UsePlace,
): string[] {
  const refersToIt = (attribute: Attribute): boolean =>
    referencesOf(parser, attribute.value).some(([kind, name]) => kind === reference[0] && name === reference[1]);
  const used = module.code.files.flatMap((file) =>
    file.declarations.flatMap((declaration) =>
      argumentsIn(declaration.body(), "")
        .filter(({ attribute: { span } }) => file.path !== except.file.path || !contains(span, except.within))
        .filter(({ attribute }) => refersToIt(attribute))
        .map(({ attribute, prefix }) => addressIn(module, nameOf(declaration, prefix + attribute.name))),
    ),
  );
  const own = addressIn(module, `var.${reference[1]}`);
  return [...new Set(used)].filter((use) => reference[0] !== "var" || !use.startsWith(`${own}.`));
}

function contains(outer: Span, inner: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

function argumentsIn(body: Body, prefix: string): { attribute: Attribute; prefix: string }[] {
  return [
    ...body.attributes.map((attribute) => ({ attribute, prefix })),
    ...body.blocks.flatMap((block) => [
      ...block.generator.map((attribute) => ({ attribute, prefix: `${prefix}${block.name}.` })),
      ...argumentsIn(block.body, `${prefix}${block.name}.`),
    ]),
  ];
}

function nameOf({ keyword, labels }: Declaration, argument: string): string {
  if (keyword === "locals") return `local.${argument.split(".")[0] ?? ""}`;
  const words = keyword === "resource" ? labels : [keyword === "variable" ? "var" : keyword, ...labels];
  return [...words, argument].join(".");
}

/** That the block makes several instances, in words; [] where it makes one. */
export function instancesOf(block: DeclaredBlock, module: Module): string[] {
  const isRepeated = block.pieces.some(({ declaration }) =>
    declaration.body().attributes.some(({ name }) => name === "count" || name === "for_each"),
  );
  return isRepeated ? [`all instances of ${addressIn(module, block.name)}`] : [];
}

/**
 * Other ways in which the code of a module is used: calls that repeat, other calls of the same directory, and, of a directory
 * outside of the root module, whatever else may call it.
 */
export function callsBeside(tree: ModuleTree, module: Module): string[] {
  if (module.path.length === 0) return [];
  const repeated = module.path.flatMap((name, depth) => {
    const caller = moduleAt(tree, module.path.slice(0, depth));
    const call = caller?.code.blocks.get(`module.${name}`);
    return caller === null || call === undefined ? [] : instancesOf(call, caller);
  });
  const others = modulesOf(tree).filter(
    ({ code, path }) => code === module.code && path.join(".") !== module.path.join("."),
  );
  const directory = tree.fromRoot(dirname(module.code.files[0]?.path ?? ""));
  const foreign = directory.startsWith("../") ? [`other root modules that call ${directory}`] : [];
  return [...repeated, ...others.map(({ path }) => path.map((name) => `module.${name}`).join(".")), ...foreign];
}
