import assert from "node:assert/strict";
import { codeDiff } from "../../src/core/report/codeDiff";
import type { TextEdit } from "../../src/core/textEdit";

/** Replaces the one occurrence of each text. */
function edits(before: string, ...changes: readonly (readonly [from: string, to: string])[]): TextEdit[] {
  return changes.map(([from, text]) => {
    const start = before.indexOf(from);
    assert.ok(start >= 0 && start === before.lastIndexOf(from), from);
    return { start, end: start + from.length, text };
  });
}

const diff = (before: string, ...changes: readonly (readonly [from: string, to: string])[]): string =>
  codeDiff({ path: "main.tf", before, edits: edits(before, ...changes) });

const LINES = Array.from({ length: 20 }, (_, i) => `line ${String.fromCharCode(97 + i)}\n`).join("");

/** Takes a diff at its word: what it makes of the old text. */
function patched(before: string, text: string): string {
  const old = before.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const result: string[] = [];
  let at = 0;
  const lines = text.split("\n").slice(2, -1);
  for (const [i, line] of lines.entries()) {
    const header = /^@@ -(\d+),(\d+) \+(\d+),(\d+) @@$/.exec(line);
    if (header !== null) {
      const start = Number(header[1]) - (header[2] === "0" ? 0 : 1);
      while (at < start) result.push(old[at++]!);
      assert.equal(result.length, Number(header[3]) - (header[4] === "0" ? 0 : 1), "the new range begins there");
      continue;
    }
    if (line.startsWith("\\")) continue;
    const whole = line.slice(1) + (lines[i + 1]?.startsWith("\\") === true ? "" : "\n");
    if (line.startsWith("+")) result.push(whole);
    else assert.equal(old[at++], whole);
    if (line.startsWith(" ")) result.push(whole);
  }
  return [...result, ...old.slice(at)].join("");
}

describe("the diff of code", () => {
  it("has three lines around a change", () => {
    assert.equal(
      diff(LINES, ["line f", "line F"]),
      [
        "--- main.tf",
        "+++ main.tf",
        "@@ -3,7 +3,7 @@",
        " line c",
        " line d",
        " line e",
        "-line f",
        "+line F",
        " line g",
        " line h",
        " line i",
        "",
      ].join("\n"),
    );
  });

  it("has one hunk for neighbours, and several for what stands apart, with the lines counted on", () => {
    const near = diff(LINES, ["line b", "line b\nline b2"], ["line e", "line E"]);
    assert.deepEqual(near.match(/@@.*@@/g), ["@@ -1,8 +1,9 @@"]);
    const far = diff(LINES, ["line b\n", "line b\nnew\nnew too\n"], ["line o", "line O"]);
    assert.deepEqual(far.match(/@@.*@@/g), ["@@ -1,5 +1,7 @@", "@@ -12,7 +14,7 @@"]);
    assert.doesNotMatch(far, /^[-+]line b$/m);
  });

  it("says where a file has no line feed at its end, and what becomes of an empty one", () => {
    assert.equal(
      diff("a\nb", ["b", "c"]),
      "--- main.tf\n+++ main.tf\n@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+c\n\\ No newline at end of file\n",
    );
    const filled = codeDiff({ path: "a", before: "", edits: [{ start: 0, end: 0, text: "x\n" }] });
    assert.equal(filled, "--- a\n+++ a\n@@ -0,0 +1,1 @@\n+x\n");
    const emptied = codeDiff({ path: "a", before: "x\n", edits: [{ start: 0, end: 2, text: "" }] });
    assert.equal(emptied, "--- a\n+++ a\n@@ -1,1 +0,0 @@\n-x\n");
  });

  it("is empty where nothing changes", () => {
    assert.equal(diff(LINES, ["line f", "line f"]), "");
    assert.equal(codeDiff({ path: "a", before: "x\n", edits: [] }), "");
  });

  it("shows tabs and no carriage returns, and nothing that acts on a terminal", () => {
    const text = diff('a\t= "x"\r\nb = 1\r\n', ['"x"', '"\u001b[2J\u202e"']);
    assert.ok(text.includes('+a\t= "\\u001b[2J\\u202e"\n b = 1\n'));
  });

  it("makes of the old text the new one, whatever the edits are", () => {
    let seed = 7;
    const random = (below: number): number => (seed = (seed * 48271) % 2147483647) % below;
    for (let round = 0; round < 500; round++) {
      const before = Array.from({ length: random(30) }, () => `${"xyz".slice(random(3))}${random(4)}\n`).join("");
      const text = round % 3 === 0 ? before.replace(/\n$/, "") : before;
      const made: TextEdit[] = [];
      for (let at = random(8); at <= text.length; at += 1 + random(25)) {
        const end = Math.min(text.length, at + random(9));
        made.push({ start: at, end, text: ["", "q", "q\n", "\nq\n\n"][random(4)]! });
        at = end;
      }
      const after = made.reduceRight(
        (all, { start, end, text: now }) => all.slice(0, start) + now + all.slice(end),
        text,
      );
      const shown = codeDiff({ path: "a", before: text, edits: made });
      assert.equal(shown === "" ? text : patched(text, shown), after, JSON.stringify([text, made]));
    }
  });
});
