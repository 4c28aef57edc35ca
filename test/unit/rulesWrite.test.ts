import assert from "node:assert/strict";
import { addressGlob, attributeGlob, patternFor } from "../../src/core/rules/glob";
import { readRulesFile } from "../../src/core/rules/rulesFile";
import { addIgnoreRule, type NewIgnoreRule } from "../../src/core/rules/writeRule";

const RULE: NewIgnoreRule = { address: "aws_x.y", reason: "it is so" };
const FULL: NewIgnoreRule = {
  address: "aws_x.y",
  attributes: ["tags", 'tags["A"]'],
  reason: 'so "it" is',
  author: "me",
  until: "2027-01-31",
  rootModules: ["infra/*"],
};

function added(text: string | null, rule = RULE): string {
  const result = addIgnoreRule(text, rule);
  assert.ok("text" in result, JSON.stringify(result));
  return result.text;
}

function refused(text: string | null, rule = RULE): string {
  const result = addIgnoreRule(text, rule);
  assert.ok("refused" in result, JSON.stringify(result));
  assert.match(result.refused, /^[A-Z][^\n]*\.$/);
  return result.refused;
}

const KEPT: [name: string, before: string, after: string][] = [
  [
    "rules on several lines, with comments",
    '// top\n{\n  "$schema": "x",\n  "ignore": [\n    // first\n    {\n      "address": "a.b",\n      "reason": "r"\n    } // é😀 ]\n    // end\n  ],\n  "severity": []\n}\n// bottom\n',
    '// top\n{\n  "$schema": "x",\n  "ignore": [\n    // first\n    {\n      "address": "a.b",\n      "reason": "r"\n    }, // é😀 ]\n    {\n      "address": "aws_x.y",\n      "reason": "it is so"\n    }\n    // end\n  ],\n  "severity": []\n}\n// bottom\n',
  ],
  [
    "final commas",
    '{\n  "ignore": [\n    {\n      "address": "a.b",\n      "reason": "r",\n    }, // c\n  ],\n}\n',
    '{\n  "ignore": [\n    {\n      "address": "a.b",\n      "reason": "r",\n    }, // c\n    {\n      "address": "aws_x.y",\n      "reason": "it is so"\n    },\n  ],\n}\n',
  ],
  [
    "a rule a line",
    '{\n\t"ignore": [\n\t\t{ "address": "a.b", "reason": "r" }\n\t]\n}\n',
    '{\n\t"ignore": [\n\t\t{ "address": "a.b", "reason": "r" },\n\t\t{ "address": "aws_x.y", "reason": "it is so" }\n\t]\n}\n',
  ],
  [
    "all on one line",
    '{ "ignore": [{ "address": "a.b", "reason": "r" }] }',
    '{ "ignore": [{ "address": "a.b", "reason": "r" }, { "address": "aws_x.y", "reason": "it is so" }] }',
  ],
  [
    "text without spaces",
    '{"ignore":[{"address":"a.b","reason":"r"}]}',
    '{"ignore":[{"address":"a.b","reason":"r"},{"address":"aws_x.y","reason":"it is so"}]}',
  ],
  [
    "rules that begin on the line of the bracket",
    '{\n    "ignore": [{\n        "address": "a.b",\n        "reason": "r"\n    }]\n}\n',
    '{\n    "ignore": [{\n        "address": "a.b",\n        "reason": "r"\n    }, {\n        "address": "aws_x.y",\n        "reason": "it is so"\n    }]\n}\n',
  ],
  [
    "an empty list",
    '{\n  "ignore": [], // none\n}\n',
    '{\n  "ignore": [\n    {\n      "address": "aws_x.y",\n      "reason": "it is so"\n    }\n  ], // none\n}\n',
  ],
  [
    "a list with a comment only",
    '{\n  "ignore": [\n    // none ]\n  ]\n}\n',
    '{\n  "ignore": [\n    // none ]\n    {\n      "address": "aws_x.y",\n      "reason": "it is so"\n    }\n  ]\n}\n',
  ],
  [
    "a file without ignore rules",
    '{\n  "severity": [] // none\n}\n',
    '{\n  "severity": [], // none\n  "ignore": [\n    {\n      "address": "aws_x.y",\n      "reason": "it is so"\n    }\n  ]\n}\n',
  ],
  [
    "an empty object",
    "\n{}\n",
    '\n{\n  "ignore": [\n    {\n      "address": "aws_x.y",\n      "reason": "it is so"\n    }\n  ]\n}\n',
  ],
];

