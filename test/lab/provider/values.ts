import { Decoder, Encoder, ExtensionCodec } from "@msgpack/msgpack";

/** A value that Terraform does not know before it applies. */
export class Unknown {
  toJSON(): string {
    return "(known after apply)";
  }
}

export const UNKNOWN = new Unknown();

/** What an attribute can hold. Sets are arrays here, as on the wire. */
export type Value = null | string | number | boolean | Unknown | Value[] | { [name: string]: Value };

/** A resource's attributes and nested blocks. */
export type ValueObject = Record<string, Value>;

/** How the protocol carries a value: one of the two is set. Terraform sends msgpack, and so do we. */
export interface DynamicValue {
  msgpack?: Uint8Array;
  json?: Uint8Array;
}

/** Terraform writes a plain unknown as extension 0 and a refined one as 12; all the others are to be read as unknown too. */
const EXTENSION_TYPES = 128;

const extensionCodec = new ExtensionCodec();
for (let type = 0; type < EXTENSION_TYPES; type++) {
  extensionCodec.register({
    type,
    encode: (value: unknown) => (type === 0 && value instanceof Unknown ? new Uint8Array([0]) : null),
    decode: () => UNKNOWN,
  });
}
const encoder = new Encoder({ extensionCodec });
const decoder = new Decoder({ extensionCodec });

export function decodeValue(value: DynamicValue | undefined): Value {
  if (value?.msgpack?.length) return decoder.decode(value.msgpack) as Value;
  if (value?.json?.length) return JSON.parse(Buffer.from(value.json).toString("utf8")) as Value;
  return null;
}

/** A resource's value, null where there is none: before it is created and after it is destroyed. */
export function decodeObject(value: DynamicValue | undefined): ValueObject | null {
  return decodeValue(value) as ValueObject | null;
}

export function encodeValue(value: Value): DynamicValue {
  return { msgpack: encoder.encode(value) };
}

/** Equal as JSON. Object keys come in the schema's order on both sides. */
export function sameValue(a: Value | undefined, b: Value | undefined): boolean {
  return JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
}
