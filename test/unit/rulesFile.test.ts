import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadRules } from "../../src/core/rules/loadRules";
import { readRulesFile } from "../../src/core/rules/rulesFile";

const FILE = ".terraform-drift.jsonc";
const read = (text: string) => readRulesFile(text, FILE);
const good = '{ "address": "aws_instance.good", "reason": "fine" }';

/** A file with the given rule between two good ones. */
const withRule = (rule: string, list = "ignore") => read(`{\n"${list}": [\n${good},\n${rule},\n${good}\n]}`);

describe("the rules file", () => {
  it("is read with comments, trailing commas and a byte order mark, and says where each rule stands", () => {
    const { rules, severityRules, problems } = read(
      '\uFEFF{\n  // accepted\n  "$schema": "x",\n  "ignore": [\n    { "address": "a.b", "attributes": ["tags"], "reason": "r", "author": "me", "until": "2028-02-29", },\n' +
        '  ],\n  "severity": [ { "attributes": ["size"], "severity": "info", "reason": "s" } ], /* end */\n}\n',
    );
    assert.deepEqual(problems, []);
    assert.deepEqual(rules, [
      {
        address: "a.b",
        attributes: ["tags"],
        reason: "r",
        author: "me",
        until: "2028-02-29",
        file: FILE,
        line: 5,
        ordinal: 1,
      },
    ]);
    assert.deepEqual(severityRules, [
      { attributes: ["size"], severity: "info", reason: "s", file: FILE, line: 7, ordinal: 1 },
    ]);
  });

  const broken: [name: string, rule: string, message: RegExp, line?: number][] = [
    ["a missing reason", '{ "address": "a.b" }', /Ignore rule 2 lacks "reason"; it is left out\./],
    ["an empty reason", '{ "address": "a.b", "reason": " " }', /"reason": it must not be empty/],
    ["a missing address", '{ "reason": "r" }', /lacks "address"/],
    ["a mis-spelt key", '{ "address": "a.b", "reason": "r",\n "atributes": ["x"] }', /not known, "atributes"/, 5],
    ["a key of prototypes", '{ "address": "a.b", "reason": "r", "__proto__": {} }', /not known, "__proto__"/],
    ["a key that is written twice", '{ "address": "a.b", "address": "**", "reason": "r" }', /says "address" twice/],
    ["no attributes at all", '{ "address": "a.b", "attributes": [], "reason": "r" }', /at least one pattern/],
    ["attributes that are no list", '{ "address": "a.b", "attributes": "x", "reason": "r" }', /a list of patterns/],
    ["a day that no calendar has", '{ "address": "a.b", "reason": "r", "until": "2027-02-29" }', /day of the calendar/],
    ["a time", '{ "address": "a.b", "reason": "r", "until": "2027-02-01T10:00:00Z" }', /day of the calendar/],
    ["an endless pattern", `{ "address": "${"*".repeat(501)}", "reason": "r" }`, /longer than 500/],
    ["a number", "4", /is no object/],
    ["a lost comma", '{ "address": "a.b"\n "reason": "r" }', /not JSON: a comma is missing here/, 5],
    ["a lost quote", '{ "address": "a.b, "reason": "r"\n }', /is not JSON/],
  ];
  for (const [name, rule, message, line = 4] of broken) {
    it(`leaves out a rule with ${name}, says which and where, and applies the others`, () => {
      const { rules, problems } = withRule(rule);
      assert.equal(problems.length, 1, JSON.stringify(problems));
      assert.match(problems[0]!.message, message);
      assert.deepEqual(
        { rule: problems[0]!.rule, line: problems[0]!.line },
        { rule: { list: "ignore", ordinal: 2 }, line },
      );
      assert.deepEqual(
        rules.map(({ ordinal }) => ordinal),
        [1, 3],
      );
    });
  }

  it("names the severities that there are", () => {
    const { severityRules, problems } = read(
      '{ "severity": [ { "address": "a", "severity": "fatal", "reason": "r" }, { "severity": "info", "reason": "r" } ] }',
    );
    assert.deepEqual(severityRules, []);
    assert.deepEqual(
      problems.map(({ message }) => message),
      [
        'Severity rule 1 is wrong in "severity": it must be one of critical, warning, info; it is left out.',
        "Severity rule 2 names neither an address nor attributes; it is left out.",
      ],
    );
  });

  it("never applies a rule that was not closed, though the parser repairs it", () => {
    const { rules, problems } = read(`{ "ignore": [ ${good}, { "address": "**", "reason": "r"`);
    assert.deepEqual(
      rules.map(({ address }) => address),
      ["aws_instance.good"],
    );
    assert.match(problems[0]!.message, /Ignore rule 2 is not JSON/);
  });

  it("reports what is wrong outside of rules, and applies those that are whole", () => {
    const { rules, problems } = read(`{\n"ignore": [ ${good}\n  ${good} ],\n"ignored": [],\n"ignore": [] }`);
    assert.equal(rules.length, 2);
    assert.deepEqual(
      problems.map(({ line, rule }) => ({ line, rule })),
      [3, 4, 5].map((line) => ({ line, rule: null })),
    );
    assert.match(problems[1]!.message, /"ignored" is not known here/);
    assert.match(problems[2]!.message, /"ignore" is written twice/);
  });

  for (const [name, text] of [
    ["empty", ""],
    ["a list", "[]"],
    ["an image", "\u0000\u0001PNG"],
    ["nested without end", "[".repeat(400_000)],
  ] as const) {
    it(`is no crash when it is ${name}`, () => {
      const { rules, problems } = read(text);
      assert.deepEqual(rules, []);
      assert.equal(problems.length, 1);
    });
  }

  it("is bounded in rules", () => {
    const { rules, problems } = read(`{ "ignore": [${Array(1001).fill(good).join(",")}] }`);
    assert.equal(rules.length, 1000);
    assert.match(problems[0]!.message, /more than 1000 rules/);
  });

  it("shows no control character of a foreign key", () => {
    const { problems } = withRule('{ "address": "a", "reason": "r", "\\u001b[31m": 1 }');
    assert.match(problems[0]!.message, /"\\u001b\[31m"/);
  });
});

