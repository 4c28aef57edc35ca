/** Addresses as Terraform prints them: `module.a["k"].data.aws_x.y[0]`. */
import { scanIdentifier, scanIndex } from "./notation";
import type { BlockKind } from "./source";

/** A key of `for_each` (string) or `count` (number); null where there is none. */
export type InstanceKey = string | number | null;

export interface AddressStep {
  name: string;
  key: InstanceKey;
}

export interface Address {
  /** The module instances around it, outermost first. */
  modules: AddressStep[];
  kind: BlockKind;
  /** The resource's type; empty for what has none (a module, a variable, an output). */
  type: string;
  name: string;
  key: InstanceKey;
}

/** Null for anything that is no address; it never throws. */
export function parseAddress(text: string): Address | null {
  const steps = scanSteps(text);
  if (steps === null) return null;
  const modules: AddressStep[] = [];
  while (steps[0]?.name === "module" && steps[0].key === null && steps[1] !== undefined) {
    modules.push(steps[1]);
    steps.splice(0, 2);
  }
  const name = steps.pop();
  if (name === undefined) {
    const called = modules.pop();
    return called === undefined ? null : { modules, kind: "module", type: "", ...called };
  }
  if (steps.some((step) => step.key !== null)) return null;
  const declared = declarationOf(steps.map((step) => step.name));
  return declared === null ? null : { modules, ...declared, ...name };
}

/** What the words before the name say. */
function declarationOf(words: string[]): Pick<Address, "kind" | "type"> | null {
  const [first, second] = words;
  if (first === undefined || first === "module") return null;
  if (words.length === 1) {
    if (first === "var") return { kind: "variable", type: "" };
    if (first === "output") return { kind: "output", type: "" };
    return first === "data" || first === "ephemeral" ? null : { kind: "resource", type: first };
  }
  if (words.length !== 2 || second === undefined) return null;
  return first === "data" || first === "ephemeral" ? { kind: first, type: second } : null;
}

function scanSteps(text: string): AddressStep[] | null {
  const steps: AddressStep[] = [];
  for (let at = 0; ; at++) {
    const name = scanIdentifier(text, at);
    if (name === null) return null;
    const index = scanIndex(text, name.end);
    steps.push({ name: name.value, key: index?.value ?? null });
    at = index?.end ?? name.end;
    if (at === text.length) return steps;
    if (text[at] !== ".") return null;
  }
}

const PREFIXES: Record<BlockKind, string> = {
  resource: "",
  data: "data.",
  ephemeral: "ephemeral.",
  module: "module.",
  variable: "var.",
  output: "output.",
};

/** What a block is called inside its own module: `aws_x.y`, `data.aws_x.y`, `module.a`, `var.x`. */
export function nameInModule(block: Pick<Address, "kind" | "type" | "name">): string {
  return `${PREFIXES[block.kind]}${block.type === "" ? "" : `${block.type}.`}${block.name}`;
}
