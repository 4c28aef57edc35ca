/** The code says what is there now: literals of a resource's own block are changed, what is decided elsewhere is offered or refused. */
import type { Parser } from "web-tree-sitter";
import type { Json } from "../../shared/model";
import { SENSITIVE, UNKNOWN } from "../../shared/vocabulary";
import { parseAddress } from "./address";
import { parsePath } from "./attributePath";
import { type Decider, type Following, onlyPiece } from "./decider";
import { createDraft, type Draft } from "./draft";
import { addressIn } from "./feeding";
import { findBlock, type FoundBlock } from "./findBlock";
import type { Step } from "./locate";
import type { ModuleTree } from "./moduleTree";
import { blockSite } from "./site";
import type { Acceptance, ActualValue, CodeOffer } from "./source";
import { type SourceFile, whyUnreadable } from "./sourceFile";
import { trace, type Traced, type Untraced } from "./trace";
import { callsBeside, instancesOf } from "./uses";
import { variableFiles } from "./variableFiles";
import type { Change } from "./wanted";

/** `rootDir` is where the root module's files of variables are looked for. */
export interface AcceptContext {
  parser: Parser;
  tree: ModuleTree;
  rootDir: string;
}

interface Given {
  varFiles?: readonly string[];
  vars?: readonly string[];
}

/** See `Source.accept`. */
export function acceptValues(
  { parser, tree, rootDir }: AcceptContext,
  address: string,
  values: readonly ActualValue[],
  { varFiles = [], vars = [] }: Given = {},
): Acceptance {
  const found = parseAddress(address)?.kind === "resource" ? findBlock(tree, address) : null;
  if (found === null) {
    const reason = `The code has no resource ${address} that could be reached.`;
    return { files: [], accepted: [], refused: values.map(({ path }) => ({ path, reason, place: null })), offers: [] };
  }
  let read: SourceFile[] | undefined;
  const following: Following = {
    parser,
    tree,
    variableFiles: () => (read ??= variableFiles(rootDir, varFiles, parser)),
    vars,
  };
  return settle(following, found, inOrder(values));
}

/** Elements that are gone go before new ones come, whose numbers count what is there now. */
function inOrder(values: readonly ActualValue[]): ActualValue[] {
  const rank = { update: 0, delete: 1, create: 2 };
  return [...values].sort((a, b) => rank[a.action] - rank[b.action]);
}

interface Offered {
  traced: Traced;
  usedBy: Set<string>;
  paths: string[];
  draft: Draft;
}

/** What became of the values that were looked at so far. */
interface Settled {
  draft: Draft;
  accepted: string[];
  refused: Acceptance["refused"];
  /** By the argument that they change. */
  offers: Map<string, Offered>;
}

function settle(following: Following, found: FoundBlock, values: readonly ActualValue[]): Acceptance {
  const { parser, tree } = following;
  const settled: Settled = { draft: createDraft(parser, tree), accepted: [], refused: [], offers: new Map() };
  for (const value of values) {
    try {
      settleOne(following, found, value, settled);
    } catch (error) {
      // Values nested beyond all reason overflow the stack; WebAssembly may run out of memory.
      const reason = `It cannot be written into the code (${whyUnreadable(error)}).`;
      settled.refused.push({ path: value.path, reason, place: null });
    }
  }
  const { draft, accepted, refused, offers } = settled;
  return { files: draft.files(), accepted, refused, offers: [...offers.values()].map(offerOf) };
}

function settleOne(following: Following, found: FoundBlock, value: ActualValue, settled: Settled): void {
  const failure = attempt(following, found, value, settled);
  if (failure === null) settled.accepted.push(value.path);
  else settled.refused.push({ path: value.path, ...failure });
}

/** Null where the value is accepted. */
function attempt(following: Following, found: FoundBlock, value: ActualValue, settled: Settled): Untraced | null {
  const asked = changeOf(following.tree, found, value);
  if ("reason" in asked) return asked;
  const { start, change } = asked;
  const traced = trace(following, start, change);
  if ("reason" in traced) return traced;
  const { site, steps, usedBy, place } = traced;
  if (site !== start.site) {
    return { reason: offer(following, traced, value.path, { ...change, isSure: false }, settled), place };
  }
  if (usedBy.length > 0) return { reason: offer(following, traced, value.path, change, settled), place };
  const reason = settled.draft.change(site, steps, change);
  return reason === null ? null : { reason, place };
}

/** Adds to what is offered, and answers why it is no more than that. */
function offer({ parser, tree }: Following, traced: Traced, path: string, change: Change, { offers }: Settled): string {
  const key = JSON.stringify([traced.site.key, traced.intent.blocks, traced.intent.name]);
  const offered = offers.get(key) ?? { traced, usedBy: new Set(), paths: [], draft: createDraft(parser, tree) };
  const failure = offered.draft.change(traced.site, traced.steps, change);
  if (failure !== null) return failure;
  offers.set(key, offered);
  offered.paths.push(path);
  for (const use of traced.usedBy) offered.usedBy.add(use);
  return `It is decided by ${whatOf(traced)}${traced.usedBy.length > 0 ? ", and not for this resource alone" : ""}.`;
}

function whatOf({ what, place }: Traced): string {
  return `${what} (${place.file}:${place.line})`;
}

function offerOf({ traced, usedBy, paths, draft }: Offered): CodeOffer {
  return { what: whatOf(traced), usedBy: [...usedBy], paths, files: draft.files() };
}

/** What is asked of the resource's own block, or why that cannot be asked. */
function changeOf(
  tree: ModuleTree,
  { block, module }: FoundBlock,
  { path, codePath, before, after, action }: ActualValue,
): { change: Change; start: Decider } | Untraced {
  const [{ file, declaration }] = block.pieces;
  const header = tree.place(file, declaration.header);
  const address = addressIn(module, block.name);
  if ([before, after].some(isHidden))
    return { reason: "A sensitive or unknown value is never written.", place: header };
  const steps = stepsInCode(path, codePath, action);
  if (steps === null) {
    return {
      reason: "The code does not tell which of its blocks or elements it is, or does not have it.",
      place: header,
    };
  }
  const piece = onlyPiece(block, steps[0]);
  if (piece === "several") return { reason: "An override file decides it a second time.", place: header };
  const usedBy = [...instancesOf(block, module), ...callsBeside(tree, module)];
  const what = `${path} of ${address}`;
  return {
    change: { before, after: action === "delete" ? null : after, isSure: typeof codePath === "string" },
    start: { site: blockSite(piece ?? block.pieces[0]), steps, module, what, usedBy },
  };
}

/** An element that is new has no place in the code yet: its own number is as good as any. */
function stepsInCode(path: string, codePath: string | null | undefined, action: ActualValue["action"]): Step[] | null {
  if (typeof codePath === "string") return parsePath(codePath);
  const steps = parsePath(path);
  if (codePath === undefined || steps === null) return steps;
  return action === "create" && steps.length === 2 && typeof steps[1] === "number" ? steps : null;
}

function isHidden(value: Json): boolean {
  if (typeof value === "string") return value.includes(SENSITIVE) || value.includes(UNKNOWN);
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(value).some(([key, below]) => isHidden(key) || isHidden(below));
}
