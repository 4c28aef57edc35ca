import assert from "node:assert/strict";
import { Consent, type ConsentDialogs, sendingWords } from "../../src/host/ai/consent";
import type { Sending } from "../../src/host/history/historyHost";

const SENDING: Sending = {
  model: "Azure OpenAI, deployment gpt-4o",
  address: "https://me.openai.azure.com",
  about: "2 resources",
  report: { resources: 2, leftOut: 0, changesLeftOut: 0, cutValues: 0, hidden: [{ address: "a.b", attribute: "c" }] },
  document: "All of it.",
};

class Person implements ConsentDialogs {
  readonly seen: string[] = [];
  constructor(private readonly answer: "send" | "show" | null) {}
  ask(): Promise<"send" | "show" | null> {
    this.seen.push("asked");
    return Promise.resolve(this.answer);
  }
  show({ document }: Sending): Promise<void> {
    this.seen.push(`read ${document}`);
    return Promise.resolve();
  }
}

describe("the consent to send", () => {
  let notes: Map<string, unknown>;
  const consentOf = (person: Person): Consent =>
    new Consent(
      { get: (name) => notes.get(name), update: (name, value) => Promise.resolve(void notes.set(name, value)) },
      person,
    );
  beforeEach(() => {
    notes = new Map();
  });

  it("is asked for once for each model and address of a workspace", async () => {
    const person = new Person("send");
    const consent = consentOf(person);
    assert.equal(await consent.maySend(SENDING), "send");
    assert.equal(await consentOf(person).maySend({ ...SENDING, about: "another" }), "send");
    assert.deepEqual(person.seen, ["asked"]);
    for (const other of [{ model: "another" }, { address: "https://other.example" }, { address: null }]) {
      assert.equal(await consent.maySend({ ...SENDING, ...other }), "send");
    }
    assert.equal(person.seen.length, 4);
  });

  it("is not remembered where it was not given", async () => {
    const person = new Person(null);
    assert.equal(await consentOf(person).maySend(SENDING), "no");
    assert.equal(await consentOf(person).maySend(SENDING), "no");
    assert.equal(person.seen.length, 2);
  });

  it("waits while all of it is read, and is asked for again", async () => {
    const reading = new Person("show");
    assert.equal(await consentOf(reading).maySend(SENDING), "read");
    assert.deepEqual(reading.seen, ["asked", "read All of it."]);
    assert.equal(await consentOf(new Person("send")).maySend(SENDING), "send");
    assert.equal(await consentOf(reading).maySend(SENDING), "send");
    assert.equal(reading.seen.length, 2);
  });

  it("can be taken back", async () => {
    const person = new Person("send");
    const consent = consentOf(person);
    await consent.maySend(SENDING);
    await consent.forget();
    await consent.maySend(SENDING);
    assert.equal(person.seen.length, 2);
  });

  for (const value of [true, {}, "x", [1, null]]) {
    it(`is not given by ${JSON.stringify(value)} in its place`, async () => {
      notes.set("terraformDrift.ai.allowed", value);
      assert.equal(await consentOf(new Person(null)).maySend(SENDING), "no");
    });
  }

  it("says what goes where, and what was taken out", () => {
    assert.equal(
      sendingWords({ ...SENDING, report: { ...SENDING.report, leftOut: 3 } }),
      [
        "To: Azure OpenAI, deployment gpt-4o, https://me.openai.azure.com",
        "About: 2 resources",
        "Sent: 2 drifted resources with addresses, places in the code and changed values; 3 further resources left out for want of room",
        "Taken out as secrets: values of 1 changed attribute",
      ].join("\n"),
    );
    const words = sendingWords({
      ...SENDING,
      address: null,
      about: "a\n\u202eb",
      report: { ...SENDING.report, hidden: [] },
    });
    assert.match(words, /^To: Azure OpenAI, deployment gpt-4o\nAbout: a\\n\\u202eb\n/);
    assert.match(words, /Taken out as secrets: nothing$/);
  });
});