describe("writing an ignore rule", () => {
  for (const [name, before, after] of KEPT) {
    it(`keeps ${name}`, () => assert.equal(added(before), after));

    it(`keeps ${name}, with lines as Windows has them and a byte order mark`, () => {
      const windows = (unix: string): string => `\uFEFF${unix.replaceAll("\n", "\r\n")}`;
      const expected = before.includes("\n") ? windows(after) : `\uFEFF${after}`;
      assert.equal(added(windows(before)), expected);
    });
  }

  it("makes a file where there is none, or nothing in it", () => {
    const made = added(null, FULL);
    assert.equal(
      made,
      `// Which drift is accepted, and why. For this folder and those below it.
{
  "ignore": [
    {
      "address": "aws_x.y",
      "attributes": ["tags", "tags[\\"A\\"]"],
      "reason": "so \\"it\\" is",
      "author": "me",
      "until": "2027-01-31",
      "rootModules": ["infra/*"]
    }
  ]
}
`,
    );
    assert.equal(added(" \n", FULL), made);
    assert.deepEqual(readRulesFile(made, "f").rules, [{ ...FULL, file: "f", line: 4, ordinal: 1 }]);
  });

  it("adds one rule behind the other", () => {
    let text = added(null);
    for (const address of ["aws_x.a", "aws_x.b", "aws_x.c"]) text = added(text, { ...RULE, address });
    assert.deepEqual(
      readRulesFile(text, "f").rules.map(({ address, line }) => [address, line]),
      [
        ["aws_x.y", 4],
        ["aws_x.a", 8],
        ["aws_x.b", 12],
        ["aws_x.c", 16],
      ],
    );
  });

  it("writes whatever text people give as a reason", () => {
    for (const reason of [
      '"], "x',
      "\\",
      "// no comment",
      "/*",
      "a\nb\r\n\tc",
      "a\u2028b",
      "\ud800",
      "__proto__",
      "😀",
    ]) {
      assert.equal(
        readRulesFile(added(added(null, { ...RULE, reason }), { ...FULL, reason }), "f").rules[0]?.reason,
        reason,
      );
    }
  });

  const known = added(null, FULL);
  it("is refused for a rule that is there, whatever its reason and the order of its attributes", () => {
    assert.equal(refused(known, FULL), "Line 4 of the rules file says so already.");
    assert.match(refused(known, { ...FULL, reason: "other", attributes: ['tags["A"]', "tags"] }), /^Line 4 /);
    assert.match(refused(known, { ...FULL, until: "2027-01-30" }), /^Line 4 /);
    assert.match(refused(added(null), { ...RULE, until: "2027-01-30" }), /^Line 4 /);
  });

  it("is not refused for a rule that lasts longer or is for something else", () => {
    const { until, rootModules, attributes, ...whole } = FULL;
    assert.ok(until !== undefined && rootModules !== undefined && attributes !== undefined);
    added(known, { ...whole, rootModules, attributes });
    added(known, { ...FULL, until: "2027-02-01" });
    added(known, { ...FULL, attributes: ["tags"] });
    added(known, { ...whole, until, rootModules });
    added(known, { ...whole, until, attributes });
  });

  const BROKEN: [name: string, text: string, why: RegExp][] = [
    ["a rule is wrong", '{\n"ignore": [\n{ "address": "a" }\n] }', /^Line 3 of the rules file .* lacks "reason"/],
    ["a bracket is missing", '{\n"ignore": [\n', /^Line \d of the rules file .*missing here/],
    ["a key is not known", '{\n\n"ignor": [] }', /^Line 3 .*not known/],
    ["a key is written twice", '{ "ignore": [],\n"ignore": [] }', /^Line 2 .*twice/],
    ["the rules are no list", '{ "ignore": {} }', /^Line 1 .*not a list/],
    ["the file is no object", "[]", /^Line 1 .*not one JSON object/],
    ["the file is a comment", "// nothing", /^Line 1 .*not one JSON object/],
    ["the file is nested without end", "[".repeat(100_000), /^Line 1 .*too deeply/],
    [
      "there are too many rules",
      added(null).replace(/\{\s+"address[^}]*\}/, (one) => Array(1000).fill(one).join(",")),
      /more than 1000/,
    ],
  ];
  for (const [name, text, why] of BROKEN) {
    it(`is refused when ${name}`, () => assert.match(refused(text, FULL), why));
  }

  const BAD: [parts: Partial<NewIgnoreRule>, why: RegExp][] = [
    [{ reason: " " }, /its reason must not be empty/],
    [{ address: "" }, /its address must not be empty/],
    [{ address: "a".repeat(501) }, /its address must not be longer/],
    [{ attributes: [] }, /its attributes must name at least one/],
    [{ until: "2027-02-30" }, /its until must be a day/],
    [{ author: "a".repeat(201) }, /its author must not be longer/],
  ];
  for (const [parts, why] of BAD) {
    it(`is refused for ${JSON.stringify(parts).slice(0, 40)}`, () => {
      assert.match(refused(null, { ...RULE, ...parts }), why);
    });
  }
});

describe("a pattern for one address", () => {
  it("matches it, and next to nothing else", () => {
    for (const address of ['aws_x.y["a*b"]', 'module.m["**.x"].aws_x.y["?"]', "aws_x.y[0]", 'aws_x.y["[a].\\"b"]']) {
      const glob = addressGlob(patternFor(address));
      assert.ok(glob(address), address);
    }
    const star = addressGlob(patternFor('aws_x.y["a*b"]'));
    assert.equal(star('aws_x.y["aXXb"]'), false);
    assert.equal(star('aws_x.y["ab"]'), false);
    const stars = attributeGlob(patternFor('tags["**"]'));
    assert.ok(stars('tags["**"]'));
    assert.equal(stars('tags["Env"]'), false);
  });
});
