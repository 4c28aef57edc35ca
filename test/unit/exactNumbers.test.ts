import assert from "node:assert/strict";
import { parseExactly } from "../../src/core/plan/exactNumbers";
import { readPlanReport } from "../../src/core/plan/planReport";
import { planDocument } from "./planDocument";

describe("numbers that JavaScript has not", () => {
  const kept: readonly [text: string, value: unknown][] = [
    ["9223372036854775807", "9223372036854775807"],
    ["-9007199254740993", "-9007199254740993"],
    ["9007199254740991", 9007199254740991],
    ["1e400", "1e400"],
    ["-1E-400", "-1E-400"],
    ["1e3", 1000],
    ["0e999", 0],
    ["0.1234567890123456789", "0.1234567890123456789"],
    ["0.1", 0.1],
  ];
  for (const [text, value] of kept) {
    it(`become texts only if they would be rounded: ${text}`, () => {
      assert.deepEqual(parseExactly(text), value);
      assert.deepEqual(parseExactly(`{"a": [ ${text},${text} ]}`), { a: [value, value] });
    });
  }

  it("are left alone inside strings and keys", () => {
    const text = String.raw`{"9223372036854775807":"-9223372036854775807 \" 9223372036854775807 \\","b":1}`;
    assert.deepEqual(parseExactly(text), JSON.parse(text));
  });

  it("are told apart, and shown as they are, wherever a chunk ends", async () => {
    const document = JSON.stringify(
      planDocument([{ recorded: { id: "RECORDED", list: [1] }, actual: { id: "ACTUAL", list: [1, 2] } }]),
    )
      .replaceAll('"RECORDED"', "9223372036854775806")
      .replaceAll('"ACTUAL"', "9223372036854775807");
    const bytes = Buffer.from(document);
    for (const size of [1, 7, bytes.length]) {
      const { driftedResources } = await readPlanReport(
        (async function* () {
          for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
        })(),
      );
      assert.deepEqual(
        driftedResources[0]!.changes.map(({ attribute, before, after }) => [attribute, before, after]),
        [
          ["id", "9223372036854775806", "9223372036854775807"],
          ["list[1]", null, 2],
        ],
      );
    }
  });
});
