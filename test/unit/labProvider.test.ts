import * as assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { createServerCertificate } from "../lab/provider/certificate";
import { conformBlock } from "../lab/provider/conform";
import descriptor from "../lab/provider/descriptor.json";
import { plannedValues } from "../lab/provider/planning";
import { decodeMessage, encodeMessage, serviceMethods } from "../lab/provider/protobuf";
import type { Block } from "../lab/provider/schema";
import { decodeValue, encodeValue, UNKNOWN } from "../lab/provider/values";

const BLOCK: Block = {
  attributes: {
    name: { type: "string", mode: "required" },
    ports: { type: ["set", "number"], mode: "optional" },
    labels: { type: ["map", "string"], mode: "optional" },
    policy: { type: "string", mode: "optional+computed", json: true },
    size: { type: "string", mode: "optional+computed", default: "small" },
  },
  blocks: { disk: { nesting: "LIST", attributes: { size_gb: { type: "number", mode: "required" } } } },
};

describe("the lab provider", () => {
  it("brings an object's file into the schema's shape", () => {
    const file = { name: 7, ports: [443, 80, 443], unknown: true, disk: [{ size_gb: "40" }] };
    assert.deepEqual(conformBlock(file, BLOCK), {
      name: "7",
      ports: [443, 80],
      labels: null,
      policy: null,
      size: null,
      disk: [{ size_gb: 40 }],
    });
  });

  it("takes hostile keys for what they are", () => {
    const file: unknown = JSON.parse('{ "labels": { "__proto__": "a", "constructor": "b" } }');
    const { labels, name } = conformBlock(file, BLOCK);
    assert.deepEqual(Object.entries(labels ?? {}), [
      ["__proto__", "a"],
      ["constructor", "b"],
    ]);
    assert.equal(name, null);
  });

  it("says where a file is wrong, but not what is in it", () => {
    assert.throws(() => conformBlock({ disk: [{ size_gb: "hunter2" }] }, BLOCK), {
      message: 'disk[0].size_gb: expected "number", found a string',
    });
  });

  it("plans the unknown for a new object and what was there for an old one", () => {
    const silent = { name: "a", ports: null, labels: null, policy: null, size: null, disk: [] };
    const planned = plannedValues(BLOCK, silent, null, silent);
    assert.deepEqual([planned.policy, planned.size], [UNKNOWN, "small"]);
    const prior = { ...silent, policy: '{"a":1}', size: "large" };
    const replanned = plannedValues(BLOCK, { ...prior }, prior, silent);
    assert.deepEqual([replanned.policy, replanned.size], ['{"a":1}', "small"]);
  });

  it("keeps a JSON text that only looks different", () => {
    const prior = { name: "a", ports: null, labels: null, policy: '{"a":1,"b":2}', size: "small", disk: [] };
    const config = { ...prior, policy: '{ "b": 2, "a": 1 }' };
    assert.equal(plannedValues(BLOCK, config, prior, config).policy, prior.policy);
    const other = { ...prior, policy: '{ "b": 3, "a": 1 }' };
    assert.equal(plannedValues(BLOCK, other, prior, other).policy, other.policy);
  });

  it("reads every kind of unknown, and gives values back as they were", () => {
    const refined = Buffer.from([0xc7, 0x02, 0x0c, 0x80, 0x00]); // extension 12 with two bytes
    assert.equal(decodeValue({ msgpack: refined }), UNKNOWN);
    const value = { text: "ä", number: 2 ** 40, list: [true, null, UNKNOWN] };
    assert.deepEqual(decodeValue(encodeValue(value)), value);
  });

  it("gives the protocol's messages back as they were", () => {
    const { response } = serviceMethods(descriptor, "tfplugin6.Provider").get("PlanResourceChange")!;
    const message = {
      planned_state: { msgpack: Buffer.from([1, 2, 3]) },
      requires_replace: [{ steps: [{ attribute_name: "image" }, { element_key_int: 300 }] }],
      diagnostics: [{ severity: 1, summary: "no".repeat(100) }],
    };
    assert.deepEqual(decodeMessage(response, encodeMessage(response, message)), message);
  });

  it("makes a certificate that other software reads", () => {
    const { der, certificatePem } = createServerCertificate();
    const certificate = new X509Certificate(certificatePem);
    assert.deepEqual(certificate.raw, der);
    assert.equal(certificate.ca, true);
    assert.equal(certificate.checkHost("localhost"), "localhost");
    assert.equal(certificate.verify(certificate.publicKey), true);
  });
});
