/** What decides a value that an expression refers to: the one place where it comes from, or why it has none that could be edited. */
import type { Parser } from "web-tree-sitter";
import { parsePath } from "./attributePath";
import { addressIn } from "./feeding";
import { moduleAt } from "./findBlock";
import type { Step } from "./locate";
import type { DeclaredBlock, Piece } from "./moduleDirectory";
import type { Module, ModuleTree } from "./moduleTree";
import { blockSite, type Site, variablesSite } from "./site";
import type { SourceFile } from "./sourceFile";
import type { Expression } from "./syntax";
import { callsBeside, instancesOf, type UsePlace, usesOf } from "./uses";
import { whatDecides } from "./whatDecides";
import { fileThatSets } from "./variableFiles";

/** What is needed to follow references. */
export interface Following {
  parser: Parser;
  tree: ModuleTree;
  /** Files of variables of the root module, the strongest last. */
  variableFiles: () => readonly SourceFile[];
  /** Variables that are set in no file. */
  vars: readonly string[];
}

/** Where a value is said, and who else depends on it. */
export interface Decider {
  site: Site;
  /** From the site's body on. */
  steps: readonly Step[];
  /** What the names in it mean. */
  module: Module;
  /** "the default of var.x": without its place. */
  what: string;
  usedBy: string[];
}

/** Why there is no such place. */
export interface Undecided {
  reason: string;
}

/** One step from an expression in a module to what it refers to. `from`: the argument that it stands in. */
export function deciderOf(
  following: Following,
  by: Expression,
  below: readonly Step[],
  module: Module,
  from: UsePlace,
): Decider | Undecided {
  const reason = whatDecides(by);
  const path = by.kind === "reference" ? parsePath(by.text) : null;
  const [kind, name, ...inner] = path ?? [];
  if (typeof name !== "string" || inner.some((step) => typeof step === "number")) return { reason };
  const steps = [...inner, ...below];
  if (kind === "local") return localDecider(following, name, steps, module, from) ?? { reason };
  if (kind !== "var") return { reason };
  const found =
    module.path.length === 0
      ? rootVariable(following, name, steps, module)
      : moduleVariable(following, name, steps, module);
  if ("reason" in found) return found;
  const uses = usesOf(following.parser, module, ["var", name], from);
  return { ...found, usedBy: [...uses, ...found.usedBy] };
}

/** The piece of a block, itself or an override, that alone says an argument; null where none does. */
export function onlyPiece(block: DeclaredBlock, name: Step | undefined): Piece | "several" | null {
  const saying = block.pieces.filter(({ declaration }) => {
    const { attributes, blocks } = declaration.body();
    return attributes.some((attribute) => attribute.name === name) || blocks.some((inner) => inner.name === name);
  });
  if (saying.length > 1) return "several";
  return saying[0] ?? null;
}

function localDecider(
  { parser, tree }: Following,
  name: string,
  steps: readonly Step[],
  module: Module,
  from: UsePlace,
): Decider | null {
  const saying = module.code.files.flatMap((file) =>
    file.declarations
      .filter(({ keyword }) => keyword === "locals")
      .filter((declaration) => declaration.body().attributes.some((local) => local.name === name))
      .map((declaration) => ({ file, declaration })),
  );
  const [piece, ...others] = saying;
  if (piece === undefined || others.length > 0) return null;
  const usedBy = [...usesOf(parser, module, ["local", name], from), ...callsBeside(tree, module)];
  const what = `the value of ${addressIn(module, `local.${name}`)}`;
  return { site: blockSite(piece), steps: [name, ...steps], module, what, usedBy };
}

function rootVariable(following: Following, name: string, steps: readonly Step[], module: Module): Decider | Undecided {
  const variable = declared(module, name);
  if ("reason" in variable) return variable;
  if (following.vars.includes(name)) {
    return { reason: `The variable var.${name} decides it, which is set on the command line or in the environment.` };
  }
  const file = fileThatSets(following.variableFiles(), name);
  if (file === null) return defaultOf(variable, steps, module);
  return { site: variablesSite(file), steps: [name, ...steps], module, what: `the value of var.${name}`, usedBy: [] };
}

function moduleVariable(
  { tree }: Following,
  name: string,
  steps: readonly Step[],
  module: Module,
): Decider | Undecided {
  const variable = declared(module, name);
  if ("reason" in variable) return variable;
  const callName = `module.${module.path.at(-1) ?? ""}`;
  const caller = moduleAt(tree, module.path.slice(0, -1));
  const call = caller?.code.blocks.get(callName);
  if (caller === null || call === undefined) return { reason: `The variable var.${name} decides it.` };
  const piece = onlyPiece(call, name);
  if (piece === "several") return { reason: `The argument ${name} of ${addressIn(caller, callName)} is overridden.` };
  if (piece === null) {
    const found = defaultOf(variable, steps, module);
    return "reason" in found ? found : { ...found, usedBy: callsBeside(tree, module) };
  }
  const usedBy = [...instancesOf(call, caller), ...callsBeside(tree, caller)];
  const what = `the argument ${name} of ${addressIn(caller, callName)}`;
  return { site: blockSite(piece), steps: [name, ...steps], module: caller, what, usedBy };
}

function declared(module: Module, name: string): DeclaredBlock | Undecided {
  const address = addressIn(module, `var.${name}`);
  const block = module.code.blocks.get(`var.${name}`);
  if (block === undefined) return { reason: `The variable ${address} decides it, which is not declared.` };
  const isSensitive = block.pieces.some(({ declaration }) =>
    declaration.body().attributes.some((attribute) => attribute.name === "sensitive"),
  );
  return isSensitive ? { reason: `The variable ${address} decides it, which is sensitive.` } : block;
}

function defaultOf(variable: DeclaredBlock, steps: readonly Step[], module: Module): Decider | Undecided {
  const address = addressIn(module, variable.name);
  const piece = onlyPiece(variable, "default");
  if (piece === "several") return { reason: `The default of ${address} is overridden.` };
  if (piece === null) return { reason: `The variable ${address} decides it, which no file sets.` };
  return {
    site: blockSite(piece),
    steps: ["default", ...steps],
    module,
    what: `the default of ${address}`,
    usedBy: [],
  };
}
