/** Changes one value in a text, step by step, and reads the result before anybody sees it. */
import type { Parser } from "web-tree-sitter";
import type { Json } from "../../shared/model";
import { applyEdits, type TextEdit } from "../textEdit";
import { realign } from "./hclColumns";
import { literalEditor } from "./literalEditor";
import { bodyAt, locate, type Located, type Step } from "./locate";
import { type Meaning, meaningOf, meaningOfValue, sameMeaning } from "./meaning";
import { scanIdentifier } from "./notation";
import { nextStep } from "./rewrite";
import { saidOf } from "./attributeSpan";
import type { Site } from "./site";
import type { Attribute, Body, Expression, ParsedText, Span } from "./syntax";
import { type Change, wantedOf } from "./wanted";

/** What is to happen at a site, told before anything is edited. */
export type Intent =
  | { kind: "edit"; blocks: number[]; name: string; wanted: Meaning | null; span: Span }
  /** The code says so already. */
  | { kind: "said"; span: Span | null }
  /** Something else decides what lies below it. */
  | { kind: "decided"; by: Expression; below: readonly Step[] }
  /** `span`: where that is said; null: nowhere in particular. */
  | { kind: "refused"; reason: string; span: Span | null };

/** Said of whatever the last reading of an edited text would not bear out. */
export const UNSAFE = "The code is written in a way in which nothing can be changed safely; please edit it by hand.";

/** `text`: what the file says now. */
export function intentAt(parser: Parser, site: Site, text: string, steps: readonly Step[], change: Change): Intent {
  const body = site.bodyIn(site.parse(text, parser));
  if (body === null) return { kind: "refused", reason: UNSAFE, span: null };
  const recorded = meaningOfValue(change.before);
  const holds = (candidate: Body, below: readonly Step[]): boolean => {
    const value = saidOf(candidate, below)?.value ?? null;
    return value !== null && sameMeaning(meaningOf(value, text), recorded, false);
  };
  const located = locate(body, steps, { isSure: change.isSure, holds });
  if (located.kind === "absent") return intentToAdd(located, change);
  if (located.kind !== "argument") return unreachable(located);
  const { blocks, name, below } = located;
  const { span, value } = argumentAt(body, blocks, name)!;
  const wanted = wantedOf(value, below, change, text);
  if (wanted.kind === "nothing") return { kind: "edit", blocks, name, wanted: null, span };
  if (wanted.kind !== "meaning") return wanted;
  if (sameMeaning(meaningOf(value, text), wanted.meaning, false)) return { kind: "said", span };
  return { kind: "edit", blocks, name, wanted: wanted.meaning, span };
}

function unreachable(located: Exclude<Located, { kind: "argument" | "absent" }>): Intent {
  switch (located.kind) {
    case "dynamic":
      return {
        kind: "refused",
        reason: `The dynamic block ${JSON.stringify(located.block.name)} decides it.`,
        span: located.block.header,
      };
    case "ambiguous":
      return {
        kind: "refused",
        reason: `There are several blocks ${JSON.stringify(located.block.name)}, and nothing tells which of them it is.`,
        span: located.block.header,
      };
    case "block":
      return located.block === null
        ? {
            kind: "refused",
            reason: `The code has no such block ${JSON.stringify(located.name)}; blocks are not written anew.`,
            span: located.around,
          }
        : {
            kind: "refused",
            reason: `It is a whole block ${JSON.stringify(located.name)}; blocks are neither added nor removed.`,
            span: located.block.header,
          };
  }
}

