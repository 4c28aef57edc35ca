/** The bytes that mean something in JSON. */
export const enum Byte {
  Tab = 0x09,
  LineFeed = 0x0a,
  CarriageReturn = 0x0d,
  Space = 0x20,
  Quote = 0x22,
  Plus = 0x2b,
  Comma = 0x2c,
  Minus = 0x2d,
  Point = 0x2e,
  Zero = 0x30,
  Nine = 0x39,
  Colon = 0x3a,
  UpperE = 0x45,
  OpenBracket = 0x5b,
  Backslash = 0x5c,
  CloseBracket = 0x5d,
  LowerE = 0x65,
  LowerF = 0x66,
  LowerN = 0x6e,
  LowerT = 0x74,
  LowerU = 0x75,
  OpenBrace = 0x7b,
  CloseBrace = 0x7d,
}

/** The byte at a place that exists. Any other byte than those named has this type too. */
export function byteAt(bytes: Uint8Array, at: number): Byte {
  // eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- the one place where numbers become bytes
  return bytes[at] as Byte;
}

/** What the next byte may be. The order matters: up to `Done` the scanner is between tokens, where white space may stand. */
export const enum State {
  Value,
  ValueOrEnd,
  Key,
  KeyOrEnd,
  Colon,
  CommaOrEnd,
  Done,
  InString,
  Escape,
  Hex,
  Word,
  Minus,
  Zero,
  Integer,
  Point,
  Fraction,
  Exponent,
  ExponentSign,
  ExponentDigits,
}

const BAD_ESCAPE = "a string holds an escape sequence that JSON does not have";
const BAD_NUMBER = "a number is malformed";

/** Says, without quoting anything, what is wrong with a byte that may not stand where it stands. */
export const PROBLEMS: Readonly<Record<State, string>> = {
  [State.Value]: "a value was expected",
  [State.ValueOrEnd]: "a value or the end of the array was expected",
  [State.Key]: "a key in double quotes was expected",
  [State.KeyOrEnd]: "a key in double quotes or the end of the object was expected",
  [State.Colon]: "a colon was expected",
  [State.CommaOrEnd]: "a comma or the end of the object or array was expected",
  [State.Done]: "something follows the end of the document",
  [State.InString]: "a string holds a control character",
  [State.Escape]: BAD_ESCAPE,
  [State.Hex]: BAD_ESCAPE,
  [State.Word]: "a word is neither true nor false nor null",
  [State.Minus]: BAD_NUMBER,
  [State.Zero]: BAD_NUMBER,
  [State.Integer]: BAD_NUMBER,
  [State.Point]: BAD_NUMBER,
  [State.Fraction]: BAD_NUMBER,
  [State.Exponent]: BAD_NUMBER,
  [State.ExponentSign]: BAD_NUMBER,
  [State.ExponentDigits]: BAD_NUMBER,
};

/** For each byte 1 if it belongs to the set, else 0: faster than comparisons where every byte of a document passes. */
function tableOf(belongs: (character: string) => boolean): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => (belongs(String.fromCharCode(byte)) ? 1 : 0));
}

/** Stands for itself in a string. Multi-byte characters are not checked: decoding replaces broken ones, as for `JSON.parse`. */
export const PLAIN = tableOf((character) => character >= " " && character !== '"' && character !== "\\");

/** May follow a backslash, apart from `u`. */
export const ESCAPABLE = tableOf((character) => '"\\/bfnrt'.includes(character));

export const HEX_DIGIT = tableOf((character) => /[0-9a-f]/i.test(character));

export type JsonKind = "object" | "array" | "string" | "number" | "boolean" | "null";

/** The kind of the value that starts with this byte, if any does. */
export function kindOf(firstByte: Byte): JsonKind | undefined {
  switch (firstByte) {
    case Byte.OpenBrace:
      return "object";
    case Byte.OpenBracket:
      return "array";
    case Byte.Quote:
      return "string";
    case Byte.LowerT:
    case Byte.LowerF:
      return "boolean";
    case Byte.LowerN:
      return "null";
    default:
      return isDigit(firstByte) || firstByte === Byte.Minus ? "number" : undefined;
  }
}

/** The state after the first byte of a number. */
export function startOfNumber(byte: Byte): State {
  if (byte === Byte.Minus) return State.Minus;
  return byte === Byte.Zero ? State.Zero : State.Integer;
}

/** The state after a further byte of a number: `CommaOrEnd` if the number ended before it, undefined if it may not stand there. */
export function afterNumberByte(state: State, byte: Byte): State | undefined {
  const digit = isDigit(byte);
  switch (state) {
    case State.Minus:
      return digit ? startOfNumber(byte) : undefined;
    case State.Zero:
    case State.Integer:
      if (digit) return state === State.Integer ? state : undefined;
      if (byte === Byte.Point) return State.Point;
      return isE(byte) ? State.Exponent : State.CommaOrEnd;
    case State.Point:
      return digit ? State.Fraction : undefined;
    case State.Fraction:
      if (digit) return state;
      return isE(byte) ? State.Exponent : State.CommaOrEnd;
    case State.Exponent:
      if (byte === Byte.Plus || byte === Byte.Minus) return State.ExponentSign;
      return digit ? State.ExponentDigits : undefined;
    case State.ExponentSign:
      return digit ? State.ExponentDigits : undefined;
    default:
      return digit ? State.ExponentDigits : State.CommaOrEnd;
  }
}

function isDigit(byte: Byte): boolean {
  return byte >= Byte.Zero && byte <= Byte.Nine;
}

function isE(byte: Byte): boolean {
  return byte === Byte.LowerE || byte === Byte.UpperE;
}
