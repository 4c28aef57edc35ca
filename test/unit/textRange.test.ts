import assert from "node:assert/strict";
import { moved, type TextRange } from "../../src/host/textRange";

const range = (a: number, b: number, c: number, d: number): TextRange => ({
  start: { line: a, character: b },
  end: { line: c, character: d },
});
const marked = range(5, 2, 5, 10);

describe("a place in a text that is edited", () => {
  const rows: [what: string, gone: TextRange, text: string, now: TextRange | null][] = [
    ["stays where it is before an edit", range(6, 0, 6, 4), "x\ny", marked],
    ["moves down with lines above it", range(0, 0, 0, 0), "a\nb\n", range(7, 2, 7, 10)],
    ["moves up when lines above it go", range(1, 0, 3, 0), "", range(3, 2, 3, 10)],
    ["counts a line end of Windows as one", range(0, 0, 0, 0), "a\r\n", range(6, 2, 6, 10)],
    ["moves along its line", range(5, 0, 5, 0), "ab", range(5, 4, 5, 12)],
    ["moves to another line with what joins two", range(4, 7, 5, 0), "", range(4, 9, 4, 17)],
    ["grows with what is put into it", range(5, 4, 5, 4), "abc", range(5, 2, 5, 13)],
    ["grows over several lines", range(5, 4, 5, 4), "a\nb", range(5, 2, 6, 7)],
    ["shrinks with what goes from it", range(5, 4, 5, 6), "", range(5, 2, 5, 8)],
    ["keeps what is left at its end", range(5, 0, 5, 4), "", range(5, 0, 5, 6)],
    ["keeps what is left at its start", range(5, 6, 6, 0), "", range(5, 2, 5, 6)],
    ["does not take in what is put right behind it", range(5, 10, 5, 10), "abc", marked],
    ["does not take in what is put right before it", range(5, 2, 5, 2), "abc", range(5, 5, 5, 13)],
    ["is gone with all of its text", range(5, 0, 6, 0), "x", null],
    ["is gone when exactly it is replaced", marked, "other", null],
  ];
  for (const [what, gone, text, now] of rows) {
    it(what, () => assert.deepEqual(moved(marked, { range: gone, text }), now));
  }
});
