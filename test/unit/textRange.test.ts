import assert from "node:assert/strict";
import { changeBetween, moved, type TextPoint, type TextRange } from "../../src/host/editor/textRange";

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

describe("what tells two texts apart", () => {
  /** The newer text from the older one and the change. */
  function applied(text: string, from: TextRange, by: string): string {
    const lines = text.split("\n");
    const offset = ({ line, character }: TextPoint): number =>
      lines.slice(0, line).reduce((sum, one) => sum + one.length + 1, 0) + character;
    return text.slice(0, offset(from.start)) + by + text.slice(offset(from.end));
  }
  const pairs: [what: string, before: string, after: string][] = [
    ["a line more at the start", "a\nb\n", "x\na\nb\n"],
    ["a line more at the end", "a\nb\n", "a\nb\nx\n"],
    ["a line like its neighbour", "a\na\nb", "a\na\na\nb"],
    ["a word within a line", "size = 1\nname = 2\n", "size = 12\nname = 2\n"],
    ["everything", "a\nb", "c"],
    ["from nothing", "", "a\nb"],
    ["to nothing", "a\nb", ""],
    ["in two places", "a\nb\nc\nd", "x\nb\nc\ny"],
  ];
  for (const [what, before, after] of pairs) {
    it(`is one change that makes the one of the other: ${what}`, () => {
      const change = changeBetween(before, after)!;
      assert.equal(applied(before, change.range, change.text), after);
    });
  }

  it("is nothing where they are the same but for line ends and a byte order mark", () => {
    assert.equal(changeBetween("\uFEFFa\r\nb", "a\nb"), null);
  });

  it("keeps what stands before and behind it", () => {
    const change = changeBetween("a\nsize = 1\nz\n", "a\nx\ny\nsize = 1\nz\n")!;
    assert.deepEqual(moved(range(1, 0, 1, 8), change), range(3, 0, 3, 8));
  });
});
