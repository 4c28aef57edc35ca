/** Cuts a text that is still arriving into lines, and endless lines into pieces, always at the same places however it arrives. */

/** A line, or a part of a long one. */
export interface TextPiece {
  readonly text: string;
  /** It begins a line. */
  readonly isStart: boolean;
  /** A line feed follows. */
  readonly isEnd: boolean;
}

/** How long a piece may become: all that is done with one at a time is bounded by it. */
export const PIECE_LENGTH = 2000;

export class TextPieces {
  #rest = "";
  #isStart = true;

  /** The pieces that are complete by now. */
  push(text: string): TextPiece[] {
    const all = this.#rest + text;
    const pieces: TextPiece[] = [];
    let from = 0;
    for (;;) {
      const feed = all.indexOf("\n", from);
      const isLine = feed !== -1 && feed - from <= PIECE_LENGTH;
      if (!isLine && all.length - from <= PIECE_LENGTH) break;
      const end = isLine ? feed : from + cutOf(all.slice(from, from + PIECE_LENGTH));
      pieces.push({ text: withoutReturn(all.slice(from, end), isLine), isStart: this.#isStart, isEnd: isLine });
      this.#isStart = isLine;
      from = isLine ? end + 1 : end;
    }
    this.#rest = all.slice(from);
    return pieces;
  }

  /** What is there of the next one; null if nothing is. */
  get rest(): TextPiece | null {
    const text = withoutReturn(this.#rest, true);
    return text === "" ? null : { text, isStart: this.#isStart, isEnd: false };
  }
}

function withoutReturn(text: string, isEnd: boolean): string {
  return isEnd && text.endsWith("\r") ? text.slice(0, -1) : text;
}

/** After a space where there is one not too far from the end; never within a character. */
function cutOf(text: string): number {
  const space = text.lastIndexOf(" ");
  if (space > text.length / 2) return space + 1;
  return /[\ud800-\udbff]$/.test(text) ? text.length - 1 : text.length;
}
