/** Places in a text that move with it. Lines and characters from 0, as in VS Code, of which this knows nothing. */

export interface TextPoint {
  readonly line: number;
  readonly character: number;
}

export interface TextRange {
  readonly start: TextPoint;
  /** Exclusive. */
  readonly end: TextPoint;
}

export function isSameRange(a: TextRange, b: TextRange): boolean {
  return isSamePoint(a.start, b.start) && isSamePoint(a.end, b.end);
}

function isSamePoint(a: TextPoint, b: TextPoint): boolean {
  return a.line === b.line && a.character === b.character;
}

/** A stretch of a text and what came in its place. */
export interface TextChange {
  readonly range: TextRange;
  readonly text: string;
}

/** Where a range stands after a change; null if what it stood for was replaced as a whole. */
export function moved(range: TextRange, { range: gone, text }: TextChange): TextRange | null {
  if (!isBefore(gone.start, range.end)) return range;
  const isAll = !isBefore(range.start, gone.start) && !isBefore(gone.end, range.end) && isBefore(gone.start, gone.end);
  if (isAll) return null;
  const end = endOf(gone.start, text);
  const follow = (point: TextPoint): TextPoint => (isBefore(point, gone.end) ? point : shift(point, gone.end, end));
  const start = isBefore(range.start, gone.start)
    ? range.start
    : isBefore(range.start, gone.end)
      ? end
      : follow(range.start);
  const last = isBefore(range.end, gone.end) ? end : follow(range.end);
  return { start, end: isBefore(last, start) ? start : last };
}

function isBefore(a: TextPoint, b: TextPoint): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character);
}

function endOf(start: TextPoint, text: string): TextPoint {
  const lines = text.split(/\r\n|\r|\n/);
  const last = lines.at(-1)!.length;
  return { line: start.line + lines.length - 1, character: lines.length === 1 ? start.character + last : last };
}

/** A point at or after `from`, once `from` has become `to`. */
function shift(point: TextPoint, from: TextPoint, to: TextPoint): TextPoint {
  const line = point.line - from.line + to.line;
  return {
    line,
    character: point.line === from.line ? point.character - from.character + to.character : point.character,
  };
}

/**
 * What has to be replaced to make one text of another, all that differs as one stretch; null if they are the same. Byte order
 * marks and the kind of line ends are no difference: editors have neither.
 */
export function changeBetween(older: string, newer: string): TextChange | null {
  const [before, after] = [plain(older), plain(newer)];
  if (before === after) return null;
  const most = Math.min(before.length, after.length);
  let same = 0;
  while (same < most && before[same] === after[same]) same++;
  let sameAtEnd = 0;
  while (sameAtEnd < most - same && before.at(-1 - sameAtEnd) === after.at(-1 - sameAtEnd)) sameAtEnd++;
  const range = { start: pointAt(before, same), end: pointAt(before, before.length - sameAtEnd) };
  return { range, text: after.slice(same, after.length - sameAtEnd) };
}

function plain(text: string): string {
  return text.replace(/^\uFEFF/, "").replaceAll(/\r\n?/g, "\n");
}

/** Where an offset of a text stands in an editor, which shows no byte order mark. */
export function pointAt(text: string, offset: number): TextPoint {
  return endOf({ line: 0, character: 0 }, text.slice(0, offset).replace(/^\uFEFF/, ""));
}
