import assert from "node:assert/strict";
import { pageHtml } from "../../src/host/report/pageHtml";
import { INITIAL_STATE, readState, withList } from "../../webview/pageState";

const PARTS = { script: "s.js", style: "s.css", source: "https://page.test", title: "Drift Report", language: "en" };

describe("the report's page", () => {
  it("may load nothing but its own script and style", () => {
    const html = pageHtml(PARTS);
    const [, policy, nonce] = /content="(default-src 'none'; script-src 'nonce-([\w-]{20,})'[^"]*)"/.exec(html)!;
    assert.equal(
      policy,
      `default-src 'none'; script-src 'nonce-${nonce}'; style-src https://page.test 'nonce-${nonce}'`,
    );
    assert.match(html, new RegExp(`<script nonce="${nonce}" src="s.js">`));
    assert.match(html, new RegExp(`<meta property="csp-nonce" content="${nonce}">`));
    assert.doesNotMatch(html, /unsafe|style=|onload|onclick/);
  });

  it("has another nonce each time", () => {
    assert.notEqual(pageHtml(PARTS), pageHtml(PARTS));
  });

  it("takes no markup from names", () => {
    const html = pageHtml({ ...PARTS, title: '</title><script src="x">', style: 'a"onload="b' });
    assert.equal(html.match(/<script/g)!.length, 1);
    assert.doesNotMatch(html, /"onload=/);
  });

  it("starts afresh from a state that it cannot read", () => {
    for (const kept of [undefined, null, 5, "x", [], { scroll: "far", open: "all" }, { scroll: -1, open: [1, {}] }]) {
      assert.deepEqual(readState(kept), INITIAL_STATE);
    }
  });

  it("remembers how far it was scrolled and what was open", () => {
    const state = withList(withList({ scroll: 40, open: [] }, "a", true), "b", true);
    assert.deepEqual(readState(structuredClone(state)), { scroll: 40, open: ["a", "b"] });
    assert.deepEqual(withList(withList(state, "a", true), "b", false).open, ["a"]);
  });
});
