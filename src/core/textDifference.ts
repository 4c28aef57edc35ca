/** Which edits lead from one text to another: whole lines that both have stay, and of a changed line what is the same at its ends. */
import type { TextEdit } from "./textEdit";

/** More pairs of lines are not compared: everything between the first and the last difference is one edit. */
const MAX_PAIRS = 4_000_000;

/** In the order of the text; they do not overlap. */
export function editsBetween(before: string, after: string): TextEdit[] {
  const old = before.split(/(?<=\n)/);
  const now = after.split(/(?<=\n)/);
  let head = 0;
  while (head < old.length && head < now.length && old[head] === now[head]) head++;
  let tail = 0;
  while (tail < Math.min(old.length, now.length) - head && old.at(-1 - tail) === now.at(-1 - tail)) tail++;
  const offset = lengthOf(old.slice(0, head));
  const middle = [old.slice(head, old.length - tail), now.slice(head, now.length - tail)] as const;
  return hunksOf(...middle).flatMap((hunk) => editsOf(hunk, offset));
}

/** Lines that stand at an offset, and those instead of them. */
interface Hunk {
  start: number;
  removed: readonly string[];
  added: readonly string[];
}

function hunksOf(old: readonly string[], now: readonly string[]): Hunk[] {
  if (old.length * now.length > MAX_PAIRS) return [{ start: 0, removed: old, added: now }];
  const common = commonLengths(old, now);
  const hunks: { start: number; removed: string[]; added: string[] }[] = [];
  let open: (typeof hunks)[number] | null = null;
  let start = 0;
  for (let i = 0, j = 0; i < old.length || j < now.length;) {
    if (i < old.length && j < now.length && old[i] === now[j]) {
      open = null;
      start += old[i]!.length;
      i++;
      j++;
      continue;
    }
    if (open === null) hunks.push((open = { start, removed: [], added: [] }));
    if (j >= now.length || (i < old.length && common[i + 1]![j]! >= common[i]![j + 1]!)) {
      open.removed.push(old[i]!);
      start += old[i]!.length;
      i++;
    } else open.added.push(now[j++]!);
  }
  return hunks;
}

/** How many lines two lists have in common, from every pair of lines on. */
function commonLengths(old: readonly string[], now: readonly string[]): Uint32Array[] {
  const lengths = Array.from({ length: old.length + 1 }, () => new Uint32Array(now.length + 1));
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = now.length - 1; j >= 0; j--) {
      lengths[i]![j] =
        old[i] === now[j] ? lengths[i + 1]![j + 1]! + 1 : Math.max(lengths[i + 1]![j]!, lengths[i]![j + 1]!);
    }
  }
  return lengths;
}

/** As many lines instead of others are taken one by one. */
function editsOf({ start, removed, added }: Hunk, offset: number): TextEdit[] {
  if (removed.length !== added.length) return [trimmed(offset + start, removed.join(""), added.join(""))];
  const edits = removed.map((line, i) => trimmed(offset + start + lengthOf(removed.slice(0, i)), line, added[i]!));
  return edits.filter((edit) => edit.end > edit.start || edit.text !== "");
}

/** No edit parts a line's end or a letter of two units. */
function trimmed(from: number, removed: string, added: string): TextEdit {
  const shortest = Math.min(removed.length, added.length);
  let head = 0;
  while (head < shortest && removed[head] === added[head]) head++;
  if (isParting(removed, head) || isParting(added, head)) head--;
  let tail = 0;
  while (tail < shortest - head && removed.at(-1 - tail) === added.at(-1 - tail)) tail++;
  if (isParting(removed, removed.length - tail) || isParting(added, added.length - tail)) tail--;
  return {
    start: from + head,
    end: from + removed.length - tail,
    text: added.slice(head, added.length - tail),
  };
}

function isParting(text: string, at: number): boolean {
  return /^(?:\r\n|[\ud800-\udbff][\udc00-\udfff])$/.test(text.slice(at - 1, at + 1));
}

function lengthOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + line.length, 0);
}
