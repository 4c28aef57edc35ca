/** From a value of a resource to the literal that decides it, along references. */
import { type Intent, intentAt } from "./changeAt";
import { type Decider, deciderOf, type Following } from "./decider";
import { LARGE } from "./hclOutline";
import type { Module } from "./moduleTree";
import type { Place } from "./source";
import type { SourceFile } from "./sourceFile";
import { MAX_DEPTH } from "./syntax";
import type { Change } from "./wanted";

/** Where the literal is, and what its edit would be. */
export interface Traced extends Decider {
  intent: Extract<Intent, { kind: "edit" }>;
  place: Place;
}

/** Why no literal is edited; the place is that of what decides it. */
export interface Untraced {
  reason: string;
  place: Place | null;
}

/** `start`: the resource's own block. References are followed as long as each step is exactly one. */
export function trace(following: Following, start: Decider, change: Change): Traced | Untraced {
  const { parser, tree } = following;
  let at = start;
  for (let depth = 0; depth < MAX_DEPTH; depth++) {
    const { site, steps, module } = at;
    const { file } = site;
    const blocked = whyUneditable(module, file);
    if (blocked !== null) return { reason: blocked, place: placeOfProblem(following, file) };
    const intent = intentAt(parser, site, file.text, steps, depth === 0 ? change : { ...change, isSure: false });
    if (intent.kind === "edit") return { ...at, intent, place: tree.place(file, intent.span) };
    if (intent.kind !== "decided") {
      const reason = intent.kind === "said" ? "The code says so already." : intent.reason;
      return { reason, place: intent.span === null ? null : tree.place(file, intent.span) };
    }
    const next = deciderOf(following, intent.by, intent.below, module, { file, within: intent.by.span });
    if ("reason" in next) return { reason: next.reason, place: tree.place(file, intent.by.span) };
    at = { ...next, usedBy: [...at.usedBy, ...next.usedBy] };
  }
  return { reason: "References that lead in a circle decide it.", place: null };
}

/** Why nothing of a file is edited; null where it may be. */
function whyUneditable(module: Module, { problems, text }: SourceFile): string | null {
  if (module.downloaded)
    return "It is decided in a module that was downloaded, in which nothing lasts that is changed.";
  if (text.length > LARGE) return "The file is too large to be edited.";
  const [problem] = problems;
  if (problem === undefined) return null;
  return problem.line === null
    ? "The file that decides it cannot be read as it is."
    : `The file has an error on line ${problem.line}, which is to be corrected first.`;
}

function placeOfProblem({ tree }: Following, file: SourceFile): Place {
  const line = file.problems[0]?.line ?? 1;
  return { ...tree.place(file, { start: 0, end: 0 }), line, endLine: line };
}
