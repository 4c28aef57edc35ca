import { CarriedBytes } from "./carriedBytes";
import {
  afterNumberByte,
  Byte,
  byteAt,
  ESCAPABLE,
  HEX_DIGIT,
  kindOf,
  PLAIN,
  PROBLEMS,
  startOfNumber,
  State,
} from "./jsonGrammar";
import type { JsonKind } from "./jsonGrammar";
import { ONLY_PLAN_JSON, unreadable, WRITE_AGAIN } from "./unreadable";

/** Receives a parsed value. */
export type Take = (value: unknown) => void;

/** What happens to a value: it is passed over, parsed whole and handed on, opened, or the document is refused because of it. */
export type Treatment = "skip" | Take | Inside | { readonly refuse: string };

/** The inside of an object or array that is opened. A value of another kind than `of` is passed over instead. */
export interface Inside {
  readonly of: "object" | "array";
  /** Asked for every child in document order; the key is empty in arrays. */
  child(key: string, kind: JsonKind): Treatment;
  /** Called when it has been read to its end. */
  readonly end?: () => void;
}

/** Terraform nests a few dozen levels; what goes deeper than this is hostile. */
export const MAX_DEPTH = 1000;

/** A number of so few characters is kept as it is, if it has no exponent. */
const EXACT_LENGTH = 15;

/** A text of V8's ends at 512 MB, and parsing takes several times the text. */
export const MAX_VALUE_BYTES = 256 * 1024 * 1024;

/**
 * Reads one JSON document piece by piece and accepts exactly what `JSON.parse` accepts (RFC 8259), also in what it passes over,
 * down to `MAX_DEPTH`. Only the value that is being parsed is ever held. No message quotes the document, as it may hold secrets.
 * After an error a scanner is of no further use.
 *
 * Containers are opened from the root inwards, so a value concerns the visitor if and only if it lies directly in the innermost
 * opened one, that is at depth `watched`: one comparison is all that a value costs which is passed over.
 */
export class JsonScanner {
  private state: State = State.Value;
  private isKey = false;
  private hexDigits = 0;
  private word = "";
  private wordLength = 0;
  private numberLength = 0;
  /** Whether the value to be parsed holds a number that JavaScript may round. */
  private mayRound = false;

  private depth = 0;
  /** For each depth from 1 on: 1 in an object, 0 in an array. */
  private readonly inObject = new Uint8Array(MAX_DEPTH + 1);

  private readonly opened: Inside[];
  private watched = 0;
  private key = "";
  private take: Take | undefined;

  /** Where in the present chunk the key or value to be parsed starts or goes on, or -1. What earlier chunks had of it is carried. */
  private mark = -1;
  private readonly carried = new CarriedBytes();

  private line = 1;

  /**
   * @param document Its only child is the root value.
   * @param offset How many bytes of the file came before the first chunk, for messages.
   * @param parseUnrounded Makes a value of a valid text that holds a number which `JSON.parse` may round.
   */
  constructor(
    document: Inside,
    private offset = 0,
    private readonly parseUnrounded: (text: string) => unknown = JSON.parse,
  ) {
    this.opened = [document];
  }

  write(chunk: Uint8Array): void {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let at = 0;
    while (at < bytes.length) at = this.state <= State.Done ? this.betweenTokens(bytes, at) : this.inToken(bytes, at);
    if (this.mark >= 0) {
      this.carry(bytes.subarray(this.mark));
      this.mark = 0;
    }
    this.offset += bytes.length;
  }

  end(): void {
    if (this.state === State.Done) return;
    if (this.depth === 0 && this.state === State.Value) {
      throw unreadable("The plan JSON is empty.", `See whether the command that writes it failed. ${WRITE_AGAIN}`);
    }
    throw unreadable(`The plan JSON ended early at byte ${this.offset}: the file is cut off.`, WRITE_AGAIN);
  }

  /** Consumes one byte. */
  private betweenTokens(bytes: Buffer, at: number): number {
    const byte = byteAt(bytes, at);
    if (byte <= Byte.Space) {
      if (byte === Byte.LineFeed) this.line++;
      else if (byte !== Byte.Space && byte !== Byte.Tab && byte !== Byte.CarriageReturn) this.fail(at);
      return at + 1;
    }
    switch (this.state) {
      case State.CommaOrEnd:
        if (byte === Byte.Comma) this.state = this.inObject[this.depth] === 1 ? State.Key : State.Value;
        else this.close(bytes, at);
        break;
      case State.KeyOrEnd:
        if (byte === Byte.Quote) this.startKey(at);
        else this.close(bytes, at);
        break;
      case State.Key:
        if (byte !== Byte.Quote) this.fail(at);
        this.startKey(at);
        break;
      case State.Colon:
        if (byte !== Byte.Colon) this.fail(at);
        this.state = State.Value;
        break;
      case State.ValueOrEnd:
        if (byte === Byte.CloseBracket) this.close(bytes, at);
        else this.startValue(bytes, at);
        break;
      case State.Value:
        this.startValue(bytes, at);
        break;
      default:
        this.fail(at, ONLY_PLAN_JSON);
    }
    return at + 1;
  }

