import { generateKeyPairSync, randomBytes, sign } from "node:crypto";

/**
 * A self-signed ECDSA P-256 certificate for "localhost", written as DER by hand so that the provider needs no certificate
 * library. It has what go-plugin's AutoMTLS asks for: its own root, good for servers and clients, a DNS name.
 */
export interface ServerCertificate {
  keyPem: string;
  certificatePem: string;
  der: Buffer;
}

const HOST = "localhost";
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const OID = {
  ecdsaWithSha256: "2a8648ce3d040302",
  commonName: "550403",
  basicConstraints: "551d13",
  keyUsage: "551d0f",
  extendedKeyUsage: "551d25",
  subjectAltName: "551d11",
  serverAuth: "2b06010505070301",
  clientAuth: "2b06010505070302",
};

const TAG = {
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  oid: 0x06,
  utf8String: 0x0c,
  utcTime: 0x17,
  sequence: 0x30,
  set: 0x31,
  dnsName: 0x82,
  version: 0xa0,
  extensions: 0xa3,
};

const TRUE = Buffer.from([0x01, 0x01, 0xff]);
const VERSION_3 = Buffer.from([2]);
/** digitalSignature, keyEncipherment, keyAgreement, keyCertSign; the two last bits are unused. */
const KEY_USAGE = { bits: Buffer.from([0xac]), unused: 2 };

export function createServerCertificate(): ServerCertificate {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const signatureAlgorithm = sequence(oid(OID.ecdsaWithSha256));
  const name = sequence(element(TAG.set, sequence(oid(OID.commonName), element(TAG.utf8String, Buffer.from(HOST)))));
  const now = Date.now();
  const toBeSigned = sequence(
    element(TAG.version, element(TAG.integer, VERSION_3)),
    element(TAG.integer, serialNumber()),
    signatureAlgorithm,
    name,
    sequence(utcTime(new Date(now - MINUTE)), utcTime(new Date(now + DAY))),
    name,
    publicKey.export({ type: "spki", format: "der" }),
    element(TAG.extensions, sequence(...extensions())),
  );
  const der = sequence(toBeSigned, signatureAlgorithm, bitString(sign("sha256", toBeSigned, privateKey), 0));
  return {
    der,
    certificatePem: pem(der),
    keyPem: privateKey.export({ type: "pkcs8", format: "pem" }) as string,
  };
}

function extensions(): Buffer[] {
  return [
    sequence(oid(OID.basicConstraints), TRUE, octetString(sequence(TRUE))),
    sequence(oid(OID.keyUsage), TRUE, octetString(bitString(KEY_USAGE.bits, KEY_USAGE.unused))),
    sequence(oid(OID.extendedKeyUsage), octetString(sequence(oid(OID.serverAuth), oid(OID.clientAuth)))),
    sequence(oid(OID.subjectAltName), octetString(sequence(element(TAG.dnsName, Buffer.from(HOST))))),
  ];
}

/** Positive, and without a leading zero byte, which DER forbids. */
function serialNumber(): Buffer {
  const serial = randomBytes(16);
  serial[0] = (serial[0]! & 0x7f) | 0x01;
  return serial;
}

function utcTime(date: Date): Buffer {
  const digits = date.toISOString().replace(/[-:T]/g, "").slice(2, 14);
  return element(TAG.utcTime, Buffer.from(`${digits}Z`));
}

function element(tag: number, ...parts: Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag]), derLength(body.length), body]);
}

function derLength(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  if (length < 0x100) return Buffer.from([0x81, length]);
  return Buffer.from([0x82, length >> 8, length & 0xff]);
}

function sequence(...parts: Uint8Array[]): Buffer {
  return element(TAG.sequence, ...parts);
}

function oid(hex: string): Buffer {
  return element(TAG.oid, Buffer.from(hex, "hex"));
}

function octetString(body: Uint8Array): Buffer {
  return element(TAG.octetString, body);
}

function bitString(body: Uint8Array, unusedBits: number): Buffer {
  return element(TAG.bitString, Buffer.from([unusedBits]), body);
}

function pem(der: Buffer): string {
  const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
  return ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n");
}
