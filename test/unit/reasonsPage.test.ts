import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { capitalized, reasonWords } from "../../src/shared/format";
import { REASONS } from "../../src/shared/vocabulary";

describe("the page that explains reasons", () => {
  const headings = readFileSync("media/reasons.md", "utf8")
    .split("\n")
    .filter((line) => line.startsWith("## "))
    .map((line) => line.slice("## ".length).replaceAll(/[`\\]/g, ""));

  for (const reason of REASONS) {
    it(`has a heading for ${reason}, in the words of every surface`, () => {
      assert.ok(headings.includes(capitalized(reasonWords(reason))), headings.join("\n"));
    });
  }
});
