/**
 * A proto3 codec driven by a JSON descriptor (protobufjs's form of the .proto files beside it), as much of proto3 as
 * Terraform's plugin protocol uses: no packed fields, no groups, and maps only in what we send.
 */

interface FieldDescriptor {
  id: number;
  type: string;
  rule?: string;
  keyType?: string;
}

/** A package, message, enumeration or service, as protobufjs writes them. */
export interface Descriptor {
  fields?: Record<string, FieldDescriptor>;
  values?: Record<string, number>;
  nested?: Record<string, Descriptor>;
  methods?: Record<string, { requestType: string; responseType: string }>;
}

interface Field {
  name: string;
  id: number;
  type: string;
  isRepeated: boolean;
  isMap: boolean;
  enumValues?: Record<string, number>;
  /** Looked up when first needed: messages may contain themselves. */
  message?: () => MessageType;
}

export interface MessageType {
  fields: Field[];
  fieldsById: Map<number, Field>;
}

/** A decoded message: unset fields are absent, byte strings are Buffers, enumerations are numbers. */
export type Message = Record<string, unknown>;

export interface Method {
  request: MessageType;
  response: MessageType;
}

const SCALARS = new Set(["bool", "int32", "int64", "uint32", "uint64", "string", "bytes"]);
const WIRE_VARINT = 0;
const WIRE_64_BIT = 1;
const WIRE_LENGTH_DELIMITED = 2;

/** The methods of a service, given by its full name such as "tfplugin6.Provider". */
export function serviceMethods(root: Descriptor, service: string): Map<string, Method> {
  const scope = [root];
  for (const part of service.split(".")) scope.push(child(scope.at(-1)!, part) ?? missing(service));
  const types = new Map<Descriptor, MessageType>();
  const typeNamed = (name: string) => messageType(...find(name, scope), types);
  return new Map(
    Object.entries(scope.at(-1)!.methods ?? {}).map(([name, method]) => [
      name,
      { request: typeNamed(method.requestType), response: typeNamed(method.responseType) },
    ]),
  );
}

export function encodeMessage(type: MessageType, message: Message): Buffer {
  const parts: Buffer[] = [];
  for (const field of type.fields) {
    const value = message[field.name];
    if (value === undefined || value === null) continue;
    if (field.isMap) {
      for (const [key, entry] of Object.entries(value)) parts.push(encodeMapEntry(field, key, entry));
    } else if (field.isRepeated) {
      for (const entry of value as unknown[]) parts.push(encodeField(field, entry));
    } else if (!isDefault(value)) {
      parts.push(encodeField(field, value));
    }
  }
  return Buffer.concat(parts);
}

export function decodeMessage(type: MessageType, bytes: Buffer): Message {
  const message: Message = {};
  const reader = new Reader(bytes);
  while (!reader.atEnd) {
    const tag = reader.varint();
    const raw = reader.payload(tag & 7);
    const field = type.fieldsById.get(tag >>> 3);
    if (field === undefined || field.isMap) continue;
    const value = fromWire(field, raw);
    if (field.isRepeated) ((message[field.name] ??= []) as unknown[]).push(value);
    else message[field.name] = value;
  }
  return message;
}

/** proto3 does not send these. Bytes are sent even when empty: a field that is to stay unset is left out by its maker. */
function isDefault(value: unknown): boolean {
  return value === "" || value === 0 || value === false;
}

function encodeMapEntry(field: Field, key: string, value: unknown): Buffer {
  const entry = Buffer.concat([lengthDelimited(1, Buffer.from(key)), encodeField({ ...field, id: 2 }, value)]);
  return lengthDelimited(field.id, entry);
}

function encodeField(field: Field, value: unknown): Buffer {
  if (field.message) return lengthDelimited(field.id, encodeMessage(field.message(), value as Message));
  if (field.type === "string") return lengthDelimited(field.id, Buffer.from(value as string));
  if (field.type === "bytes") return lengthDelimited(field.id, value as Uint8Array);
  const number = field.enumValues && typeof value === "string" ? field.enumValues[value] : Number(value);
  if (number === undefined) throw new Error(`${field.name}: ${String(value)} is not one of its values`);
  return Buffer.concat([varint(field.id * 8 + WIRE_VARINT), varint(number)]);
}

function fromWire(field: Field, raw: Buffer | number): unknown {
  if (typeof raw === "number") return field.type === "bool" ? raw !== 0 : raw;
  if (field.message) return decodeMessage(field.message(), raw);
  return field.type === "string" ? raw.toString("utf8") : raw;
}

class Reader {
  #position = 0;
  readonly #bytes: Buffer;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get atEnd(): boolean {
    return this.#position >= this.#bytes.length;
  }

  varint(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.#bytes.readUInt8(this.#position++);
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 128;
    }
  }

  payload(wireType: number): Buffer | number {
    if (wireType === WIRE_VARINT) return this.varint();
    const length = wireType === WIRE_LENGTH_DELIMITED ? this.varint() : wireType === WIRE_64_BIT ? 8 : 4;
    return this.#bytes.subarray(this.#position, (this.#position += length));
  }
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80);
  return Buffer.from([...bytes, rest]);
}

function lengthDelimited(id: number, body: Uint8Array): Buffer {
  return Buffer.concat([varint(id * 8 + WIRE_LENGTH_DELIMITED), varint(body.length), body]);
}

function messageType(descriptor: Descriptor, scope: Descriptor[], types: Map<Descriptor, MessageType>): MessageType {
  const known = types.get(descriptor);
  if (known) return known;
  const fields = Object.entries(descriptor.fields ?? {}).map(([name, field]) =>
    resolveField(name, field, [...scope, descriptor], types),
  );
  const type = { fields, fieldsById: new Map(fields.map((field) => [field.id, field])) };
  types.set(descriptor, type);
  return type;
}

function resolveField(
  name: string,
  { id, type, rule, keyType }: FieldDescriptor,
  scope: Descriptor[],
  types: Map<Descriptor, MessageType>,
): Field {
  const field = { name, id, type, isRepeated: rule === "repeated", isMap: keyType !== undefined };
  if (SCALARS.has(type)) return field;
  const [target, targetScope] = find(type, scope);
  if (target.values) return { ...field, enumValues: target.values };
  return { ...field, message: () => messageType(target, targetScope, types) };
}

/** A type by its name as seen from the innermost scope outwards, with the scope in which it was found. */
function find(name: string, scope: Descriptor[]): [Descriptor, Descriptor[]] {
  for (let depth = scope.length; depth > 0; depth--) {
    let found: Descriptor | undefined = scope[depth - 1];
    for (const part of name.split(".")) found = found && child(found, part);
    if (found) return [found, scope.slice(0, depth)];
  }
  return missing(name);
}

function child(descriptor: Descriptor, name: string): Descriptor | undefined {
  const nested = descriptor.nested ?? {};
  return Object.hasOwn(nested, name) ? nested[name] : undefined;
}

function missing(name: string): never {
  throw new Error(`the protocol's descriptor has no ${name}`);
}
