import assert from "node:assert/strict";
import { formatDifference, formatValue, visible } from "../../src/shared/formatValue";
import type { Json } from "../../src/shared/model";
import { HOSTILE } from "./reportSample";

// eslint-disable-next-line no-control-regex -- these are what must not come through
const ACTING = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/;

describe("values in words", () => {
  it("look as in HCL", () => {
    const cases: [Json, string][] = [
      ["large", '"large"'],
      [8080, "8080"],
      [true, "true"],
      [null, "null"],
      ["", '""'],
      [[], "[]"],
      [{}, "{}"],
      [["a", 1, null], '["a", 1, null]'],
      [{ Env: "prod", "a b": [1] }, '{ Env = "prod", "a b" = [1] }'],
      ['say "hi" \\ bye', '"say \\"hi\\" \\\\ bye"'],
      ["a\nb\tc", '"a\\nb\\tc"'],
      ["(sensitive)", "(sensitive)"],
      ["(known after apply)", "(known after apply)"],
      ['{"a":[1,"x"]}', 'jsonencode({ a = [1, "x"] })'],
      ['{"a":12345678901234567890}', '"{\\"a\\":12345678901234567890}"'],
      ["{not json}", '"{not json}"'],
      ["naïve 日本 🎉", '"naïve 日本 🎉"'],
    ];
    for (const [value, text] of cases) assert.equal(formatValue(value), text);
  });

  it("make visible what would act or hide", () => {
    assert.equal(
      visible("\u001b[31m\u202e\u200b\u00a0\u0085\u{e0041}\ud800x"),
      "\\u001b[31m\\u202e\\u200b\\u00a0\\u0085\\U000e0041\\ud800x",
    );
    assert.doesNotMatch(formatValue(HOSTILE, { width: 10_000 }), ACTING);
    assert.doesNotMatch(formatValue({ [HOSTILE]: HOSTILE }, { width: 10_000 }), ACTING);
  });

  it("are cut, with their size", () => {
    const long = formatValue("x".repeat(12_345), { width: 60 });
    assert.match(long, /^"x{20,}…" \(12,345 characters\)$/);
    assert.equal(long.length, 60);
    assert.match(formatValue(Array<Json>(5000).fill("ab"), { width: 60 }), /^\["ab", .*…\] \(5,000 items\)$/);
    assert.match(
      formatValue(Object.fromEntries([...Array(300).keys()].map((k) => [`k${k}`, k])), { width: 60 }),
      /…\} \(300 keys\)$/,
    );
    assert.match(formatValue("x".repeat(500), { width: 60, unicode: false }), /x\.\.\." \(500 characters\)$/);
  });

  it("are never cut within an escape or a character", () => {
    for (let width = 20; width < 90; width++) {
      const text = formatValue("\u202e\\🎉".repeat(50), { width });
      assert.doesNotMatch(text, /\p{Cs}/u);
      const body = /^"(.*)…"/.exec(text)![1]!;
      assert.match(body, /^(?:\\u202e|\\\\|🎉)*$/u);
      assert.ok(text.length <= width);
    }
  });

  it("cost no more than is shown, however large or deep they are", () => {
    const huge = "\u001b".repeat(1_000_000);
    let deep: Json = 1;
    for (let i = 0; i < 100_000; i++) deep = [deep];
    assert.ok(formatValue(huge).length <= 80);
    assert.ok(formatValue(deep).length <= 80);
    assert.ok(formatValue(Array<Json>(1_000_000).fill(huge)).length <= 80);
    const { before, after } = formatDifference(huge, `${huge}x`);
    assert.ok(before.length <= 80 && after.length <= 80);
  });

  it("keep the place where two long ones differ", () => {
    const policy = (action: string) =>
      JSON.stringify({ Statement: [{ Sid: "s".repeat(200), Action: action }], Id: "i".repeat(200) });
    const { before, after } = formatDifference(policy("s3:GetObject"), policy("s3:*"), { width: 80 });
    assert.match(before, /^….*"s3:GetObject".*…$/);
    assert.match(after, /^….*"s3:\*".*…$/);
    assert.equal(before.indexOf('"s3:'), after.indexOf('"s3:'));
    assert.ok(before.length <= 80 && after.length <= 80);
  });

  it("show short ones whole", () => {
    assert.deepEqual(formatDifference(null, "a"), { before: "null", after: '"a"' });
  });
});