function intentToAdd({ blocks, name, below, body }: Extract<Located, { kind: "absent" }>, { after }: Change): Intent {
  const span = body.inside === null ? null : { start: body.inside.start, end: body.inside.start };
  if (after === null) return { kind: "said", span: null };
  const value = below.reduceRight<Json | null>(around, after);
  if (value === null || isBlockLike(value) || scanIdentifier(name, 0)?.end !== name.length) {
    return {
      kind: "refused",
      reason: `The code does not say ${JSON.stringify(name)}, which may be a block; blocks are not written anew.`,
      span: null,
    };
  }
  if (span === null) return { kind: "refused", reason: UNSAFE, span: null };
  return { kind: "edit", blocks, name, wanted: meaningOfValue(value), span };
}

/** A first element of what is not there yet. */
function around(value: Json | null, step: Step): Json | null {
  if (value === null) return null;
  return typeof step === "number" ? [value] : Object.fromEntries([[step, value]]);
}

/** Objects in a list are as often blocks as they are values. */
function isBlockLike(value: Json): boolean {
  return Array.isArray(value) && value.some((item) => typeof item === "object" && item !== null);
}

/** The new text of the file, or null where it cannot be changed safely. */
export function changedText(
  parser: Parser,
  site: Site,
  text: string,
  { blocks, name, wanted }: Extract<Intent, { kind: "edit" }>,
): string | null {
  const first = site.parse(text, parser);
  const others = outline(site, first, text, blocks, name);
  let now = text;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const parsed = round === 0 ? first : site.parse(now, parser);
    const body = bodyIn(site, parsed, blocks);
    if (parsed.problems.length > 0 || body === null) return null;
    const edits = editsOf(site, now, body, name, wanted);
    if (edits === null) return null;
    if (edits.length === 0) return outline(site, parsed, now, blocks, name) === others ? now : null;
    now = site.file.path.endsWith(".json") ? applyEdits(now, edits) : aligned(parser, now, edits);
  }
  return null;
}

/** A literal has fewer elements; each round settles one. */
const MAX_ROUNDS = 1000;

function editsOf(site: Site, text: string, body: Body, name: string, wanted: Meaning | null): TextEdit[] | null {
  const editor = literalEditor(text, site.file.path.endsWith(".json"), site.templates);
  const [attribute, ...others] = body.attributes.filter((candidate) => candidate.name === name);
  if (others.length > 0) return null;
  if (wanted === null) return attribute === undefined ? [] : editor.removeArgument(body, attribute);
  if (attribute === undefined) return editor.addArgument(body, { key: name, value: wanted });
  return nextStep(editor, attribute.value, wanted);
}

function aligned(parser: Parser, text: string, edits: readonly TextEdit[]): string {
  const now = applyEdits(text, edits);
  const changed = { start: edits[0]!.start, end: edits.at(-1)!.end };
  return applyEdits(now, realign(parser, text, now, changed, now.length - text.length));
}

function bodyIn(site: Site, parsed: ParsedText, blocks: readonly number[]): Body | null {
  const body = site.bodyIn(parsed);
  return body === null ? null : bodyAt(body, blocks);
}

function argumentAt(body: Body, blocks: readonly number[], name: string): Attribute | undefined {
  return bodyAt(body, blocks)?.attributes.find((attribute) => attribute.name === name);
}

/** All that a file says but the one argument, whatever its columns. */
function outline(site: Site, parsed: ParsedText, text: string, blocks: readonly number[], name: string): string {
  const body = bodyIn(site, parsed, blocks);
  const outlineOf = (one: Body): unknown => [
    one.attributes
      .filter((attribute) => one !== body || attribute.name !== name)
      .map((attribute) => [attribute.name, meaningOf(attribute.value, text)]),
    one.blocks.map((block) => [
      block.name,
      block.labels,
      block.dynamic,
      block.generator.map(valueOf),
      outlineOf(block.body),
    ]),
  ];
  const valueOf = (attribute: Attribute): unknown => [attribute.name, meaningOf(attribute.value, text)];
  const declared = parsed.declarations.map((one) => [one.keyword, one.labels, outlineOf(one.body())]);
  return JSON.stringify(declared).replace(/(?:\\[nrt]|\s)+/g, " ");
}
