import assert from "node:assert/strict";
import { HarmlessMarkdown } from "../../src/host/chat/harmlessMarkdown";
import { addressLike, namedAddresses } from "../../src/host/chat/namedAddresses";
import { ORDERS } from "./aiSample";

function shown(...parts: string[]): string {
  const filter = new HarmlessMarkdown();
  return parts.map((part) => filter.push(part)).join("") + filter.end();
}

const bare = (text: string): string => text.replaceAll("\u2060", "");
/** What makes Markdown live, as a parser of it would look for it. */
const LIVE = /!\[|\]\(|\]:|(?<!<)<[A-Za-z/!?]|:\/\/|\bwww\.|[\u202a-\u202e\u2066-\u2069]/i;

describe("a model's Markdown in the chat", () => {
  const hostile = [
    ...ORDERS,
    "![x](https://evil.example/x.png)",
    "[run](command:workbench.action.terminal.new)",
    "[a][b]\n\n[b]: command:x",
    "<https://evil.example> <script>alert(1)</script> <!-- x -->",
    "`code` ![ and ](x)\n```\n![still](https://evil.example)\n```",
    "www.evil.example HTTP://evil.example",
    "\\![x](y) !\\[x](y)",
  ];
  for (const text of hostile) {
    it(`comes out as nothing but text: ${JSON.stringify(text)}`, () => {
      const whole = shown(text);
      assert.doesNotMatch(whole, LIVE);
      assert.equal(shown(...Array.from(text)), whole, "in single characters");
      for (let at = 0; at <= text.length; at++) {
        assert.equal(shown(text.slice(0, at), text.slice(at)), whole, `cut at ${at}`);
      }
    });
  }

  it("reads as before otherwise", () => {
    const text =
      '### Cause\n\n- **size** is `"large"`: 1 < 2, `a[0]["b"]` <<EOT\n\n1. `terraform-drift check` 🪣 who?!';
    assert.equal(shown(text), text);
    assert.equal(
      bare(shown(hostile.join("\n"))).replace(/\\u[0-9a-f]{4}/g, ""),
      hostile.join("\n").replace(/[\u202a-\u202e\u2066-\u2069]/g, ""),
    );
  });

  it("holds back no more than what could become live", () => {
    const filter = new HarmlessMarkdown();
    assert.equal(filter.push("It is large."), "It is large.");
    assert.equal(filter.push("So!"), "So");
    assert.equal(filter.push(" And"), "! And");
    assert.equal(filter.end(), "");
  });
});

describe("a question in words", () => {
  const all = [
    "lab_server.web[0]",
    "lab_server.web[1]",
    "lab_server.web_old",
    'module.a["x"].lab_server.web',
    'lab_bucket.b["a.b]"]',
  ];
  const asked: [question: string, names: string[]][] = [
    ["Why did lab_server.web[1] drift?", ["lab_server.web[1]"]],
    ["`lab_server.web[0]`, lab_server.web_old.", ["lab_server.web[0]", "lab_server.web_old"]],
    ["What about lab_server.web?", ["lab_server.web[0]", "lab_server.web[1]"]],
    ["and lab_server.web.", ["lab_server.web[0]", "lab_server.web[1]"]],
    ['module.a["x"].lab_server.web then', ['module.a["x"].lab_server.web']],
    ['lab_bucket.b["a.b]"]', ['lab_bucket.b["a.b]"]']],
    ["lab_server.web_older and my_lab_server.web_old and lab_server.web_old.id", []],
    ["Is it bad?", []],
    ["", []],
  ];
  for (const [question, names] of asked) {
    it(`names ${names.join(" and ") || "nothing"}: ${question}`, () => {
      assert.deepEqual(namedAddresses(question, all), names);
    });
  }

  it("may name what did not drift, which files and prose do not", () => {
    assert.equal(addressLike("why is aws_instance.web gone?"), "aws_instance.web");
    assert.equal(addressLike("see module.net.aws_subnet.a[0]"), "module.net.aws_subnet.a");
    assert.equal(addressLike("see main_test.tf, or so. What_now?"), null);
    assert.equal(addressLike("Is it bad?"), null);
  });
});
