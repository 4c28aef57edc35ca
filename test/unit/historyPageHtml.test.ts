import assert from "node:assert/strict";
import { pageHtml } from "../../src/host/history/pageHtml";
import { INITIAL_STATE, type PageState, readState, withList } from "../../webview/pageState";

const PARTS = { script: "s.js", style: "s.css", source: "https://page.test", title: "Drift History", language: "en" };

describe("the history's page", () => {
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
    const unreadable = [
      ...[undefined, null, 5, "x", []],
      {
        tab: "elsewhere",
        filter: 7,
        selected: {},
        other: 1,
        isInside: "yes",
        isTrendOpen: 0,
        open: "all",
        scroll: "far",
      },
      { filter: { root: {}, status: "sleeping" }, scroll: -1, open: [{}, 1] },
    ];
    for (const kept of unreadable) assert.deepEqual(readState(kept), INITIAL_STATE);
  });

  it("remembers where the person was", () => {
    const state: PageState = {
      tab: "recurring",
      filter: { root: "a", status: "error" },
      selected: "run_1",
      other: "run_2",
      isInside: true,
      isTrendOpen: false,
      open: ["a", "b"],
      scroll: 40,
    };
    assert.deepEqual(readState(structuredClone(state)), state);
    assert.deepEqual(withList(withList(state, "a", false), "c", true).open, ["b", "c"]);
  });
});