describe("loading rules", () => {
  let top: string;
  beforeEach(async () => {
    top = await mkdtemp(join(tmpdir(), "drift-rules-"));
    await mkdir(join(top, "infra", "prod"), { recursive: true });
  });
  afterEach(() => rm(top, { recursive: true, force: true }));

  const load = () => loadRules(join(top, "infra", "prod"), top, "infra/prod@blue");
  const rule = (address: string, more = "") => `{ "ignore": [ { "address": "${address}", "reason": "r"${more} } ] }`;

  it("takes every file from the root module's folder up to the top, the nearest first, and none above", async () => {
    await writeFile(join(top, FILE), rule("a.top"));
    await writeFile(join(top, "infra", FILE), rule("a.infra"));
    await writeFile(join(top, "infra", "prod", FILE), rule("a.prod"));
    const { rules, problems } = await load();
    assert.deepEqual(problems, []);
    assert.deepEqual(
      rules.map(({ address, file }) => [address, file]),
      [
        ["a.prod", "infra/prod/.terraform-drift.jsonc"],
        ["a.infra", "infra/.terraform-drift.jsonc"],
        ["a.top", ".terraform-drift.jsonc"],
      ],
    );
    assert.deepEqual((await loadRules(join(top, "infra"), join(top, "infra"), ".")).rules.length, 1);
  });

  it("leaves out rules that are for other root modules", async () => {
    for (const [patterns, applies] of [
      ['["infra/*"]', true],
      ['["infra/prod"]', true],
      ['["infra/prod@blue"]', true],
      ['["infra/prod@green"]', false],
      ['["network", "**/prod"]', true],
      ['["infra"]', false],
    ] as const) {
      await writeFile(join(top, FILE), rule("a.b", `, "rootModules": ${patterns}`));
      assert.equal((await load()).rules.length, applies ? 1 : 0, patterns);
    }
  });

  it("says what is wrong with a file and goes on", async () => {
    await writeFile(join(top, FILE), rule("a.top"));
    const near = join(top, "infra", "prod", FILE);
    const prepare: [() => Promise<unknown>, RegExp][] = [
      [() => symlink(FILE, near), /leads back to itself/],
      [() => mkdir(near), /not a file/],
      [() => writeFile(near, " ".repeat(1024 * 1024 + 1)), /larger than 1 MB/],
      [() => writeFile(near, Buffer.from([0x7b, 0xff, 0x7d])), /not UTF-8/],
      [() => symlink(process.execPath, near), /out of the repository/],
    ];
    for (const [make, message] of prepare) {
      await make();
      const { rules, problems } = await load();
      assert.deepEqual(
        rules.map(({ address }) => address),
        ["a.top"],
      );
      assert.equal(problems.length, 1);
      assert.match(problems[0]!.message, message);
      assert.equal(problems[0]!.file, "infra/prod/.terraform-drift.jsonc");
      await rm(near, { recursive: true });
    }
  });
});
