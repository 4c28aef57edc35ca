import assert from "node:assert/strict";
import { editsBetween } from "../../src/core/textDifference";
import { applyEdits } from "../../src/core/textEdit";
import { randomOf } from "./codeShapes";

describe("edits between two texts", () => {
  const rows: [before: string, after: string, edits: [start: number, end: number, text: string][]][] = [
    ["a\n", "a\n", []],
    ["", "a\n", [[0, 0, "a\n"]]],
    ["a\nb\nc\n", "a\nc\n", [[2, 4, ""]]],
    ["a = 1\nb = 2\n", "a = 10\nb = 3\n", [[5, 5, "0"], [10, 11, "3"]]], // prettier-ignore
    ["x\na\ny\nb\n", "x\nA\ny\nB\n", [[2, 3, "A"], [6, 7, "B"]]], // prettier-ignore
    ["😀\n", "😁\n", [[0, 2, "😁"]]],
    ["a\r\nb", "a\r\nc\r\nb", [[3, 3, "c\r\n"]]],
  ];
  for (const [before, after, edits] of rows) {
    it(`says what makes ${JSON.stringify(after)} of ${JSON.stringify(before)}`, () => {
      assert.deepEqual(
        editsBetween(before, after).map(({ start, end, text }) => [start, end, text]),
        edits,
      );
    });
  }

  it("leads to the other text, whatever the two are", () => {
    for (let seed = 0; seed < 2000; seed++) {
      const random = randomOf(seed);
      const text = (): string =>
        Array.from({ length: random.number(9) }, () =>
          random.pick(["a", "b", "\n", "\r\n", "é", "😀", "😁", "a = 1\n"]),
        ).join("");
      const [before, after] = [text(), text()];
      const edits = editsBetween(before, after);
      assert.equal(applyEdits(before, edits), after, JSON.stringify([before, after, edits]));
      for (const { start, end, text: added } of edits) {
        for (const piece of [before.slice(0, start), before.slice(end), added]) {
          assert.equal(Buffer.from(piece).toString(), piece, "half a character would not come back");
        }
        const parted = `${before.slice(0, start)}|${before.slice(start, end)}|${before.slice(end)}`;
        assert.doesNotMatch(parted, /\r\|+\n/, "no line end is cut in two");
      }
      edits.forEach(({ start, end }, i) => assert.ok(start <= end && start >= (edits[i - 1]?.end ?? 0)));
    }
  });
});
