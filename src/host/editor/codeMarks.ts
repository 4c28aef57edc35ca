/** Where drift stands in the code: for each file the places that the editor marks. Pure. */
import { join } from "node:path";
import type { Place, Source } from "../../core/source/source";
import { actionWords, changeSentence, listed, plural, resourceSentence } from "../../shared/format";
import { visible } from "../../shared/formatValue";
import type { AttributeChange, DriftedResource, DriftRun, Severity } from "../../shared/model";
import { SEVERITIES } from "../../shared/vocabulary";
import type { ResourceRef } from "../tree/driftNode";
import { isSameRange, type TextRange } from "./textRange";

/** One drifted attribute or resource, at one place in the code. */
export interface Finding {
  readonly ref: ResourceRef;
  /** One sentence. */
  readonly text: string;
  readonly severity: Severity;
}

/** A place in the code and what drifted there: instances of one block share it. */
export interface CodeMark {
  /** `attribute`: where the code says it; `block`: a resource's header, for what its block does not say; `call`: the module block through which drifted resources are called. */
  readonly kind: "attribute" | "block" | "call";
  readonly range: TextRange;
  /** In the run's order, gravest first. */
  readonly findings: readonly Finding[];
}

/** A drifted block: where its CodeLens stands. */
export interface BlockMark {
  readonly range: TextRange;
  readonly refs: readonly ResourceRef[];
}

export interface FileMarks {
  readonly marks: readonly CodeMark[];
  readonly blocks: readonly BlockMark[];
}

/** The marks of one root module's last run, by absolute path of the file. What is ignored or noise is not marked. */
export function codeMarks(rootId: string, dir: string, run: DriftRun, source: Source): Map<string, FileMarks> {
  const files = new Map<string, { marks: Map<string, MutableMark>; blocks: Map<string, MutableBlock> }>();
  const fileOf = (place: Place): { marks: Map<string, MutableMark>; blocks: Map<string, MutableBlock> } => {
    const path = join(dir, place.file);
    const known = files.get(path);
    if (known !== undefined) return known;
    const made = { marks: new Map<string, MutableMark>(), blocks: new Map<string, MutableBlock>() };
    files.set(path, made);
    return made;
  };
  const mark = (kind: CodeMark["kind"], place: Place, finding: Finding): void => {
    const { marks } = fileOf(place);
    const key = `${kind} ${place.line}:${place.column}`;
    const known = marks.get(key);
    if (known === undefined) marks.set(key, { kind, range: rangeOf(place), findings: [finding] });
    else known.findings.push(finding);
  };

  for (const resource of run.metadata.driftedResources) {
    if (resource.ignored !== null || resource.reason === "noise") continue;
    const refOf = (change: AttributeChange | null): ResourceRef => ({ rootId, resource, change });
    const header = source.block(resource.address);
    const [call] = source.calls(resource.address); // the one in the root module
    if (call !== undefined) mark("call", call, { ref: refOf(null), text: resourceText(resource), severity: "info" });
    if (header === null) continue;
    const { blocks } = fileOf(header);
    const key = String(header.line);
    const block = blocks.get(key) ?? { range: rangeOf(header), refs: [] };
    block.refs.push(refOf(null));
    blocks.set(key, block);
    if (resource.action === "delete" || resource.changes.length === 0) {
      mark("block", header, { ref: refOf(null), text: resourceSentence(resource), severity: resource.severity });
      continue;
    }
    for (const change of resource.changes) {
      if (change.effect === "noise") continue;
      const place = source.attribute(resource.address, change.attribute);
      const severity = change.severity ?? resource.severity;
      const text = changeSentence(change, resource.reason, VALUES);
      mark(place === null ? "block" : "attribute", place ?? header, { ref: refOf(change), text, severity });
    }
  }
  return new Map(
    [...files].map(([path, { marks, blocks }]) => [
      path,
      { marks: [...marks.values()].map(gravestFirst), blocks: [...blocks.values()] },
    ]),
  );
}

const VALUES = { width: 120 };

interface MutableMark {
  kind: CodeMark["kind"];
  range: TextRange;
  findings: Finding[];
}

interface MutableBlock {
  range: TextRange;
  refs: ResourceRef[];
}

function rangeOf({ line, column, endLine, endColumn }: Place): TextRange {
  return { start: { line: line - 1, character: column - 1 }, end: { line: endLine - 1, character: endColumn - 1 } };
}

function resourceText(resource: DriftedResource): string {
  const attributes = resource.changes.map(({ attribute }) => visible(attribute));
  const isNamed = resource.action !== "delete" && attributes.length > 0;
  const what = isNamed ? listed(attributes, 3) : `${actionWords(resource.action)} outside`;
  return `${visible(resource.address)}: ${what}`;
}

function gravestFirst(mark: MutableMark): CodeMark {
  const order = (finding: Finding): number => SEVERITIES.indexOf(finding.severity);
  return { ...mark, findings: [...mark.findings].sort((a, b) => order(a) - order(b)) };
}

/** Whether two marks say the same of the same place, of one run. */
export function isSameMark(a: CodeMark, b: CodeMark): boolean {
  return (
    a === b ||
    (a.kind === b.kind &&
      isSameRange(a.range, b.range) &&
      a.findings.length === b.findings.length &&
      a.findings.every(({ ref }, at) => {
        const other = b.findings[at]!.ref;
        return ref.resource === other.resource && ref.change === other.change;
      }))
  );
}

const SAID_AT_MOST = 5;
const INSTANCES_AT_MOST = 10;

/** What a mark says: a sentence, and which instances it is true of; several sentences a line each. */
export function markWords(mark: CodeMark): string {
  if (mark.kind === "call") return callWords(mark);
  const byText = new Map<string, Finding[]>();
  for (const finding of mark.findings) {
    const list = byText.get(finding.text);
    if (list === undefined) byText.set(finding.text, [finding]);
    else list.push(finding);
  }
  const sentences = [...byText].map(([text, findings]) => `${instanceWords(findings)}${text}`);
  const rest = sentences.length - SAID_AT_MOST;
  return [...sentences.slice(0, SAID_AT_MOST), ...(rest > 0 ? [`… and ${plural(rest, "more attribute")}`] : [])].join(
    "\n",
  );
}

function callWords({ findings }: CodeMark): string {
  const texts = [...new Set(findings.map(({ text }) => text))];
  const head = `${plural(texts.length, "resource")} in this module drifted: `;
  return head + listed(texts, SAID_AT_MOST);
}

/** `["a"], ["b"]: `, empty where the block has one instance. */
function instanceWords(findings: readonly Finding[]): string {
  const keys = findings.flatMap(({ ref }) => /\[[^[\]]*\]$|\["(?:[^"\\]|\\.)*"\]$/.exec(ref.resource.address) ?? []);
  return keys.length === 0 ? "" : `${listed([...new Set(keys)].map(visible), INSTANCES_AT_MOST)}: `;
}
