/** The values that are known to be secret in one plan, and where they occur. */
import type { Json } from "../../shared/model";
import { SENSITIVE } from "../../shared/vocabulary";
import { isCommonWord, mayBeSecret } from "./commonWords";
import { isObject } from "./compare";
import { parseContainer } from "./jsonText";
import { SecretIndex } from "./secretIndex";
import { isSecretName } from "./secretNames";
import { printable } from "../terraform/printable";
import { base64Forms, type Range, readings, unbroken } from "./spellings";

/** Smaller numbers are everywhere: counts, sizes, ports. */
const SMALLEST_NUMBER = 1000;
/** A line of a secret that is as long as this, and one word, is a secret by itself (private keys). */
const TELLING_LINE = 16;
/** What stands where a text was cut off; shorter ones never are. */
const CUT = "…";
const SHORTEST_CUT = 200;
/** Answers are remembered for short texts: the same ones come again and again. */
const REMEMBERED_LENGTH = 1000;
const REMEMBERED_COUNT = 20_000;

export class SecretValues {
  /** Hidden where it is all there is. */
  readonly #whole = new Set<string>();
  /** Hidden wherever it stands. */
  readonly #anywhere = new SecretIndex();
  readonly #answers = new Map<string, boolean>();
  readonly #names = new Map<string, boolean>();

  /** Adds every string and number in a value. */
  add(value: Json): void {
    if (typeof value === "string") this.#addText(value);
    else if (typeof value === "number") this.#addNumber(value);
    else if (Array.isArray(value)) value.forEach((item) => this.add(item));
    else if (isObject(value)) Object.values(value).forEach((item) => this.add(item));
  }

  #addNumber(value: number): void {
    if (Math.abs(value) < SMALLEST_NUMBER && String(value).length < 6) return;
    this.#addText(String(value));
  }

  #addText(text: string): void {
    if (this.#whole.has(text) || !mayBeSecret(text)) return;
    this.#answers.clear();
    this.#whole.add(text).add(text.trim());
    if (isCommonWord(text.trim())) return;
    const whole = text.trim();
    for (const form of [text, whole, unbroken(whole), printable(text), unbroken(printable(whole))]) {
      this.#anywhere.add(form);
    }
    for (const form of base64Forms(text)) this.#anywhere.add(form, /[A-Z\d+/]/.test(form));
    if (text.includes("\n")) {
      for (const line of text.split("\n").map((one) => one.trim())) {
        if (line.length >= TELLING_LINE && /^\S+$/.test(line)) this.#anywhere.add(line);
      }
    }
    const inner = parseContainer(text);
    if (inner !== undefined) this.#addNamed(inner);
  }

  /** Of a structure that is secret as a whole, kept as text, what is secret by itself. */
  #addNamed(value: Json): void {
    if (Array.isArray(value)) value.forEach((item) => this.#addNamed(item));
    if (!isObject(value)) return;
    for (const [name, item] of Object.entries(value)) {
      if (isSecretName(name)) this.add(item);
      else this.#addNamed(item);
    }
  }

  /** `isSecretName`, remembered: a plan has few names, and each of them thousands of times. */
  isSecretName(name: string): boolean {
    let answer = this.#names.get(name);
    if (answer === undefined) {
      answer = isSecretName(name);
      if (this.#names.size >= REMEMBERED_COUNT) this.#names.clear();
      this.#names.set(name, answer);
    }
    return answer;
  }

  /** True if the text is a secret or has one in it, however it is written there. */
  occursIn(text: string): boolean {
    if (this.#whole.size === 0) return false;
    if (text.length > REMEMBERED_LENGTH) return this.#isIn(text);
    let answer = this.#answers.get(text);
    if (answer === undefined) {
      answer = this.#isIn(text);
      if (this.#answers.size >= REMEMBERED_COUNT) this.#answers.clear();
      this.#answers.set(text, answer);
    }
    return answer;
  }

  /** The same for what names something: a common word is left there. */
  occursInKey(key: string): boolean {
    return key.length >= 4 && !isCommonWord(key) && this.occursIn(key);
  }

  #isIn(text: string): boolean {
    if (this.#whole.has(text) || this.#whole.has(text.trim())) return true;
    if (this.#anywhere.isEmpty) return false;
    for (const reading of readings(text)) {
      if (reading === "too many" || this.#anywhere.find(reading.text).next().done === false) return true;
    }
    return false;
  }

  /** The text with every known secret replaced. */
  replaceIn(text: string): string {
    const isCut = text.length >= SHORTEST_CUT && text.endsWith(CUT);
    if (!isCut && !this.occursIn(text)) return text;
    if (this.#whole.has(text) || this.#whole.has(text.trim())) return SENSITIVE;
    const found: Range[] = [];
    for (const reading of readings(text)) {
      if (reading === "too many") return SENSITIVE;
      for (const range of this.#anywhere.find(reading.text)) found.push(reading.origin(range));
      const cutAt = isCut && reading.text.endsWith(CUT) ? this.#anywhere.cutAtEnd(reading.text.slice(0, -1)) : null;
      if (cutAt !== null) found.push(reading.origin({ from: cutAt, to: reading.text.length - 1 }));
    }
    return without(text, found);
  }
}

function without(text: string, ranges: readonly Range[]): string {
  let result = "";
  let done = 0;
  for (const { from, to } of [...ranges].sort((a, b) => a.from - b.from)) {
    if (from >= done) result += text.slice(done, from) + SENSITIVE;
    done = Math.max(done, to);
  }
  return result + text.slice(done);
}
