import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { BUNDLE, bundleText, l10nMessages } from "./l10nMessages";

describe("the texts to translate", () => {
  it("are in the bundle, and nothing else is (UPDATE_L10N=1 npm test writes it)", () => {
    const text = bundleText(l10nMessages());
    if (process.env.UPDATE_L10N === "1") writeFileSync(BUNDLE, text);
    assert.equal(readFileSync(BUNDLE, "utf8"), text);
  });
});
