import assert from "node:assert/strict";
import { Announcer } from "../../webview/answer/announcer";
import { Sentences } from "../../webview/answer/sentences";

/** An announcer, what it said, and a clock that goes on when it is told to. */
function announcer(): { announcer: Announcer; said: string[]; second: () => void } {
  const said: string[] = [];
  const waiting: (() => void)[] = [];
  const later = (callBack: () => void): void => void waiting.push(callBack);
  return {
    announcer: new Announcer({ say: (text) => said.push(text), later }),
    said,
    second: () => waiting.splice(0).forEach((callBack) => callBack()),
  };
}

function spoken(text: string): string {
  const sentences = new Sentences();
  sentences.push(text);
  return sentences.take();
}

describe("an answer that is heard", () => {
  it("is told in whole sentences", () => {
    const sentences = new Sentences();
    const told = ["It was chan", "ged by ha", "nd. Version 1.", "2 is", " older. The re"].map((part) => {
      sentences.push(part);
      return sentences.take();
    });
    assert.deepEqual(told, ["", "", "It was changed by hand.", "", "Version 1.2 is older."]);
    assert.equal(sentences.takeAll(), "The re");
    assert.equal(sentences.takeAll(), "");
  });

  it("is told without the marks of Markdown", () => {
    assert.equal(spoken("## Likely **cause**\n"), "Likely cause");
    assert.equal(spoken("- The `size` of [it](https://a.example) is *large*.\n"), "The size of it is large.");
    assert.equal(spoken("```hcl\nsnake_case = 1\n```\n---\n> quoted\n"), "snake_case = 1 quoted");
    assert.equal(spoken("| a | b |\n|---|---|\n| 1 | 2 |\n"), "a, b 1, 2");
  });

  it("does not take the number of an item for a sentence", () => {
    assert.equal(spoken("1. "), "");
    assert.equal(spoken("Do this:\n2. "), "Do this:");
  });

  it("is told even if no sentence ever ends, but not within a word", () => {
    const told = spoken("word ".repeat(150));
    assert.match(told, /^(?:word )+word$/);
  });

  it("is told at most once a second, and then all that was finished meanwhile", () => {
    const { announcer: speaker, said, second } = announcer();
    for (const part of ["One. ", "Two. ", "Three. ", "Fo"]) speaker.add(part);
    assert.deepEqual(said, ["One."]);
    second();
    assert.deepEqual(said, ["One.", "Two. Three."]);
    second();
    speaker.add("ur. ");
    assert.deepEqual(said, ["One.", "Two. Three.", "Four."]);
  });

  it("is told to its end, and how it ended", () => {
    const { announcer: speaker, said, second } = announcer();
    speaker.add("One. Tw");
    speaker.end("Stopped.");
    second();
    second();
    assert.deepEqual(said, ["One.", "Tw Stopped."]);
  });
});
