import assert from "node:assert/strict";
import type { AnswerState } from "../../src/shared/protocol";
import { AnswerCopy } from "../../webview/answer/answerCopy";
import { followsAfter, topToEnd, topToReading, type View } from "../../webview/answer/followEnd";

function state(id: number, status: AnswerState["status"] = "streaming"): AnswerState {
  const quoted = { hosts: [], commands: false };
  return { id, about: "a.b", status, model: "m", notes: [], failure: null, quoted };
}

function delta(id: number, from: number, text: string): { runId: string; id: number; from: number; text: string } {
  return { runId: "run_1", id, from, text };
}

describe("the page's copy of an answer", () => {
  it("grows by what fits to its end", () => {
    const copy = new AnswerCopy();
    copy.setState(state(1));
    assert.equal(copy.addText(delta(1, 0, "one ")), true);
    assert.equal(copy.addText(delta(1, 4, "two")), true);
    copy.setState(state(1, "complete"));
    assert.equal(copy.text, "one two");
    assert.equal(copy.state?.status, "complete");
  });

  it("notices what is missing, and what it has already", () => {
    const copy = new AnswerCopy();
    assert.equal(copy.addText(delta(1, 0, "a")), false);
    copy.setState(state(1));
    assert.equal(copy.isShort, true);
    assert.equal(copy.addText(delta(1, 1, "b")), false);
    copy.setAll({ ...state(1), text: "ab" }, copy.revision);
    assert.equal(copy.isShort, false);
    assert.equal(copy.addText(delta(1, 1, "b")), true);
    assert.equal(copy.addText(delta(2, 0, "x")), false);
    assert.equal(copy.text, "ab");
  });

  it("knows that a whole answer is older than what was heard meanwhile", () => {
    const copy = new AnswerCopy();
    copy.setState(state(1));
    copy.addText(delta(1, 0, "abc"));
    copy.setState(state(1, "complete"));
    copy.setAll({ ...state(1), text: "a" }, copy.revision);
    assert.deepEqual([copy.text, copy.state?.status], ["abc", "complete"]);
    const asked = copy.revision;
    copy.setState(state(2));
    copy.setAll({ ...state(1), text: "abc" }, asked);
    assert.deepEqual([copy.text, copy.state?.id], ["", 2]);
  });

  it("begins anew with another answer, and forgets one that is gone", () => {
    const copy = new AnswerCopy();
    copy.setAll({ ...state(1), text: "abc" }, copy.revision);
    copy.setState(state(2, "preparing"));
    assert.equal(copy.text, "");
    copy.setState(null);
    assert.deepEqual([copy.text, copy.state], ["", null]);
  });
});

describe("keeping the end in view", () => {
  const view = (top: number, end: number, begin = 0): View => ({ top, height: 500, begin, end });

  it("goes on while the person is at the end, and comes back with them", () => {
    assert.equal(followsAfter(true, 100, view(150, 900)), true);
    assert.equal(followsAfter(false, 100, view(390, 900)), true);
    assert.equal(followsAfter(false, 100, view(150, 900)), false);
  });

  it("stops as soon as they scroll up, however little", () => {
    assert.equal(followsAfter(true, 400, view(390, 900)), false);
  });

  it("stops counting them as being at the end once it is above what they see", () => {
    assert.equal(followsAfter(false, 800, view(1000, 900)), false);
  });

  it("scrolls no further than needed, and never up", () => {
    assert.equal(topToEnd(view(100, 900)), 400);
    assert.equal(topToEnd(view(450, 900)), 450);
  });

  it("leaves the beginning where it is read until the person goes to the end", () => {
    assert.equal(topToReading(view(0, 400, 200)), 0);
    assert.equal(topToReading(view(0, 600, 200)), 100);
    assert.equal(topToReading(view(100, 5000, 200)), 200);
    assert.equal(topToReading(view(300, 5000, 200)), 300);
  });
});
