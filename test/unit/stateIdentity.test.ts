import assert from "node:assert/strict";
import { readStateIdentity } from "../../src/core/plan/stateIdentity";
import { DriftError } from "../../src/shared/errors";

const SECRET = "hunter2-very-secret";

function stateOf(more: string): string {
  return `{"version":4,"terraform_version":"1.11.4",${more},"outputs":{"serial":{"value":"${SECRET}"}},"resources":[{"lineage":"${SECRET}","serial":9}]}\n`;
}

// eslint-disable-next-line @typescript-eslint/require-await -- an async iterable from a text
async function* inChunks(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const read = (text: string, size = 1 << 16) => readStateIdentity(inChunks(text, size));

describe("which state it is", () => {
  it("is read from the top of the document, however its bytes arrive", async () => {
    const text = stateOf('"serial":41,"lineage":"8b1e-é"');
    for (const size of [1, 2, 7, 1 << 16]) {
      assert.deepEqual(await read(text, size), { lineage: "8b1e-é", serial: "41" });
    }
    assert.deepEqual(await read('{"lineage":"a","serial":0}'), { lineage: "a", serial: "0" });
  });

  it("tells serials apart that are one number to JavaScript", async () => {
    const serials = ["9007199254740992", "9007199254740993", "18446744073709551615"];
    for (const serial of serials) {
      assert.deepEqual(await read(stateOf(`"serial":${serial},"lineage":"a"`), 3), { lineage: "a", serial });
    }
  });

  it("is nothing where there is no state yet", async () => {
    for (const text of ["", "\n", " \r\n\t\n"]) assert.equal(await read(text, 1), null);
  });

  const broken: Readonly<Record<string, string>> = {
    "is no JSON": `Error: no state, ${SECRET}`,
    "is cut off": stateOf('"serial":1,"lineage":"a"').slice(0, -20),
    "goes on after its end": `${stateOf('"serial":1,"lineage":"a"')}{}`,
    "is an array": `["${SECRET}"]`,
    "says no serial": stateOf('"lineage":"a"'),
    "says no lineage": stateOf('"serial":1'),
    "has an empty lineage": stateOf('"serial":1,"lineage":""'),
    "has a lineage that is no text": stateOf('"serial":1,"lineage":{"a":1}'),
    "has a serial that is none": stateOf(`"serial":-1,"lineage":"a"`),
    "has a serial with a fraction": stateOf('"serial":1.5,"lineage":"a"'),
    "has a secret as its serial": stateOf(`"serial":"${SECRET}","lineage":"a"`),
    "says its serial twice": stateOf('"serial":1,"serial":2,"lineage":"a"'),
    "says its lineage twice": stateOf('"serial":1,"lineage":"a","lineage":"b"'),
  };
  for (const [what, text] of Object.entries(broken)) {
    it(`is refused of a document that ${what}, without a word of it`, async () => {
      await assert.rejects(read(text, 5), (error) => {
        assert.ok(error instanceof DriftError);
        assert.equal(error.reason, "plan_unreadable");
        assert.ok(!`${error.message}${error.wayOut}${String(error.cause)}`.includes(SECRET));
        return true;
      });
    });
  }
});
