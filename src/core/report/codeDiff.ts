/** Edits of a file as a unified diff. Made from the edits themselves: nothing is searched for, and nothing is guessed. */
import { visible } from "../../shared/formatValue";
import { applyEdits, type TextEdit } from "../textEdit";

/** Lines around a change. */
const CONTEXT = 3;

export interface DiffedFile {
  /** As it is to be shown. */
  readonly path: string;
  readonly before: string;
  /** In the order of the text, not overlapping. */
  readonly edits: readonly TextEdit[];
}

/** Lines from `start` up to, not including, `end` (from 0), and what stands there afterwards. */
interface Block {
  readonly start: number;
  readonly end: number;
  readonly now: readonly string[];
}

/** Ends with a line feed; empty where nothing changes. What could act upon a terminal is made visible, but for tabs. */
export function codeDiff({ path, before, edits }: DiffedFile): string {
  const old = linesOf(before);
  const blocks = blocksOf(before, edits);
  if (blocks.length === 0) return "";
  const name = visible(path);
  const hunks = hunksOf(blocks);
  return [`--- ${name}`, `+++ ${name}`, ...hunksText(hunks, old), ""].join("\n");
}

/** Each with its line end. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function blocksOf(before: string, edits: readonly TextEdit[]): Block[] {
  const starts = lineStarts(before);
  const blocks: Block[] = [];
  for (const group of byLines(edits, starts)) {
    const [first, last] = [group[0]!, group.at(-1)!];
    const start = lineAt(starts, first.start);
    const end = Math.min(starts.length, lineAt(starts, last.end) + 1);
    const [from, to] = [starts[start] ?? before.length, starts[end] ?? before.length];
    const moved = group.map((edit) => ({ ...edit, start: edit.start - from, end: edit.end - from }));
    const old = before.slice(from, to);
    const block = trimmed({ start, end, now: linesOf(applyEdits(old, moved)) }, linesOf(old));
    if (block !== null) blocks.push(block);
  }
  return blocks;
}

/** Where each line begins; a text that ends with a line feed has no line after it. */
function lineStarts(text: string): number[] {
  const starts: number[] = [];
  let at = 0;
  for (const line of linesOf(text)) {
    starts.push(at);
    at += line.length;
  }
  return starts;
}

/** The line that an offset is in; behind the last one it is that after it. */
function lineAt(starts: readonly number[], offset: number): number {
  let [low, high] = [0, starts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (starts[middle]! <= offset) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}

/** Edits that touch the same or neighbouring lines belong together. */
function byLines(edits: readonly TextEdit[], starts: readonly number[]): TextEdit[][] {
  const groups: TextEdit[][] = [];
  for (const edit of edits) {
    const last = groups.at(-1);
    if (last !== undefined && lineAt(starts, edit.start) <= lineAt(starts, last.at(-1)!.end) + 1) last.push(edit);
    else groups.push([edit]);
  }
  return groups;
}

/** Without the lines at both ends that stay as they are; null where all do. */
function trimmed({ start, end, now }: Block, old: readonly string[]): Block | null {
  let head = 0;
  while (head < old.length && head < now.length && old[head] === now[head]) head++;
  let tail = 0;
  const room = Math.min(old.length, now.length) - head;
  while (tail < room && old[old.length - 1 - tail] === now[now.length - 1 - tail]) tail++;
  if (head === old.length && head === now.length) return null;
  return { start: start + head, end: end - tail, now: now.slice(head, now.length - tail) };
}

/** Blocks whose context would touch are one hunk. */
function hunksOf(blocks: readonly Block[]): Block[][] {
  const hunks: Block[][] = [];
  for (const block of blocks) {
    const last = hunks.at(-1);
    if (last !== undefined && block.start - last.at(-1)!.end <= 2 * CONTEXT) last.push(block);
    else hunks.push([block]);
  }
  return hunks;
}

function hunksText(hunks: readonly Block[][], old: readonly string[]): string[] {
  let shift = 0;
  return hunks.flatMap((blocks) => {
    const start = Math.max(0, blocks[0]!.start - CONTEXT);
    const end = Math.min(old.length, blocks.at(-1)!.end + CONTEXT);
    const lines: string[] = [];
    let at = start;
    let growth = 0;
    for (const block of blocks) {
      lines.push(...old.slice(at, block.start).flatMap((line) => shown(" ", line)));
      lines.push(...old.slice(block.start, block.end).flatMap((line) => shown("-", line)));
      lines.push(...block.now.flatMap((line) => shown("+", line)));
      at = block.end;
      growth += block.now.length - (block.end - block.start);
    }
    lines.push(...old.slice(at, end).flatMap((line) => shown(" ", line)));
    const header = `@@ -${range(start, end - start)} +${range(start + shift, end - start + growth)} @@`;
    shift += growth;
    return [header, ...lines];
  });
}

/** From 1; of no lines it is the line before. */
function range(start: number, count: number): string {
  return `${count === 0 ? start : start + 1},${count}`;
}

function shown(mark: string, line: string): string[] {
  const text = line.replace(/\r?\n$/, "");
  const safe = text.split("\t").map(visible).join("\t");
  return line.endsWith("\n") ? [`${mark}${safe}`] : [`${mark}${safe}`, "\\ No newline at end of file"];
}
