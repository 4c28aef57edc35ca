import assert from "node:assert/strict";
import { PIECE_LENGTH, TextPieces } from "../../webview/markdown/textPieces";
import { draft, type Grown, outline, streamed, written } from "./answer/outline";
import { pick, type Random, seeded } from "./randomPlan";

const PARTS = [
  ...["*", "_", "`", "~", "[", "]", "(", ")", "!", "#", ">", "|", "-", "+", ".", "\\", "\n", " ", "\t", "\r"],
  ...[
    "\n\n",
    "\n- ",
    "\n  - ",
    "\n1. ",
    "\n> ",
    "\n```\n",
    "\n```hcl\n",
    "\n| a | b |\n|---|---|\n",
    "\n## ",
    "**",
    "~~",
  ],
  ...[
    "word",
    "two words",
    "`code`",
    "`terraform-drift history`",
    "[a](https://a.example/b)",
    "https://b.example/",
    "⚠️",
    "\u202e",
  ],
  "x".repeat(PIECE_LENGTH - 3),
  "long words ".repeat(300),
];

function randomText(random: Random): string {
  return Array.from({ length: 3 + random(60) }, () => pick(random, PARTS)).join("");
}

/** In parts of random length, some of them empty. */
function split(text: string, random: Random): string[] {
  const parts: string[] = [];
  for (let from = 0; from < text.length;) {
    const length = random(4) === 0 ? random(1500) : random(12);
    parts.push(text.slice(from, from + length));
    from += length;
  }
  return parts;
}

describe("an answer that arrives in parts", () => {
  it("looks at every moment, and in the end, as if it had arrived at once", () => {
    const random = seeded(20_261_123);
    for (let round = 0; round < 400; round++) {
      const text = randomText(random);
      const { root, stream } = streamed();
      let sofar = "";
      for (const part of split(text, random)) {
        sofar += part;
        stream.append(part);
        if (random(4) === 0) assert.equal(written(root), draft(sofar), JSON.stringify(sofar));
      }
      stream.end();
      assert.equal(written(root), outline(text), JSON.stringify(text));
    }
  });

  it("leaves what is finished as it is", () => {
    const { root, stream } = streamed();
    stream.append("# Title\n\nfirst\n\n- one\n- two\n- thr");
    const list = root.children[2] as Grown;
    const [before, items] = [root.children.slice(0, 2), list.children.slice(0, 2)];
    for (const part of ["ee", "\n- four", "\n\n```\ncode", "\nmore\n```\n", "end"]) stream.append(part);
    assert.deepEqual([root.children[0], root.children[1]], before);
    assert.equal(root.children[0], before[0]);
    assert.equal(root.children[2], list);
    assert.deepEqual(
      list.children.slice(0, 2).map((item, at) => item === items[at]),
      [true, true],
    );
  });

  it("nests emphasis no deeper than it may", () => {
    const deepest = outline(`${"*a ".repeat(100)}${"b* ".repeat(100)}`);
    assert.equal(deepest.match(/emphasis\(/g)?.length, 8);
  });

  it("finishes endless paragraphs and lines of code bit by bit", () => {
    for (const start of ["", "```\n"]) {
      const { root, stream } = streamed();
      stream.append(start);
      for (let part = 0; part < 400; part++) stream.append("some *more* words ");
      const [block] = root.children as Grown[];
      assert.ok(block!.children.length > 3, `${start} is in ${block!.children.length} parts`);
    }
  });

  it("is cut at the same places however it arrives, and never within a character", () => {
    const text = `${"🚀".repeat(3000)}\n${"word ".repeat(1000)}\nshort\n`;
    const whole = new TextPieces().push(text);
    const oneByOne = new TextPieces();
    assert.deepEqual(Array.from({ length: text.length }, (_, at) => oneByOne.push(text[at]!)).flat(), whole);
    assert.equal(whole.map(({ text: piece, isEnd }) => piece + (isEnd ? "\n" : "")).join(""), text);
    assert.ok(whole.every(({ text: piece }) => piece.length <= PIECE_LENGTH && !/\p{Cs}/u.test(piece)));
  });
});

/** 100 kB each: for every way to read on and on for an end that does not come. */
const HOSTILE: Readonly<Record<string, string>> = {
  brackets: "[".repeat(100_000),
  "images that never end": "![".repeat(50_000),
  stars: "*".repeat(100_000),
  "openers of emphasis": "*a ".repeat(33_000),
  "marks within words": "a**".repeat(33_000),
  "mixed marks": "*_".repeat(50_000),
  strikes: "~~a".repeat(33_000),
  "quotes in quotes": "> ".repeat(50_000),
  "lists in lists": "- ".repeat(50_000),
  "lists deeper and deeper": Array.from({ length: 400 }, (_, depth) => `${" ".repeat(depth * 2)}- x\n`).join(""),
  backticks: `a ${"`".repeat(100_000)}`,
  "backticks of all lengths": Array.from({ length: 440 }, (_, at) => "`".repeat(at + 1)).join(" "),
  "links that never end": "[a](b".repeat(20_000),
  "titles that never end": '[a](b "'.repeat(14_000),
  parentheses: `[a](${"(".repeat(100_000)}`,
  addresses: "https://".repeat(12_500),
  "ends of an address": `https://a${")".repeat(100_000)}`,
  bars: "|".repeat(100_000),
  backslashes: "\\".repeat(100_000),
  spaces: " ".repeat(100_000),
  "line feeds": "\n".repeat(100_000),
  "marks that turn text": "\u202e".repeat(100_000),
};

describe("hostile Markdown", () => {
  for (const [name, text] of Object.entries(HOSTILE)) {
    it(`of ${name} nests no deeper than it may, and is read to its end`, () => {
      const { root, stream } = streamed();
      stream.append(`${text}\n\n# end`);
      stream.end();
      assert.ok(depthOf(root) <= 18, `depth ${depthOf(root)}`);
      assert.match(written(root), /h1\(end\)\)*$/);
    });
  }
});

function depthOf({ children }: Grown): number {
  return 1 + Math.max(0, ...children.map((child) => ("name" in child ? depthOf(child) : 0)));
}