  /** Consumes at least one byte, or says that the token ended before it. */
  private inToken(bytes: Buffer, at: number): number {
    const byte = byteAt(bytes, at);
    switch (this.state) {
      case State.InString:
        return this.inString(bytes, at);
      case State.Escape:
        if (byte === Byte.LowerU) {
          this.hexDigits = 0;
          this.state = State.Hex;
        } else if (ESCAPABLE[byte] === 1) this.state = State.InString;
        else this.fail(at);
        return at + 1;
      case State.Hex:
        if (HEX_DIGIT[byte] !== 1) this.fail(at);
        if (++this.hexDigits === 4) this.state = State.InString;
        return at + 1;
      case State.Word:
        if (bytes[at] !== this.word.charCodeAt(this.wordLength)) this.fail(at);
        if (++this.wordLength === this.word.length) this.endValue(bytes, at + 1);
        return at + 1;
      default: {
        const next = afterNumberByte(this.state, byte) ?? this.fail(at);
        if (next === State.CommaOrEnd) {
          this.endValue(bytes, at);
          return at;
        }
        if (++this.numberLength > EXACT_LENGTH || next === State.Exponent) this.mayRound = true;
        this.state = next;
        return at + 1;
      }
    }
  }

  private inString(bytes: Buffer, from: number): number {
    let at = from;
    while (at < bytes.length && PLAIN[bytes[at]!] === 1) at++;
    if (at === bytes.length) return at;
    const byte = byteAt(bytes, at);
    if (byte === Byte.Backslash) this.state = State.Escape;
    else if (byte !== Byte.Quote) this.fail(at);
    else if (this.isKey) this.endKey(bytes, at + 1);
    else this.endValue(bytes, at + 1);
    return at + 1;
  }

  private startKey(at: number): void {
    this.isKey = true;
    this.state = State.InString;
    if (this.depth === this.watched) this.mark = at;
  }

  private endKey(bytes: Buffer, end: number): void {
    this.isKey = false;
    this.state = State.Colon;
    if (this.depth === this.watched) this.key = this.parse(bytes, end) as string;
  }

  private startValue(bytes: Buffer, at: number): void {
    const byte = byteAt(bytes, at);
    const kind = kindOf(byte) ?? this.fail(at);
    if (this.depth === this.watched) this.ask(kind, at);
    switch (kind) {
      case "object":
        this.open(State.KeyOrEnd, at);
        break;
      case "array":
        this.open(State.ValueOrEnd, at);
        break;
      case "string":
        this.state = State.InString;
        break;
      case "number":
        this.state = startOfNumber(byte);
        this.numberLength = 1;
        break;
      case "null":
        this.startWord("null");
        break;
      case "boolean":
        this.startWord(byte === Byte.LowerT ? "true" : "false");
        break;
    }
  }

  private startWord(word: string): void {
    this.word = word;
    this.wordLength = 1;
    this.state = State.Word;
  }

  private ask(kind: JsonKind, at: number): void {
    const treatment = this.opened.at(-1)!.child(this.key, kind);
    this.key = "";
    if (treatment === "skip") return;
    if (typeof treatment === "function") {
      this.take = treatment;
      this.mark = at;
      this.mayRound = false;
    } else if ("refuse" in treatment) {
      throw unreadable(`The plan JSON ${treatment.refuse} ${this.place(at)}.`, WRITE_AGAIN);
    } else if (treatment.of === kind) {
      this.opened.push(treatment);
      this.watched++;
    }
  }

  private open(next: State.KeyOrEnd | State.ValueOrEnd, at: number): void {
    if (this.depth === MAX_DEPTH) {
      throw unreadable(`The plan JSON is nested deeper than ${MAX_DEPTH} levels ${this.place(at)}.`, WRITE_AGAIN);
    }
    this.depth++;
    this.inObject[this.depth] = next === State.KeyOrEnd ? 1 : 0;
    this.state = next;
  }

  private close(bytes: Buffer, at: number): void {
    const byte = byteAt(bytes, at);
    if (byte !== (this.inObject[this.depth] === 1 ? Byte.CloseBrace : Byte.CloseBracket)) this.fail(at);
    this.depth--;
    if (this.depth < this.watched) {
      const inside = this.opened.pop();
      this.watched--;
      inside?.end?.();
    }
    this.endValue(bytes, at + 1);
  }

  private endValue(bytes: Buffer, end: number): void {
    this.state = this.depth === 0 ? State.Done : State.CommaOrEnd;
    if (this.take === undefined || this.depth !== this.watched) return;
    const take = this.take;
    this.take = undefined;
    take(this.parse(bytes, end));
  }

  /** What was marked and ends before `end`. */
  private parse(bytes: Buffer, end: number): unknown {
    const from = this.mark;
    this.mark = -1;
    let text: string;
    if (this.carried.length === 0 && end - from <= MAX_VALUE_BYTES) text = bytes.toString("utf8", from, end);
    else {
      this.carry(bytes.subarray(from, end));
      text = this.carried.takeText();
    }
    try {
      return this.mayRound ? this.parseUnrounded(text) : JSON.parse(text);
    } catch {
      // The text was found valid, so this should be impossible; the engine's own message would quote it.
      throw unreadable(`The plan JSON holds a value that cannot be parsed ${this.place(end)}.`, WRITE_AGAIN);
    }
  }

  private carry(part: Buffer): void {
    if (this.carried.length + part.length > MAX_VALUE_BYTES) {
      throw unreadable(
        `The plan JSON holds a single value of more than 256 MB ${this.place(0)}.`,
        "No resource that Terraform manages is that large: see what writes the file.",
      );
    }
    this.carried.append(part);
  }

  private place(at: number): string {
    return `at byte ${this.offset + at} (line ${this.line})`;
  }

  private fail(at: number, wayOut = WRITE_AGAIN): never {
    throw unreadable(`The plan JSON is not valid ${this.place(at)}: ${PROBLEMS[this.state]}.`, wayOut);
  }
}
