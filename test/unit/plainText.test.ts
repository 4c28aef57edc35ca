import assert from "node:assert/strict";
import { withoutIcons, withoutLinks } from "../../src/host/plainText";

describe("text from outside", () => {
  it("has no icons in labels", () => {
    assert.equal(withoutIcons('tags["$(flame)"] $(sync~spin)'), 'tags["\\$(flame)"] \\$(sync~spin)');
    assert.equal(withoutIcons("\\$(flame)"), "\\$(flame)");
    assert.equal(withoutIcons("$() $(two words) ${x} $(ö)"), "$() $(two words) ${x} $(ö)");
  });

  it("has no links in notifications", () => {
    assert.equal(withoutLinks("[run](command:x) or [see](https://y)"), "[run] (command:x) or [see] (https://y)");
    assert.equal(withoutLinks('a["k"] (b)'), 'a["k"] (b)');
  });
});
