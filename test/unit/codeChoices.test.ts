import assert from "node:assert/strict";
import type { CodeProposal, ProposedFile } from "../../src/core/reconcile/codeChanges";
import { attributeWords, refusalWords, standOf, waysOf } from "../../src/host/reconcile/codeChoices";
import { run } from "./reportSample";

const FILE: ProposedFile = {
  path: "/a/main.tf",
  before: "a = 1\n",
  edits: [{ start: 4, end: 5, text: "2" }],
  after: "a = 2\n",
};

function proposal(parts: Partial<CodeProposal>): CodeProposal {
  const root = { projectId: "shop", workspaceId: "net", dir: "/a", topDir: "/a" };
  const wish = { kind: "accept", root, run: run(), address: "a.b" } as const;
  return { wish, attributes: [], files: [], refused: [], offers: [], ...parts };
}

describe("a change of the code", () => {
  it("is one of the resource's own code, or of what feeds it, which says what else that decides", () => {
    assert.deepEqual(waysOf(proposal({})), []);
    const offers = [
      { what: "the default of var.size (variables.tf:3)", usedBy: ["c.d", "e.f"], attributes: ["size"], files: [FILE] },
      { what: "local.size", usedBy: [], attributes: ["size"], files: [FILE] },
    ];
    const ways = waysOf(proposal({ attributes: ["tags"], files: [FILE], offers }));
    assert.deepEqual(
      ways.map(({ label, detail, attributes }) => [label, detail, attributes]),
      [
        ["the code of a.b", "decides nothing else", ["tags"]],
        ["the default of var.size (variables.tf:3)", "also decides c.d, e.f", ["size"]],
        ["local.size", "decides nothing else", ["size"]],
      ],
    );
  });

  it("is named by its attributes", () => {
    assert.equal(attributeWords(["size"]), "size");
    assert.equal(attributeWords(["size", "tags"]), "size and 1 more attribute");
  });

  it("is refused in sentences, each once", () => {
    const refused = ["size is computed.", "size is computed.", "tags come from a module"].map((reason) => ({
      attribute: "x",
      reason,
      place: null,
    }));
    assert.equal(refusalWords(refused), "size is computed. tags come from a module.");
  });

  it("was made if all of it was, whatever the line ends", () => {
    const two = [FILE, { ...FILE, path: "/a/b.tf" }];
    assert.equal(standOf(["a = 2\r\n", "a = 2\n"], two), "after");
    assert.equal(standOf(["a = 1\n", "a = 1\r\n"], two), "before");
    assert.equal(standOf(["a = 2\n", "a = 1\n"], two), "other");
    assert.equal(standOf(["a = 3\n", "a = 2\n"], two), "other");
    assert.equal(standOf([], two), "other");
  });
});
