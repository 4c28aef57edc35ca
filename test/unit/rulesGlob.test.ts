import assert from "node:assert/strict";
import { addressGlob, attributeGlob, pathGlob, type Glob } from "../../src/core/rules/glob";

type Case = [pattern: string, text: string, expected: boolean];

function check(compile: (pattern: string) => Glob, cases: Case[]): void {
  for (const [pattern, text, expected] of cases) {
    assert.equal(compile(pattern)(text), expected, `${pattern} on ${text}`);
  }
}

describe("patterns of the rules file", () => {
  it("match addresses segment by segment", () => {
    check(addressGlob, [
      ["aws_instance.*", "aws_instance.web", true],
      ["aws_instance.*", 'aws_instance.web["a.b"]', true],
      ["aws_instance.*", "module.a.aws_instance.web", false],
      ["aws_*.web", "aws_instance.web", true],
      ["*", "aws_instance.web", false],
      ["aws_instance.we?", "aws_instance.web", true],
      ["aws_instance?web", "aws_instance.web", false],
      ["module.*.aws_instance.web", 'module.net["eu.west"].aws_instance.web', true],
      ["module.*.aws_instance.web", "module.a.module.b.aws_instance.web", false],
      ["module.*.aws_security_group.web[*]", "module.net.aws_security_group.web[0]", true],
      ["module.*.aws_security_group.web[*]", "module.net.aws_security_group.web", false],
      ['module.net["eu"].**', 'module.net["eu"].module.x.aws_instance.web[3]', true],
      ['module.net["eu"].**', 'module.net["us"].aws_instance.web', false],
      ['aws_instance.web["prod-*"]', 'aws_instance.web["prod-1.2"]', true],
      ["AWS_instance.web", "aws_instance.web", false],
    ]);
  });

  it("cover the instances of an address, but not what is within a module", () => {
    check(addressGlob, [
      ["aws_instance.web", "aws_instance.web[0]", true],
      ["aws_instance.web", 'aws_instance.web["a[b].c"]', true],
      ["aws_instance.web", 'aws_instance.web["quote \\" here"]', true],
      ["aws_instance.web", "aws_instance.web2", false],
      ["aws_instance.web[0]", "aws_instance.web", false],
      ["module.a", "module.a.aws_instance.web", false],
      ["module.a", "module.a[0].aws_instance.web", false],
      ["module.a.**", "module.a.aws_instance.web", true],
      ["module.a.**", "module.a[0].aws_instance.web", false],
    ]);
  });

  it("match any number of whole segments with two stars and a dot", () => {
    check(addressGlob, [
      ["**.aws_instance.web", "aws_instance.web", true],
      ["**.aws_instance.web", 'module.a.module.b["x.y"].aws_instance.web[1]', true],
      ["**.aws_instance.web", "module.a.other_aws_instance.web", false],
      ["**", 'module.a["x"].aws_instance.web', true],
      ["module.a.**.web", "module.a.aws_instance.web", true],
      ["**.**.aws_instance.web", "aws_instance.web", true],
    ]);
  });

  it("cover everything below an attribute", () => {
    check(attributeGlob, [
      ["tags", "tags", true],
      ["tags", 'tags["Env"]', true],
      ["tags", "tags_all", false],
      ["tags*", 'tags_all["Env"]', true],
      ['tags["Env"]', 'tags["Env"]', true],
      ['tags["Env"]', 'tags["Environment"]', false],
      ["ingress", "ingress[0].cidr_blocks[1]", true],
      ["ingress[*].cidr_blocks", "ingress[0].cidr_blocks[1]", true],
      ["ingress[*].cidr_blocks*", "ingress[0].cidr_blocks[1]", true],
      ["ingress[0]", "ingress[0].from_port", true],
      ["ingress[0]", "ingress[01]", false],
      ["cidr_blocks", "ingress[0].cidr_blocks[1]", false],
      ["**.cidr_blocks", "ingress[0].cidr_blocks[1]", true],
      ['tags["a', 'tags["a.b"]', false],
      ["*", "ingress[0].cidr_blocks[1]", true],
    ]);
  });

  it("match folders exactly", () => {
    check(pathGlob, [
      ["infra/*", "infra/prod", true],
      ["infra/*", "infra/prod/eu", false],
      ["infra/**", "infra/prod/eu", true],
      ["**/prod", "prod", true],
      ["**/prod", "a/b/prod", true],
      ["**/prod", "a/nonprod", false],
      ["infra", "infra/prod", false],
      [".", ".", true],
      ["infra.prod", "infra/prod", false],
    ]);
  });

  it("agree with a plain definition by recursion on many small cases", () => {
    const pieces = ["a", ".", "*", "**", "?"];
    const texts = ["", "a", ".", "aa", "a.a", "a.", ".a", "a.a.a", "aa.a", "a..a"];
    const patterns = pieces.flatMap((x) => pieces.flatMap((y) => pieces.flatMap((z) => [x, x + y, x + y + z])));
    for (const pattern of new Set(patterns)) {
      for (const text of texts) {
        assert.equal(pathGlob(slashes(pattern))(slashes(text)), byDefinition(pattern, text), `${pattern} on ${text}`);
      }
    }
  });

  it("take no longer for hostile patterns and texts", () => {
    const stars = "*".repeat(10_000);
    assert.equal(addressGlob(`${stars}x`)("a".repeat(10_000)), false);
    assert.equal(addressGlob("*a".repeat(250))("a".repeat(20_000)), true);
    assert.equal(addressGlob(`${"*a".repeat(250)}b`)("a".repeat(20_000)), false);
    assert.equal(addressGlob("**.".repeat(200) + "x")("a.".repeat(5_000)), false);
    assert.equal(attributeGlob("[".repeat(500))("[".repeat(10_000)), true);
  });
});

const slashes = (text: string): string => text.replaceAll(".", "/");

const takes = (pattern: string, text: string): boolean =>
  pattern.startsWith("?") ? !text.startsWith(".") : text.startsWith(pattern.charAt(0));

/** The table in glob.ts, word by word, with all the time in the world. */
function byDefinition(pattern: string, text: string, segmentBegins = true, textBegins = true): boolean {
  if (pattern === "") return text === "";
  const stars = /^\*+/.exec(pattern)?.[0].length ?? 0;
  const rest = pattern.slice(stars);
  const ends = Array.from({ length: text.length + 1 }, (_, end) => end);
  const begins = (end: number) => (end === 0 ? textBegins : text[end - 1] === ".");
  if (stars === 0) {
    if (text === "" || !takes(pattern, text)) return false;
    return byDefinition(pattern.slice(1), text.slice(1), pattern.startsWith("."), text.startsWith("."));
  }
  if (stars > 1 && segmentBegins && rest.startsWith(".")) {
    return ends.some((end) => begins(end) && byDefinition(rest.slice(1), text.slice(end), true, true));
  }
  return ends.some(
    (end) =>
      (stars > 1 || !text.slice(0, end).includes(".")) && byDefinition(rest, text.slice(end), false, begins(end)),
  );
}
