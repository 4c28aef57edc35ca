import assert from "node:assert/strict";
import { rulesProblems } from "../../src/core/rules/rulesDiagnostics";
import type { RuleUse } from "../../src/core/rules/ruleFindings";
import { readRulesFile } from "../../src/core/rules/rulesFile";

const TODAY = new Date("2027-01-15T23:59:59Z");

/** What is marked in a text, as severity, marked words and message. */
function marks(text: string, uses?: RuleUse[]): [string, string, string][] {
  const problems = rulesProblems(text, { today: TODAY, ...(uses === undefined ? {} : { uses }) });
  return problems.map(({ start, end, severity, message }) => [severity, text.slice(start, end), message]);
}

/** What the rules of a text came to. */
function usesOf(text: string, matched: number, parts: Partial<RuleUse> = {}): RuleUse[] {
  return readRulesFile(text, "f").rules.map((rule) => ({ rule, expired: false, matched, refused: 0, ...parts }));
}

const file = (...rules: string[]): string => `{\n  "ignore": [\n    ${rules.join(",\n    ")}\n  ]\n}\n`;
const rule = (more = ""): string => `{ "address": "aws_x.y", "reason": "r"${more} }`;
const until = (day: string): string => rule(`, "until": "${day}"`);

describe("marks in a rules file", () => {
  const ERRORS: [name: string, text: string, word: string, message: RegExp][] = [
    ["a key that is not known", file(rule(', "untill": "x"')), '"untill"', /not known, "untill"/],
    ["a lacking reason", file('{ "address": "a" }'), '{ "address": "a" }', /lacks "reason"/],
    ["a lacking reason in a rule on lines", file('{\r\n "address": "a"\r\n}'), "{", /lacks "reason"/],
    ["a wrong day", `\uFEFF/* é😀 */${file(until("2027-02-30"))}`, '"until"', /must be a day/],
    ["a rule that is none", file("4"), "4", /is no object/],
    ["a missing comma", file(`${rule()} ${rule()}`), rule(), /a comma is missing/],
    ["a key that is not known at the top", '{ "__proto__": {} }', '"__proto__"', /not known here/],
    ["a text that does not end", '{ "ignore": [ "a', '"a', /is no object|closing quote/],
    ["a file that is no object", "[]", "[]", /not one JSON object/],
    ["a bracket that is not closed", '{ "ignore": [\n', "[", /missing here/],
    ["a file without end", "[".repeat(100_000), "[".repeat(100_000), /too deeply/],
  ];
  for (const [name, text, word, message] of ERRORS) {
    it(`show ${name}`, () => {
      const found = marks(text);
      const error = found.find(([, , words]) => message.test(words));
      assert.ok(error !== undefined, JSON.stringify(found).slice(0, 1000));
      assert.equal(error[0], "error");
      assert.equal(error[1], word);
      for (const [, marked] of found) assert.match(marked, /^[^\r\n]+$/);
    });
  }

  it("never lie outside of the text, nor are empty, for any piece of a file", () => {
    const text = `\uFEFF// c\r\n${file(until("2027-01-01"), rule(', "attributes": ["a\\"b"]'))}`;
    for (let end = 1; end <= text.length; end++) {
      for (const { start, end: to } of rulesProblems(text.slice(0, end), { today: TODAY })) {
        assert.ok(start >= 0 && start < to && to <= end, `${end}: ${start}-${to}`);
      }
    }
  });

  it("say of an empty file that it is none", () => {
    assert.deepEqual(marks(""), [
      ["error", "", 'The file is not one JSON object such as { "ignore": [] }; it is left out.'],
    ]);
  });

  it("show rules that have expired, or end within 14 days", () => {
    const text = file(
      until("2027-01-14"),
      until("2027-01-15"),
      until("2027-01-16"),
      until("2027-01-29"),
      until("2027-01-30"),
    );
    assert.deepEqual(marks(text), [
      ["warning", '"until"', "Ignore rule 1 (aws_x.y) expired after 2027-01-14."],
      ["info", '"until"', "Ignore rule 2 (aws_x.y) ends today."],
      ["info", '"until"', "Ignore rule 3 (aws_x.y) ends in 1 day, after 2027-01-16."],
      ["info", '"until"', "Ignore rule 4 (aws_x.y) ends in 14 days, after 2027-01-29."],
    ]);
  });

  it("show rules that matched nothing in any check", () => {
    const text = file(rule());
    assert.deepEqual(marks(text, usesOf(text, 0)), [
      ["warning", '"address"', "Ignore rule 1 (aws_x.y) matches nothing."],
    ]);
    assert.deepEqual(marks(text, [...usesOf(text, 0), ...usesOf(text, 1)]), []);
    assert.match(marks(text, usesOf(text, 0, { refused: 2 }))[0]![2], /matches only 2 deleted or replaced resources/);
  });

  it("know rules again that have moved, and not those that were changed", () => {
    const uses = usesOf(file(rule()), 0);
    assert.deepEqual(marks(file(rule(', "author": "me"'), rule()), uses), [
      ["warning", '"address"', "Ignore rule 2 (aws_x.y) matches nothing."],
    ]);
  });

  it("say what a rule would match that has expired since", () => {
    const text = file(until("2027-01-14"));
    assert.deepEqual(marks(text, usesOf(text, 2)), [
      ["warning", '"until"', "Ignore rule 1 (aws_x.y) expired after 2027-01-14; 2 resources would match it."],
    ]);
    assert.match(marks(text, usesOf(text, 0))[0]![2], /nothing matches it any more/);
  });

  it("stand in the order of the text", () => {
    const text = file(until("2020-01-01"), '{ "address": "a" }', until("2020-01-01"));
    assert.deepEqual(
      marks(text).map(([severity]) => severity),
      ["warning", "error", "warning"],
    );
  });
});
